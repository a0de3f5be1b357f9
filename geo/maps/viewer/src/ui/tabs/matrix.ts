// Hazards of several types and statuses as a table: a row for each type, a column for each status, the count in the cell.
// A cell shows or hides its class, a heading its row or column.

import type { Layer } from "../../model.ts";
import type { App } from "../app.ts";
import { classWords } from "../card/facts.ts";
import { el } from "../dom.ts";
import { symbol } from "./legend.ts";

/** A control of the legend: what it switches, where its count stands, whether that is short. */
export interface Switch {
  /** Classes that it shows or hides; empty for a whole layer. */
  keys: string[];
  layer: Layer;
  count: HTMLElement;
  input: HTMLElement;
  isShort?: boolean;
}

/** Letters of a word that a column is wide enough for; longer ones are written from below to above. */
const LONGEST = 9;

/** Told of each control that is made. */
type Made = (made: Switch) => void;

/** The table of a layer's classes, which are in the legend's order. */
export function matrix(app: App, layer: Layer, keys: string[], made: Made): HTMLElement {
  const { words } = app;
  const part = (at: number) => [...new Set(keys.map((key) => key.split("/")[at]!))];
  const [types, statuses] = [part(1), inOrder(part(2))];
  const longest = Math.max(
    ...statuses.flatMap((one) =>
      words
        .value("status", one)
        .split(" ")
        .map(({ length }) => length),
    ),
  );
  const heading = (field: "area_type" | "status", value: string, scope: "row" | "col") => {
    const mine = keys.filter((key) => key.split("/")[field === "area_type" ? 1 : 2] === value);
    const control = cell(app, layer, words.value(field, value));
    made({ ...control, layer, keys: mine, isShort: true });
    return el("th", { scope }, control.input);
  };
  const body = (type: string, status: string) => {
    const key = keys.find((one) => one.endsWith(`/${type}/${status}`));
    if (key === undefined) return el("td", {});
    const setting = app.engine.swatches.settingOf(layer.index);
    const control = cell(app, layer, classWords(words, key), symbol(app, key, { setting }));
    made({ ...control, layer, keys: [key], isShort: true });
    return el("td", {}, control.input);
  };
  const rows = types.map((type) =>
    el("tr", {}, heading("area_type", type, "row"), ...statuses.map((status) => body(type, status))),
  );
  return el(
    "table",
    { class: longest > LONGEST ? "zm-matrix zm-upright" : "zm-matrix", "aria-label": layer.title },
    el("thead", {}, el("tr", {}, el("td", {}), ...statuses.map((status) => heading("status", status, "col")))),
    el("tbody", {}, ...rows),
  );
}

/** A switch that shows a symbol and a count, or else its name. */
function cell(app: App, layer: Layer, name: string, shown?: Node): Pick<Switch, "count" | "input"> {
  const count = el("span", { class: shown ? "zm-count" : "zm-unseen" });
  const label = app.words.text("ui.show_class", { class: name, layer: layer.title });
  const input = el(
    "button",
    { type: "button", role: "switch", class: "zm-cell", "aria-label": label },
    shown ?? el("span", { class: "zm-headword" }, name),
    count,
  );
  return { count, input };
}

const STATUSES = ["open", "worked_on", "suspended", "closed", "unknown"];

function inOrder(statuses: string[]): string[] {
  return [...statuses].sort((a, b) => STATUSES.indexOf(a) - STATUSES.indexOf(b));
}
