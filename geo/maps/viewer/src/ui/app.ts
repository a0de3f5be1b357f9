// What the parts of the interface share: the records, the map, the words of the language, the filters, which record is
// open. Parts do not know one another; they ask here and are told here when something has changed.

import { countGone } from "../gone.ts";
import { SINCE, sinceOf, WITHDRAWAL, withdrawalOf } from "../data/lately.ts";
import { isSubject, kindOf } from "../kinds.ts";
import type * as L from "leaflet";
import { pictogramOf } from "../engine/draw/pictures/pictograms.ts";
import { retitle } from "../data/contributed.ts";
import type { Engine } from "../engine/engine.ts";
import { Land } from "../land.ts";
import type { Layer, MapData, RecordRef } from "../model.ts";
import { el, speakData } from "./dom.ts";
import { classWords, isAboutHazards, nameOf, valueOf, wordsFor } from "./card/facts.ts";
import { Filters } from "./tabs/filters.ts";
import { plainText, Words } from "./words.ts";

/** A part of the page that can be written anew, in another language or for other records. */
export interface Part {
  readonly root: HTMLElement;
  render(): void;
}

/** Layers on the map that hold no records of it. */
export interface Beside {
  title(): string;
  layers: L.Layer[];
}

/** How much of the map is seen between a record and the card beside it. */
const UNCOVERED_PX = 60;

export type Change =
  | "besides"
  | "language"
  | "shown"
  | "drawn"
  | "background"
  | "filters"
  | "view"
  | "record"
  | "width";
export type TabName = "layers" | "find" | "near" | "records" | "numbers";

/** What a click on the map means now; null: show the records there. */
export interface Mode {
  /** Called with each place chosen by click, or by Enter on the map's centre. */
  place(lon: number, lat: number): void;
  /** Other keys while the map has the focus; true when the key was used. */
  key?(event: KeyboardEvent): boolean;
  end(): void;
}

export interface OpenRecords {
  refs: RecordRef[];
  at: number;
}

export class App {
  words: Words;
  readonly filters: Filters;
  readonly land: Land;
  open: OpenRecords | null = null;
  /** Whose the tiles from the internet are that are shown now, if any. */
  onlineAttribution = "";
  private mode: Mode | null = null;
  private readonly listeners = new Map<Change, Set<() => void>>();
  private readonly live: HTMLElement;
  private readonly masks = new Map<number, Uint8Array | null>();
  /** Set by the shell: bring a tab to the front. */
  showTab: (name: TabName, focus?: boolean) => void = () => undefined;
  /** Set by the shell: write what stands in the tabs, for which no reader waits as for the map. */
  furnish: () => Promise<void> = () => Promise.resolve();
  /** Set by the shell: let some of the map be seen. */
  makeRoom: () => void = () => undefined;
  /** Set by the records tab: the list of what is not on the map, and the published figures. */
  showNotDrawn: () => void = () => undefined;
  showFigures: () => void = () => undefined;
  /** Set by the part that says who made the map of what. */
  showAbout: () => void = () => undefined;
  /** Set where the map carries the editor: draw, or correct a record. */
  contribute: ((ref?: RecordRef) => void) | null = null;
  /** Set by the desk: takes what was drawn in the place of a file; says whether it did. */
  send: ((contribution: string) => Promise<boolean>) | null = null;
  /** Set by the shell: show something in the place of the tabs, or for null these again. */
  takePanel: (guest: HTMLElement | null) => void = () => undefined;
  /** What else the page has put on the map; in no count. */
  readonly besides: Beside[] = [];
  /** Set by the "near here" part. */
  showNear: (lon: number, lat: number, known_m?: number | null) => void = () => undefined;

  constructor(
    readonly map: L.Map,
    readonly data: MapData,
    readonly engine: Engine,
    readonly root: HTMLElement,
  ) {
    this.words = new Words(data.settings.catalogues, data.settings.language);
    retitle(data.layers, this.words);
    this.filters = new Filters(data.layers);
    this.land = new Land(data.settings.land);
    this.live = document.createElement("div");
    this.live.className = "zm-unseen";
    this.live.setAttribute("role", "status");
    root.append(this.live);
    engine.onChange(() => this.tell("view"));
    engine.onClick((hits, lon, lat) => this.clicked(hits, lon, lat));
  }

  get layers(): readonly Layer[] {
    return this.data.layers;
  }

  layerOf(ref: RecordRef): Layer {
    return this.data.layers[ref.layer]!;
  }

