// Accidents over time with the people killed and injured. A number that nobody recorded is not zero: a time none of whose
// accidents has one says so, and how many accidents have none is said below.

import { kindOf } from "../../kinds.ts";
import type { Layer } from "../../model.ts";
import type { App } from "../app.ts";
import { valueOf } from "../card/facts.ts";
import type { DateGap } from "../tabs/filters.ts";
import type { Chart, Row } from "./chart.ts";
import { gapRow, timeRow } from "./charts.ts";
import { byDate, NO_MONTH, UNDATED } from "./tally.ts";
import { timesBetween } from "./times.ts";

const PEOPLE = ["killed", "injured"] as const;

interface Harm {
  accidents: number;
  people: [killed: number | null, injured: number | null];
  unrecorded: [killed: number, injured: number];
}

const none = (): Harm => ({ accidents: 0, people: [null, null], unrecorded: [0, 0] });

/** Null where a map has no accidents. */
export function accidentChart(app: App, perMonth: boolean): Chart | null {
  const { words } = app;
  const layers = app.filters.counted.filter(({ kind }) => kindOf(kind).symbol.family === "accident");
  if (!layers.some(({ count }) => count > 0)) return null;
  const found = new Map<string, Harm>();
  for (const layer of layers) gather(app, layer, perMonth, found);
  const gaps = [NO_MONTH, UNDATED].filter((key) => found.has(key));
  const times = timesBetween([...found.keys()].filter((key) => !gaps.includes(key)));
  const all = [...found.values()];
  const sum = (of: (harm: Harm) => number) => all.reduce((so, harm) => so + of(harm), 0);
  const [killed, injured] = [0, 1].map((at) => sum(({ unrecorded }) => unrecorded[at]!));
  return {
    name: "accidents",
    title: words.text("kind.accidents"),
    heads: [
      words.text("ui.filter_dates"),
      words.text("kind.accidents"),
      ...PEOPLE.map((field) => words.field(field, layers[0]!.kind)),
    ],
    rows: [
      ...times.map((time) => harmRow(timeRow(app, time, { shown: 0, total: 0 }), found.get(time.from))),
      ...gaps.map((key) => harmRow(gapRow(app, key as DateGap, { shown: 0, total: 0 }), found.get(key))),
    ],
    isWhole: true,
    notes: killed! + injured! > 0 ? [words.text("ui.numbers_uncounted", { killed: killed!, injured: injured! })] : [],
  };
}

function harmRow({ total: _, ...row }: Row, harm = none()): Row {
  const { accidents, people } = harm;
  return { ...row, values: [accidents, ...people.map((n) => (accidents === 0 ? 0 : n))] };
}

function gather(app: App, layer: Layer, perMonth: boolean, found: Map<string, Harm>): void {
  const mask = app.shownMask(layer.index);
  const { keys, at } = byDate(app.filters, layer, perMonth);
  for (let record = 0; record < layer.count; record++) {
    const group = at(record); // may lengthen the list
    const key = keys[group]!;
    const harm = found.get(key) ?? none();
    found.set(key, harm);
    if (mask !== null && mask[record] !== 1) continue;
    harm.accidents += 1;
    PEOPLE.forEach((field, place) => {
      const n = valueOf(layer, record, field);
      if (typeof n === "number") harm.people[place] = (harm.people[place] ?? 0) + n;
      else harm.unrecorded[place]! += 1;
    });
  }
}
