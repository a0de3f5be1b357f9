// Which column of a file is which field: a list to choose from for each, with what the column holds beside its heading.

import type { App } from "../../ui/app.ts";
import { bdi, el } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { type Option, select } from "../parts.ts";
import type { Understood } from "./understood.ts";

/** Parts of a position, which are no fields of a record. */
const POSITION = ["position", "lat", "lon", "easting", "northing", "zone", "crs", "wkt"];
/** Kept under its own heading. */
export const NO_FIELD = "-";
const SAMPLES = 3;
const LONGEST = 40;

/** `kinds`: the fields of each kind; `put` is told which field a column is. */
export function columnsOf(
  frame: Frame,
  file: Understood,
  fields: readonly string[],
  put: (column: string, field: string) => void,
): HTMLElement {
  const options = choices(frame.app, frame, file.kind, fields);
  return el(
    "ul",
    { class: "zm-desk-columns" },
    ...file.columns.map(({ name, field, personal }, at) => {
      const chosen = select(options, field || NO_FIELD, (value) => put(name, value));
      chosen.dataset["column"] = name;
      const held = samples(file, at);
      return el(
        "li",
        { class: field ? "" : "zm-desk-unknown", "data-key": name },
        el(
          "label",
          {},
          el("span", { class: "zm-desk-heading" }, bdi(name)),
          held !== "" && el("span", { class: "zm-help zm-desk-sample" }, bdi(held)),
          chosen,
        ),
        personal && el("p", { class: "zm-note" }, frame.text("personal")),
      );
    }),
  );
}

function choices(app: App, frame: Frame, kind: string, fields: readonly string[]): Option[] {
  const { words } = app;
  const named: Option[] = fields.map((field) => [field, words.field(field, kind)]);
  named.sort(([, a], [, b]) => a.localeCompare(b, words.language));
  const positions = POSITION.map((part): Option => [part, frame.text(`field_${part}`)]);
  return [[NO_FIELD, frame.text("own_name")], ...positions, ...named];
}

/** The first different values of a column. */
function samples(file: Understood, at: number): string {
  const held = file.first.map(({ cells }) => cells[at]?.trim() ?? "").filter((text) => text !== "");
  const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
  return [...new Set(held)].slice(0, SAMPLES).map(cut).join(" · ");
}