  on(change: Change, listener: () => void): void {
    const listeners = this.listeners.get(change) ?? new Set();
    this.listeners.set(change, listeners.add(listener));
  }

  tell(change: Change): void {
    for (const listener of this.listeners.get(change) ?? []) listener();
  }

  /** Say something to a screen reader without moving its focus. */
  announce(text: string): void {
    this.live.textContent = "";
    requestAnimationFrame(() => (this.live.textContent = text));
  }

  /** Show a short text for a moment, for what has no place of its own. */
  note(text: string): void {
    const note = el("p", { class: "zm-toast" }, text);
    this.root.querySelector(".zm-toast")?.remove();
    this.root.append(note);
    window.setTimeout(() => note.remove(), 4000);
  }

  speak(language: string): void {
    this.words = new Words(this.data.settings.catalogues, language);
    retitle(this.layers, this.words);
    document.documentElement.lang = this.words.language;
    document.documentElement.dir = this.words.direction;
    speakData(this.words.language, this.data.settings.languages);
    this.engine.setLabelLanguage(this.words.language);
    this.tell("language");
  }

  /** Hand the filters to the map, and say what is shown now. */
  applyFilters(): void {
    for (const layer of this.layers) {
      if (!kindOf(layer.kind).placed) continue;
      this.engine.setLayerVisible(layer.index, !this.filters.hiddenLayers.has(layer.index));
      const mask = this.filters.mask(layer);
      this.masks.set(layer.index, mask);
      this.engine.setShown(layer.index, mask);
    }
    this.tell("filters");
    this.announce(this.shownText());
  }

  clearFilters(): void {
    this.filters.clear();
    this.applyFilters();
  }

  /** 1 for each record of a layer that the filters let through; null when all are; [] when the layer is hidden. */
  shownMask(layer: number): ArrayLike<number> | null {
    if (this.filters.hiddenLayers.has(layer)) return [];
    return this.masks.get(layer) ?? null;
  }

  /** Move the map to the records that it is about and that the filters let through. */
  zoomToShown(): void {
    const refs: RecordRef[] = [];
    for (const { index, count, geometry } of this.hazardLayers) {
      const mask = this.shownMask(index);
      for (let record = 0; record < count; record++)
        if ((mask === null || mask[record] === 1) && geometry.typeOf(record) !== null)
          refs.push({ layer: index, record });
    }
    if (refs.length > 0) this.engine.fit(refs);
  }

  shownText(): string {
    const { shown, total, missing } = this.filters.counts();
    const told = this.words.text("ui.shown_of", { shown, total });
    return missing > 0 ? `${told}, ${this.words.text("ui.shown_missing", { n: missing })}` : told;
  }

  /** Open the card of the first of some records; the others are one step away. */
  openRecords(refs: RecordRef[], at = 0): void {
    this.open = refs.length > 0 ? { refs, at } : null;
    const ref = this.open === null ? null : refs[at]!;
    this.engine.select(ref, ref && this.land.remainingOf(ref));
    this.tell("record");
  }

  closeRecord(): void {
    if (this.open !== null) this.openRecords([]);
  }

  /** Open the card of a record, or of the first of several, and move the map to all of them, beside the card. */
  goTo(...refs: RecordRef[]): void {
    this.openRecords(refs);
    this.moveTo(...refs);
  }

  /** Give the focus to the map, and let it be seen. */
  focusMap(): void {
    this.makeRoom();
    const container = this.map.getContainer();
    container.focus({ preventScroll: true });
    container.scrollIntoView({ block: "nearest" }); // where the map is a part of a page that scrolls
  }

  /** Move the map to records, beside the card where that lies over the map. */
  moveTo(...refs: RecordRef[]): void {
    if (refs.every((ref) => this.layerOf(ref).geometry.anchor(ref.record) === null)) return;
    this.makeRoom();
    this.map.invalidateSize({ pan: false }); // a sheet that has just opened has made the map smaller
    this.engine.fit(refs, undefined, this.covered());
  }

  private covered(): { left: number; right: number } {
    const [box, card] = [".folium-map", ".zm-mapbox > .zm-card"].map((part) =>
      this.root.querySelector(part)?.getBoundingClientRect(),
    );
    if (!box || !card || card.width === 0) return { left: 0, right: 0 };
    const isRight = card.left + card.right > box.left + box.right;
    return { left: isRight ? 0 : card.right - box.left, right: isRight ? box.right - card.left : 0 };
  }

