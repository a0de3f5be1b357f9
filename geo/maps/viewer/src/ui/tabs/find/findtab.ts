// The second tab: one box for names, numbers, any recorded text, and coordinates in the four formats.

import * as L from "leaflet";
import { LONGEST_TEXT, VAGUE_M } from "../../../positions/positions.ts";
import type { LonLat } from "../../../positions/utm.ts";
import type { RecordRef } from "../../../model.ts";
import type { App, Part } from "../../app.ts";
import { candidateList, positionIn } from "../../card/candidates.ts";
import { accuracyText, positionTable } from "../../card/card.ts";
import { pause } from "../../../engine/pause.ts";
import type { GroundPlace } from "../../../data/ground.ts";
import { bdi, el, fill } from "../../dom.ts";
import { placesFor } from "./groundsearch.ts";
import { placeText } from "../../map/ground.ts";
import { cross } from "../neartab.ts";
import { wordsFor } from "../../card/facts.ts";
import { recordRow } from "../reflist.ts";
import { Search } from "./search.ts";

/** A text without two numbers, or one in which no grammar finds its way, is a search for words. */
function isMeantAsPosition(text: string, problem: string): boolean {
  return (
    problem === "link_without_position" ||
    (problem !== "position_not_understood" && /\d.*\d/.test(text) && problem !== "one_number")
  );
}

const PLACE_ZOOM = 14;
const TOWN_ZOOM = 11;
const ROWS_AT_ONCE = 25;
const MOST_SAID = 200; // characters of what was typed that an answer repeats

export class FindTab implements Part {
  readonly root = el("div", { class: "zm-find" });
  private readonly input = el("input", {
    type: "search",
    class: "zm-input",
    id: "zm-find-input",
    dir: "auto",
    autocomplete: "off",
    maxlength: LONGEST_TEXT,
  });
  private readonly label = el("label", { for: "zm-find-input" });
  private readonly help = el("p", { class: "zm-help", id: "zm-find-help" });
  private readonly position = el("div", {});
  private readonly said = el("p", { class: "zm-help", role: "status" });
  private readonly list = el("ul", { class: "zm-results" });
  private readonly ground = el("div", {});
  private readonly mark = L.layerGroup();
  private search: Search;
  private waiting = 0;
  /** Counts the lists begun; an older one is not gone on with. */
  private listing = 0;

