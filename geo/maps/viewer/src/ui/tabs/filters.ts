// Which records are shown. Filters only ever hide: they are counted in the page's heading while they are on. One rule
// holds for all of them: what is not recorded or unknown stays shown, because nobody knows that it is not what was asked
// for. Only who asks for nothing but the unknown sees nothing else.

import { type Classes, classesOf } from "../../engine/draw/classes.ts";
import { goneOf } from "../../gone.ts";
import { SINCE, sinceOf, WITHDRAWAL, withdrawalOf } from "../../data/lately.ts";
import { isSubject } from "../../kinds.ts";
import type { Column, Layer } from "../../model.ts";
import { dateOf, isAboutHazards, isMissing } from "../card/facts.ts";
import { plainText } from "../words.ts";

export const FILTER_FIELDS = [
  "area_type",
  "status",
  "ordnance",
  "setting",
  "product",
  "admin1",
  "admin2",
  "in_source",
  "since",
  "withdrawal",
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Stands for "not recorded" among the values of a field. */
export const MISSING = "";
/** The values of `in_source`: whether a record's source still has it. */
const [GONE, HELD] = ["no", "yes"];
/** Fields that no record holds as such: how they are found, and their values. */
const DERIVED: { [field: string]: [of: (layer: Layer) => Uint8Array | null, values: string[]] } = {
  in_source: [goneOf, [HELD!, GONE!]],
  since: [sinceOf, SINCE],
  withdrawal: [withdrawalOf, WITHDRAWAL],
};
/** What says that nobody knows. */
const UNKNOWN = new Set([MISSING, "unknown"]);
export const NO_DAY = -0x80000000;
const DAY_MS = 86_400_000;
/** The longest month; what a date leaves open beyond it is the month itself. */
export const MONTH_DAYS = 31;

/** What can be asked for of dates beside a time: to have none, or none to the month. */
export type DateGap = "undated" | "no_month";

/** First and last day (since 1970-01-01) of an ISO date that may stop at the year or month; null when it is none. */
export function daysOf(iso: string): [first: number, last: number] | null {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?$/.exec(iso.trim());
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const first = utcDay(year, month - 1, day);
  // A day that its month does not have would be taken for one of the next month.
  if (year < 1 || isoOf(first).slice(-5) !== `${parts[2] ?? "01"}-${parts[3] ?? "01"}`) return null;
  if (parts[3] !== undefined) return [first, first];
  const last = parts[2] === undefined ? utcDay(year + 1, 0, 1) - 1 : utcDay(year, month, 1) - 1;
  return [first, last];
}

// Date.UTC takes the years 0 to 99 for 1900 to 1999.
function utcDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.floor(date.getTime() / DAY_MS);
}

/** The ISO date of a day since 1970-01-01. */
export function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first and last day of each record of a layer, `NO_DAY` for both where it has no date. */
export interface Periods {
  first: Int32Array;
  last: Int32Array;
  earliest: number;
  latest: number;
  undated: number;
}

export interface Shown {
  shown: number;
  total: number;
  /** Those of the shown that have no place on the map. */
  missing: number;
}

export class Filters {
  readonly hiddenLayers = new Set<number>();
  /** Legend classes switched off, as `layer|class`. */
  readonly hiddenClasses = new Set<string>();
  /** Values asked for, by field; a field that is not here is not filtered by. */
  readonly chosen = new Map<FilterField, Set<string>>();
  /** Days since 1970-01-01; null: no limit. */
  from: number | null = null;
  to: number | null = null;
  /** The only records asked for, where these are those whose date is not known. */
  gap: DateGap | null = null;

  private readonly classes = new Map<number, Classes>();
  private readonly periods = new Map<number, Periods>();
  private readonly passing = new Map<number, Shown>();

  constructor(readonly layers: readonly Layer[]) {
    for (const layer of layers)
      this.passing.set(layer.index, { shown: layer.count, total: layer.count, missing: layer.notDrawn.length });
  }

  /** Whether anything is hidden. */
  get isOn(): boolean {
    const { hiddenLayers, hiddenClasses, chosen } = this;
    return hiddenLayers.size + hiddenClasses.size + chosen.size > 0 || this.hasDates || this.gap !== null;
  }

