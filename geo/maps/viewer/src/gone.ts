// Records that their source no longer has. One rule, asked by the map, the legend, the filter, the heading and paper; it
// is that of geo/records/source_gone.py.

import type { Layer } from "./model.ts";

const FIELD = "missing_since";

const known = new WeakMap<Layer, Uint8Array | null>();

/** 1 for each record of a layer that its source no longer has; null where it has them all. */
export function goneOf(layer: Layer): Uint8Array | null {
  let gone = known.get(layer);
  if (gone === undefined) known.set(layer, (gone = found(layer)));
  return gone;
}

function found(layer: Layer): Uint8Array | null {
  const column = layer.column(FIELD);
  if (column === undefined) return null;
  const gone = new Uint8Array(layer.count);
  let any = false;
  for (let record = 0; record < layer.count; record++) {
    const since = column.get(record);
    if (since === null || since === undefined || since === "") continue;
    gone[record] = 1;
    any = true;
  }
  return any ? gone : null;
}

export function countGone(layer: Layer): number {
  return goneOf(layer)?.reduce((sum, one) => sum + one, 0) ?? 0;
}
