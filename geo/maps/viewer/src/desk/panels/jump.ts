// From a problem to the record that it is about: its card, and in that the line of the field.

import type { RecordRef } from "../../model.ts";
import type { App } from "../../ui/app.ts";
import { plainText } from "../../ui/words.ts";

/** The record of a layer with an id; null where the map has none. A layer that is not named is any. */
export function recordOf(app: App, layer: string, id: string): RecordRef | null {
  if (id === "") return null;
  for (const one of app.layers) {
    if (layer !== "" && one.name !== layer) continue;
    const ids = one.column("id");
    for (let record = 0; ids && record < one.count; record++) {
      if (plainText(ids.get(record)) === id) return { layer: one.index, record };
    }
  }
  return null;
}

/** Open the card of a record, and mark the line of a field in it. */
export function jumpTo(app: App, ref: RecordRef, field: string): void {
  app.goTo(ref);
  const name = app.words.field(field, app.layerOf(ref).kind);
  const line = Array.from(app.root.querySelectorAll(".zm-card dt")).find(({ textContent }) => textContent === name);
  if (field === "" || line === undefined) return;
  for (let at = line.closest("details"); at !== null; at = at.parentElement?.closest("details") ?? null) at.open = true;
  line.parentElement!.classList.add("zm-desk-line");
  line.scrollIntoView({ block: "center" });
}
