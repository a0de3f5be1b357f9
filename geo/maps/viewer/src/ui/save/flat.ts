// A layer's columns as other programs can hold them: text, numbers, booleans and null. The rules are those of
// geo/records/flat.py, and one table of cases is read by the tests of both (tests/shared_rules.json).

import { countedValues } from "../../kinds.ts";
import type { Column, Layer, Value } from "../../model.ts";

export type Cell = string | number | boolean | null;

export interface FlatColumn {
  name: string;
  get(record: number): Cell;
  /** The cell as JSON text; a whole number beyond 2^53 keeps all its digits. */
  json(record: number): string;
}

export function flatColumns(layer: Layer): FlatColumn[] {
  return layer.columns.flatMap((column) => {
    const values = countedValues(column.name);
    return values ? counted(layer, column, values) : [flat(column)];
  });
}

/** A list as one text, which can be taken apart again; as JSON text where its parts would not come back. */
export function joined(parts: string[]): string {
  const text = parts.join("; ");
  const comesBack =
    !text.startsWith("[") && parts.every((part) => /^[^;]+$/.test(part) && !/^[ \t\r\n]|[ \t\r\n]$/.test(part));
  return text !== "" && comesBack ? text : JSON.stringify(parts);
}

function flat(column: Column): FlatColumn {
  const get = (record: number): Cell => flatValue(column.get(record), () => column.json(record));
  const json = (record: number): string => {
    const value = column.get(record);
    return typeof value === "object" && value !== null ? JSON.stringify(get(record)) : column.json(record);
  };
  return { name: column.name, get, json };
}

function flatValue(value: Value, exact: () => string): Cell {
  if (value === null || typeof value !== "object") return value;
  return isList(value) ? joined(value) : exact();
}

function isList(value: Value): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "string");
}

/** Counts as a column for each value that is counted; others stay JSON text in a column of their own. */
function counted(layer: Layer, column: Column, values: readonly string[]): FlatColumn[] {
  const columns: FlatColumn[] = [];
  const taken = new Set(layer.columns.map((one) => one.name));
  const columnOf = (value: string) => `${column.name}_${value}`;
  const canStand = (value: string) => values.includes(value) && !taken.has(columnOf(value));
  const apart = (record: number) => countsOf(column.get(record), canStand);
  const named = new Set<string>();
  let others = false;
  for (let record = 0; record < layer.count; record++) {
    const counts = apart(record);
    for (const part of Object.keys(counts ?? {})) named.add(part);
    others ||= counts === null && column.get(record) !== null;
  }
  if (others) {
    const rest = flat(column);
    const isRest = (record: number) => apart(record) === null;
    columns.push({
      name: column.name,
      get: (record) => (isRest(record) ? rest.get(record) : null),
      json: (record) => (isRest(record) ? rest.json(record) : "null"),
    });
  }
  for (const part of values.filter((one) => named.has(one))) {
    const get = (record: number): Cell => apart(record)?.[part] ?? null;
    columns.push({ name: columnOf(part), get, json: (record) => JSON.stringify(get(record)) });
  }
  return columns;
}

/** The counts of a record that can stand in columns of their own; null where there are none or they cannot. */
function countsOf(value: Value, canStand: (part: string) => boolean): { [part: string]: number } | null {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const counts = Object.entries(value);
  const plain = counts.every(([part, count]) => canStand(part) && Number.isSafeInteger(count));
  return counts.length > 0 && plain ? (value as { [part: string]: number }) : null;
}
