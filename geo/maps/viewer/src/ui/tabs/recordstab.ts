// The last tab: every record that is shown, in step with the map, the published figures, and every record that could not
// be put on the map.

import { kindOf } from "../../kinds.ts";
import type { Layer, RecordRef } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { bdi, el, fill } from "../dom.ts";
import { isSubject } from "../../kinds.ts";
import { dateOf, nameOf, reasonKey } from "../card/facts.ts";
import { figureCount, figures } from "./figures.ts";
import { compare } from "../honesty.ts";
import { byKind } from "./legend.ts";
import { recordRow } from "./reflist.ts";
import { VirtualList } from "./virtuallist.ts";

type Order = "file" | "name" | "date";
type Which = "shown" | "figures" | "notDrawn";
const ROW_PX = 52;

export class RecordsTab implements Part {
  readonly root = el("div", { class: "zm-records" });
  private readonly list = new VirtualList(
    ROW_PX,
    (row, at) => this.write(row, at),
    (at) => this.choose(at),
  );
  private readonly said = el("p", { class: "zm-help", "aria-live": "polite" });
  private order: Order = "file";
  private inView = false;
  private which: Which = "shown";
  // A layer's number and a record's number, because a million objects would not fit.
  private layers = new Uint16Array(0);
  private records = new Uint32Array(0);
  private reasons: string[] = [];
  private lost = 0;
  private recorded = 0;
  /** How many records of the list the map is not about: places and figures. */
  private aside = 0;
  private scheduled = 0;

  constructor(private readonly app: App) {
    app.showNotDrawn = () => this.bringForward("notDrawn");
    app.showFigures = () => this.bringForward("figures");
    app.on("filters", () => this.refresh());
    app.on("view", () => {
      if (this.inView) this.schedule();
    });
  }

  private bringForward(which: Which): void {
    this.which = which;
    this.app.showTab("records", true);
  }

  render(): void {
    const { words } = this.app;
    const choice = (which: Which, text: string) =>
      el(
        "button",
        { type: "button", "aria-pressed": String(this.which === which), on: { click: () => this.pick(which) } },
        text,
      );
    const counted = (key: string, n: number) => `${words.text(key)} (${words.number(n)})`;
    const figured = figureCount(this.app);
    const segments = el("div", { class: "zm-segments", role: "group" }, choice("shown", words.text("ui.records_list")));
    if (figured > 0) segments.append(choice("figures", counted("kind.facts", figured)));
    segments.append(choice("notDrawn", counted("ui.not_drawn", this.app.notDrawnCount)));
    if (this.which === "figures") return fill(this.root, segments, figures(this.app));
    const above = this.isNotDrawn ? el("p", { class: "zm-help" }, words.text("ui.not_drawn_help")) : this.controls();
    fill(this.root, segments, above, this.said, this.list.root);
    this.list.label = words.text(this.isNotDrawn ? "ui.not_drawn" : "ui.records_list");
    this.refresh();
  }

  private get isNotDrawn(): boolean {
    return this.which === "notDrawn";
  }

