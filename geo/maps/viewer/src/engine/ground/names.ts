// The names of the ground: states, lakes and populated places. They come after all names of records and keep off every
// mark of one; where a map's own places have a name, the ground does not say it again.

import type { GroundPlace, Names } from "../../data/ground.ts";
import { folded } from "../../data/spelling.ts";
import { type Grounds, NEAR_FROM_ZOOM } from "./paint.ts";
import { type Seen, seenAt } from "./places.ts";
import { FAMILY, type Label } from "../draw/writing.ts";
import { APART_PX, lakeNames, riverNames } from "./waters.ts";
import { type Sight, within } from "../taken.ts";
import type { View } from "../draw/trace.ts";

const STATE = "#857c6f";
const TOWN = "#4a453e";
const WATER = "#5b87a1";
const STATE_LEAST_PX = 26; // how far a state reaches around its name
/** How far from its point a state's name may stand where that is taken: px to the right and down. */
const AROUND = [0, -24, 24, -48, 48, -72, 72].flatMap((down) => [0, -60, 60].map((right) => [right, down] as const));
const DOT_ROOM_PX = 11;
const WIDEST_POINTS = 3;
const MOST_PLACES = 260;
/** So many are named before their state, and a line away from their dot where there is no room at it. */
const FIRST_PLACES = 3;
const ROOM_PX = 5; // around a name, so that a sheet full of names stays calm

/** Ranks from which a place's name is larger, the largest first: a capital, a town, a small town, a village. */
const SIZES: [rank: number, font: string][] = [
  [140, `600 13.5px ${FAMILY}`],
  [112, `500 12.5px ${FAMILY}`],
  [88, `400 11.5px ${FAMILY}`],
  [-Infinity, `400 10.5px ${FAMILY}`],
];

/** What something is called in a language, or else where it is; English where nobody there writes its name in Latin. */
export function nameIn(names: Names, language: string): string {
  return names[language] ?? names[""] ?? names["en"] ?? "";
}

/** `edge`: px of the view's sides that are out of sight. */
export function groundLabels(grounds: Grounds, view: View, edge: number, words: GroundWords): Label[] {
  const { language, renamed } = words;
  const zoom = Math.log2(view.size / 256);
  const ground = grounds.near !== null && zoom >= NEAR_FROM_ZOOM ? grounds.near : null;
  const dots = ground ? seenAt(ground, view) : [];
  return [
    ...stateLabels(grounds, view, edge, language, { dots }),
    ...placeLabels(dots, within(view, edge), language, renamed),
    ...(ground ? waterLabels(ground, view, edge, language) : []),
  ];
}

export interface GroundWords {
  language: string;
  renamed: Renamed;
}

/** What the map's maker calls places, by the name they have otherwise: one text, or one for each language. */
type Named = Pick<GroundPlace, "name" | "called">;
export type Renamed = { [name: string]: string | Names };

export function placeName({ name, called }: Named, language: string, renamed: Renamed): string {
  const own = Object.hasOwn(renamed, name) ? renamed[name]! : (called?.[language] ?? name);
  return typeof own === "string" ? own : (own[language] ?? own["en"] ?? name);
}

type NearGround = NonNullable<Grounds["near"]>;

const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** Each state's name at every point that it may stand at, and around it as far as the state reaches, the best first: it is
 * written at one of them. It hides no dot of `dots`, the places in sight, as long as it has room elsewhere. */
