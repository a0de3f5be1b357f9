// Problems one below the other, each with its place in file and project.

import { bdi, el } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { type Problem, severityMark } from "../parts.ts";

/** `more`: what can be done about each. */
export function problemList(
  frame: Frame,
  problems: readonly Problem[],
  more: (problem: Problem) => Node[] = () => [],
): HTMLElement {
  return el(
    "ul",
    { class: "zm-desk-problems" },
    ...problems.map((problem) =>
      el(
        "li",
        {},
        severityMark(problem.severity, frame.text(problem.severity)),
        el("div", {}, place(frame, problem), bdi(problem.text), ...more(problem)),
      ),
    ),
  );
}

function place(frame: Frame, { row, id, field, source }: Problem): HTMLElement | false {
  const name = frame.app.words.field(field === "geometry" ? "position" : field);
  const parts = [source, row === null ? id : `${frame.text("row")} ${row}`, name].filter(Boolean);
  return parts.length > 0 && el("span", { class: "zm-desk-place" }, bdi(parts.join(" · ")));
}
