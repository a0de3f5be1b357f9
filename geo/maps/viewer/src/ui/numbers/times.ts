// The rows of a picture over time: every year or month between the first and the last, those without a record too. Where
// many of them follow one another they are one row, which says from when to when.

import { isoOf, type Filters } from "../tabs/filters.ts";

/** So many empty years or months stand in rows of their own. */
const LONGEST_EMPTY = 1;
/** Longer times than this (days) are shown by year. */
const LONGEST_BY_MONTH = 3 * 366;

export interface Time {
  /** A year or month; of several empty ones the first. */
  from: string;
  to: string;
}

/** Whether the dates of a map lie so close together that its months are shown. */
export function isByMonth(filters: Filters): boolean {
  const span = filters.span();
  return span !== null && span.latest - span.earliest <= LONGEST_BY_MONTH;
}

/** Years (`2021`) or months (`2021-03`) from the first to the last of those that have records. */
export function timesBetween(present: Iterable<string>): Time[] {
  const keys = [...present].sort();
  const times: Time[] = [];
  keys.forEach((key, at) => {
    const empty = at === 0 ? [] : between(keys[at - 1]!, key);
    if (empty.length > LONGEST_EMPTY) times.push({ from: empty[0]!, to: empty.at(-1)! });
    else for (const one of empty) times.push({ from: one, to: one });
    times.push({ from: key, to: key });
  });
  return times;
}

function between(before: string, after: string): string[] {
  const found: string[] = [];
  for (let time = next(before); time < after; time = next(time)) found.push(time);
  return found;
}

function next(time: string): string {
  const [year, month] = time.split("-").map(Number) as [number, number?];
  if (month === undefined) return String(year + 1).padStart(4, "0");
  return month === 12
    ? `${String(year + 1).padStart(4, "0")}-01`
    : time.slice(0, 5) + String(month + 1).padStart(2, "0");
}

/** The year or month of a day since 1970-01-01. */
export function timeOf(day: number, perMonth: boolean): string {
  return isoOf(day).slice(0, perMonth ? 7 : 4);
}