  get hasDates(): boolean {
    return this.from !== null || this.to !== null;
  }

  clear(): void {
    this.hiddenLayers.clear();
    this.hiddenClasses.clear();
    this.chosen.clear();
    this.from = this.to = this.gap = null;
  }

  /** Ask for a value of a field, or no longer; with none left the field is not filtered by. */
  choose(field: FilterField, value: string, on: boolean): void {
    const values = this.chosen.get(field) ?? new Set<string>();
    if (on) values.add(value);
    else values.delete(value);
    if (values.size === 0) this.chosen.delete(field);
    else this.chosen.set(field, values);
  }

  /** Whether records that their source no longer has are shown, as far as this alone decides. */
  get showsGone(): boolean {
    return this.chosen.get("in_source")?.has(GONE) ?? true;
  }

  set showsGone(on: boolean) {
    this.chosen.delete("in_source");
    if (!on) this.choose("in_source", HELD, true);
  }

  /** 1 for each record of a layer that is shown; null when all are. Keeps the counts for `counts`. */
  mask(layer: Layer): Uint8Array | null {
    const mask = this.restrict(layer);
    const hidden = this.hiddenLayers.has(layer.index);
    let shown = layer.count;
    if (mask !== null) {
      shown = 0;
      for (let i = 0; i < mask.length; i++) shown += mask[i]!;
    }
    const missing = hidden
      ? 0
      : layer.notDrawn.reduce((sum, { record }) => sum + (mask === null ? 1 : mask[record]!), 0);
    this.passing.set(layer.index, { shown: hidden ? 0 : shown, total: layer.count, missing });
    return mask;
  }

  /** The layers that the map is about: whose records the heading counts, and every picture of their numbers. */
  get counted(): Layer[] {
    const counts = isSubject(this.layers.map(({ kind }) => kind));
    return this.layers.filter(({ kind }) => counts(kind));
  }

  /** How many of the records that the map is about pass, of how many; as of the last `mask` of each layer. */
  counts(): Shown {
    const sum: Shown = { shown: 0, total: 0, missing: 0 };
    for (const layer of this.counted) {
      const { shown, total, missing } = this.passing.get(layer.index)!;
      sum.shown += shown;
      sum.total += total;
      sum.missing += missing;
    }
    return sum;
  }

  /** The values of a field that occur, with how many records have each; "" is "not recorded". */
  values(field: FilterField): Map<string, number> {
    const found = new Map<string, number>();
    for (const layer of this.layers) {
      const column = this.filterable(layer, field);
      if (column === null) continue;
      forEachValue(column, layer.count, (value) => found.set(value, (found.get(value) ?? 0) + 1));
    }
    if (found.size === 1 && found.has(MISSING)) found.clear();
    return found;
  }

  /** The first and last day with a record, and how many records have no date; null when none has. */
  span(): { earliest: number; latest: number; undated: number } | null {
    const all = this.layers.filter(isAboutHazards).map((layer) => this.periodsOf(layer));
    const earliest = Math.min(...all.map((one) => one.earliest));
    const latest = Math.max(...all.map((one) => one.latest));
    if (!Number.isFinite(earliest)) return null;
    return { earliest, latest, undated: all.reduce((sum, one) => sum + one.undated, 0) };
  }

  /** The class of each record of a layer, as numbers of a list of keys. */
  classesOf(layer: Layer): Classes {
    let classes = this.classes.get(layer.index);
    if (classes === undefined) this.classes.set(layer.index, (classes = classesOf(layer)));
    return classes;
  }

  /** The classes of a layer that have a record. */
  presentClasses(layer: Layer): string[] {
    const { keys, codes } = this.classesOf(layer);
    const isPresent = new Uint8Array(keys.length);
    for (let record = 0; record < codes.length; record++) isPresent[codes[record]!] = 1;
    return keys.filter((_, code) => isPresent[code] === 1);
  }

