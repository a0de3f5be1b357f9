// Published figures over time, by what they count. Those that contradict one another are points side by side, joined by
// nothing; a date that stops at the year or month is as long as that. What is written in words ("more than 370") is
// listed and never drawn as if it were that number.

import { kindOf } from "../../kinds.ts";
import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { dateOf, valueOf } from "../card/facts.ts";
import { daysOf } from "../tabs/filters.ts";
import { plainText } from "../words.ts";

export interface Figure {
  ref: RecordRef;
  /** As published. */
  value: string;
  /** The value as a number and the days of its date; null for a figure that is not drawn. */
  point: { value: number; first: number; last: number } | null;
}

export interface Series {
  subject: string;
  unit: string;
  figures: Figure[];
}

/** A plain number: digits, at most one point, nothing that could be a group or a range. */
const PLAIN = /^-?\d{1,15}(\.\d{1,6})?$/;
const LEAST_POINTS = 2;

/** The subjects of which there are several plain numbers, those with most figures first; each figure in order of time. */
export function seriesOf(app: App): Series[] {
  const found = new Map<string, Series>();
  for (const layer of app.layers) {
    if (kindOf(layer.kind).placed) continue;
    for (let record = 0; record < layer.count; record++) {
      const text = (field: string) => plainText(valueOf(layer, record, field));
      const [subject, unit, value] = [text("subject"), text("unit"), text("value")];
      const key = JSON.stringify([subject, unit]);
      const series = found.get(key) ?? { subject, unit, figures: [] };
      found.set(key, series);
      const days = daysOf(dateOf(layer, record) ?? "");
      const point = days && PLAIN.test(value) ? { value: Number(value), first: days[0], last: days[1] } : null;
      series.figures.push({ ref: { layer: layer.index, record }, value, point });
    }
  }
  const time = ({ point }: Figure) => point?.first ?? Infinity;
  for (const { figures } of found.values())
    figures.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  const drawn = ({ figures }: Series) => figures.filter(({ point }) => point !== null).length;
  return [...found.values()]
    .filter((series) => drawn(series) >= LEAST_POINTS)
    .sort((a, b) => b.figures.length - a.figures.length || (a.subject < b.subject ? -1 : 1));
}

export function seriesTitle(app: App, { subject, unit }: Series): string {
  const name = subject === "" ? app.words.text("ui.unnamed") : subject;
  return unit === "" ? name : `${name} (${unit})`;
}
