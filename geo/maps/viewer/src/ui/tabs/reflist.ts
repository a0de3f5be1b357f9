// How a record looks as a row of a list: symbol, name, and a line about it.

import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { add, bdi, el, fill, type Child } from "../dom.ts";
import { dateOf } from "../card/facts.ts";
import { rowName } from "../focus/opener.ts";
import { symbolOf } from "./legend.ts";

/** Fill a list row with a record. `more` stands under the name, before the date. */
export function recordRow(app: App, element: HTMLElement, ref: RecordRef, more: Child[] = [app.kindText(ref)]): void {
  const layer = app.layerOf(ref);
  element.dataset.record = rowName(ref);
  const date = dateOf(layer, ref.record);
  const under = el("span", { class: "zm-under" });
  add(under, ...more, " · ", date === null ? app.words.text("ui.no_date") : bdi(app.words.date(date)));
  fill(
    element,
    symbolOf(app, ref),
    el("span", { class: "zm-rowtext" }, el("span", { class: "zm-rowname", dir: "auto" }, bdi(app.title(ref))), under),
  );
}
