// The buttons over the map, and the cross that marks its middle for those who work by keyboard. Whoever cannot drag
// moves the map by a pad of four arrows.

import type { App, Part } from "../app.ts";
import { el, fill } from "../dom.ts";
import { icon, type Icon } from "../icons.ts";

/** The arrows by the key of their direction, and where they move to: as parts of the map's box. */
const ARROWS: [Icon, string, x: number, y: number][] = [
  ["up", "n", 0, -0.5],
  ["left", "w", -0.5, 0],
  ["right", "e", 0.5, 0],
  ["down", "s", 0, 0.5],
];

export function mapButtons(app: App): Part {
  const { map, engine } = app;
  map.zoomControl?.remove();
  const actions: [Icon, string, () => void][] = [
    ["plus", "ui.zoom_in", () => map.zoomIn()],
    ["minus", "ui.zoom_out", () => map.zoomOut()],
    ["all", "ui.zoom_all", () => engine.fit("all")],
  ];
  const group = el("div", { class: "zm-mapbuttons" });
  const pad = el("div", { class: "zm-pad", role: "group", hidden: true });
  const opener = el("button", {
    type: "button",
    class: "zm-move",
    "aria-expanded": "false",
    on: { click: () => show(pad.hidden === true) },
  });
  const cross = el("div", { class: "zm-cross", "aria-hidden": "true" });
  const root = el("div", { class: "zm-overmap" }, group, pad, cross);
  const show = (on: boolean) => {
    pad.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
  };
  const name = (button: HTMLElement, text: string) => {
    button.title = text;
    button.setAttribute("aria-label", text);
  };
  const button = (sign: Icon, text: string, act: () => void) => {
    const made = el("button", { type: "button", on: { click: act } }, icon(sign));
    name(made, text);
    return made;
  };
  const moveBy = (x: number, y: number) => {
    const size = map.getSize();
    map.panBy([x * size.x, y * size.y]);
  };
  const render = () => {
    const { words } = app;
    const move = words.text("ui.move");
    fill(opener, icon("move"));
    name(opener, move);
    pad.setAttribute("aria-label", move);
    fill(group, ...actions.map(([sign, key, act]) => button(sign, words.text(key), act)), opener);
    fill(
      pad,
      ...ARROWS.map(([sign, to, x, y]) =>
        button(sign, `${move}: ${words.text(`ui.compass_${to}`)}`, () => moveBy(x, y)),
      ),
    );
  };
  map.getContainer().addEventListener("keydown", (event) => mapKeys(app, event));
  return { root, render };
}
// Leaflet itself moves and zooms by the arrow keys, plus and minus, while the map has the focus.
function mapKeys(app: App, event: KeyboardEvent): void {
  if (event.target !== app.map.getContainer()) return;
  if (app.currentMode?.key?.(event) === true) {
    event.preventDefault();
    return;
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const latlng = app.map.getCenter();
  app.map.fire("click", {
    latlng,
    containerPoint: app.map.latLngToContainerPoint(latlng),
    layerPoint: app.map.latLngToLayerPoint(latlng),
    originalEvent: event,
  });
}
