// A record before and after a change, one over the other: grey and dotted as it was, violet as it would be.

import type * as Leaflet from "leaflet";
import type { Beside } from "../../ui/app.ts";
import type { Frame } from "../frame.ts";
import type { Change } from "./reviewpanel.ts";

declare const L: typeof Leaflet;

const BEFORE = { color: "#37474f", weight: 3, dashArray: "1 6", fillOpacity: 0.05 };
const AFTER = { color: "#6a1b9a", weight: 2.5, dashArray: "9 3 2 3", fillOpacity: 0.15 };
const KNIFE = { color: "#6a1b9a", weight: 2, dashArray: "2 5", fillOpacity: 0 };

export class BothStates implements Beside {
  readonly layers: [Leaflet.FeatureGroup] = [L.featureGroup()];

  constructor(private readonly frame: Frame) {}

  title(): string {
    return this.frame.text("before_after");
  }

  show({ before, after, knife }: Change): void {
    const { app } = this.frame;
    this.clear();
    for (const [shape, looks] of [
      [before, BEFORE],
      [after, AFTER],
      [knife, KNIFE],
    ] as const) {
      if (shape === null) continue;
      const pointToLayer = (_: unknown, at: Leaflet.LatLng) =>
        L.circleMarker(at, { ...looks, dashArray: "", radius: looks === BEFORE ? 10 : 7 });
      this.layers[0].addLayer(L.geoJSON(shape, { style: looks, pointToLayer, interactive: false }));
    }
    app.map.addLayer(this.layers[0]);
    app.besides.push(this);
    app.tell("besides");
    app.makeRoom();
    app.map.invalidateSize({ pan: false });
    const bounds = this.layers[0].getBounds();
    if (bounds.isValid())
      app.map.fitBounds(bounds.pad(0.5), { maxZoom: 16, animate: !app.engine.options.reducedMotion });
  }

  clear(): void {
    const { app } = this.frame;
    this.layers[0].clearLayers().remove();
    const at = app.besides.indexOf(this);
    if (at >= 0) app.besides.splice(at, 1);
    app.tell("besides");
  }
}
