// The records of files that are not in the project yet, drawn over its map: violet and dashed, as all that is not yet in
// force, in no count.

import type * as Leaflet from "leaflet";
import type { App, Beside } from "../../ui/app.ts";
import type { Frame } from "../frame.ts";
import type { Understood } from "./understood.ts";

declare const L: typeof Leaflet;

const PANE = "zm-desk";
const LOOKS = { color: "#6a1b9a", weight: 2.5, dashArray: "9 3 2 3", fillOpacity: 0.12 };
const DOT = { ...LOOKS, dashArray: "", radius: 6, weight: 2, fillColor: "#fff", fillOpacity: 0.9 };

export class Preview implements Beside {
  readonly layers: [Leaflet.FeatureGroup] = [L.featureGroup()];
  private readonly app: App;
  private count = 0;

  constructor(
    private readonly frame: Frame,
    /** A record of a file was chosen on the map. */
    private readonly chosen: (upload: string, row: number) => void,
  ) {
    this.app = frame.app;
    const pane = this.app.map.getPane(PANE) ?? this.app.map.createPane(PANE);
    pane.style.zIndex = "399"; // over the records, under what is being drawn
  }

  title(): string {
    return this.frame.text("not_yet", { n: this.count });
  }

  show(files: readonly Understood[]): void {
    const before = this.count;
    this.clear();
    const options = { pane: PANE, renderer: L.canvas({ pane: PANE, tolerance: 6 }) };
    for (const file of files) {
      if (file.error) continue;
      for (const feature of file.features?.features ?? []) {
        if (feature.geometry === null) continue;
        const shape = L.geoJSON(feature, {
          ...options,
          style: LOOKS,
          pointToLayer: (_: unknown, at: Leaflet.LatLng) => L.circleMarker(at, { ...options, ...DOT }),
        } as Leaflet.GeoJSONOptions);
        shape.on("click", (event) => {
          L.DomEvent.stop(event as unknown as Event);
          this.chosen(file.upload, Number(feature.properties?.["row"]));
        });
        this.layers[0].addLayer(shape);
        this.count += 1;
      }
    }
    if (this.count > 0) {
      this.app.map.addLayer(this.layers[0]);
      this.app.besides.push(this);
      if (before === 0) this.fit();
    }
    this.app.tell("besides");
  }

  fit(): void {
    this.zoomTo(this.layers[0].getBounds());
  }

  zoomTo(bounds: Leaflet.LatLngBounds): void {
    if (!bounds.isValid()) return;
    this.app.makeRoom();
    this.app.map.invalidateSize({ pan: false });
    this.app.map.fitBounds(bounds.pad(0.2), { maxZoom: 15, animate: !this.app.engine.options.reducedMotion });
  }

  clear(): void {
    this.layers[0].clearLayers().remove();
    const at = this.app.besides.indexOf(this);
    if (at >= 0) this.app.besides.splice(at, 1);
    this.count = 0;
    this.app.tell("besides");
  }
}