  constructor(private readonly app: App) {
    this.search = this.newSearch();
    this.input.setAttribute("aria-describedby", "zm-find-help");
    this.input.addEventListener("input", () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => void this.find(), 180);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") this.list.querySelector("button")?.focus();
    });
    // What is found by a value's words depends on the language.
    app.on("language", () => (this.search = this.newSearch()));
    app.on("filters", () => void this.find());
    this.mark.addTo(app.map);
    this.root.append(this.label, this.input, this.help, this.position, this.said, this.list, this.ground);
  }

  render(): void {
    const { words } = this.app;
    this.label.textContent = words.text("ui.find_label");
    this.help.textContent = `${words.text("ui.find_start")} ${words.text("ui.find_help")}`;
    void this.find();
  }

  private newSearch(): Search {
    const { words } = this.app;
    return new Search(this.app.layers, (field, value) => {
      const text = wordsFor(words, field, value) ?? value;
      return text === value ? "" : text;
    });
  }

  private async find(): Promise<void> {
    const query = this.input.value.trim();
    if (query === "") {
      this.search.stop();
      this.listing++;
      this.said.textContent = "";
      this.mark.clearLayers();
      for (const part of [this.position, this.ground]) fill(part);
      return fill(this.list);
    }
    this.findPosition(query);
    const progress = window.setInterval(() => {
      if (this.search.progress < 1 && this.search.progress > 0) {
        this.said.textContent = this.app.words.text("ui.find_indexing", {
          percent: this.app.words.percent(this.search.progress),
        });
      }
    }, 500);
    const found = await this.search.find(query);
    window.clearInterval(progress);
    if (found === null) return;
    const { words } = this.app;
    const { total, refs } = found;
    if (total > refs.length) this.said.textContent = words.text("ui.find_more", { n: refs.length, total });
    else if (total > 0) this.said.textContent = words.plural("ui.results", total);
    const listed = this.listRecords(refs);
    const { listing } = this;
    if (total > 0) await pause(); // the places of the ground come after all records
    if (listing !== this.listing) return;
    const places = placesFor(this.app.engine.grounds.near, query);
    if (total === 0) this.sayNothingFound(query, places.length > 0);
    this.showPlaces(places);
    await listed;
  }

  private sayNothingFound(query: string, isPlace: boolean): void {
    if (this.position.childElementCount === 0) this.findProblem(query);
    const key = isPlace ? "ui.find_no_record" : "ui.find_none";
    const isPosition = this.position.childElementCount > 0;
    this.said.textContent = isPosition ? "" : this.app.words.text(key, { query: query.slice(0, MOST_SAID) });
  }

  /** The rows that are seen at once, then the others with pauses: each has a symbol to paint. */
  private async listRecords(refs: RecordRef[]): Promise<void> {
    const listing = ++this.listing;
    for (let from = 0; from === 0 || from < refs.length; from += ROWS_AT_ONCE) {
      const rows = refs.slice(from, from + ROWS_AT_ONCE).map((ref) => this.row(ref));
      if (from === 0) fill(this.list, ...rows);
      else this.list.append(...rows);
      await pause();
      if (listing !== this.listing) return;
    }
  }

  private findPosition(query: string): void {
    this.mark.clearLayers();
    const found = positionIn(this.app, query);
    if ("lon" in found) return fill(this.position, ...this.place(found));
    if (found.candidates.length === 0) return fill(this.position);
    const chosen = el("div", {});
    const list = candidateList(this.app, found, (one) => {
      this.go(one);
      fill(chosen, ...this.place(one));
    });
    fill(this.position, this.subheading(), list, chosen);
  }

  /** Say what is wrong with a text that is neither found nor a place, but was meant as one. */
  private findProblem(query: string): void {
    const found = positionIn(this.app, query);
    if (!("problem" in found) || !isMeantAsPosition(query, found.problem)) return;
    fill(
      this.position,
      this.subheading(),
      candidateList(this.app, found, () => undefined),
    );
  }

  private subheading(): HTMLElement {
    return el("h2", { class: "zm-subheading" }, this.app.words.text("ui.find_position"));
  }

  private place({ lon, lat, accuracy_m, view }: LonLat & { accuracy_m: number; view?: true }): HTMLElement[] {
    const button = (key: string, act: () => void) =>
      el("button", { type: "button", class: "zm-button", on: { click: act } }, this.app.words.text(key));
    const buttons = el(
      "div",
      { class: "zm-buttons" },
      button("ui.find_go", () => this.go({ lon, lat })),
      button("ui.find_near", () => this.app.showNear(lon, lat, accuracy_m)),
    );
    const { words } = this.app;
    const said = [
      view && words.text("ui.position_is_view"),
      accuracy_m >= VAGUE_M && accuracyText(words, accuracy_m),
    ].filter((text) => typeof text === "string");
    const notes = said.map((text) => el("p", { class: "zm-note" }, text));
    return [this.subheading(), ...notes, positionTable(this.app, lon, lat, accuracy_m), buttons];
  }

  private go({ lon, lat }: LonLat, zoom = PLACE_ZOOM): void {
    const { map } = this.app;
    this.mark.clearLayers().addLayer(cross([lat, lon]));
    map.setView([lat, lon], Math.max(map.getZoom(), zoom), { animate: false });
  }

  /** The places of the ground, after everything that was recorded: none of them is a report. */
  private showPlaces(places: GroundPlace[]): void {
    const { words } = this.app;
    if (places.length === 0) return fill(this.ground);
    const rows = places.map((place) => {
      const go = () => this.go(place, TOWN_ZOOM);
      const name = bdi(placeText(this.app, place));
      const what = el("span", { class: "zm-help" }, words.text("ui.ground_place"));
      const button = el("button", { type: "button", class: "zm-listbutton", on: { click: go } }, name, " ", what);
      return el("li", {}, button);
    });
    const heading = el("h2", { class: "zm-subheading" }, words.text("ui.ground_found"));
    fill(this.ground, heading, el("ul", { class: "zm-results" }, ...rows));
  }

  private row(ref: RecordRef): HTMLElement {
    const { app } = this;
    const button = el("button", { type: "button", class: "zm-listbutton", on: { click: () => this.choose(ref) } });
    const mask = app.shownMask(ref.layer);
    const hidden = mask !== null && !mask[ref.record];
    recordRow(app, button, ref, [app.kindText(ref), hidden && ` · ${app.words.text("ui.hidden_now")}`]);
    return el("li", {}, button);
  }

  private choose(ref: RecordRef): void {
    this.app.goTo(ref);
  }
}
