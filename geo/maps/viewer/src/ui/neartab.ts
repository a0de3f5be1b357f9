// The third tab: what is recorded near a place. Filters do not apply: a hazard that is not asked for is dangerous too.

import * as L from "leaflet";
import type { Near } from "../engine/near.ts";
import { formatPosition } from "../engine/positions.ts";
import type { App, Part } from "./app.ts";
import { candidateList, positionIn } from "./candidates.ts";
import { positionTable } from "./card.ts";
import { bdi, el, fill, sentence, type Child } from "./dom.ts";
import { valueOf } from "./facts.ts";
import { icon, type Icon } from "./icons.ts";
import { recordRow } from "./reflist.ts";

const RINGS_M = [100, 500, 1000];
const FARTHEST_M = 5000;
const MOST_LISTED = 50;
/** From this accuracy on a distance is worth less than it seems, and the row says so. */
const VAGUE_M = 100;
const ACCENT = "#1d4e89";

interface Place {
  lon: number;
  lat: number;
  /** Metres, as the device states it. */
  accuracy?: number;
}

export class NearTab implements Part {
  readonly root = el("div", { class: "zm-near" });
  private readonly chooser = el("div", {});
  private readonly said = el("div", { class: "zm-help", role: "status" });
  private readonly answer = el("div", { class: "zm-answer" });
  private readonly marks = L.layerGroup();
  private readonly input = el("input", { class: "zm-input", dir: "ltr", autocomplete: "off", id: "zm-near-input" });
  private place: Place | null = null;

  constructor(private readonly app: App) {
    app.showNear = (lon, lat) => {
      app.showTab("near");
      this.ask({ lon, lat });
    };
    this.root.append(this.chooser, this.said, this.answer);
    this.marks.addTo(app.map);
  }

  render(): void {
    const { words } = this.app;
    const button = (name: Icon, key: string, act: () => void) =>
      el("button", { type: "button", class: "zm-button", on: { click: act } }, icon(name), el("span", {}, words.text(key)));
    const form = el(
      "form",
      { class: "zm-typed", on: { submit: (event) => this.typed(event) } },
      el("label", { for: "zm-near-input" }, words.text("ui.near_type")),
      el("div", { class: "zm-inputrow" }, this.input, el("button", { class: "zm-button" }, words.text("ui.near_go"))),
    );
    fill(
      this.chooser,
      el(
        "div",
        { class: "zm-buttons" },
        button("pick", "ui.near_pick", () => this.pick()),
        button("device", "ui.near_device", () => this.device()),
      ),
      form,
    );
    this.renderAnswer();
  }

  private pick(): void {
    const { app } = this;
    this.said.textContent = app.words.text("ui.near_pick_help");
    app.map.getContainer().focus({ preventScroll: true });
    app.setMode({
      place: (lon, lat) => {
        app.setMode(null);
        this.ask({ lon, lat });
      },
      end: () => (this.said.textContent = ""),
    });
  }

