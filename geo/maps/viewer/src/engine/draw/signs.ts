// What on a map says that a record is in doubt: brackets where only the district is known, a dashed circle, a number where
// several records lie at one point, a stroke through what its source no longer has. A reader who has not been told takes
// a bracket for a place.

import { kindOf } from "../../kinds.ts";
import type { Bounds } from "../../model.ts";
import { CIRCLE_M, DISTRICT_M } from "./classes.ts";
import { worldX, worldY } from "../mercator.ts";
import { UNITS } from "../../data/shapes.ts";
import { type DrawnLayer, visit } from "../spatial.ts";
import { hexagon } from "../groups.ts";
import { stacks } from "../stacks.ts";
import { strike } from "./marks/strikes.ts";
import { COLOURS } from "./styles.ts";
import { type Context, frames } from "./symbols.ts";

const INK = "#4b4038";

/** The sign of a group, and what one may hold. */
export const GROUP_SIGN = "signs/group";
const SAMPLE = new Map(
  [COLOURS.red, COLOURS.orange, COLOURS.ink].map((colour) => [colour, { count: 1, dangerous: false }]),
);

/** The sign of records that their source no longer has. */
export const GONE_SIGN = "signs/gone";
/** The sign of records that are withdrawn, or asked to be. */
export const WITHDRAWN_SIGN = "signs/withdrawn";

/** The signs that the records of an extent have on the map by their positions. */
export function signsIn(layers: DrawnLayer[], [west, south, east, north]: Bounds): string[] {
  const [left, right] = [worldX(west * UNITS), worldX(east * UNITS)];
  const [top, bottom] = [worldY(north * UNITS), worldY(south * UNITS)];
  let worst = 0;
  let least = Infinity;
  for (const drawn of layers) {
    if (!drawn.visible || kindOf(drawn.layer.kind).ground || drawn.accuracy === null) continue;
    visit(drawn, left, top, right, bottom, (record) => {
      const metres = drawn.accuracy![record]!;
      if (metres < CIRCLE_M) return;
      worst = Math.max(worst, metres);
      least = Math.min(least, metres);
    });
  }
  const view = { x0: left, y0: top, width: right - left, height: bottom - top, size: 1 };
  return [
    ...(worst >= DISTRICT_M ? ["signs/district"] : []),
    ...(least < Infinity ? ["signs/circle"] : []),
    ...(stacks(layers, view).length > 0 ? ["signs/several"] : []),
  ];
}

/** How many records lie at one place, written from left to right on every page. */
export const timesText = (count: number) => `\u2066×${count}\u2069`;

export function drawSign(ctx: Context, key: string, width: number, height: number): void {
  const [x, y, size] = [width / 2, height / 2, Math.min(width, height) * 0.72];
  ctx.strokeStyle = ctx.fillStyle = INK;
  if (key === GROUP_SIGN) return hexagon(ctx, { radius: size * 0.62, parts: SAMPLE }, x, y);
  if (key === "signs/district") return frames(ctx, INK, size / 2, [x, y]);
  if (key === "signs/several") {
    ctx.font = `600 ${Math.round(height * 0.6)}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(timesText(2), x, y);
    return;
  }
  ctx.lineWidth = 1.4;
  if (key === GONE_SIGN || key === WITHDRAWN_SIGN) {
    ctx.strokeRect(2.5, 2.5, width - 5, height - 5);
    return strike(ctx, [x, y, size * 1.2]);
  }
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.arc(x, y, size / 2, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.setLineDash([]);
}