  private restrict(layer: Layer): Uint8Array | null {
    let mask: Uint8Array | null = null;
    const start = () => (mask ??= new Uint8Array(layer.count).fill(1));
    const prefix = `${layer.index}|`;
    if ([...this.hiddenClasses].some((key) => key.startsWith(prefix))) {
      const { keys, codes } = this.classesOf(layer);
      const hidden = keys.map((key) => this.hiddenClasses.has(prefix + key));
      const into = start();
      for (let i = 0; i < into.length; i++) if (hidden[codes[i]!]) into[i] = 0;
    }
    for (const [field, wanted] of this.chosen) {
      const column = this.filterable(layer, field);
      if (column !== null) keepValues(column, wanted, start());
    }
    if (this.hasDates && isAboutHazards(layer)) this.keepDates(this.periodsOf(layer), start());
    if (this.gap !== null && isAboutHazards(layer)) keepGaps(this.periodsOf(layer), this.gap, start());
    return mask;
  }

  private keepDates({ first, last }: Periods, mask: Uint8Array): void {
    const from = this.from ?? -Infinity;
    const to = this.to ?? Infinity;
    for (let i = 0; i < mask.length; i++) {
      if (first[i] !== NO_DAY && (last[i]! < from || first[i]! > to)) mask[i] = 0;
    }
  }

  // Places around the hazards are never hidden by what is asked about hazards.
  private filterable(layer: Layer, field: FilterField): Column | null {
    if (field in DERIVED) return this.derived(layer, field);
    return isAboutHazards(layer) ? (layer.column(field) ?? null) : null;
  }

  private derived(layer: Layer, name: string): Column | null {
    const [of, values] = DERIVED[name]!;
    if (!this.counted.includes(layer) || !this.counted.some((each) => of(each) !== null)) return null;
    const codes = of(layer) ?? new Uint8Array(layer.count);
    const get = (record: number) => values[codes[record]!]!;
    return { name, get, json: (record) => JSON.stringify(get(record)), dictionary: { values, codes } };
  }

  periodsOf(layer: Layer): Periods {
    let periods = this.periods.get(layer.index);
    if (periods !== undefined) return periods;
    const [first, last] = [new Int32Array(layer.count).fill(NO_DAY), new Int32Array(layer.count).fill(NO_DAY)];
    periods = { first, last, earliest: Infinity, latest: -Infinity, undated: 0 };
    const known = new Map<string, [number, number] | null>();
    for (let i = 0; i < layer.count; i++) {
      const iso = dateOf(layer, i);
      let days = iso === null ? null : known.get(iso);
      if (days === undefined) known.set(iso!, (days = daysOf(iso!)));
      if (days === null) {
        periods.undated += 1;
        continue;
      }
      [first[i], last[i]] = days;
      periods.earliest = Math.min(periods.earliest, days[0]);
      periods.latest = Math.max(periods.latest, days[1]);
    }
    this.periods.set(layer.index, periods);
    return periods;
  }
}

function keepGaps({ first, last }: Periods, gap: DateGap, mask: Uint8Array): void {
  for (let i = 0; i < mask.length; i++) {
    const undated = first[i] === NO_DAY;
    const pass = gap === "undated" ? undated : !undated && last[i]! - first[i]! >= MONTH_DAYS;
    if (!pass) mask[i] = 0;
  }
}

/** The texts of a value that a filter compares: each of a list, or the one, or "not recorded". */
function textsOf(value: unknown): string[] {
  if (isMissing(value as never)) return [MISSING];
  return Array.isArray(value) ? value.map((one) => plainText(one)) : [plainText(value as never)];
}

function forEachValue(column: Column, count: number, visit: (value: string) => void): void {
  const texts = column.dictionary?.values.map(textsOf);
  for (let i = 0; i < count; i++) {
    for (const text of texts?.[column.dictionary!.codes[i]!] ?? textsOf(column.get(i))) visit(text);
  }
}

function keepValues(column: Column, wanted: Set<string>, mask: Uint8Array): void {
  const isForUnknown = [...wanted].every((text) => UNKNOWN.has(text));
  const passes = (value: unknown) =>
    textsOf(value).some((text) => wanted.has(text) || (!isForUnknown && UNKNOWN.has(text)));
  const byCode = column.dictionary?.values.map(passes);
  for (let i = 0; i < mask.length; i++) {
    const pass = byCode !== undefined ? byCode[column.dictionary!.codes[i]!] : passes(column.get(i));
    if (!pass) mask[i] = 0;
  }
}
