// Writing names on the map: each goes where it has room beside what it names, touches nothing that is there already, and is
// not cut by the edge of what is in sight.

import { folded } from "../../data/spelling.ts";
import type { Stack } from "../stacks.ts";
import { isWhole, type Sight, type Taken } from "../taken.ts";
import { timesText } from "./signs.ts";
import { COLOURS } from "./styles.ts";
import type { Context } from "./symbols.ts";

export const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif';
const HALO = "rgba(247,246,242,0.92)";
const HALF_LINE_PX = 8;
const LINE_PX = 12;

export interface Label {
  text: string;
  x: number;
  y: number;
  /** Lower comes first. */
  order: number;
  font: string;
  colour: string;
  /** Above a point, not upon it. */
  lifted: number;
  widest: number;
  /** Right or left of a dot, so many px from its middle. */
  beside?: number;
  /** It stands farther from its dot before it is left out. */
  needed?: boolean;
  /** Px to keep free around it. */
  room?: number;
  /** Letters set apart. */
  spaced?: boolean;
  /** Written once in all, wherever there is room first. */
  unique?: boolean;
  /** The area it names: it is written in it where it leaves the outline free, or else beside its box. */
  area?: Area;
  /** What it says, for one that is left out where a label nearby says it already. */
  once?: string;
  /** Px between it and another of its kind that says the same. */
  apart?: number;
}

interface Area {
  /** Its outline crosses a box. */
  isCrossed: (left: number, top: number, right: number, bottom: number) => boolean;
  /** The box around it, px of the view. */
  top: number;
  bottom: number;
}

/** A label as it was written, where its middle is, and how far it reaches to either side. */
export interface Written {
  text: string;
  x: number;
  y: number;
  half: number;
  /** The text as it is compared with others. */
  once: string;
  apart?: number | undefined;
}

const SPACING = 1.4; // px between letters that are set apart
const SAME_WITHIN_PX = 90;

export interface On {
  taken: Taken;
  written: Written[];
  sight: Sight;
}

/** Write a label at the best of the places that it may stand at, if there is room at one. */
export function write(ctx: Context, label: Label, { taken, written, sight }: On): void {
  if (label.once !== undefined && written.some((other) => saysTheSame(label, other))) return;
  ctx.font = label.font;
  const width = ctx.measureText(label.text).width + (label.spaced ? SPACING * label.text.length : 0);
  if (width > label.widest) return;
  const room = label.room ?? 0;
  const half = width / 2;
  const at = around(label, width).find(
    ([x, y]) =>
      isWhole(sight, x - half, y - HALF_LINE_PX, x + half, y + HALF_LINE_PX) &&
      taken.take(x - half - 3 - room, y - 7 - room / 2, x + half + 3 + room, y + 7 + room / 2),
  );
  if (at === undefined) return;
  const once = label.once ?? folded(label.text);
  written.push({ text: label.text, x: at[0], y: at[1], half, once, apart: label.apart });
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = HALO;
  ctx.fillStyle = label.colour;
  for (const [text, x] of pieces(ctx, label, at[0], width)) {
    ctx.strokeText(text, x, at[1]);
    ctx.fillText(text, x, at[1]);
  }
}

/** A river may be called as the town on it is. */
function saysTheSame({ once, unique, apart, x, y }: Label, other: Written): boolean {
  const near = apart !== undefined && other.apart !== undefined ? apart : SAME_WITHIN_PX;
  return other.once === once && (unique === true || Math.hypot(other.x - x, other.y - y) < near);
}

/** The letters of a label that are set apart, each with its middle; joined scripts stay whole. */
function pieces(ctx: Context, label: Label, x: number, width: number): [text: string, x: number][] {
  if (!label.spaced || !/^[\p{Script=Latin}\p{Script=Cyrillic}\s’'.()-]*$/u.test(label.text)) return [[label.text, x]];
  let left = x - width / 2;
  return [...label.text].map((letter) => {
    const own = ctx.measureText(letter).width + SPACING;
    left += own;
    return [letter, left - own / 2];
  });
}

type Place = [x: number, y: number];

export const placeOf = ({ x, y }: { x: number; y: number }) => `${Math.round(x)} ${Math.round(y)}`;

/** How many records a symbol stands for, on a small plate that touches it; left out where another's lies there. */
export function writeStack(
  ctx: Context,
  { x, y, count }: Stack,
  isPictured: boolean,
  on: Pick<On, "taken" | "written">,
): void {
  const text = timesText(count);
  ctx.font = `700 10px ${FAMILY}`;
  const [left, middle] = [x + (isPictured ? 7 : 3), y - (isPictured ? 9 : 7)];
  const wide = ctx.measureText(text).width + 5;
  // Its lower left corner lies on the symbol; what is above and beside that must be free.
  if (!on.taken.take(left + 5, middle - 7, left + wide, middle + 1)) return;
  on.written.push({ text, x: left + wide / 2, y: middle, half: wide / 2, once: text });
  ctx.beginPath();
  ctx.rect(left, middle - 6.5, wide, 13);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.lineWidth = 0.8;
  ctx.strokeStyle = ctx.fillStyle = COLOURS.ink;
  ctx.stroke();
  ctx.fillText(text, left + wide / 2, middle + 0.5);
}

/** Where a label may stand, best first: beside a point on any side; on a zone, in it. */
function around({ x, y, lifted, beside, needed, area }: Label, width: number): Place[] {
  if (area !== undefined) {
    const half = width / 2 + 3;
    const isFree = (middle: number) =>
      !area.isCrossed(x - half, middle - HALF_LINE_PX, x + half, middle + HALF_LINE_PX);
    const within = lifted === 0 ? [y] : [y + lifted, y - lifted];
    return [...within.filter(isFree), area.bottom + 10, area.top - 10].map((middle) => [x, middle]);
  }
  if (beside !== undefined) {
    const middle = width / 2 + beside;
    const [above, below] = [y - 9 - beside, y + 9 + beside];
    const corners = (lift: number) =>
      [above + lift, below - lift].flatMap((at) => [x + width / 2, x - width / 2].map((aside): Place => [aside, at]));
    return [
      [x + middle, y],
      [x - middle, y],
      [x, above],
      [x, below],
      ...corners(2),
      ...(needed ? [[x, above - LINE_PX] as Place, [x, below + LINE_PX] as Place, ...corners(-LINE_PX)] : []),
    ];
  }
  const aside = width / 2 + (lifted > 14 ? 15 : 9);
  return lifted === 0
    ? [[x, y]]
    : [
        [x, y - lifted],
        [x, y + lifted + 1],
        [x + aside, y],
        [x - aside, y],
      ];
}
