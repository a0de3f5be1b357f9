// The legend, which is also the control: each row has its symbol as drawn, its word, its count in view and in all, and
// a switch. Hazards are grouped by type, because type and status are two questions.

import { GONE_SIGN } from "../../engine/draw/signs.ts";
import { kindOf, kindOrder } from "../../kinds.ts";
import type { Count } from "../../engine/tallies.ts";
import type { Swatch } from "../../engine/draw/pictures/swatches.ts";
import type { Layer, RecordRef } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { ownColumn } from "../../own.ts";
import { bdi, el, fill, sentence, type Child } from "../dom.ts";
import { classWords, valueOf } from "../card/facts.ts";
import { figureCount } from "./figures.ts";

interface Row {
  /** Classes that the row's switch shows or hides; empty for a whole layer. */
  keys: string[];
  layer: Layer;
  count: HTMLElement;
  input: HTMLInputElement;
}

/** The row of the records that their source no longer has, of all layers. */
type GoneRow = Pick<Row, "count" | "input">;

export class Legend implements Part {
  readonly root = el("div", { class: "zm-legend" });
  private readonly signs = el("section", { class: "zm-layer" });
  private rows: Row[] = [];
  private gone: GoneRow | null = null;
  private scheduled = 0;
  private isDrawn = false;

  constructor(private readonly app: App) {
    app.on("view", () => this.scheduleCounts());
    app.on("filters", () => this.update());
    app.on("drawn", () => {
      this.isDrawn = true;
      this.renderSigns();
      this.scheduleCounts();
    });
  }

  render(): void {
    const { words } = this.app;
    this.rows = [];
    fill(
      this.root,
      el(
        "p",
        { class: "zm-help" },
        ["legend_help", "type_is_fill", "status_is_outline"].map((key) => words.text(`ui.${key}`)).join(" "),
      ),
      ...[...this.app.mapLayers].sort(byKind).map((layer) => this.layerBlock(layer)),
      this.signs,
      this.figures(),
    );
    this.renderSigns();
  }

  private renderSigns(): void {
    const keys = this.app.engine.signsIn([-180, -90, 180, 90]);
    const rows = keys.map((key) =>
      el(
        "p",
        { class: "zm-row zm-signrow" },
        symbol(this.app, key),
        el("span", { class: "zm-word" }, classWords(this.app.words, key)),
      ),
    );
    const gone = this.app.goneCount > 0 ? this.goneRow() : null;
    fill(this.signs, gone, ...rows);
    this.signs.hidden = rows.length === 0 && gone === null;
    this.update();
  }

  private goneRow(): HTMLElement {
    const { words } = this.app;
    const row = switchRow("zm-classrow", classWords(words, GONE_SIGN), words.text("ui.show_gone"));
    row.input.addEventListener("change", () => {
      this.app.filters.showsGone = row.input.checked;
      this.app.applyFilters();
    });
    row.root.prepend(symbol(this.app, GONE_SIGN));
    this.gone = row;
    return row.root;
  }

  // They have no place to be shown or hidden at, and would be overlooked otherwise.
  private figures(): HTMLElement | null {
    const count = figureCount(this.app);
    if (count === 0) return null;
    const text = `${this.app.words.text("kind.facts")} (${this.app.words.number(count)})`;
    const open = el(
      "button",
      { type: "button", class: "zm-textbutton", on: { click: () => this.app.showFigures() } },
      text,
    );
    return el("section", { class: "zm-layer" }, open);
  }

  private layerBlock(layer: Layer): HTMLElement {
    const { words } = this.app;
    const title = bdi(layer.title);
    const block = el("section", { class: "zm-layer" });
    const head = this.row(layer, [], "zm-layerrow", title, words.text("ui.show_layer", { layer: layer.title }));
    block.append(head);
    const keys = this.app.filters.presentClasses(layer).sort(byLegendOrder);
    // One symbol needs no words of its own beside the layer's, unless they say what is dangerous there.
    const column = ownColumn(layer.index);
    if (column !== "") block.append(el("p", { class: "zm-help" }, bdi(column)));
    const isPlain = column === "" && ["place", "accident", "plain"].includes(kindOf(layer.kind).symbol.family);
    if (keys.length === 1 && isPlain)
      head.prepend(symbol(this.app, keys[0]!, { setting: this.app.engine.swatches.settingOf(layer.index) }));
    else block.append(...this.classRows(layer, keys));
    const missing = layer.notDrawn.length;
    if (missing > 0) {
      const open = el(
        "button",
        { type: "button", class: "zm-textbutton zm-notdrawn", on: { click: () => this.app.showNotDrawn() } },
        words.plural("ui.not_drawn_count", missing),
      );
      block.append(open);
    }
    return block;
  }

  private classRows(layer: Layer, keys: string[]): HTMLElement[] {
    const types = new Map<string, string[]>();
    for (const key of keys) types.set(typeOf(key), [...(types.get(typeOf(key)) ?? []), key]);
    const rows: HTMLElement[] = [];
    for (const [type, members] of types) {
      if (members.length < 2) {
        rows.push(this.classRow(layer, members[0]!, false));
        continue;
      }
      const word = this.app.words.value("area_type", type);
      const label = this.app.words.text("ui.show_class", { class: word, layer: layer.title });
      rows.push(this.row(layer, members, "zm-typerow", word, label));
      rows.push(...members.map((key) => this.classRow(layer, key, true)));
    }
    return rows;
  }

