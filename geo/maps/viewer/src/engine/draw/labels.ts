// Names on the map: those of places in the reader's language, those of zones when near, and how far off a position may
// be. Where two would touch, the one that matters more stays.

import { kindOf } from "../../kinds.ts";
import type { Column, Settings, Value } from "../../model.ts";
import { CIRCLE_M, DISTRICT_M } from "./classes.ts";
import { worldPerMetre, worldX, worldY } from "../mercator.ts";
import { folded } from "../../data/spelling.ts";
import { isWater } from "./places.ts";
import type { Grouping } from "../groups.ts";
import { POINT, POLYGON, type RecordGeometry, UNITS } from "../../data/shapes.ts";
import { type DrawnLayer, visit } from "../spatial.ts";
import { stacks } from "../stacks.ts";
import type { Badge } from "./pictures/badges.ts";
import type { Context } from "./symbols.ts";
import { type Sight, type Taken, within } from "../taken.ts";
import { cut, Trace, type View } from "./trace.ts";
import { FAMILY, type Label, placeOf, write, writeStack, type Written } from "./writing.ts";

const ZONE_FROM_PX = 44;
const POINTS_FROM_ZOOM = 11;
const SETTLEMENTS_FROM_ZOOM = 10;
const SHIELDED_AT_MOST = 4000;
const CIRCLE_FROM_PX = 34;
const CANDIDATES_AT_MOST = 3000;
const SHIELD_BELOW_PX = 24;
/** From here on what a record is called is asked for before where it is. */
const NEAR_FROM_ZOOM = 13;
const AHEAD = 10;
const LONGEST = 42;
// How columns of names are marked, by ISO 639-1 and 639-2: name_uk, name_ukr.
const CODES: Record<string, string[]> = {
  ar: ["ar", "ara"],
  az: ["az", "aze"],
  en: ["en", "eng"],
  es: ["es", "spa"],
  fa: ["fa", "fas", "per", "prs"],
  fr: ["fr", "fra", "fre"],
  hy: ["hy", "hye", "arm"],
  ka: ["ka", "kat"],
  km: ["km", "khm"],
  pt: ["pt", "por"],
  ru: ["ru", "rus"],
  tr: ["tr", "tur"],
  uk: ["uk", "ukr"],
  vi: ["vi", "vie"],
};

export interface LabelWords {
  language: string;
  /** "position ± 2 km" for a distance in metres. */
  within: (metres: number) => string;
}

export function labelWords(catalogues: Settings["catalogues"] | undefined, language: string): LabelWords {
  const said = (key: string, fallback: string) => catalogues?.[language]?.[key] ?? fallback;
  const within = said("ui.position_within", "position ± {distance}");
  // The catalogue's decimal sign, as in the panels: browsers lack some of the languages.
  const decimal = said("number.decimal", ".");
  const unit = (key: string, fallback: string, n: number) =>
    said(key, fallback).replace("{n}", String(Math.round(n * 10) / 10).replace(".", decimal));
  const distance = (metres: number) =>
    metres < 1000 ? unit("ui.unit_m", "{n} m", metres) : unit("ui.unit_km", "{n} km", metres / 1000);
  return { language, within: (metres) => within.replace("{distance}", () => distance(metres)) };
}

/** What stands on the canvas beside the names of records. */
interface Beside {
  badges: readonly Badge[];
  taken: Taken;
  groups?: Grouping | null;
  ground?: Label[];
  /** What no label may be cut by. */
  sight?: Sight;
}

/** `badges`: the pictograms of the view, which have taken their boxes of `taken`. `ground`: the names of the ground, which come
 * first from afar and last from near. */
