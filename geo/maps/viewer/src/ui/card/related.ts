// Which releases belong to a hazard, and which hazard to a release: by the hazard's number.

import type { Layer, RecordRef } from "../../model.ts";
import { idOf, isMissing, valueOf } from "./facts.ts";
import { plainText } from "../words.ts";

/** A hazard with more releases than these is opened through the list of records. */
const MOST_LISTED = 20;

/** The releases of a hazard, or the hazard of a release; none for other kinds. */
export function relatedTo(layers: readonly Layer[], ref: RecordRef): RecordRef[] {
  const layer = layers[ref.layer]!;
  if (layer.kind === "hazards") return holding(layers, "releases", "hazard_id", idOf(layer, ref.record));
  if (layer.kind !== "releases") return [];
  const hazard = valueOf(layer, ref.record, "hazard_id");
  return isMissing(hazard) ? [] : holding(layers, "hazards", "id", plainText(hazard));
}

function holding(layers: readonly Layer[], kind: string, field: string, wanted: string): RecordRef[] {
  const found: RecordRef[] = [];
  if (wanted === "") return found;
  for (const layer of layers) {
    const column = layer.kind === kind ? layer.column(field) : undefined;
    if (column === undefined) continue;
    const limit = field === "id" ? 1 : MOST_LISTED;
    const code = column.dictionary?.values.findIndex((value) => value === wanted);
    if (code === -1) continue;
    for (let record = 0; record < layer.count && found.length < limit; record++) {
      const same = code === undefined ? column.get(record) === wanted : column.dictionary!.codes[record] === code;
      if (same) found.push({ layer: layer.index, record });
    }
  }
  return found;
}
