// The last tab: every record that is shown, in step with the map, the published figures, and every record that could not
// be put on the map.

import type { Layer, RecordRef } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { bdi, el, fill } from "../dom.ts";
import { reasonKey } from "../card/facts.ts";
import { figureCount, figures } from "./figures.ts";
import { compare } from "../honesty.ts";
import { byDate, byName, Listing } from "../table/listing.ts";
import { RecordTable } from "../table/recordtable.ts";
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
  private readonly listing: Listing;
  private readonly table: RecordTable;
  private which: Which = "shown";
  private notDrawn: (RecordRef & { reason: string })[] = [];
  private lost = 0;
  private recorded = 0;
  private scheduled = 0;

  constructor(private readonly app: App) {
    this.listing = new Listing(app);
    this.table = new RecordTable(app);
    app.showNotDrawn = () => this.bringForward("notDrawn");
    app.showFigures = () => this.bringForward("figures");
    app.on("filters", () => this.refresh());
    app.on("view", () => {
      if (this.listing.inView) this.schedule();
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
    view.checked = this.listing.inView;
    view.addEventListener("change", () => {
      this.listing.inView = view.checked;
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
      el(
        "button",
        { type: "button", class: "zm-button", on: { click: () => this.table.open(this.listing.inView) } },
        words.text("ui.table"),
      ),
    );
  }

  private schedule(): void {
    window.clearTimeout(this.scheduled);
    this.scheduled = window.setTimeout(() => this.refresh(), 200);
  }

  private refresh(): void {
    if (this.root.hidden || !this.root.isConnected || this.which === "figures") return;
    ({ lost: this.lost, recorded: this.recorded } = compare(this.app.data, this.app.engine.drawnCounts()));
    if (this.isNotDrawn) return this.refreshNotDrawn();
    const { order, listing } = this;
    const key = order === "date" ? byDate : byName(this.app);
    listing.order = order === "file" ? null : { key, descending: order === "date" };
    listing.gather();
    this.said.textContent = listing.text;
    this.list.show(listing.length);
  }

  private refreshNotDrawn(): void {
    this.gatherNotDrawn();
    const { words } = this.app;
    const n = this.notDrawn.length;
    this.said.textContent = n > 0 ? words.plural("ui.records", n) : words.text("ui.not_drawn_none");
    if (this.lost > 0) this.said.textContent = words.text("warning.incomplete", { n: this.lost, total: this.recorded });
    this.list.show(n);
  }

  private gatherNotDrawn(): void {
    this.notDrawn = this.app.mapLayers.flatMap((layer) => {
      const known = layer.notDrawn.map(({ record, reason }) => ({
        layer: layer.index,
        record,
        reason: reason as string,
      }));
      return this.lost > 0 ? [...known, ...lostOf(layer)] : known;
    });
  }

  private ref(at: number): RecordRef {
    if (!this.isNotDrawn) return this.listing.ref(at);
    const { layer, record } = this.notDrawn[at]!;
    return { layer, record };
  }

  private write(row: HTMLElement, at: number): void {
    const ref = this.ref(at);
    if (!this.isNotDrawn) return recordRow(this.app, row, ref);
    const layer = this.app.layerOf(ref);
    recordRow(this.app, row, ref, [
      this.app.words.text(reasonKey(layer, ref.record, this.notDrawn[at]!.reason)),
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
function lostOf(layer: Layer): (RecordRef & { reason: string })[] {
  const listed = new Set(layer.notDrawn.map((one) => one.record));
  const lost = [];
  for (let record = 0; record < layer.count; record++) {
    if (listed.has(record) || layer.geometry.bounds(record) !== null) continue;
    lost.push({ layer: layer.index, record, reason: "not_drawn" });
  }
  return lost;
}
