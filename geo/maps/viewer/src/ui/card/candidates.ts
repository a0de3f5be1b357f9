// A typed position that can be several places, or none: what is open is said, and each place it can be is offered. None is
// chosen here.

import { way } from "../../engine/geodesy.ts";
import { type Candidate, formatPosition, type ParsedPosition, parsePosition } from "../../positions/positions.ts";
import type { App } from "../app.ts";
import { el } from "../dom.ts";

type Open = Extract<ParsedPosition, { problem: string }>;

/** What a typed text says; the middle of the map stands for "near", which makes and orders candidates. */
export function positionIn(app: App, text: string): ParsedPosition {
  const { lng, lat } = app.map.getCenter().wrap();
  return parsePosition(text, { near: [lng, lat] });
}

/** The problem in words, and a list of the places that the text can mean. */
export function candidateList(app: App, { problem, candidates }: Open, choose: (one: Candidate) => void): HTMLElement {
  const { words } = app;
  const button = (one: Candidate) =>
    el(
      "button",
      { type: "button", class: "zm-listbutton", on: { click: () => choose(one) } },
      el(
        "span",
        { class: "zm-rowtext" },
        el(
          "span",
          { class: "zm-rowname" },
          el("bdi", { dir: "ltr" }, formatPosition(one.lon, one.lat, "decimal", one.accuracy_m)),
        ),
        el("span", { class: "zm-under" }, whereFrom(app, one)),
      ),
    );
  return el(
    "div",
    { class: "zm-candidates" },
    el("p", { class: "zm-note" }, words.text(`problem.${problem}`)),
    candidates.length > 0 && el("p", {}, words.text("ui.candidates")),
    candidates.length > 0 &&
      el("ul", { class: "zm-results" }, ...distinct(candidates).map((one) => el("li", {}, button(one)))),
  );
}

function whereFrom({ words, map }: App, { lon, lat, format, accuracy_m }: Candidate): string {
  const name = words.text(`ui.format_${format}`);
  // A grid's own writing shows the zone or the square that was left out.
  const written = format === "utm" || format === "mgrs" ? formatPosition(lon, lat, format, accuracy_m) : "";
  const centre = map.getCenter().wrap();
  const { distance_m, bearing_deg } = way(centre.lng, centre.lat, lon, lat);
  return words.text("ui.candidate", {
    format: written === "" ? name : `${name} \u2068${written}\u2069`,
    distance: words.distance(distance_m),
    direction: words.compass(bearing_deg),
  });
}

function distinct(candidates: Candidate[]): Candidate[] {
  const places = new Map(candidates.map((one) => [formatPosition(one.lon, one.lat, "decimal"), one]));
  return [...places.values()];
}