export function paintLabels(
  ctx: Context,
  layers: DrawnLayer[],
  view: View,
  words: LabelWords,
  { badges, taken, groups = null, ground = [], sight = within(view) }: Beside,
): Written[] {
  const pictured = new Set(badges.map(placeOf));
  const shown = layers.filter((each) => each.visible);
  const isNear = Math.log2(view.size / 256) >= NEAR_FROM_ZOOM;
  const labels = shown.flatMap((each) => {
    const ahead = !isNear && kindOf(each.layer.kind).ground ? AHEAD : 0;
    return labelsOf(each, view, words, { pictured, groups }).map((label) => ({ ...label, order: label.order - ahead }));
  });
  for (const label of ground) labels.push(isNear ? label : { ...label, order: label.order - AHEAD });
  labels.sort((a, b) => a.order - b.order || a.y - b.y || a.x - b.x);
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  const written: Written[] = [];
  for (const stack of stacks(layers, view, groups))
    writeStack(ctx, stack, pictured.has(placeOf(stack)), { taken, written });
  for (const each of shown) if (!kindOf(each.layer.kind).ground) shield(each, view, taken, groups);
  for (const label of labels) write(ctx, label, { taken, written, sight });
  ctx.restore();
  return written;
}

function labelsOf(
  drawn: DrawnLayer,
  view: View,
  words: LabelWords,
  { pictured, groups }: { pictured: Set<string>; groups: Grouping | null },
): Label[] {
  const { layer } = drawn;
  const zoom = Math.log2(view.size / 256);
  const isPlace = kindOf(layer.kind).ground;
  // Nothing of the layer is large enough or near enough to have a label: do not look at each of a million records.
  if (!isPlace && zoom < POINTS_FROM_ZOOM && drawn.boxes.largest * view.size < CIRCLE_FROM_PX) return [];
  const names = nameColumns(drawn, isPlace ? words.language : "");
  const people = isPlace ? layer.column("population")?.numbers : undefined;
  const labels: Label[] = [];
  const [west, east] = [view.x0 / view.size, (view.x0 + view.width) / view.size];
  const [north, south] = [view.y0 / view.size, (view.y0 + view.height) / view.size];
  visit(drawn, west, north, east, south, (record, shift, { west: left, north: top, east: right, south: bottom }) => {
    if (labels.length >= CANDIDATES_AT_MOST || groups?.of[layer.index]?.[record]) return;
    const isPoint = layer.geometry.types[record] === POINT;
    const extent = Math.max(right - left, bottom - top) * view.size;
    const accuracy = drawn.accuracy?.[record] ?? 0;
    if (isPoint && accuracy >= CIRCLE_M) accuracyLabel(drawn, record, shift, accuracy, view, words, labels);
    const population = people?.[record] || 0;
    const from = isPlace
      ? SETTLEMENTS_FROM_ZOOM - (population >= 100_000 ? 5 : population >= 20_000 ? 3 : population >= 2_000 ? 1 : 0)
      : POINTS_FROM_ZOOM;
    if (isPoint ? zoom < from : extent < ZONE_FROM_PX) return;
    const text = nameOf(names, record);
    if (text === "") return;
    const [lon, lat] = layer.geometry.anchor(record)!;
    const x = (worldX(lon * UNITS) + shift) * view.size - view.x0;
    const y = worldY(lat * UNITS) * view.size - view.y0;
    const isArea = layer.geometry.types[record]! >= POLYGON;
    const weight = isPlace && isArea ? 600 : isPlace ? 400 : 600;
    labels.push({
      text,
      x,
      y,
      once: folded(text),
      ...(isPoint || isPlace
        ? {}
        : {
            area: {
              top: top * view.size - view.y0,
              bottom: bottom * view.size - view.y0,
              isCrossed: (...box) => crosses(layer.geometry, record, shift, view, box),
            },
          }),
      order: isPlace
        ? (isArea ? 2 : 3) - Math.min(0.99, isPoint ? Math.log10(1 + population) / 8 : extent / 1e5)
        : 1 - Math.min(0.99, extent / 1e4),
      font: `${weight} ${isPlace && isArea ? 12 : 11.5}px ${FAMILY}`,
      colour: isPlace ? placeColour(drawn.classes.keys[drawn.classes.codes[record]!]!, isArea) : "#1b1b1b",
      lifted: pictured.has(placeOf({ x, y })) ? 20 : isPoint ? (isPlace ? 11 : 14) : 0,
      widest: isPoint ? Infinity : isArea && isPlace ? extent * 1.05 : extent * 2.2,
    });
  });
  return labels;
}

