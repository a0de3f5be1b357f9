// The names of the ground: states, lakes and populated places. They come after all names of records and keep off every
// mark of one; where a map's own places have a name, the ground does not say it again.

import type { GroundPlace, Names } from "../../data/ground.ts";
import { folded } from "../../data/spelling.ts";
import { type Grounds, NEAR_FROM_ZOOM } from "./paint.ts";
import { seenAt } from "./places.ts";
import type { Label } from "../draw/labels.ts";
import { APART_PX, lakeNames, riverNames } from "./waters.ts";
import type { View } from "../draw/trace.ts";

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif';
const STATE = "#857c6f";
const TOWN = "#4a453e";
const WATER = "#5b87a1";
const STATE_LEAST_PX = 26; // how far a state reaches around its name
const MOST_PLACES = 260;
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
  return [
    ...stateLabels(grounds, view, edge, language),
    ...(ground ? [...placeLabels(ground, view, language, renamed), ...waterLabels(ground, view, edge, language)] : []),
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

/** Each state's name at every point that it may stand at, the best first: it is written at one of them. */
export function stateLabels(
  { world, near }: Grounds,
  view: View,
  edge: number,
  language: string,
  least = STATE_LEAST_PX,
): Label[] {
  const zoom = Math.log2(view.size / 256);
  const { x0, y0, width, height, size } = view;
  const points = zoom >= NEAR_FROM_ZOOM ? [...(near?.states ?? []), ...(world?.states ?? [])] : (world?.states ?? []);
  const labels: Label[] = [];
  for (const { x, y, reach, names } of points) {
    const text = nameIn(names, language).toLocaleUpperCase(language);
    if (text === "" || reach * size < least) continue;
    const [aside, above] = [edge + 5 * text.length, edge + 20];
    for (let shift = Math.floor(x0 / size); shift * size < x0 + width; shift++) {
      const at = { x: (x + shift) * size - x0, y: y * size - y0 };
      if (at.x < aside || at.y < above || at.x > width - aside || at.y > height - above) continue;
      const order = 3 + labels.length / 10_000;
      labels.push(label(text, at, { order, font: `600 11.5px ${FAMILY}`, colour: STATE, spaced: true, unique: true }));
    }
  }
  return labels;
}

function placeLabels(near: NearGround, view: View, language: string, renamed: Renamed): Label[] {
  return seenAt(near, view)
    .slice(0, MOST_PLACES)
    .map(({ place, x, y, radius }, i) => {
      const font = SIZES.find(([rank]) => place.rank >= rank)![1];
      const text = placeName(place, language, renamed);
      return label(text, { x, y }, { order: 4 + i / 10_000, font, colour: TOWN, beside: radius + 3, room: ROOM_PX });
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
}

function label(text: string, at: { x: number; y: number }, looks: Looks): Label {
  return { text, ...at, ...looks, lifted: 0, widest: Infinity, once: folded(text) };
}
