// The turning points of a shape with the way from each to the next: a folded part of a record's card.

import type { PositionFormat } from "../../positions/positions.ts";
import { digitsFor, formatPosition, POSITION_FORMATS } from "../../positions/positions.ts";
import { pointNumber, type TurningLine, turningLines, wayOn } from "../../engine/turningpoints.ts";
import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { accuracyOf } from "../../engine/draw/classes.ts";
import { copyText } from "./copying.ts";
import { el, fill } from "../dom.ts";
import { icon } from "../icons.ts";
import { csvLine, defused } from "../save/csv.ts";
import type { Words } from "../words.ts";

/** More rows than these are only in the copy: nobody reads them here, and each costs the page. */
const MOST_ROWS = 200;

/** The format chosen last holds for the next card too. */
let chosen: PositionFormat = "decimal";

interface Shape {
  lines: TurningLine[];
  accuracy_m: number | null;
}

/** The fold of a polygon's or line's turning points; null for points. */
export function turningPoints(app: App, ref: RecordRef): HTMLElement | null {
  const lines = turningLines(app.layerOf(ref).geometry.toGeoJSON(ref.record));
  const count = lines.reduce((sum, { points }) => sum + points.length, 0);
  if (count === 0) return null;
  const { words } = app;
  const accuracy_m = accuracyOf(app.layerOf(ref), ref.record);
  const body = el("div", { class: "zm-turning" });
  const summary = el("summary", {}, `${words.text("ui.points")} (${words.number(count)})`);
  const fold = el("details", { class: "zm-fold" }, summary, body);
  fold.addEventListener("toggle", () => {
    if (fold.open && body.childElementCount === 0) build(app, body, { lines, accuracy_m }, count);
  });
  return fold;
}

function build(app: App, body: HTMLElement, shape: Shape, count: number): void {
  const { words } = app;
  const table = el("div", { class: "zm-tablebox" });
  const draw = () => fill(table, tableOf(words, shape, chosen));
  const select = el(
    "select",
    { "aria-label": words.text("ui.points_format") },
    ...POSITION_FORMATS.map((format) =>
      el("option", { value: format, selected: format === chosen }, words.text(`ui.format_${format}`)),
    ),
  );
  select.addEventListener("change", () => {
    chosen = select.value as PositionFormat;
    draw();
  });
  const copy = el(
    "button",
    {
      type: "button",
      class: "zm-button",
      on: { click: () => void copyText(app, csvOf(words, shape.lines, chosen, shape.accuracy_m)) },
    },
    icon("copy"),
    el("span", {}, words.text("ui.points_copy")),
  );
  draw();
  fill(
    body,
    el("div", { class: "zm-buttons" }, select, copy),
    table,
    count > MOST_ROWS && el("p", { class: "zm-note" }, words.text("ui.points_more", { n: count - MOST_ROWS })),
    el("p", { class: "zm-help" }, words.text("ui.points_note")),
  );
}

function tableOf(words: Words, shape: Shape, format: PositionFormat): HTMLElement {
  const { lines } = shape;
  const heading = (key: string, ...attributes: [string]) =>
    el("th", { scope: "col", class: attributes[0] }, words.text(key));
  const bodies: HTMLElement[] = [];
  let left = MOST_ROWS;
  lines.forEach((line, at) => {
    if (left <= 0) return;
    const rows = line.points.slice(0, left).map((_, point) => rowOf(words, shape, at, point, format));
    left -= rows.length;
    const name = el("th", { scope: "rowgroup", colspan: 4 }, lineName(words, lines, at));
    bodies.push(el("tbody", {}, lines.length > 1 && el("tr", {}, name), ...rows));
  });
  return el(
    "table",
    { class: "zm-points" },
    el("caption", { class: "zm-unseen" }, words.text("ui.points")),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heading("ui.points_number", "zm-figure"),
        heading("ui.card_position", ""),
        heading("ui.points_distance", "zm-figure"),
        heading("ui.points_bearing", "zm-figure"),
      ),
    ),
    ...bodies,
  );
}

function rowOf(
  words: Words,
  { lines, accuracy_m }: Shape,
  at: number,
  point: number,
  format: PositionFormat,
): HTMLElement {
  const [lon, lat] = lines[at]!.points[point] as [number, number];
  const on = wayOn(lines[at]!, point);
  const bearing = on && threeDigits(on.bearing_deg).replace(".", words.pattern("number.decimal"));
  return el(
    "tr",
    {},
    el("td", { class: "zm-figure" }, pointNumber(at, point, lines.length)),
    el(
      "td",
      {},
      el(
        "bdi",
        { dir: "ltr" },
        formatPosition(lon, lat, format, accuracy_m) || formatPosition(lon, lat, "decimal", accuracy_m),
      ),
    ),
    el("td", { class: "zm-figure" }, on ? tenths(words, on.distance_m) : "–"),
    el("td", { class: "zm-figure" }, on ? el("bdi", { dir: "ltr" }, `${bearing}°`) : "–"),
  );
}

/** Metres with one decimal always, so that a column of them lines up. */
function tenths(words: Words, metres: number): string {
  const [whole, decimal] = metres.toFixed(1).split(".");
  return `${words.number(Number(whole))}${words.pattern("number.decimal")}${decimal}`;
}

/** As bearings are read out: three digits before the point; 360 is 0. */
function threeDigits(degrees: number): string {
  return ((Math.round(degrees * 10) % 3600) / 10).toFixed(1).padStart(5, "0");
}

function lineName(words: Words, lines: TurningLine[], at: number): string {
  return words.text(`ui.points_${lines[at]!.kind}`, { n: at + 1 });
}

/** All turning points as CSV, with the names that programs read; a text like a formula is made harmless. */
export function csvOf(
  words: Words,
  lines: TurningLine[],
  format: PositionFormat,
  accuracy_m: number | null = null,
): string {
  const decimals = digitsFor(accuracy_m) ?? 7;
  const rows = lines.flatMap((line, at) =>
    line.points.map((position, point) => {
      const [lon, lat] = position as [number, number];
      const on = wayOn(line, point);
      return csvLine([
        pointNumber(at, point, lines.length),
        defused(lineName(words, lines, at)),
        lat.toFixed(decimals),
        lon.toFixed(decimals),
        defused(formatPosition(lon, lat, format, accuracy_m)),
        on ? on.distance_m.toFixed(2) : "",
        on ? threeDigits(on.bearing_deg) : "",
        ...(accuracy_m === null ? [] : [String(accuracy_m)]),
      ]);
    }),
  );
  const names = ["number", "part", "latitude", "longitude", format, "distance_to_next_m", "true_bearing_to_next_deg"];
  if (accuracy_m !== null) names.push("accuracy_m"); // the words beside the table are not copied
  return [csvLine(names), ...rows].join("");
}
