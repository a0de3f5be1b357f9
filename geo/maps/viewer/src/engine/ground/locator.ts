// A small picture of where an extent lies: the ground around it, far enough to show the state, with its frame.

import type { Bounds } from "../../model.ts";
import { UNITS } from "../../data/shapes.ts";
import { paintLabels } from "../draw/labels.ts";
import { COLOURS } from "../draw/styles.ts";
import type { Context } from "../draw/symbols.ts";
import type { View } from "../draw/trace.ts";
import { worldX, worldY } from "../mercator.ts";
import { Taken } from "../taken.ts";
import { type GroundWords, stateLabels } from "./names.ts";
import { type Grounds, paintGround } from "./paint.ts";

/** How many times as wide as the extent the picture is, and how wide in degrees at least. */
const TIMES = 3;
const LEAST_DEG = 8;
const LEAST_FRAME_PX = 9;
const STATE_LEAST_PX = 9;
const FONT = '600 8.5px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif';

export function locatorView([west, south, east, north]: Bounds, width: number, height: number): View {
  const [left, top] = [worldX(west * UNITS), worldY(north * UNITS)];
  const [wide, high] = [worldX(east * UNITS) - left, worldY(south * UNITS) - top];
  const size = Math.max(width, Math.min(width / (TIMES * wide), height / (TIMES * high), (width * 360) / LEAST_DEG));
  const [x, y] = [(left + wide / 2) * size, (top + high / 2) * size];
  return { x0: x - width / 2, y0: Math.max(0, Math.min(size - height, y - height / 2)), width, height, size };
}

/** Where the frame of an extent lies in such a picture, px. */
export function frameIn(
  view: View,
  [west, south, east, north]: Bounds,
): [x: number, y: number, width: number, height: number] {
  const [left, top] = [worldX(west * UNITS) * view.size - view.x0, worldY(north * UNITS) * view.size - view.y0];
  const [wide, high] = [
    worldX(east * UNITS) * view.size - view.x0 - left,
    worldY(south * UNITS) * view.size - view.y0 - top,
  ];
  const [width, height] = [Math.max(wide, LEAST_FRAME_PX), Math.max(high, LEAST_FRAME_PX)];
  return [left + (wide - width) / 2, top + (high - height) / 2, width, height];
}

/** Paint where `bounds` lie; no name is put under their frame. False where there is nothing but sea, which says nothing. */
export async function paintLocator(
  ctx: Context,
  grounds: Grounds,
  view: View,
  { words, white, bounds }: { words: GroundWords; white: boolean; bounds: Bounds },
): Promise<boolean> {
  await grounds.ready(view);
  paintGround(ctx, grounds, view, white);
  const pixels = new Uint32Array(ctx.getImageData(0, 0, ctx.canvas.width, ctx.canvas.height).data.buffer);
  if (pixels.every((pixel) => pixel === pixels[0])) return false;
  const named = stateLabels(grounds, view, 0, words.language, { least: STATE_LEAST_PX });
  const ground = named.map((label) => ({ ...label, font: FONT, spaced: false }));
  const none = { language: words.language, within: () => "" };
  const taken = new Taken();
  const [x, y, width, height] = frameIn(view, bounds);
  for (const aside of [x, x + width]) taken.take(aside - 2, y, aside + 2, y + height, true);
  for (const above of [y, y + height]) taken.take(x, above - 2, x + width, above + 2, true);
  paintLabels(ctx, [], view, none, { badges: [], taken, ground });
  return true;
}

export function strokeFrame(ctx: Context, frame: [x: number, y: number, width: number, height: number]): void {
  for (const [width, colour] of [
    [4, "rgba(255,255,255,0.9)"],
    [1.8, COLOURS.ink],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.strokeRect(...frame);
  }
}
