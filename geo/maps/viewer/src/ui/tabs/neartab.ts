// The third tab: what is recorded near a place. Filters do not apply: a hazard that is not asked for is dangerous too.

import * as L from "leaflet";
import { metresPerPixel } from "../../engine/mercator.ts";
import type { Near, NearOfKind, NearRow, Surroundings } from "../../engine/near.ts";
import { formatPosition, LONGEST_TEXT, VAGUE_M } from "../../positions/positions.ts";
import type { App, Part } from "../app.ts";
import { candidateList, positionIn } from "../card/candidates.ts";
import { accuracyText, positionTable } from "../card/card.ts";
import { bdi, el, fill, sentence, type Child } from "../dom.ts";
import { isFocusLost, Opener } from "../focus/opener.ts";
import { icon, type Icon } from "../icons.ts";
import { recordRow } from "./reflist.ts";

const RINGS_M = [100, 500, 1000];
const FARTHEST_M = 5000;
const MOST_ROWS = 50;
const MOST_NAMED = 3;
const LEAST_SEEN_PX = 60;
/** With everything recorded farther away, the position may be a slip. */
const IMPLAUSIBLE_M = 100_000;
const ACCENT = "#1d4e89";

interface Place {
  lon: number;
  lat: number;
  /** Metres, as the device states it. */
  accuracy?: number;
  /** Metres, of the record that was asked from, the digits that were typed or a pixel of the map that was clicked: a
   * position is not written more exactly than it is known. */
  known_m?: number | null;
}

export class NearTab implements Part {
  readonly root = el("div", { class: "zm-near" });
  private readonly chooser = el("div", {});
  private readonly said = el("div", { class: "zm-help", role: "status" });
  private readonly answer = el("div", { class: "zm-answer", tabindex: -1 });
  private readonly marks = L.layerGroup();
  private readonly input = el("input", {
    class: "zm-input",
    dir: "ltr",
    autocomplete: "off",
    id: "zm-near-input",
    maxlength: LONGEST_TEXT,
  });
  private place: Place | null = null;
  private isDrawn = false;

  constructor(private readonly app: App) {
    app.on("drawn", () => {
      this.isDrawn = true;
      this.renderAnswer();
    });
    app.showNear = (lon, lat, known_m = null) => {
      app.showTab("near");
      this.ask({ lon, lat, known_m });
    };
    this.root.append(this.chooser, this.said, this.answer);
    this.marks.addTo(app.map);
  }