/** Whether the outline of a record crosses a box of the view. */
function crosses(
  geometry: RecordGeometry,
  record: number,
  shift: number,
  view: View,
  [left, top, right, bottom]: [left: number, top: number, right: number, bottom: number],
): boolean {
  const trace = new Trace(view);
  trace.begin(geometry, record, shift);
  const end = geometry.lineStart[geometry.partStart[record + 1]!]!;
  for (let line = geometry.lineStart[geometry.partStart[record]!]!; line < end; line++) {
    trace.line(geometry, line);
    const { points, length } = trace;
    for (let i = 0, j = length - 2; i < length; j = i, i += 2)
      if (cut(points[j]!, points[j + 1]!, points[i]!, points[i + 1]!, left, top, right, bottom) !== null) return true;
  }
  return false;
}

function placeColour(key: string, isArea: boolean): string {
  if (isWater(key.split("/")[1] ?? "")) return "#3f6a84";
  return isArea ? "#6f675c" : "#4a453e";
}

/** Keep labels off the marks of hazards, releases and accidents: a name must not hide one. */
function shield(drawn: DrawnLayer, view: View, taken: Taken, groups: Grouping | null): void {
  let count = 0;
  const [west, east] = [view.x0 / view.size, (view.x0 + view.width) / view.size];
  const [north, south] = [view.y0 / view.size, (view.y0 + view.height) / view.size];
  visit(drawn, west, north, east, south, (record, _shift, { west: left, north: top, east: right, south: bottom }) => {
    const isPoint = drawn.layer.geometry.types[record] === POINT;
    const extent = Math.max(right - left, bottom - top) * view.size;
    if (isPoint && groups?.of[drawn.layer.index]?.[record]) return;
    if ((!isPoint && extent > SHIELD_BELOW_PX) || count++ > SHIELDED_AT_MOST) return;
    const x = ((left + right) / 2) * view.size - view.x0;
    const y = ((top + bottom) / 2) * view.size - view.y0;
    const half = isPoint ? 5 : Math.max(4, extent / 2);
    taken.take(x - half, y - half, x + half, y + half, true);
  });
}

function accuracyLabel(
  drawn: DrawnLayer,
  record: number,
  shift: number,
  metres: number,
  view: View,
  words: LabelWords,
  labels: Label[],
): void {
  if (metres >= DISTRICT_M) return;
  const { boxes } = drawn.layer.geometry;
  const lat = boxes[4 * record + 1]!;
  const radius = metres * worldPerMetre(lat / UNITS) * view.size;
  if (radius < CIRCLE_FROM_PX) return;
  const x = (worldX(boxes[4 * record]!) + shift) * view.size - view.x0;
  const y = worldY(lat) * view.size - view.y0;
  const below = radius + 9 < view.height - y ? radius + 9 : 16;
  labels.push({
    text: words.within(metres),
    once: folded(words.within(metres)),
    unique: true,
    x,
    y: y + below,
    order: 1.5,
    font: `11px ${FAMILY}`,
    colour: "#7a3016",
    lifted: 0,
    widest: Infinity,
  });
}

/** The columns to take a name from, best first: `name_ru`, `name_rus`, …, `name`. */
function nameColumns(drawn: DrawnLayer, language: string): Column[] {
  const codes = CODES[language] ?? (language ? [language] : []);
  const wanted = [...codes.flatMap((code) => [`name_${code}`, `name:${code}`]), "name"];
  return wanted.map((name) => drawn.layer.column(name)).filter((column) => column !== undefined);
}

function nameOf(columns: Column[], record: number): string {
  for (const column of columns) {
    const text = plain(column.get(record));
    if (text) return text;
  }
  return "";
}

function plain(value: Value): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  const text = String(value).replace(/\s+/g, " ").trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