  private pick(which: Which): void {
    this.which = which;
    this.render();
    this.root.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  private controls(): HTMLElement {
    const { words } = this.app;
    const view = el("input", { type: "checkbox" });
    view.checked = this.inView;
    view.addEventListener("change", () => {
      this.inView = view.checked;
      this.refresh();
    });
    const order = el("select", { "aria-label": words.text("ui.records_sort") });
    for (const one of ["file", "name", "date"] as const) {
      order.append(el("option", { value: one, selected: one === this.order }, words.text(`ui.records_sort_${one}`)));
    }
    order.addEventListener("change", () => {
      this.order = order.value as Order;
      this.refresh();
    });
    return el(
      "div",
      { class: "zm-listcontrols" },
      el("label", { class: "zm-check" }, view, words.text("ui.records_in_view")),
      order,
    );
  }

  private schedule(): void {
    window.clearTimeout(this.scheduled);
    this.scheduled = window.setTimeout(() => this.refresh(), 200);
  }

  private refresh(): void {
    if (this.root.hidden || !this.root.isConnected || this.which === "figures") return;
    ({ lost: this.lost, recorded: this.recorded } = compare(this.app.data, this.app.engine.drawnCounts()));
    if (this.isNotDrawn) this.gatherNotDrawn();
    else this.gatherShown();
    const { words } = this.app;
    const n = this.records.length;
    const none = this.isNotDrawn ? "ui.not_drawn_none" : "ui.records_none";
    const aside = this.isNotDrawn ? 0 : this.aside;
    // The number is the heading's; what the list holds besides is said apart.
    const told = [
      n > aside && words.plural("ui.records", n - aside),
      aside > 0 && words.text("ui.records_aside", { n: aside }),
    ];
    this.said.textContent = told.filter(Boolean).join(" · ") || words.text(none);
    if (this.isNotDrawn && this.lost > 0)
      this.said.textContent = words.text("warning.incomplete", { n: this.lost, total: this.recorded });
    this.list.show(n);
  }

  private gatherNotDrawn(): void {
    const listed = this.app.mapLayers.flatMap((layer) => {
      const known = layer.notDrawn.map(({ record, reason }) => ({
        index: layer.index,
        record,
        reason: reason as string,
      }));
      return this.lost > 0 ? [...known, ...lostOf(layer)] : known;
    });
    this.layers = Uint16Array.from(listed, (one) => one.index);
    this.records = Uint32Array.from(listed, (one) => one.record);
    this.reasons = listed.map((one) => one.reason);
  }

  private gatherShown(): void {
    const { filters, layers } = this.app;
    const total = layers.reduce((sum, layer) => sum + layer.count, 0);
    const [ofLayer, ofRecord] = [new Uint16Array(total), new Uint32Array(total)];
    const counts = isSubject(layers.map(({ kind }) => kind));
    let n = 0;
    this.aside = 0;
    for (const layer of [...layers].sort(byKind)) {
      if (filters.hiddenLayers.has(layer.index)) continue;
      const before = n;
      for (const record of this.shownOf(layer)) {
        ofLayer[n] = layer.index;
        ofRecord[n] = record;
        n += 1;
      }
      if (!counts(layer.kind)) this.aside += n - before;
    }
    [this.layers, this.records] = [ofLayer.slice(0, n), ofRecord.slice(0, n)];
    if (this.order !== "file") this.sort();
  }

  private *shownOf(layer: Layer): Iterable<number> {
    if (this.inView) {
      if (kindOf(layer.kind).placed) yield* this.app.engine.recordsInView(layer.index);
      return;
    }
    const mask = this.app.shownMask(layer.index);
    for (let record = 0; record < layer.count; record++) if (mask === null || mask[record] === 1) yield record;
  }

  private sort(): void {
    const { words, layers } = this.app;
    const n = this.records.length;
    const keys = Array.from({ length: n }, (_, at) => {
      const layer = layers[this.layers[at]!]!;
      const record = this.records[at]!;
      return this.order === "date"
        ? (dateOf(layer, record) ?? "")
        : (nameOf(layer, record, words.language) ?? "\uffff");
    });
    const places = Uint32Array.from({ length: n }, (_, at) => at);
    // The order of a language is slow to compute; for very long lists the order of letters' codes must do.
    const compare = n < 100_000 ? new Intl.Collator(words.language, { numeric: true }).compare : byCode;
    if (this.order === "date") places.sort((a, b) => byCode(keys[b]!, keys[a]!) || a - b);
    else places.sort((a, b) => compare(keys[a]!, keys[b]!) || a - b);
    this.layers = Uint16Array.from(places, (at) => this.layers[at]!);
    this.records = Uint32Array.from(places, (at) => this.records[at]!);
  }

  private ref(at: number): RecordRef {
    return { layer: this.layers[at]!, record: this.records[at]! };
  }

  private write(row: HTMLElement, at: number): void {
    const ref = this.ref(at);
    if (!this.isNotDrawn) return recordRow(this.app, row, ref);
    const layer = this.app.layerOf(ref);
    recordRow(this.app, row, ref, [
      this.app.words.text(reasonKey(layer, ref.record, this.reasons[at] ?? "other")),
      " · ",
      bdi(layer.title),
    ]);
  }

  private choose(at: number): void {
    const ref = this.ref(at);
    this.app.goTo(ref);
  }
}

/** Records that were not drawn although nothing had been said against them. */
function lostOf(layer: Layer): { index: number; record: number; reason: string }[] {
  const listed = new Set(layer.notDrawn.map((one) => one.record));
  const lost = [];
  for (let record = 0; record < layer.count; record++) {
    if (listed.has(record) || layer.geometry.bounds(record) !== null) continue;
    lost.push({ index: layer.index, record, reason: "not_drawn" });
  }
  return lost;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
