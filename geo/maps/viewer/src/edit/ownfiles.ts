// Files of the reader's own over the map: grey, since they are no part of it; in a row of the legend, in no count.

import type * as Leaflet from "leaflet";
import type { App, Beside } from "../ui/app.ts";
import type { Own } from "./files.ts";
import { openOnClick } from "./sketch.ts";

declare const L: typeof Leaflet;

const PANE = "zm-own";
const GREY = "#37474f";

export class OwnFile implements Beside {
  readonly layers: [Leaflet.GeoJSON];
  readonly drawn: number;

  constructor(
    private readonly app: App,
    readonly name: string,
    readonly records: Own[],
    open: (one: Own) => void,
  ) {
    const pane = app.map.getPane(PANE) ?? app.map.createPane(PANE);
    pane.style.zIndex = "398"; // over the records, under what is being drawn
    const looks = { color: GREY, weight: 2, fillOpacity: 0.08, dashArray: "1 5" };
    const dot = { ...looks, dashArray: "", radius: 5, fillColor: "#fff", fillOpacity: 0.9 };
    const options = {
      pane: PANE,
      renderer: L.canvas({ pane: PANE }),
      style: (one?: { geometry: { type: string } }) => (one?.geometry.type.includes("Point") ? dot : looks),
      pointToLayer: (_: unknown, at: Leaflet.LatLng) => L.circleMarker(at, { ...options, ...dot } as object),
    };
    const shapes = L.geoJSON(undefined, options);
    const placed = records.filter(({ geometry }) => geometry !== null);
    for (const one of placed) {
      const shape = L.geoJSON(one.geometry!, options);
      openOnClick(app, shape, () => open(one));
      shapes.addLayer(shape);
    }
    this.layers = [shapes];
    this.drawn = placed.length;
    app.map.addLayer(shapes);
    app.besides.push(this);
  }

  title(): string {
    const { words } = this.app;
    const { length } = this.records;
    const told = words.text("ui.counts_line", { recorded: length, drawn: this.drawn, missing: length - this.drawn });
    return `${this.name} (${told})`;
  }

  show(): void {
    this.app.map.fitBounds(this.layers[0].getBounds().pad(0.2), { maxZoom: 17, animate: false });
  }

  remove(): void {
    this.layers[0].remove();
    this.app.besides.splice(this.app.besides.indexOf(this), 1);
    this.app.tell("besides");
  }
}
