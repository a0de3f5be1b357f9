// Circles that positions may lie in, dashed and however large.

import type { Context } from "../symbols.ts";
import type { View } from "../trace.ts";

/** A circle that a position may lie in, in px of a view; `faint` where it says little. */
export interface Circle {
  x: number;
  y: number;
  radius: number;
  line: string;
  faint: boolean;
}

/** A dashed circle; only the part of it that meets the view, because dashes far outside cost as much as those inside. */
export function paintCircle(ctx: Context, { x, y, radius, line, faint }: Circle, view: View): void {
  ctx.save();
  ctx.globalAlpha = faint ? 0.35 : 0.9;
  ctx.strokeStyle = line;
  ctx.lineWidth = faint ? 1 : 1.4;
  const dash = 6;
  const count = Math.max(8, Math.round((2 * Math.PI * radius) / (2 * dash)));
  if (radius < 600) {
    ctx.setLineDash([(Math.PI * radius) / count]);
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.stroke();
  } else {
    dashesInView(ctx, x, y, radius, count, view);
  }
  ctx.restore();
}

function dashesInView(ctx: Context, x: number, y: number, radius: number, count: number, view: View): void {
  const [middleX, middleY] = [view.width / 2 - x, view.height / 2 - y];
  const reach = Math.hypot(view.width, view.height) / 2;
  const away = Math.hypot(middleX, middleY);
  if (Math.abs(away - radius) > reach) return;
  const towards = Math.atan2(middleY, middleX);
  const half = away < reach ? Math.PI : Math.min(Math.PI, Math.asin(Math.min(1, reach / away)) + 0.02);
  const step = (2 * Math.PI) / count;
  ctx.beginPath();
  for (let n = Math.floor((towards - half) / step); n <= Math.ceil((towards + half) / step); n++) {
    ctx.moveTo(x + radius * Math.cos(n * step), y + radius * Math.sin(n * step));
    ctx.arc(x, y, radius, n * step, (n + 0.5) * step);
  }
  ctx.stroke();
}
