// The first rows of a file as it was written, with what is wrong beside the cell that it is about.

import { bdi, el } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { type Problem, severityMark } from "../parts.ts";
import type { Row, Understood } from "./understood.ts";

/** `show` is given a row that is to be seen on the map. */
export function rowsTable(frame: Frame, file: Understood, show: (row: Row) => void): HTMLElement {
  const heads = file.columns.map(({ name, field }) =>
    el(
      "th",
      { scope: "col" },
      bdi(name),
      field !== "" && el("span", { class: "zm-help" }, frame.app.words.field(field, file.kind)),
    ),
  );
  const table = el(
    "table",
    { class: "zm-desk-rows" },
    el("caption", { class: "zm-unseen" }, bdi(file.name)),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, frame.text("row")), ...heads)),
    el("tbody", {}, ...file.first.flatMap((row) => rowOf(frame, file, row, show))),
  );
  const label = `${frame.text("first_rows")}: ${file.name}`;
  return el("div", { class: "zm-desk-scroll", role: "region", "aria-label": label, tabindex: 0 }, table);
}

export function rowOf(frame: Frame, file: Understood, row: Row, show: (row: Row) => void): HTMLElement[] {
  const wrong = file.problems.filter((one) => one.row === row.row && one.severity !== "note");
  const number = frame.app.words.number(row.row);
  const label = `${frame.app.words.text("ui.card_zoom")}: ${frame.text("row")} ${number}`;
  const shown = row.geometry
    ? el(
        "button",
        { type: "button", class: "zm-textbutton", "aria-label": label, on: { click: () => show(row) } },
        number,
      )
    : number;
  const cells = file.columns.map(({ name, field }, at) => {
    const here = wrong.find((one) => one.field !== "" && (one.field === name || one.field === field));
    return el("td", here ? { class: `zm-desk-wrong zm-desk-${here.severity}` } : {}, bdi(row.cells[at] ?? ""));
  });
  const line = el("tr", { "data-row": row.row }, el("th", { scope: "row" }, shown), ...cells);
  return [line, ...wrong.map((one) => why(frame, one, file.columns.length + 1))];
}

function why(frame: Frame, problem: Problem, columns: number): HTMLElement {
  const text = el(
    "div",
    { class: "zm-desk-why" },
    severityMark(problem.severity, frame.text(problem.severity)),
    el("span", {}, bdi([problem.field, problem.text].filter(Boolean).join(": "))),
  );
  return el("tr", {}, el("td", { colspan: columns, class: "zm-desk-whycell" }, text));
}
