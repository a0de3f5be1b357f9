// Which symbol a record has: for hazards its type and status, for releases the product, for places their setting.

import { contributedKey, isNotReviewed } from "../../data/contributed.ts";
import { doubtKey, doubtsOf } from "../../doubt.ts";
import { kindOf } from "../../kinds.ts";
import type { Column, Kind, Layer } from "../../model.ts";
import { ownClassesOf } from "../../own.ts";
import { PICTURED, pictogramOf } from "./pictures/pictograms.ts";
import { AREA, SETTINGS } from "./places.ts";

const TYPES = ["CHA", "SHA", "indication", "spot_task", "unknown"];
const STATUSES = ["open", "worked_on", "suspended", "closed", "unknown"];
const PRODUCTS = ["cancelled", "reduced", "cleared", "unknown"];

/** A position no better than this (metres) names a district, not a place; its mark says so. */
export const DISTRICT_M = 10_000;
/** From this accuracy on (metres) a point is drawn with the circle it may lie in. */
export const CIRCLE_M = 100;

export interface Classes {
  keys: string[];
  /** The number in `keys` of each record. */
  codes: Uint8Array;
  /** Which of two records is shown where both would be one mark: the higher. */
  rank: Uint8Array;
}

export function classesOf(layer: Layer): Classes {
  const own = ownClassesOf(layer.index, layer.kind, layer.count);
  const { keys, codes } = own ?? ofKind(layer);
  const doubts = doubtsOf(layer);
  if (doubts.size > 0) {
    keys.push(doubtKey(layer.kind));
    for (const record of doubts.keys()) codes[record] = keys.length - 1;
  }
  return { keys, codes, rank: Uint8Array.from(keys, (_, i) => keys.length - i) };
}

function ofKind(layer: Layer): { keys: string[]; codes: Uint8Array } {
  if (isNotReviewed(layer)) return { keys: [contributedKey(layer.kind)], codes: new Uint8Array(layer.count) };
  const keys = keysOf(layer.kind);
  const codes = new Uint8Array(layer.count);
  const { family } = kindOf(layer.kind).symbol;
  if (family === "hazard") {
    const types = numbered(layer.column("area_type"), TYPES, layer.count);
    const statuses = numbered(layer.column("status"), STATUSES, layer.count);
    for (let i = 0; i < codes.length; i++) codes[i] = types[i]! * STATUSES.length + statuses[i]!;
  } else if (family === "release") {
    codes.set(numbered(layer.column("product"), PRODUCTS, layer.count));
  } else if (family === "place") {
    codes.set(numbered(layer.column("setting"), SETTINGS, layer.count, SETTINGS.length));
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] === SETTINGS.length && layer.geometry.typeOf(i)?.endsWith("Polygon"))
        codes[i] = SETTINGS.indexOf(AREA);
    }
  }
  return { keys, codes };
}

export function keysOf(kind: Kind): string[] {
  const { family } = kindOf(kind).symbol;
  if (family === "hazard") return TYPES.flatMap((type) => STATUSES.map((status) => `${kind}/${type}/${status}`));
  if (family === "release") return PRODUCTS.map((product) => `${kind}/${product}`);
  return family === "place" ? [...SETTINGS.map((setting) => `${kind}/${setting}`), kind] : [kind];
}

/** Each record's place in a list of values; `other`, or the last one (unknown), for whatever is not in it. */
function numbered(column: Column | undefined, values: string[], count: number, other = values.length - 1): Uint8Array {
  const places = new Uint8Array(count).fill(other);
  if (column === undefined) return places;
  const place = (value: unknown) => {
    const at = values.indexOf(String(value));
    return at < 0 ? other : at;
  };
  if (column.dictionary) {
    const { codes, values: distinct } = column.dictionary;
    const table = Uint8Array.from(distinct, place);
    for (let i = 0; i < count; i++) places[i] = table[codes[i]!]!;
  } else {
    for (let i = 0; i < count; i++) places[i] = place(column.get(i));
  }
  return places;
}

/** For each record the place of its pictogram in `PICTURED`, from 1; 0 for none. Null where no setting is recorded. */
export function settingsOf(layer: Layer): Uint8Array | null {
  const column = layer.column("setting");
  if (column === undefined) return null;
  const codes = new Uint8Array(layer.count);
  const place = (value: unknown) => PICTURED.indexOf(pictogramOf(value)) + 1;
  const table = column.dictionary?.values.map(place);
  for (let i = 0; i < codes.length; i++)
    codes[i] = table === undefined ? place(column.get(i)) : table[column.dictionary!.codes[i]!]!;
  for (const record of doubtsOf(layer).keys()) codes[record] = 0; // a question mark stands there
  return codes.some((code) => code > 0) ? codes : null;
}

const ACCURACY = ["position_accuracy_m", "position_written_to_m"];

/** How far off a record can lie in metres, as it was reported or as its digits leave it open, whichever is more; null
 * where neither is known. */
export function accuracyOf(layer: Layer, record: number): number | null {
  const known = ACCURACY.map((name) => layer.column(name)?.get(record)).filter((metres) => typeof metres === "number");
  return known.length > 0 ? Math.max(...known) : null;
}

/** The same for each record; 0 where it is not known, null when none is known. */
export function accuracies(layer: Layer): Float64Array | null {
  const metres = new Float64Array(layer.count);
  let known = false;
  for (const name of ACCURACY) {
    const column = layer.column(name);
    if (column === undefined) continue;
    for (let i = 0; i < layer.count; i++) {
      const value = column.numbers ? column.numbers[i]! : Number(column.get(i));
      if (value > metres[i]! && Number.isFinite(value)) {
        metres[i] = value;
        known = true;
      }
    }
  }
  return known ? metres : null;
}