export function stateLabels(
  { world, near }: Grounds,
  view: View,
  edge: number,
  language: string,
  { least = STATE_LEAST_PX, dots = [] }: { least?: number; dots?: readonly Seen[] } = {},
): Label[] {
  const zoom = Math.log2(view.size / 256);
  const { x0, y0, width, height, size } = view;
  const points = zoom >= NEAR_FROM_ZOOM ? [...(near?.states ?? []), ...(world?.states ?? [])] : (world?.states ?? []);
  const labels: Label[] = [];
  const tried = new Map<string, number>();
  for (const { x, y, reach, names } of points) {
    const text = nameIn(names, language).toLocaleUpperCase(language);
    if (text === "" || reach * size < least) continue;
    const half = 5 * text.length;
    const [aside, above] = [edge + half, edge + 20];
    for (let shift = Math.floor(x0 / size); shift * size < x0 + width; shift++) {
      const [middle, line] = [(x + shift) * size - x0, y * size - y0];
      const isReached = (right: number, down: number) =>
        Math.hypot(right - middle, down - line) + least <= reach * size;
      const [column, row] = [between(middle, aside, width - aside), between(line, above, height - above)];
      if (!isReached(column, row)) continue;
      const before = tried.get(text) ?? 0;
      tried.set(text, before + 1);
      const isMoved = column !== middle || row !== line;
      // Each place to try takes its time whenever the map is moved: around the widest points only.
      for (let turn = 0; turn < (before < WIDEST_POINTS ? AROUND.length : 1); turn++) {
        const [right, down] = AROUND[turn]!;
        const at = { x: between(column + right, aside, width - aside), y: between(row + down, above, height - above) };
        if (!isReached(at.x, at.y)) continue;
        const hides = dots.some((dot) => Math.abs(dot.x - at.x) < half && Math.abs(dot.y - at.y) < DOT_ROOM_PX);
        const order = 3 + (hides ? 0.5 : 0) + (isMoved ? 0.25 : 0) + turn / 100 + labels.length / 1e7;
        const looks = { order, font: `600 11.5px ${FAMILY}`, colour: STATE, spaced: true, unique: true };
        labels.push(label(text, at, looks));
      }
    }
  }
  return labels;
}

function placeLabels(dots: readonly Seen[], sight: Sight, language: string, renamed: Renamed): Label[] {
  const isInSight = ({ x, y }: Seen) => x > sight.left && x < sight.right && y > sight.top && y < sight.bottom;
  const first = new Set(dots.filter(isInSight).slice(0, FIRST_PLACES));
  return dots.slice(0, MOST_PLACES).map((dot, i) => {
    const { place, x, y, radius } = dot;
    const font = SIZES.find(([rank]) => place.rank >= rank)![1];
    const how = first.has(dot) ? { order: 2.9 + i / 10_000, needed: true } : { order: 4 + i / 10_000, room: ROOM_PX };
    const text = placeName(place, language, renamed);
    return label(text, { x, y }, { ...how, font, colour: TOWN, beside: radius + 3 });
  });
}

/** Rivers and lakes, those of the maker's file too. */
function waterLabels(near: NearGround, view: View, edge: number, language: string): Label[] {
  const of = (kind: string) => near.own.filter((part) => part.kind === kind);
  const rivers = [
    ...of("river").flatMap(({ shapes, names }) => riverNames(shapes, names, view, edge)),
    ...riverNames(near.shapes.rivers, near.riverNames, view, edge),
  ];
  const lakes = [
    ...lakeNames(near.shapes.lakes, near.lakeNames.entries(), view, edge),
    ...of("water").flatMap(({ shapes, names }) => lakeNames(shapes, names, view, edge)),
  ];
  return [...rivers, ...lakes].flatMap(({ names, x, y }, i) => {
    const text = nameIn(names, language);
    const looks = { order: 5 + i / 100_000, font: `italic 400 11px ${FAMILY}`, colour: WATER, apart: APART_PX };
    return text === "" ? [] : [label(text, { x, y }, looks)];
  });
}

interface Looks {
  order: number;
  font: string;
  colour: string;
  spaced?: boolean;
  unique?: boolean;
  beside?: number;
  room?: number;
  apart?: number;
  needed?: boolean;
}

function label(text: string, at: { x: number; y: number }, looks: Looks): Label {
  return { text, ...at, ...looks, lifted: 0, widest: Infinity, once: folded(text) };
}
