// How many records there are of each group: those that the heading counts, under the same filters, so that the bars of a
// picture add up to the heading. Nothing here touches the page.

import type { Layer } from "../../model.ts";
import { isMissing, valueOf } from "../card/facts.ts";
import { type Filters, isoOf, MISSING, MONTH_DAYS, NO_DAY } from "../tabs/filters.ts";
import { plainText } from "../words.ts";

/** The groups of a layer's records: each record's place in a list of keys, which may grow while it is asked. */
export interface Grouping {
  keys: string[];
  at(record: number): number;
}

export interface Tally {
  shown: number;
  total: number;
}

/** Which records of a layer are shown: 1 for each; null for all of them, shorter than the layer where it is hidden. */
export type Masks = (layer: number) => ArrayLike<number> | null;

/** The keys of records without a date, and of those whose date stops at the year. */
export const UNDATED = "undated";
export const NO_MONTH = "no_month";

/** The counts of each group over all records that the map is about. */
export function tally(filters: Filters, masks: Masks, groupsOf: (layer: Layer) => Grouping): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const layer of filters.counted) {
    const groups = groupsOf(layer);
    const mask = masks(layer.index);
    const [shown, total]: [number[], number[]] = [[], []];
    for (let record = 0; record < layer.count; record++) {
      const group = groups.at(record);
      total[group] = (total[group] ?? 0) + 1;
      if (mask === null || mask[record] === 1) shown[group] = (shown[group] ?? 0) + 1;
    }
    groups.keys.forEach((key, group) => {
      const sum = found.get(key) ?? { shown: 0, total: 0 };
      if (total[group] === undefined) return;
      found.set(key, { shown: sum.shown + (shown[group] ?? 0), total: sum.total + total[group] });
    });
  }
  return found;
}

/** By the value of a field; what is not recorded is `MISSING`. */
export function byField(layer: Layer, field: string): Grouping {
  const column = layer.column(field);
  if (column === undefined) return one(MISSING);
  const { dictionary } = column;
  if (dictionary) return { keys: dictionary.values.map(textOf), at: (record) => dictionary.codes[record]! };
  return growing((record) => textOf(valueOf(layer, record, field)));
}

/** By the year of the date or, where it has one, by its month. */
export function byDate(filters: Filters, layer: Layer, perMonth: boolean): Grouping {
  const { first, last } = filters.periodsOf(layer);
  const length = perMonth ? 7 : 4;
  const known = new Map<number, string>();
  return growing((record) => {
    const day = first[record]!;
    if (day === NO_DAY) return UNDATED;
    if (perMonth && last[record]! - day >= MONTH_DAYS) return NO_MONTH;
    let key = known.get(day);
    if (key === undefined) known.set(day, (key = isoOf(day).slice(0, length)));
    return key;
  });
}

/** All records of a layer as one group. */
export function one(key: string): Grouping {
  return { keys: [key], at: () => 0 };
}

function growing(keyOf: (record: number) => string): Grouping {
  const keys: string[] = [];
  const places = new Map<string, number>();
  const at = (record: number) => {
    const key = keyOf(record);
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = keys.push(key) - 1));
    return place;
  };
  return { keys, at };
}

function textOf(value: Parameters<typeof plainText>[0]): string {
  return isMissing(value) ? MISSING : plainText(value);
}
