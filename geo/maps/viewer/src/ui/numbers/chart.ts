// What a picture of numbers is, before anybody draws it: the page as a table with bars, a saved file as CSV or on a
// canvas, paper as a table without buttons.

import type { Words } from "../words.ts";

export interface Row {
  /** Stays the same when the page is written anew; "" for a row that cannot be chosen. */
  key: string;
  label: string;
  /** The class whose symbol stands before the label, or a setting's pictogram (`settings/road`). */
  symbol?: string;
  /** One for each column of the picture; null where nobody recorded a number. */
  values: (number | null)[];
  /** How many records there are whatever is filtered. */
  total?: number;
  /** What is not known is drawn otherwise than what is. */
  isUnknown?: boolean;
  isChosen?: boolean;
  /** Filter by it, or no longer; absent where that cannot be asked for. */
  choose?: () => void;
}

export interface Chart {
  /** Names its files. */
  name: string;
  title: string;
  /** The heading of the rows, then those of the values. */
  heads: string[];
  rows: Row[];
  /** All its rows are shown at once: a picture of times that ended somewhere would say that nothing came after. */
  isWhole?: boolean;
  /** What is said below it. */
  notes: string[];
}

/** The longest bar of a picture: one scale for all its columns. */
export function longest({ rows }: Chart): number {
  return Math.max(1, ...rows.flatMap(({ values, total }) => [total ?? 0, ...values.map((value) => value ?? 0)]));
}

/** A number as it stands beside its bar: of how many, where a filter hides some. */
export function countText(words: Words, value: number | null, total?: number): string {
  if (value === null) return words.text("ui.not_recorded");
  if (total !== undefined && value < total) return words.text("ui.count_of", { n: value, total });
  return words.number(value);
}
