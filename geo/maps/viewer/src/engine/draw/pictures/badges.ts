// Which records of a view show the pictogram of their setting. Where not all have room, what is graver comes first, and
// then what is rarer in the view: one cemetery among a hundred houses is seen. The others keep their small marks.

import { POINT, UNITS } from "../../../data/shapes.ts";
import { kindOf } from "../../../kinds.ts";
import type { RecordRef } from "../../../model.ts";
import type { Grouping } from "../../groups.ts";
import { worldX, worldY } from "../../mercator.ts";
import { type DrawnLayer, visit } from "../../spatial.ts";
import { DISTRICT_M } from "../classes.ts";
import { BADGE_PX, drawBadge, drawPictogram, PICTOGRAM_PX, PICTURED } from "./pictograms.ts";
import { strike } from "../marks/strikes.ts";
import type { Context, Symbols } from "../symbols.ts";
import type { Taken } from "../../taken.ts";
import type { View } from "../trace.ts";

/** Beyond so many records in a view their marks are a cloud, in which no picture would be read. */
const MOST_RECORDS = 6000;
/** A smaller area is a mark; in one that is narrower than the second it would hide fill and outline, and stands above. */
const AREA_FROM_PX = 6;
const WITHIN_FROM_PX = 28;
/** From afar accidents stay small, so that they do not outweigh the hazards, and places are ground. */
const ACCIDENTS_FROM_ZOOM = 15;
const PLACES_FROM_ZOOM = 13;
const MARK_HALF_PX = 4;

export interface Badge {
  drawn: DrawnLayer;
  record: number;
  /** In px of the view. */
  x: number;
  y: number;
  /** Empty for a record without one, which keeps its place free all the same. */
  pictogram: string;
  isMark: boolean;
  order: number;
}

/** The badges of a view, as they are painted. */
export interface Painted {
  badges: readonly Badge[];
  view: View;
}

/** The records hit at a place of the world's square, after those whose pictogram stands there: it may be beside its zone. */
export function withPictured(
  { badges, view }: Painted,
  hits: RecordRef[],
  worldX: number,
  worldY: number,
): RecordRef[] {
  const [atX, atY] = [worldX * view.size - view.x0, worldY * view.size - view.y0];
  const pictured = badges.filter(({ x, y, isMark }) => {
    const reach = isMark ? BADGE_PX / 2 : PICTOGRAM_PX / 2 + 1;
    return Math.max(Math.abs(atX - x), Math.abs(atY - y)) <= reach;
  });
  const refs = pictured.map(({ drawn, record }) => ({ layer: drawn.layer.index, record }));
  const isPictured = (ref: RecordRef) => refs.some(({ layer, record }) => layer === ref.layer && record === ref.record);
  return [...refs, ...hits.filter((ref) => !isPictured(ref))];
}

interface Room {
  taken: Taken;
  groups: Grouping | null;
  /** The record that comes before all others. */
  selected: RecordRef | null;
}

/** The pictograms that a view has room for; they take their boxes. A group stands for what is in it. */
export function badgesIn(layers: DrawnLayer[], view: View, { taken, groups, selected }: Room): Badge[] {
  const zoom = Math.log2(view.size / 256);
  const shown = layers.filter((each) => each.visible && zoom >= fromZoom(each));
  if (!shown.some(({ settings }) => settings !== null)) return [];
  const found = shown.flatMap((each) => candidates(each, view, groups));
  for (const badge of found)
    if (badge.record === selected?.record && badge.drawn.layer.index === selected.layer) badge.order = -1;
  if (found.length > MOST_RECORDS) return [];
  const common = new Map<string, number>();
  for (const { pictogram } of found) common.set(pictogram, (common.get(pictogram) ?? 0) + 1);
  const rarity = ({ pictogram }: Badge) => common.get(pictogram)!;
  found.sort((a, b) => a.order - b.order || rarity(a) - rarity(b) || a.y - b.y || a.x - b.x || a.record - b.record);
  return found.filter(({ x, y, pictogram, isMark }) => {
    const half = isMark ? BADGE_PX / 2 - 1 : PICTOGRAM_PX / 2 + 1;
    if (pictogram !== "" && taken.take(x - half, y - half, x + half, y + half)) return true;
    taken.take(x - MARK_HALF_PX, y - MARK_HALF_PX, x + MARK_HALF_PX, y + MARK_HALF_PX, true);
    return false;
  });
}

function fromZoom({ layer }: DrawnLayer): number {
  const { ground, symbol } = kindOf(layer.kind);
  return ground ? PLACES_FROM_ZOOM : symbol.family === "accident" ? ACCIDENTS_FROM_ZOOM : 0;
}

function candidates(drawn: DrawnLayer, view: View, groups: Grouping | null): Badge[] {
  const { layer, settings, classes } = drawn;
  const { ground, dangerous } = kindOf(layer.kind);
  const found: Badge[] = [];
  const [west, east] = [view.x0 / view.size, (view.x0 + view.width) / view.size];
  const [north, south] = [view.y0 / view.size, (view.y0 + view.height) / view.size];
  visit(drawn, west, north, east, south, (record, shift, { west: left, north: top, east: right, south: bottom }) => {
    if (found.length > MOST_RECORDS || groups?.of[layer.index]?.[record]) return;
    const isPoint = layer.geometry.types[record] === POINT;
    const pictogram = PICTURED[(settings?.[record] ?? 0) - 1] ?? "";
    if (ground && (!isPoint || pictogram === "")) return;
    const [wide, high] = [(right - left) * view.size, (bottom - top) * view.size];
    const isMark = isPoint || Math.max(wide, high) < AREA_FROM_PX;
    let [x, y] = [((left + right) / 2) * view.size - view.x0, ((top + bottom) / 2) * view.size - view.y0];
    if (!isMark && Math.min(wide, high) < WITHIN_FROM_PX) y = top * view.size - view.y0 - PICTOGRAM_PX / 2 - 3;
    else if (!isMark && pictogram !== "") {
      const [lon, lat] = layer.geometry.anchor(record)!;
      x = (worldX(lon * UNITS) + shift) * view.size - view.x0;
      y = worldY(lat * UNITS) * view.size - view.y0;
    }
    const isGone = drawn.gone?.[record] === 1; // what is still recorded is never behind what is not
    const last = ground ? 3 : isGone ? 2 : dangerous ? 0 : 1;
    const order = 256 * last + 255 - classes.rank[classes.codes[record]!]!;
    found.push({ drawn, record, x, y, pictogram, isMark, order });
  });
  return found;
}

/** Draw them, the gravest last. */
export function paintBadges(ctx: Context, badges: readonly Badge[], symbols: Symbols): void {
  for (const { drawn, record, x, y, pictogram, isMark } of [...badges].reverse()) {
    const style = symbols.style(drawn.classes.keys[drawn.classes.codes[record]!]!);
    if (kindOf(drawn.layer.kind).ground) drawPictogram(ctx, pictogram, [x, y], PICTOGRAM_PX - 1, style.markFill, true);
    else if (isMark) drawBadge(ctx, style, pictogram, [x, y], BADGE_PX, isDistrict(drawn, record));
    else drawPictogram(ctx, pictogram, [x, y], PICTOGRAM_PX, "#1b1b1b", true);
    if (isMark && (drawn.gone?.[record] ?? 0) > 0) strike(ctx, [x, y, 1.3 * BADGE_PX]);
  }
}

function isDistrict(drawn: DrawnLayer, record: number): boolean {
  return (drawn.accuracy?.[record] ?? 0) >= DISTRICT_M;
}