  /** From now on a click on the map belongs to `mode`; null gives it back to the records. */
  setMode(mode: Mode | null): void {
    const before = this.mode;
    this.mode = mode;
    this.root.classList.toggle("zm-picking", mode !== null);
    // Two quick taps are two points, wherever they lie: Leaflet takes any two for a double one.
    const { doubleClickZoom, options } = this.map;
    if (mode !== null) doubleClickZoom.disable();
    else if (options.doubleClickZoom) doubleClickZoom.enable();
    if (before !== null && before !== mode) before.end();
  }

  get currentMode(): Mode | null {
    return this.mode;
  }

  /** What a record is called, for a list or a heading. */
  title(ref: RecordRef): string {
    return nameOf(this.layerOf(ref), ref.record, this.words.language) ?? this.words.text("ui.unnamed");
  }

  /** What a record is: the kind of place, then type and status. */
  kindText(ref: RecordRef): string {
    const setting = kindOf(this.layerOf(ref).kind).subject ? this.settingText(ref) : "";
    return [setting, this.classText(ref)].filter(Boolean).join(" · ");
  }

  classText(ref: RecordRef): string {
    const gone = this.goneSince(ref) === null ? "" : this.words.text("ui.gone_short");
    return [classWords(this.words, this.engine.classOf(ref)), gone, ...this.lately(ref)].filter(Boolean).join(" · ");
  }

  /** What has lately become of a record. */
  lately(ref: RecordRef): string[] {
    const layer = this.layerOf(ref);
    const [since, withdrawal] = [sinceOf(layer)?.[ref.record] ?? 0, withdrawalOf(layer)?.[ref.record] ?? 0];
    return [
      since > 0 && this.words.value("since", SINCE[since]!),
      withdrawal > 0 && this.words.value("withdrawal", WITHDRAWAL[withdrawal]!),
    ].filter((text) => text !== false);
  }

  /** How many of the records that the map is about are withdrawn or asked to be, in words; none where none is. */
  get withdrawalCounts(): string[] {
    const counts = isSubject(this.layers.map(({ kind }) => kind));
    const all = this.layers.filter(({ kind }) => counts(kind)).map((layer) => withdrawalOf(layer) ?? new Uint8Array());
    return [1, 2].flatMap((code) => {
      const n = all.reduce((sum, codes) => sum + codes.filter((one) => one === code).length, 0);
      return n > 0 ? `${this.words.value("withdrawal", WITHDRAWAL[code]!)}: ${this.words.number(n)}` : [];
    });
  }

  /** The kind of place that a record lies in; empty where it is not recorded or not known. */
  settingText(ref: RecordRef): string {
    const value = valueOf(this.layerOf(ref), ref.record, "setting");
    return pictogramOf(value) === "" ? "" : this.words.settingName(plainText(value));
  }

  /** The day since which the record's source no longer has it, in the page's words; null where it has. */
  goneSince(ref: RecordRef): string | null {
    return wordsFor(this.words, "missing_since", valueOf(this.layerOf(ref), ref.record, "missing_since"));
  }

  /** How many of the records that the map is about their source no longer has, drawn or not. */
  get goneCount(): number {
    const counts = isSubject(this.layers.map(({ kind }) => kind));
    return this.layers.reduce((sum, layer) => sum + (counts(layer.kind) ? countGone(layer) : 0), 0);
  }

  /** The layers that have a place on the map. */
  get mapLayers(): Layer[] {
    return this.layers.filter((layer) => kindOf(layer.kind).placed);
  }

  /** How many records have a place in principle and none on the map. */
  get notDrawnCount(): number {
    return this.mapLayers.reduce((sum, layer) => sum + layer.notDrawn.length, 0);
  }

  get hazardLayers(): Layer[] {
    return this.layers.filter(isAboutHazards);
  }

  private clicked(hits: RecordRef[], lon: number, lat: number): void {
    const group = this.mode === null ? this.engine.groupAt(lon, lat) : null;
    if (this.mode !== null) this.mode.place(lon, lat);
    else if (group !== null) {
      this.closeRecord();
      this.engine.fit(group);
    } else {
      this.openRecords(hits);
      this.uncover(lon, lat);
    }
  }

  /** Draw a place aside that a card has come to lie over. */
  private uncover(lon: number, lat: number): void {
    const { left, right } = this.covered();
    const { x } = this.map.latLngToContainerPoint([lat, lon]);
    const [from, to] = [left + UNCOVERED_PX, this.map.getSize().x - right - UNCOVERED_PX];
    const by = right > 0 && x > to ? x - to : left > 0 && x < from ? x - from : 0;
    if (by !== 0) this.map.panBy([by, 0], { animate: !this.engine.options.reducedMotion });
  }
}
