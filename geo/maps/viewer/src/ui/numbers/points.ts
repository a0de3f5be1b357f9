// Figures over time as points on a canvas, for the page, paper and a saved picture: ink on paper, read without colour.

import { isoOf } from "../tabs/filters.ts";
import type { Words } from "../words.ts";
import type { Series } from "./series.ts";

const INK = "#1b1b1b";
const SOFT = "#54565a";
const LINE = "#d5d2c9";
const DOT = "#1d4e89";
const DOT_PX = 4;
/** How far the first and the last point stand from the ends of the lines. */
const INSET_PX = 8;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A step of 1, 2 or 5 times a power of ten that divides a range into about three. */
export function tickStep(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 3 || 1));
  return power * ([1, 2, 5, 10].find((times) => range / (power * times) <= 4) ?? 10);
}

/** Draw a series into a box; `size` is that of its letters, in px. */
export function paintPoints(
  ctx: CanvasRenderingContext2D,
  series: Series,
  words: Words,
  box: Box,
  { size, font }: { size: number; font: string },
): void {
  const points = series.figures.flatMap(({ point }) => (point === null ? [] : [point]));
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = tickStep(high - low || 1);
  const ticks: number[] = [];
  for (let at = Math.floor(low / step); at * step < high + step && ticks.length < 12; at++) ticks.push(at * step);
  const [bottom, top] = [ticks[0]!, ticks.at(-1)!];
  const [first, last] = [Math.min(...points.map((one) => one.first)), Math.max(...points.map((one) => one.last))];
  ctx.save();
  ctx.font = `${size}px ${font}`;
  const labels = ticks.map((tick) => words.number(tick, 6));
  const margin = Math.max(...labels.map((label) => ctx.measureText(label).width)) + 8;
  const rtl = words.direction === "rtl";
  const plot = {
    x: box.x + (rtl ? 8 : margin),
    y: box.y + 8,
    width: box.width - margin - 8,
    height: box.height - size - 16,
  };
  const along = (day: number) => (day - first) / Math.max(1, last - first);
  const length = plot.width - 2 * INSET_PX;
  const xOf = (day: number) => plot.x + INSET_PX + length * (rtl ? 1 - along(day) : along(day));
  const yOf = (value: number) => plot.y + plot.height * (1 - (value - bottom) / (top - bottom));
  ctx.direction = "ltr";
  ctx.lineWidth = 1;
  ticks.forEach((tick, at) => {
    ctx.strokeStyle = tick === 0 ? INK : LINE;
    ctx.beginPath();
    ctx.moveTo(plot.x, yOf(tick));
    ctx.lineTo(plot.x + plot.width, yOf(tick));
    ctx.stroke();
    ctx.fillStyle = SOFT;
    ctx.textBaseline = "middle";
    ctx.textAlign = rtl ? "left" : "right";
    ctx.fillText(labels[at]!, rtl ? plot.x + plot.width + 5 : plot.x - 5, yOf(tick));
  });
  ctx.textBaseline = "alphabetic";
  for (const [day, align] of [
    [first, rtl ? "right" : "left"],
    [last, rtl ? "left" : "right"],
  ] as const) {
    ctx.textAlign = align;
    ctx.fillText(words.date(isoOf(day)), xOf(day), box.y + box.height - 3);
  }
  for (const { value, first: from, last: to } of points) {
    const [x, y] = [xOf((from + to) / 2), yOf(value)];
    ctx.strokeStyle = DOT;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(xOf(from), y);
    ctx.lineTo(xOf(to), y);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y, DOT_PX, 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(255,255,255,0.6)"; // those beneath are seen
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}
