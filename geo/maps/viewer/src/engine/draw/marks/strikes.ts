// How a record looks that its source no longer has: struck through lightly, dark on a strip of paper, so that its fill,
// hatch and outline stay readable and the stroke itself is seen in grey. Hatches of hazards run the other way.

import type { Context } from "../symbols.ts";

const INK = "#1b1b1b";
const PAPER = "rgba(255,255,255,0.9)";
const [INK_PX, PAPER_PX] = [1.3, 4];

/** Draw strokes: the x, y of the middle and the length in px, in turn. */
export function strike(ctx: Context, places: readonly number[]): void {
  ctx.beginPath();
  for (let i = 0; i < places.length; i += 3) {
    const reach = (places[i + 2]! / 2) * Math.SQRT1_2;
    ctx.moveTo(places[i]! - reach, places[i + 1]! - reach);
    ctx.lineTo(places[i]! + reach, places[i + 1]! + reach);
  }
  stroke(ctx);
}

/** Draw strokes of one length through marks at x, y in turn. */
export function strikeEach(ctx: Context, places: readonly number[], length: number): void {
  const each: number[] = [];
  for (let i = 0; i < places.length; i += 2) each.push(places[i]!, places[i + 1]!, length);
  strike(ctx, each);
}

/** How far apart the strokes are that fill a shape: a whole number of them is the period of all patterns. */
export const SPACING_PX = 24;

/** Paint the square that is repeated to fill a shape with strokes. */
export function strokesCell(ctx: Context): void {
  ctx.beginPath();
  // Three lines, so that the corners of neighbouring cells meet.
  for (const shift of [-SPACING_PX, 0, SPACING_PX]) {
    ctx.moveTo(shift - 4, -4);
    ctx.lineTo(shift + SPACING_PX + 4, SPACING_PX + 4);
  }
  stroke(ctx);
}

function stroke(ctx: Context): void {
  ctx.lineCap = "butt";
  ctx.setLineDash([]);
  for (const [colour, width] of [
    [PAPER, PAPER_PX],
    [INK, INK_PX],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
