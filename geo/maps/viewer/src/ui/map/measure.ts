// Measuring a length and an area by points set on the map, on the ellipsoid. By keyboard the points are set at the cross
// in the map's middle.

import * as L from "leaflet";
import { area_m2, distance_m } from "../../engine/geodesy.ts";
import type { App, Part } from "../app.ts";
import { el, fill } from "../dom.ts";
import { Opener } from "../focus/opener.ts";
import { icon, type Icon } from "../icons.ts";

type Position = [lon: number, lat: number];

/** Metres along points; closed back to the first when `closed`. */
export function lengthOf(points: readonly Position[], closed = false): number {
  const along = closed && points.length > 2 ? [...points, points[0]!] : points;
  let sum = 0;
  for (let at = 1; at < along.length; at++) sum += distance_m(...along[at - 1]!, ...along[at]!);
  return sum;
}

/** Square metres enclosed by points; 0 for fewer than three. */
export function areaOf(points: readonly Position[]): number {
  if (points.length < 3) return 0;
  return area_m2({ type: "Polygon", coordinates: [[...points, points[0]!]] });
}

export class Measure implements Part {
  readonly root = el("section", { class: "zm-measure", hidden: true });
  private points: Position[] = [];
  private readonly marks = L.layerGroup();
  private readonly opener = new Opener();

  constructor(private readonly app: App) {}

  start(): void {
    this.points = [];
    this.opener.remember();
    this.root.hidden = false;
    this.marks.addTo(this.app.map);
    this.app.closeRecord();
    this.app.setMode({
      place: (lon, lat) => this.add(lon, lat),
      key: (event) => this.key(event),
      end: () => this.end(),
    });
    this.draw();
    this.app.focusMap();
  }

  render(): void {
    this.root.setAttribute("aria-label", this.app.words.text("ui.measure"));
    if (!this.root.hidden) this.draw();
  }

  private add(lon: number, lat: number): void {
    this.points.push([lon, lat]);
    this.draw();
    this.app.announce(this.said().join(", "));
  }

  private key(event: KeyboardEvent): boolean {
    if (event.key !== "Backspace" && event.key !== "Delete") return false;
    this.undo();
    return true;
  }

  private undo(): void {
    this.points.pop();
    this.draw();
  }

  private end(): void {
    const { activeElement } = document;
    const container = this.app.map.getContainer();
    const had = activeElement === container || this.root.contains(activeElement);
    this.root.hidden = true;
    if (had) this.opener.giveBack(container);
    this.points = [];
    this.marks.clearLayers();
    this.marks.remove();
  }

  private said(): string[] {
    const { words } = this.app;
    const n = this.points.length;
    const said = [words.plural("ui.measure_points", n)];
    if (n > 1) said.push(`${words.text("ui.measure_length")}: ${words.distance(lengthOf(this.points))}`);
    if (n > 2) {
      said.push(`${words.text("ui.measure_area")}: ${words.area(areaOf(this.points))}`);
      said.push(`${words.text("ui.measure_perimeter")}: ${words.distance(lengthOf(this.points, true))}`);
    }
    return said;
  }

  private draw(): void {
    const { words, map } = this.app;
    const had = this.root.contains(document.activeElement);
    const at = this.points.map(([lon, lat]): L.LatLngTuple => [lat, lon]);
    this.marks.clearLayers();
    const looks = { color: "#1d4e89", weight: 2, interactive: false };
    if (at.length > 2) this.marks.addLayer(L.polygon(at, { ...looks, dashArray: "4 4", fillOpacity: 0.08 }));
    if (at.length > 1) this.marks.addLayer(L.polyline(at, looks));
    for (const one of at)
      this.marks.addLayer(L.circleMarker(one, { ...looks, radius: 4, fillColor: "#fff", fillOpacity: 1 }));
    const button = (name: Icon, key: string, act: () => void) =>
      el(
        "button",
        { type: "button", class: "zm-button", on: { click: act } },
        icon(name),
        el("span", {}, words.text(key)),
      );
    const centre = () => {
      const { lng, lat } = map.getCenter().wrap();
      this.add(lng, lat);
    };
    fill(
      this.root,
      el(
        "div",
        { class: "zm-cardbar" },
        el("h2", {}, words.text("ui.measure")),
        el(
          "button",
          {
            type: "button",
            class: "zm-iconbutton",
            "aria-label": words.text("ui.close"),
            title: words.text("ui.close"),
            on: { click: () => this.app.setMode(null) },
          },
          icon("close"),
        ),
      ),
      el("p", { class: "zm-measured" }, ...this.said().flatMap((text) => [text, el("br")])),
      el(
        "div",
        { class: "zm-buttons" },
        button("plus", "ui.measure_add", centre),
        this.points.length > 0 && button("undo", "ui.measure_undo", () => this.undo()),
      ),
      el("p", { class: "zm-help" }, `${words.text("ui.measure_help")} ${words.text("ui.measure_note")}`),
    );
    if (had) this.root.querySelector<HTMLElement>(".zm-buttons button")!.focus();
  }
}