  // Under its type's row a class is named by its status alone.
  private classRow(layer: Layer, key: string, underType: boolean): HTMLElement {
    const { words } = this.app;
    const whole = classWords(words, key);
    const status = key.split("/")[2];
    const word = underType && status !== undefined ? words.value("status", status) : whole;
    const label = words.text("ui.show_class", { class: whole, layer: layer.title });
    const row = this.row(layer, [key], underType ? "zm-classrow zm-under" : "zm-classrow", word, label);
    row.prepend(symbol(this.app, key, { setting: this.app.engine.swatches.settingOf(layer.index) }));
    return row;
  }

  private row(layer: Layer, keys: string[], looks: string, word: Child, label: string): HTMLElement {
    const { root, count, input } = switchRow(looks, word, label);
    input.addEventListener("change", () => this.toggle(layer, keys, input.checked));
    this.rows.push({ keys, layer, count, input });
    return root;
  }

  private toggle(layer: Layer, keys: string[], on: boolean): void {
    const { hiddenLayers, hiddenClasses } = this.app.filters;
    if (keys.length === 0) {
      if (on) hiddenLayers.delete(layer.index);
      else hiddenLayers.add(layer.index);
    }
    for (const key of keys) {
      if (on) hiddenClasses.delete(`${layer.index}|${key}`);
      else hiddenClasses.add(`${layer.index}|${key}`);
    }
    this.app.applyFilters();
  }

  private update(): void {
    const { hiddenLayers, hiddenClasses } = this.app.filters;
    for (const { keys, layer, input } of this.rows) {
      const hidden = keys.filter((key) => hiddenClasses.has(`${layer.index}|${key}`)).length;
      input.checked = keys.length === 0 ? !hiddenLayers.has(layer.index) : hidden < keys.length;
      input.indeterminate = hidden > 0 && hidden < keys.length;
      const off = !input.checked || hiddenLayers.has(layer.index);
      input.closest(".zm-row")!.classList.toggle("zm-off", off);
    }
    if (this.gone !== null) {
      this.gone.input.checked = this.app.filters.showsGone;
      this.gone.input.closest(".zm-row")!.classList.toggle("zm-off", !this.gone.input.checked);
    }
    this.scheduleCounts();
  }

  // Counting a million records takes longer than a frame, so it waits until the map is drawn and rests.
  private scheduleCounts(): void {
    if (!this.isDrawn) return;
    window.clearTimeout(this.scheduled);
    this.scheduled = window.setTimeout(() => this.renderCounts(), 120);
  }

  private renderCounts(): void {
    if (this.root.offsetParent === null) return;
    const counts = this.app.engine.countsInView();
    for (const { keys, layer, count } of this.rows) {
      const names = keys.length === 0 ? [`${layer.index}`] : keys.map((key) => `${layer.index}|${key}`);
      const sum = { inView: 0, shown: 0, total: 0 };
      for (const name of names) {
        const one = counts.get(name);
        sum.inView += one?.inView ?? 0;
        sum.shown += one?.shown ?? 0;
        sum.total += one?.total ?? 0;
      }
      this.tell(count, sum);
    }
    const gone = counts.get(GONE_SIGN);
    if (this.gone !== null && gone !== undefined) this.tell(this.gone.count, gone);
  }

  private tell(where: HTMLElement, { inView, shown, total }: Count): void {
    const { words, filters } = this.app;
    const values = { inView: words.number(inView), total: words.number(total) };
    const n = el(filters.isOn && shown < total ? "b" : "span", {}, values.inView);
    fill(where, sentence(words.pattern("ui.count_of"), { n, total: values.total }));
    where.title = words.text("ui.in_view_of_all", values);
  }
}

function switchRow(looks: string, word: Child, label: string): GoneRow & { root: HTMLElement } {
  const input = el("input", { type: "checkbox", role: "switch", "aria-label": label });
  const count = el("span", { class: "zm-count" });
  const root = el("label", { class: `zm-row ${looks}` }, el("span", { class: "zm-word" }, word), count, input);
  return { root, count, input };
}

/** The symbol of a legend class, as the map draws it, with the pictogram of a setting if one is given. */
export function symbol(app: App, key: string, swatch: Swatch = {}): HTMLCanvasElement {
  const ratio = swatch.ratio ?? (window.devicePixelRatio || 1);
  const size = { width: Math.round(28 * ratio), height: Math.round(20 * ratio) };
  const canvas = el("canvas", { class: "zm-symbol", "aria-hidden": "true", ...size });
  app.engine.drawSymbol(canvas, key, { ...swatch, ratio });
  return canvas;
}

/** The symbol of a record with the pictogram of its setting; null for one of a kind without positions. */
export function symbolOf(app: App, ref: RecordRef): HTMLCanvasElement | null {
  const layer = app.layerOf(ref);
  if (!kindOf(layer.kind).placed) return null;
  return symbol(app, app.engine.classOf(ref), { setting: valueOf(layer, ref.record, "setting") });
}

function typeOf(key: string): string {
  const [kind, type] = key.split("/");
  return kindOf(kind!).symbol.family === "hazard" ? (type ?? "") : key;
}

/** What is drawn last is read first: hazards before the ground they lie on. */
export function byKind(a: Layer, b: Layer): number {
  return kindOrder(a.kind) - kindOrder(b.kind);
}

const ORDER = [
  ...["CHA", "SHA", "indication", "spot_task", "unknown"].flatMap((type) =>
    ["", "/open", "/worked_on", "/suspended", "/closed", "/unknown"].map((status) => `hazards/${type}${status}`),
  ),
  ...["cleared", "reduced", "cancelled", "unknown"].map((product) => `releases/${product}`),
];

/** Gravest first; what is not in the list comes after it. */
export function byLegendOrder(a: string, b: string): number {
  const [i, j] = [ORDER.indexOf(a), ORDER.indexOf(b)].map((at) => (at < 0 ? ORDER.length : at));
  return i! - j! || (a < b ? -1 : 1);
}
