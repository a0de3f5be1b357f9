// The labelled grid of longitudes and latitudes (WGS 84), as dense as the zoom allows.

import { latOf, lonOf, worldX, worldY } from "../mercator.ts";
import { UNITS } from "../../data/shapes.ts";
import type { Context } from "./symbols.ts";
import { isWhole, type Taken, within } from "../taken.ts";
import type { View } from "./trace.ts";

const STEPS_DEG = [
  30,
  20,
  10,
  5,
  2,
  1,
  1 / 2,
  1 / 4,
  1 / 6,
  1 / 12,
  1 / 30,
  1 / 60,
  1 / 120,
  1 / 360,
  1 / 720,
  1 / 3600,
];
const WIDEST_PX = 260;
const LINE = "rgba(60,60,60,0.16)";
const TEXT = "rgba(50,50,50,0.85)";
const HALF_PX = 6; // of a line's height
const FONT = "10.5px system-ui, sans-serif";

/** The largest step (degrees) whose lines are at most 260 px apart. */
export function stepFor(size: number): number {
  return STEPS_DEG.find((step) => (step / 360) * size <= WIDEST_PX) ?? STEPS_DEG[STEPS_DEG.length - 1]!;
}

/** Along which top and left (px of the canvas) the degrees stand, and what is taken there. */
interface Margin {
  left: number;
  top: number;
  taken: Taken;
}

/** Paint the lines, and the degrees where nothing else is. */
export function paintGraticule(ctx: Context, view: View, inner: Margin | null): void {
  const step = stepFor(view.size);
  const west = lonOf(view.x0 / view.size);
  const east = lonOf((view.x0 + view.width) / view.size);
  const north = latOf(Math.max(0, view.y0 / view.size));
  const south = latOf(Math.min(1, (view.y0 + view.height) / view.size));
  ctx.save();
  ctx.font = FONT;
  ctx.direction = "ltr"; // "46°35′ E" also on a page that runs from right to left
  ctx.lineWidth = 1;
  ctx.strokeStyle = LINE;
  const lons = multiples(west, east, step);
  const lats = multiples(Math.max(south, -85), Math.min(north, 85), step);
  ctx.beginPath();
  for (const lon of lons) {
    const x = sharp(worldX(lon * UNITS) * view.size - view.x0);
    ctx.moveTo(x, 0);
    ctx.lineTo(x, view.height);
  }
  for (const lat of lats) {
    const y = sharp(worldY(lat * UNITS) * view.size - view.y0);
    ctx.moveTo(0, y);
    ctx.lineTo(view.width, y);
  }
  ctx.stroke();
  if (inner) {
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const sight = within(view, inner.left);
    const write = (text: string, x: number, y: number) => {
      if (!isWhole(sight, x, y - HALF_PX, x + ctx.measureText(text).width, y + HALF_PX)) return;
      if (inner.taken.take(x - 2, y - HALF_PX, x + ctx.measureText(text).width + 2, y + HALF_PX)) halo(ctx, text, x, y);
    };
    for (const lon of lons) {
      const text = angle(((((lon + 180) % 360) + 360) % 360) - 180, step, "E", "W");
      const x = worldX(lon * UNITS) * view.size - view.x0;
      write(text, x - ctx.measureText(text).width / 2, inner.top + 4 + HALF_PX);
    }
    for (const lat of lats)
      write(angle(lat, step, "N", "S"), inner.left + 4, worldY(lat * UNITS) * view.size - view.y0);
  }
  ctx.restore();
}

const sharp = (px: number) => Math.round(px) + 0.5;

function multiples(from: number, to: number, step: number): number[] {
  const out: number[] = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) out.push(n * step);
  return out;
}

function halo(ctx: Context, text: string, x: number, y: number): void {
  ctx.lineWidth = 3;
  ctx.lineJoin = "round";
  ctx.strokeStyle = "rgba(247,246,242,0.8)";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = TEXT;
  ctx.fillText(text, x, y);
}

/** In seconds of arc; it lies neither east nor west. */
export const HALF_TURN_S = 180 * 3600;

/** 47° E, 47°30′ E, 47°30′15″ E: as fine as the step needs. */
export function angle(degrees: number, step: number, positive: string, negative: string): string {
  const seconds = Math.round(Math.abs(degrees) * 3600);
  const letter = seconds % HALF_TURN_S === 0 ? "" : ` ${degrees < 0 ? negative : positive}`;
  const two = (value: number) => String(value).padStart(2, "0");
  const [d, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (step >= 1) return `${d}°${letter}`;
  if (step >= 1 / 60) return `${d}°${two(m)}′${letter}`;
  return `${d}°${two(m)}′${two(s)}″${letter}`;
}
