// What has lately become of records, as the project says that a map is of: new or changed since a day, withdrawn, or asked to
// be by somebody. It comes with the settings (geo/compare/lately.py). One rule for map, legend, lists, filter and heading.

import { goneOf } from "../gone.ts";
import type { Layer } from "../model.ts";

/** The values of two fields that no record holds as such; the first is what is said of most. */
export const SINCE = ["same", "new", "changed"];
export const WITHDRAWAL = ["no", "asked", "yes"];

type Notes = readonly [record: number, note: string][];

let notes: Notes[] = [];

/** Take in what is said of a map's layers, in their order: records, and what became of each. */
export function learnLately(ofLayers: readonly { lately?: Notes }[]): void {
  notes = ofLayers.map(({ lately }) => lately ?? []);
}

/** For each record of a layer its place in `SINCE`; null where nothing is new or changed. */
export function sinceOf(layer: Layer): Uint8Array | null {
  return noted(layer, SINCE);
}

/** For each record of a layer its place in `WITHDRAWAL`; null where none is withdrawn or asked to be. */
export function withdrawalOf(layer: Layer): Uint8Array | null {
  const column = layer.column("withdrawn_on");
  let found = noted(layer, WITHDRAWAL);
  for (let record = 0; column !== undefined && record < layer.count; record++)
    if (column.get(record)) (found ??= new Uint8Array(layer.count))[record] = WITHDRAWAL.indexOf("yes");
  return found;
}

/** What is struck through on the map: 1 for what its source no longer has, 2 for what is withdrawn or asked to be. */
export function struckOf(layer: Layer): Uint8Array | null {
  const [gone, withdrawn] = [goneOf(layer), withdrawalOf(layer)];
  return withdrawn === null ? gone : withdrawn.map((one, record) => gone?.[record] || (one > 0 ? 2 : 0));
}

function noted(layer: Layer, values: string[]): Uint8Array | null {
  const own = (notes[layer.index] ?? []).filter(([, note]) => values.includes(note));
  if (own.length === 0) return null;
  const codes = new Uint8Array(layer.count);
  for (const [record, note] of own) codes[record] = values.indexOf(note);
  return codes;
}