  render(): void {
    const { words } = this.app;
    const button = (name: Icon, key: string, act: () => void) =>
      el(
        "button",
        { type: "button", class: "zm-button", on: { click: act } },
        icon(name),
        el("span", {}, words.text(key)),
      );
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
    const opener = new Opener();
    opener.remember();
    this.said.textContent = app.words.text("ui.near_pick_help");
    const container = app.map.getContainer();
    app.focusMap();
    app.setMode({
      place: (lon, lat) => {
        app.setMode(null);
        this.ask({ lon, lat, known_m: metresPerPixel(lat, app.map.getZoom()) });
        this.answer.focus();
      },
      end: () => {
        this.said.textContent = "";
        if (document.activeElement === container) opener.giveBack(container);
      },
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
      this.ask({ lon: found.lon, lat: found.lat, known_m: found.accuracy_m });
      this.input.value = text;
      if (found.view) this.said.textContent = this.app.words.text("ui.position_is_view");
      return;
    }
    // What was said of the place before must not stand under a text that was not understood.
    this.place = null;
    this.marks.clearLayers();
    this.renderAnswer();
    if (found.problem === "position_not_understood" || found.problem === "no_position") {
      this.said.textContent = this.app.words.text("ui.position_not_understood", { text });
    } else
      fill(
        this.said,
        candidateList(this.app, found, (one) => this.ask({ lon: one.lon, lat: one.lat, known_m: one.accuracy_m })),
      );
  }

  private ask(place: Place): void {
    const { map } = this.app;
    this.app.closeRecord();
    this.place = place;
    this.said.textContent = "";
    this.input.value = formatPosition(place.lon, place.lat, "decimal", accuracyOf(place));
    const centre: L.LatLngTuple = [place.lat, place.lon];
    this.marks.clearLayers();
    for (const radius of RINGS_M) {
      this.marks.addLayer(
        L.circle(centre, { radius, color: ACCENT, weight: 1.5, fill: false, dashArray: "2 5", interactive: false }),
      );
    }
    this.marks.addLayer(cross(centre));
    const rings = L.latLng(centre).toBounds(2.4 * RINGS_M.at(-1)!);
    if (!map.getBounds().contains(rings) || map.getZoom() < 13) map.fitBounds(rings, { animate: false });
    this.renderAnswer();
    // In a low window the answer would lie under the edge of the sheet, unseen.
    const end = Math.min(this.root.getBoundingClientRect().bottom, window.innerHeight);
    if (this.answer.getBoundingClientRect().top + LEAST_SEEN_PX > end) this.answer.scrollIntoView();
    if (isFocusLost()) this.answer.focus(); // what was pressed is gone
    this.app.announce([...this.answer.querySelectorAll("[data-summary]")].map((part) => part.textContent).join(" "));
  }

  private renderAnswer(): void {
    const { words, engine } = this.app;
    if (this.place === null) {
      return fill(this.answer, el("p", { class: "zm-help" }, words.text("ui.near_start")), this.caution());
    }
    // Before all records have their places, nothing can be said of any place.
    if (!this.isDrawn) return fill(this.answer, el("p", { class: "zm-help" }, words.text("fallback.loading")));
    const { lon, lat, accuracy } = this.place;
    const known_m = this.place.known_m ?? 0;
    const near = engine.near({ lon, lat, accuracy_m: accuracy ?? 0 }, { radius_m: FARTHEST_M, mostRows: MOST_ROWS });
    fill(
      this.answer,
      accuracy === undefined
        ? null
        : el("p", {}, words.text("ui.near_accuracy", { distance: words.distance(accuracy) })),
      ...this.alerts(near),
      this.summary(near),
      ...near.kinds.map((told) => this.list(near, told)),
      this.caution(),
      el(
        "p",
        { class: "zm-help" },
        words.text("ui.near_rings", { distances: words.list(RINGS_M.map((m) => words.distance(m))) }),
      ),
      known_m >= VAGUE_M ? el("p", { class: "zm-note" }, accuracyText(words, known_m)) : null,
      positionTable(this.app, lon, lat, accuracyOf(this.place)),
    );
  }

  /** In red: hazards that the position lies in, and those that it may lie in. */
  private alerts({ touching, mayTouch }: Surroundings): HTMLElement[] {
    const inside = touching.filter((one) => one.inside);
    const at = touching.filter((one) => !one.inside);
    return [
      ...this.alert("ui.near_inside", "zm-inside", inside),
      ...this.alert("ui.near_at", "zm-inside", at),
      ...this.alert("ui.near_may_be_inside", "zm-inside zm-maybe", mayTouch),
    ];
  }

  private alert(key: string, looks: string, hazards: Near[]): HTMLElement[] {
    if (hazards.length === 0) return [];
    const { words } = this.app;
    const name = document.createDocumentFragment();
    for (const [at, { ref }] of hazards.slice(0, MOST_NAMED).entries()) {
      name.append(at === 0 ? "" : "; ", bdi(this.app.title(ref)));
    }
    const more = hazards.length - MOST_NAMED;
    if (more > 0) name.append(" ", words.text("ui.near_more", { n: more }));
    const text = el("span", {}, sentence(words.pattern(key), { name }));
    return [el("p", { class: looks, role: "alert", "data-summary": "" }, icon("warning"), text, " ")];
  }

  // That no hazard is recorded near is never said without what else speaks against relying on it, and never where one
  // may lie so near or where an edition leaves hazards out, of which nobody can tell where they are.
  private summary(near: Surroundings): HTMLElement {
    const { words } = this.app;
    const distance = words.distance(near.radius_m);
    const { hazards, nearestHazard } = near;
    const others = near.kinds.filter(({ kind }) => kind !== hazards.kind);
    const count = ({ kind, within }: NearOfKind) =>
      words.text("ui.near_count", { kind: words.text(`kind.${kind}`), distance, n: within });
    const counted = others.filter(({ within }) => within > 0).map(count);
    const { hidden } = this;
    const nothing = hazards.unplaced > 0 ? "ui.near_nothing_placed" : "ui.near_nothing";
    const unplaced = near.kinds.reduce((sum, told) => sum + told.unplaced, 0);
    const possible = (told: NearOfKind) =>
      told.possible > 0 &&
      words.text("ui.near_possible", { kind: words.text(`kind.${told.kind}`), distance, n: told.possible });
    const ofHazards: Child[] = [
      hazards.within > 0 ? count(hazards) : hazards.possible + hidden === 0 && words.text(nothing, { distance }),
      hidden > 0 && words.text("warning.edition_hidden", { n: hidden }),
      possible(hazards),
      nearestHazard && nearestHazard.bearing_deg !== null && this.nearestText(nearestHazard),
    ];
    const besides: Child[] = [
      counted.length > 0 && counted.join(" "),
      ...others.map(possible),
      unplaced > 0 && words.text("ui.near_unplaced", { n: unplaced }),
      this.isImplausible(near) && words.text("ui.near_far"),
    ];
    const line = (text: Child, looks?: string) => text && el("p", { class: looks }, text, " ");
    return el(
      "div",
      { class: "zm-nothing", "data-summary": "" },
      ...ofHazards.map((text) => line(text)),
      ...besides.map((text) => line(text, "zm-besides")),
    );
  }

  /** How many recorded hazards the map does not show; one of them may be nearer than any that it shows. */
  private get hidden(): number {
    return this.app.data.settings.edition?.hidden ?? 0;
  }

  private nearestText(row: NearRow): DocumentFragment {
    const { app } = this;
    const name = bdi(app.title(row.ref));
    const more = row.refs.length > 1 ? ` ${app.words.text("ui.near_more", { n: row.refs.length - 1 })}` : "";
    const what = el("span", {}, name, more, app.words.text("ui.list_separator"), app.classText(row.ref));
    return sentence(app.words.pattern(this.hidden > 0 ? "ui.near_shown" : "ui.near_nearest"), {
      name: what,
      where: this.where(row),
    });
  }

  private isImplausible(near: Surroundings): boolean {
    const isEmpty = near.kinds.every(({ rows }) => rows.length === 0);
    return isEmpty && near.nearestHazard !== null && near.nearestHazard.distance_m > IMPLAUSIBLE_M;
  }

  private list(near: Surroundings, told: NearOfKind): HTMLElement | null {
    const { words } = this.app;
    const { kind } = told;
    const far =
      told === near.hazards && told.rows.length === 0 && near.nearestHazard !== null ? [near.nearestHazard] : [];
    const rows = [...told.rows, ...far];
    if (rows.length === 0) return null;
    const total = told.within + told.possible;
    const cut = told.listed < total && words.text("ui.near_listed", { n: told.listed, total });
    return el(
      "section",
      { class: "zm-nearkind" },
      el(
        "h2",
        { class: "zm-subheading" },
        words.text(`kind.${kind}`),
        cut && el("span", { class: "zm-under" }, ` · ${cut}`),
      ),
      el("ul", { class: "zm-results" }, ...rows.map((row) => el("li", {}, this.row(row)))),
    );
  }

  private row(one: NearRow): HTMLElement {
    const { app } = this;
    const { words } = app;
    const { refs, accuracy_m } = one;
    const row = el("button", { type: "button", class: "zm-listbutton", on: { click: () => app.openRecords(refs) } });
    const where = one.bearing_deg === null ? el("strong", {}, this.where(one)) : this.where(one);
    const maybe =
      one.bearing_deg !== null &&
      one.atLeast_m === 0 &&
      el("strong", {}, ` · ${words.text("ui.near_may_be_inside_item")}`);
    const vague =
      accuracy_m >= VAGUE_M && ` · ${words.text("ui.position_within", { distance: words.distance(accuracy_m) })}`;
    const several = refs.length > 1 && ` · ${words.text("ui.near_here", { n: refs.length })}`;
    recordRow(app, row, one.ref, [where, maybe, vague, several, " · ", app.kindText(one.ref)]);
    return row;
  }

  private where({ inside, distance_m, bearing_deg }: Near): string {
    const { words } = this.app;
    if (bearing_deg === null) return words.text(inside ? "ui.near_inside_item" : "ui.near_at_item");
    return words.text("ui.near_item", {
      distance: words.distance(distance_m),
      direction: words.compass(bearing_deg),
      degrees: `${words.number(Math.round(bearing_deg) % 360)}°`,
    });
  }

  private caution(): HTMLElement {
    const { words } = this.app;
    return el("p", { class: "zm-help" }, `${words.text("ui.near_all_layers")} ${words.text("warning.absence")}`);
  }
}

function accuracyOf({ accuracy, known_m }: Place): number | null {
  return accuracy ?? known_m ?? null;
}

/** A cross on the map. */
export function cross(at: L.LatLngTuple): L.Marker {
  const icon = L.divIcon({ className: "zm-herecross", iconSize: [32, 32], html: el("span", {}) });
  return L.marker(at, { icon, interactive: false, keyboard: false });
}
