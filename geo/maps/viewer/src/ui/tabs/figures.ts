// The published figures, which have no place: by subject, the latest first. Figures that contradict one another stand
// side by side, each with what it covers and who published it.

import { kindOf } from "../../kinds.ts";
import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { add, bdi, el } from "../dom.ts";
import { dateOf, valueOf, wordsFor } from "../card/facts.ts";
import { plainText, type Words } from "../words.ts";

/** All figures of a map, folded under their subjects; a subject's are written when it is opened. */
export function figures(app: App): HTMLElement {
  const { words } = app;
  const subjects = [...bySubject(app)].sort(([a], [b]) => a.localeCompare(b, words.language, { numeric: true }));
  return el(
    "div",
    { class: "zm-figures" },
    el("p", { class: "zm-help" }, words.text("ui.figures_help")),
    ...subjects.map(([subject, refs]) => fold(app, subject, refs)),
  );
}

/** How many figures there are. */
export function figureCount(app: App): number {
  return app.layers.reduce((sum, layer) => sum + (kindOf(layer.kind).placed ? 0 : layer.count), 0);
}

function bySubject(app: App): Map<string, RecordRef[]> {
  const found = new Map<string, RecordRef[]>();
  for (const layer of app.layers) {
    if (kindOf(layer.kind).placed) continue;
    for (let record = 0; record < layer.count; record++) {
      const subject = plainText(valueOf(layer, record, "subject")) || app.words.text("ui.unnamed");
      const refs = found.get(subject);
      if (refs) refs.push({ layer: layer.index, record });
      else found.set(subject, [{ layer: layer.index, record }]);
    }
  }
  return found;
}

function fold(app: App, subject: string, refs: RecordRef[]): HTMLElement {
  const list = el("ul", { class: "zm-results" });
  const count = el("span", { class: "zm-count" }, app.words.number(refs.length));
  const root = el("details", { class: "zm-fold" }, el("summary", {}, bdi(subject), " ", count), list);
  root.addEventListener("toggle", () => {
    if (!root.open || list.childElementCount > 0) return;
    const date = (ref: RecordRef) => dateOf(app.layerOf(ref), ref.record) ?? "";
    const latestFirst = [...refs].sort((a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : 0));
    for (const ref of latestFirst) list.append(el("li", {}, row(app, ref)));
  });
  return root;
}

/** Figures are kept as they were written; a plain number is read more easily in groups of three. */
export function numberText(words: Words, written: string | null): string | null {
  return written !== null && /^\d{1,15}(\.\d{1,6})?$/.test(written) ? words.number(Number(written), 6) : written;
}

function row(app: App, ref: RecordRef): HTMLElement {
  const { words } = app;
  const layer = app.layerOf(ref);
  const said = (field: string) => wordsFor(words, field, valueOf(layer, ref.record, field));
  const date = dateOf(layer, ref.record);
  const under = el("span", { class: "zm-under" }, date === null ? words.text("ui.no_date") : bdi(words.date(date)));
  for (const text of [said("remarks"), said("source")]) if (text !== null) add(under, " · ", bdi(text));
  const figure = [numberText(words, said("value")) ?? words.text("ui.not_recorded"), said("unit")]
    .filter((text) => text !== null)
    .join(" ");
  return el(
    "button",
    { type: "button", class: "zm-listbutton", on: { click: () => app.openRecords([ref]) } },
    el("span", { class: "zm-rowtext" }, el("span", { class: "zm-rowname" }, bdi(figure)), under),
  );
}
