// The foot of the page: the scale at the middle of the map, the place under the pointer, the sources.

import type { App, Part } from "./app.ts";
import { credits } from "./map/credits.ts";
import { bdi, el, fill, sentence } from "./dom.ts";
import { distance_m } from "../engine/geodesy.ts";
import { metresPerPixel } from "../engine/mercator.ts";
import { formatPosition } from "../positions/positions.ts";
import { plainText } from "./words.ts";
import { EXACT_TO_ZOOM } from "../engine/ground/paint.ts";
import { whereText } from "./map/ground.ts";

const LONGEST_PX = 120;

/** The largest of 1, 2, 5 × 10ⁿ that is no more than `limit`. */
export function roundBelow(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  const digit = limit / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

/** The names of all sources: what was told with the map, else what the records say. */
export function sourceNames(app: App): string[] {
  const told = app.data.settings.sources.map((source) => {
    if (typeof source === "object" && source !== null && !Array.isArray(source)) {
      return plainText(source["title"] ?? source["name"] ?? source["source"] ?? "");
    }
    return plainText(source);
  });
  return [...new Set(told.filter((name) => name !== ""))];
}

export function foot(app: App): Part {
  const bar = el("span", { class: "zm-scalebar" });
  const length = el("span", { class: "zm-scaletext" });
  const scale = el("div", { class: "zm-scale", role: "img" }, bar, length);
  const pointer = el("span", { class: "zm-pointer", dir: "ltr" });
  const sources = el("p", { class: "zm-sources" });
  const credit = el("p", { class: "zm-credit" });
  const where = el("span", { class: "zm-where" });
  const root = el("footer", { class: "zm-footer" }, scale, pointer, where, credit, sources);

  const renderScale = () => {
    const size = app.map.getSize();
    if (size.x === 0 || size.y === 0) return;
    const a = app.map.containerPointToLatLng([size.x / 2 - LONGEST_PX / 2, size.y / 2]);
    const b = app.map.containerPointToLatLng([size.x / 2 + LONGEST_PX / 2, size.y / 2]);
    const metres = distance_m(a.lng, a.lat, b.lng, b.lat);
    const round = roundBelow(metres);
    if (!(round > 0)) return;
    bar.style.inlineSize = `${Math.round((round / metres) * LONGEST_PX)}px`;
    const text = app.words.distance(round);
    length.textContent = text;
    scale.setAttribute("aria-label", `${app.words.text("ui.scale")}: ${text}`);
  };
  const renderCredit = () => {
    const coarse = app.map.getZoom() > EXACT_TO_ZOOM ? [app.words.text("ui.ground_coarse")] : [];
    fill(credit, ...[...credits(app), app.words.text("ui.ground_credit"), ...coarse].map((text) => bdi(text)));
  };
  const renderCentre = () => {
    const { lng, lat } = app.map.getCenter().wrap();
    const text = whereText(app, lng, lat);
    where.textContent = text && app.words.text("ui.where_centre", { where: text });
  };
  app.on("view", () => {
    renderCredit();
    renderCentre();
  });
  app.on("drawn", renderCredit);
  app.on("background", renderCredit);
  const render = () => {
    const names = sourceNames(app);
    if (names.length === 0) return fill(sources, app.words.text("ui.sources_none"), renderScale() as undefined);
    const list = el("span", {});
    names.forEach((name, at) => list.append(at > 0 ? app.words.text("ui.list_separator") : "", bdi(name)));
    const line = sentence(app.words.pattern("ui.source_line"), { sources: list });
    // The line is cut where it is longer than the page; all of it stands with the rest about the map.
    const open = el("button", { type: "button", class: "zm-textbutton", on: { click: () => app.showAbout() } });
    open.append(line);
    fill(sources, open);
    renderScale();
    renderCredit();
    renderCentre();
  };
  app.map.on("move zoomend resize", renderScale);
  app.map.on("mousemove", (event) => {
    const { lng, lat } = event.latlng.wrap();
    pointer.textContent = formatPosition(lng, lat, "decimal", metresPerPixel(lat, app.map.getZoom()));
    where.textContent = whereText(app, lng, lat);
  });
  app.map.on("mouseout", () => {
    pointer.textContent = "";
    renderCentre();
  });
  return { root, render };
}