  private device(): void {
    const { words } = this.app;
    this.said.textContent = words.text("ui.near_waiting");
    const refused = (error: { code: number }) => {
      this.said.textContent = words.text(error.code === 1 ? "ui.near_refused" : "ui.near_unavailable");
    };
    if (!("geolocation" in navigator)) return refused({ code: 1 });
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.ask({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      refused,
      { enableHighAccuracy: true, timeout: 30_000 },
    );
  }

  private typed(event: Event): void {
    event.preventDefault();
    const text = this.input.value.trim();
    const found = positionIn(this.app, text);
    if ("lon" in found) {
      this.ask({ lon: found.lon, lat: found.lat });
      if (found.view) this.said.textContent = this.app.words.text("ui.position_is_view");
      return;
    }
    // What was said of the place before must not stand under a text that was not understood.
    this.place = null;
    this.marks.clearLayers();
    this.renderAnswer();
    if (found.problem === "not_understood" || found.problem === "no_position") {
      this.said.textContent = this.app.words.text("ui.position_not_understood", { text });
    } else fill(this.said, candidateList(this.app, found, (one) => this.ask({ lon: one.lon, lat: one.lat })));
  }

  private ask(place: Place): void {
    const { map } = this.app;
    this.app.closeRecord();
    this.place = place;
    this.said.textContent = "";
    this.input.value = formatPosition(place.lon, place.lat, "decimal");
    const centre: L.LatLngTuple = [place.lat, place.lon];
    this.marks.clearLayers();
    for (const radius of RINGS_M) {
      this.marks.addLayer(L.circle(centre, { radius, color: ACCENT, weight: 1.5, fill: false, dashArray: "2 5", interactive: false }));
    }
    this.marks.addLayer(cross(centre));
    const rings = L.latLng(centre).toBounds(2.4 * RINGS_M.at(-1)!);
    if (!map.getBounds().contains(rings) || map.getZoom() < 13) map.fitBounds(rings, { animate: false });
    this.renderAnswer();
    this.app.announce(this.answer.querySelector("[data-summary]")?.textContent ?? "");
  }

  private renderAnswer(): void {
    const { words, engine } = this.app;
    if (this.place === null) {
      return fill(this.answer, el("p", { class: "zm-help" }, words.text("ui.near_start")), this.caution());
    }
    const { lon, lat, accuracy } = this.place;
    const near = engine.near(lon, lat, { limit: MOST_LISTED, maxMetres: FARTHEST_M });
    const farthest = near.length > 0 ? null : engine.nearestOfAll(lon, lat);
    const inside = near.filter((one) => one.inside && this.app.layerOf(one.ref).kind === "hazards");
    const rows = (farthest ? [farthest] : near).map((one) => el("li", {}, this.row(one)));
    fill(
      this.answer,
      accuracy === undefined ? null : el("p", {}, words.text("ui.near_accuracy", { distance: words.distance(accuracy) })),
      ...inside.map(({ ref }) => this.insideBox(bdi(this.app.title(ref)))),
      this.summary(near, farthest),
      el("ul", { class: "zm-results" }, ...rows),
      this.caution(),
      el("p", { class: "zm-help" }, words.text("ui.near_rings", { distances: words.list(RINGS_M.map((m) => words.distance(m))) })),
      positionTable(this.app, lon, lat),
    );
  }

  private row({ ref, distance_m, bearing_deg, inside }: Near): HTMLElement {
    const { words } = this.app;
    const row = el("button", { type: "button", class: "zm-listbutton", on: { click: () => this.app.openRecords([ref]) } });
    const where = inside
      ? el("strong", {}, words.text("ui.near_inside_item"))
      : words.text("ui.near_item", {
          distance: words.distance(distance_m),
          direction: words.compass(bearing_deg),
          degrees: `${words.number(Math.round(bearing_deg) % 360)}°`,
        });
    const accuracy = valueOf(this.app.layerOf(ref), ref.record, "position_accuracy_m");
    const vague = typeof accuracy === "number" && accuracy >= VAGUE_M;
    recordRow(this.app, row, ref, [where, vague && ` · ${words.text("ui.position_within", { distance: words.distance(accuracy) })}`]);
    return row;
  }

  // That no hazard is recorded near is never said without what else speaks against relying on it.
  private summary(near: Near[], farthest: Near | null): HTMLElement | null {
    const { app } = this;
    const { words } = app;
    const distance = words.distance(FARTHEST_M);
    const placed = near.filter((one) => one.distance_m <= FARTHEST_M);
    const count = (kind: string) => placed.filter(({ ref }) => app.layerOf(ref).kind === kind).length;
    const accidents = count("accidents");
    const possible = near.length - placed.length;
    const unplaced = app.hazardLayers.reduce((sum, layer) => sum + layer.notDrawn.length, 0);
    const said = [
      count("hazards") === 0 && words.text("ui.near_nothing", { distance }),
      count("hazards") === 0 && accidents > 0 && words.text("ui.near_accidents", { distance, n: accidents }),
      possible > 0 && words.text("ui.near_possible", { distance, n: possible }),
      unplaced > 0 && words.text("ui.near_unplaced", { n: unplaced }),
      farthest !== null && words.text("ui.near_far", { distance: words.distance(farthest.distance_m) }),
    ].filter((text) => text !== false);
    if (said.length === 0) return null;
    return el("div", { class: "zm-nothing", "data-summary": "" }, ...said.map((text) => el("p", {}, text, " ")));
  }

  private insideBox(name: Child): HTMLElement {
    return el(
      "p",
      { class: "zm-inside", role: "alert", "data-summary": "" },
      icon("warning"),
      el("span", {}, sentence(this.app.words.pattern("ui.near_inside"), { name })),
    );
  }

  private caution(): HTMLElement {
    const { words } = this.app;
    return el("p", { class: "zm-help" }, `${words.text("ui.near_all_layers")} ${words.text("warning.absence")}`);
  }
}

/** A cross on the map. */
export function cross(at: L.LatLngTuple): L.Marker {
  const icon = L.divIcon({ className: "zm-herecross", iconSize: [32, 32], html: el("span", {}) });
  return L.marker(at, { icon, interactive: false, keyboard: false });
}
