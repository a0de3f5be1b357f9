// A shape under the hand: its outline on the map, a handle at each corner and one between each two, by mouse, finger and
// keyboard. Enter at the cross adds a corner; the arrows move the one that has the focus.

import type * as Leaflet from "leaflet";
import type { App } from "../ui/app.ts";
import { el } from "./kit.ts";
import { History } from "./history.ts";
import {
  circle,
  type Corner,
  corners,
  type Drawn,
  formOf,
  fromGeometry,
  type Point,
  rounded,
  withRing,
} from "./shapes.ts";

declare const L: typeof Leaflet;

export const COLOUR = "#6a1b9a";
const MOST_HANDLES = 200;
const SNAP_PX = 12;
const ARROWS: { [key: string]: [x: number, y: number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Let a click on a shape open what it is of. Whoever draws over it puts a corner there: it is no hindrance. */
export function openOnClick(app: App, shape: Leaflet.Layer, open: () => void): void {
  shape.on("click", (event) => {
    L.DomEvent.stop(event);
    const { lng, lat } = (event as Leaflet.LeafletMouseEvent).latlng;
    if (app.currentMode) app.currentMode.place(lng, lat);
    else open();
  });
}

/** The outline of a shape as layers of Leaflet: violet on white, in dashes that no other line of the map has.
 * `interactive`: what is clicked is told. */
export function outline(drawn: Drawn, dashArray = "9 3 2 3", interactive = false): Leaflet.Layer[] {
  const at = (points: Point[]) => points.map(([lon, lat]): Leaflet.LatLngTuple => [lat, lon]);
  const looks = { interactive, color: COLOUR, weight: 2.5, dashArray, fillOpacity: 0.12 };
  const casing = { interactive: false, color: "#fff", weight: 5, opacity: 0.8, fill: false };
  const dot = { ...looks, radius: 6, dashArray: "", fillOpacity: 0.5 };
  return drawn.parts.flatMap((rings, part): Leaflet.Layer[] => {
    const form = formOf(drawn, part);
    const first = rings[0]![0];
    if (!first) return [];
    if (form === "Point") return [L.circleMarker([first[1], first[0]], dot)];
    const shown = form === "Circle" ? [circle(first, drawn.radius_m)] : rings;
    const isArea = form === "Circle" || (form === "Polygon" && rings[0]!.length > 2);
    const lines = shown.map(at);
    return [casing, looks].map((one) => (isArea ? L.polygon(lines, one) : L.polyline(lines, { ...one, fill: false })));
  });
}

export class Sketch {
  readonly history: History<Drawn>;
  /** The corner that was added, moved or chosen last: new ones go behind it. */
  current: Corner | null = null;
  /** Whether there are more corners in view than handles can be shown. */
  isCrowded = false;
  private readonly lines = L.layerGroup();
  private readonly handles = L.layerGroup();
  private readonly followView = () => this.drawHandles();

  constructor(
    private readonly app: App,
    drawn: Drawn,
    /** A click on the map adds a corner. */
    private readonly adds: boolean,
    private readonly changed: () => void,
  ) {
    this.history = new History(drawn);
    app.map.addLayer(this.lines).addLayer(this.handles).on("moveend", this.followView);
    this.draw();
  }

  get drawn(): Drawn {
    return this.history.now;
  }

  end(): void {
    this.app.map.off("moveend", this.followView);
    this.lines.remove();
    this.handles.remove();
  }

  /** A place that was clicked, or is under the cross. */
  place(lon: number, lat: number): void {
    if (this.adds) this.add(this.snapped([lon, lat]));
  }

  /** Add a corner behind the current one; `entered`: as it was typed. */
  add(point: Point, entered?: string): void {
    const { drawn } = this;
    const isOne = drawn.form === "Point" || drawn.form === "Circle";
    const [part, ring, at] = isOne ? [0, 0, -1] : (this.current ?? [0, 0, drawn.parts[0]![0]!.length - 1]);
    const next = withRing(drawn, [part, ring], (points) => {
      points.splice(at + 1, isOne ? 1 : 0, [rounded(point[0]), rounded(point[1])]);
      return points;
    });
    this.current = [part, ring, at + 1];
    this.set({ ...next, entered: entered ? [...drawn.entered, entered] : drawn.entered });
  }

  remove(corner = this.current): void {
    if (!corner) return;
    const [part, ring, at] = corner;
    const next = withRing(this.drawn, corner, (points) => points.filter((_, one) => one !== at));
    // A hole without an area is none.
    if (ring > 0) next.parts[part] = next.parts[part]!.filter((points, one) => one !== ring || points.length > 2);
    const left = next.parts[part]![ring]?.length ?? 0;
    if (next.parts.length > 1 && !next.parts[part]![0]!.length) {
      next.parts.splice(part, 1);
      next.forms = next.forms?.filter((_, one) => one !== part);
    }
    this.current = left > 0 ? [part, ring, (at - 1 + left) % left] : null;
    this.set(next);
  }

  set(next: Drawn, merge = false): void {
    this.history.set(next, merge);
    this.draw();
    this.changed();
  }

  step(way: "undo" | "redo"): void {
    this.history[way]();
    this.current = null;
    this.draw();
    this.changed();
  }

  /** Keys while the map has the focus; true when one was used. */
  key({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    const isTold = ctrlKey || metaKey;
    const isUndo = key === "Backspace" || (isTold && key === "z" && !shiftKey);
    const isRedo = isTold && (key === "y" || key === "Z" || (key === "z" && shiftKey));
    if (isUndo || isRedo) this.step(isUndo ? "undo" : "redo");
    return isUndo || isRedo;
  }

  private move([part, ring, at]: Corner, to: Point, merge: boolean): void {
    const next = withRing(this.drawn, [part, ring], (points) =>
      points.map((one, index) => (index === at ? [rounded(to[0]), rounded(to[1])] : one)),
    );
    this.current = [part, ring, at];
    this.history.set(next, merge);
  }

  private draw(): void {
    this.drawLines();
    this.drawHandles();
  }

  private drawLines(): void {
    this.lines.clearLayers();
    for (const line of outline(this.drawn, "")) this.lines.addLayer(line);
  }

  private drawHandles(): void {
    const view = this.app.map.getBounds().pad(0.1);
    const inView = corners(this.drawn).filter(([, [lon, lat]]) => view.contains([lat, lon]));
    this.isCrowded = inView.length > MOST_HANDLES;
    const hadFocus = document.activeElement?.closest(".zm-corner") !== null && document.activeElement !== null;
    this.handles.clearLayers();
    if (this.isCrowded) return;
    for (const [corner, point] of inView) {
      this.handles.addLayer(this.handle(corner, point));
      const next = this.after(corner);
      if (next) this.handles.addLayer(this.between(corner, point, next));
    }
    if (hadFocus && this.current) this.focus(this.current);
  }

  /** The corner that follows along the outline. */
  private after([part, ring, at]: Corner): Point | null {
    const form = formOf(this.drawn, part);
    const points = this.drawn.parts[part]![ring]!;
    if (form === "Point" || form === "Circle") return null;
    return points[at + 1] ?? (form === "Polygon" && points.length > 2 ? points[0]! : null);
  }

  private focus(corner: Corner): void {
    document.querySelector<HTMLElement>(`.zm-corner[data-corner="${corner}"]`)?.focus({ preventScroll: true });
  }

  private handle(corner: Corner, [lon, lat]: Point): Leaflet.Marker {
    const marker = this.marker("zm-corner", [lon, lat]);
    marker.on("add", () => {
      const element = marker.getElement()!;
      element.dataset.corner = String(corner);
      if (String(corner) === String(this.current)) element.classList.add("zm-current");
      element.setAttribute("aria-label", this.app.words.text("edit.corner", { n: corner[2] + 1 }));
      element.addEventListener("keydown", (event) => this.cornerKeys(event, corner));
      element.addEventListener("focus", () => {
        if (String(this.current) === String(corner)) return;
        this.current = corner;
        for (const one of document.querySelectorAll(".zm-current")) one.classList.remove("zm-current");
        element.classList.add("zm-current");
        this.changed();
      });
    });
    this.dragging(marker, () => corner);
    return marker;
  }

  private between([part, ring, at]: Corner, from: Point, to: Point): Leaflet.Marker {
    const middle: Point = [rounded((from[0] + to[0]) / 2), rounded((from[1] + to[1]) / 2)];
    const corner: Corner = [part, ring, at + 1];
    const marker = this.marker("zm-between", middle);
    const insert = () => {
      this.current = [part, ring, at];
      this.history.set(
        withRing(this.drawn, corner, (points) => [...points.slice(0, at + 1), middle, ...points.slice(at + 1)]),
      );
      this.current = corner;
    };
    marker.on("add", () => {
      const element = marker.getElement()!;
      const { words } = this.app;
      element.setAttribute("aria-label", `${words.text("edit.add")}: ${words.text("edit.point")} ${at + 2}`);
      element.addEventListener("keydown", (event) => {
        if (event.key === "Enter") insertHere(event);
      });
    });
    const insertHere = (event?: Event) => {
      event?.preventDefault();
      event?.stopPropagation();
      insert();
      this.draw();
      this.focus(corner);
      this.changed();
    };
    marker.on("click", (event) => insertHere((event as Leaflet.LeafletMouseEvent).originalEvent));
    this.dragging(marker, () => corner, insert);
    return marker;
  }

  private marker(className: string, [lon, lat]: Point): Leaflet.Marker {
    const icon = L.divIcon({ className, html: el("span") as HTMLElement, iconSize: undefined });
    return L.marker([lat, lon], { draggable: true, keyboard: true, icon });
  }

  private dragging(marker: Leaflet.Marker, corner: () => Corner, begin?: () => void): void {
    let moved = false;
    marker.on("dragstart", () => {
      moved = begin !== undefined;
      begin?.();
    });
    marker.on("drag", () => {
      const { lng, lat } = marker.getLatLng();
      this.move(corner(), this.snapped([lng, lat]), moved);
      moved = true;
      this.drawLines();
      this.changed();
    });
    marker.on("dragend", () => this.draw());
  }

  private cornerKeys(event: KeyboardEvent, corner: Corner): void {
    const step = ARROWS[event.key];
    if (step) {
      const by = event.shiftKey ? 10 : 1;
      const { map } = this.app;
      const [lon, lat] = this.drawn.parts[corner[0]]![corner[1]]![corner[2]]!;
      const to = map.unproject(map.project([lat, lon]).add([step[0] * by, step[1] * by]));
      this.move(corner, [to.lng, to.lat], false);
      this.draw();
      this.changed();
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove(corner);
    else if (!this.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A place, or the corner of a record that it is as good as on. */
  private snapped(point: Point): Point {
    const { map, engine, layers } = this.app;
    const at = map.latLngToContainerPoint([point[1], point[0]]);
    let [nearest, best] = [point, SNAP_PX];
    for (const { layer, record } of engine.hits(...point, SNAP_PX).slice(0, 20)) {
      const shape = layers[layer]!.geometry.toGeoJSON(record);
      for (const [, [lon, lat]] of shape ? corners(fromGeometry(shape)) : []) {
        const far = map.latLngToContainerPoint([lat, lon]).distanceTo(at);
        if (far < best) [nearest, best] = [[lon, lat], far];
      }
    }
    return nearest;
  }
}
