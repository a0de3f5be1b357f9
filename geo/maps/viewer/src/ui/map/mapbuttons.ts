// The buttons over the map, and the cross that marks its middle for those who work by keyboard.

import type { App, Part } from "../app.ts";
import { el, fill } from "../dom.ts";
import { icon, type Icon } from "../icons.ts";

export function mapButtons(app: App): Part {
  const { map, engine } = app;
  map.zoomControl?.remove();
  const actions: [Icon, string, () => void][] = [
    ["plus", "ui.zoom_in", () => map.zoomIn()],
    ["minus", "ui.zoom_out", () => map.zoomOut()],
    ["all", "ui.zoom_all", () => engine.fit("all")],
  ];
  const group = el("div", { class: "zm-mapbuttons" });
  const cross = el("div", { class: "zm-cross", "aria-hidden": "true" });
  const root = el("div", { class: "zm-overmap" }, group, cross);
  const render = () =>
    fill(
      group,
      ...actions.map(([name, key, act]) => {
        const text = app.words.text(key);
        return el("button", { type: "button", title: text, "aria-label": text, on: { click: act } }, icon(name));
      }),
    );
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
