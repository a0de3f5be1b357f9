// The legend, which is also the control. A layer of one class is one row: symbol as drawn, name, count in view and in all,
// what is not on the map, and a switch. Hazards of several classes are a table, because type and status are two questions.

import { isDoubt } from "../../doubt.ts";
import { GONE_SIGN, WITHDRAWN_SIGN } from "../../engine/draw/signs.ts";
import { kindOf, kindOrder } from "../../kinds.ts";
import type { Count } from "../../engine/tallies.ts";
import type { Swatch } from "../../engine/draw/pictures/swatches.ts";
import type { Layer, RecordRef } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { ownColumn } from "../../own.ts";
import { bdi, el, fill, sentence, uniqueId, type Child } from "../dom.ts";
import { classWords, valueOf } from "../card/facts.ts";
import { figureCount } from "./figures.ts";
import { matrix, type Switch } from "./matrix.ts";

/** The row of the records that their source no longer has, of all layers. */
type GoneRow = Pick<Switch, "count" | "input">;

export class Legend implements Part {
  readonly root = el("div", { class: "zm-legend" });
  private readonly signs = el("section", { class: "zm-layer" });
  private rows: Switch[] = [];
  private gone: GoneRow | null = null;
  /** The classes of layers that have no other. */
  private readonly alone = new Set<string>();
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
    this.rows = [];
    this.alone.clear();
    fill(
      this.root,
      ...[...this.app.mapLayers].sort(byKind).map((layer) => this.layerBlock(layer)),
      this.signs,
      this.figures(),
    );
    this.renderSigns();
  }

  private renderSigns(): void {
    const keys = this.app.engine.signsIn([-180, -90, 180, 90]);
    // What a layer's only symbol means stands here, once for all layers that have it.
    const rows = [...[...this.alone].sort(byLegendOrder), ...keys].map((key) =>
      el(
        "p",
        { class: "zm-row zm-signrow" },
        symbol(this.app, key),
        el("span", { class: "zm-word" }, classWords(this.app.words, key)),
      ),
    );
    const gone = this.app.goneCount > 0 ? this.goneRow() : null;
    const withdrawn = this.app.withdrawalCounts;
    const struck =
      withdrawn.length > 0 &&
      el(
        "p",
        { class: "zm-row zm-signrow" },
        symbol(this.app, WITHDRAWN_SIGN),
        el("span", { class: "zm-word" }, withdrawn.join(" · ")),
      );
    fill(this.signs, gone, struck, ...rows);
    this.signs.hidden = rows.length === 0 && gone === null && !struck;
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
    const { app } = this;
    const present = app.filters.presentClasses(layer).sort(byLegendOrder);
    const keys = present.filter((key) => !isDoubt(key));
    const column = ownColumn(layer.index);
    const isAlone = keys.length === 1 && column === "";
    const { family } = kindOf(layer.kind).symbol;
    const block = el("section", { class: "zm-layer" }, this.layerRow(layer, isAlone ? keys[0]! : null));
    if (column !== "") block.append(el("p", { class: "zm-help" }, bdi(column)));
    if (isAlone) {
      // A layer's name says what its accidents or places are; not what is dangerous there.
      if (["hazard", "release"].includes(family)) this.alone.add(keys[0]!);
    } else if (family === "hazard" && column === "" && keys.length > 0) {
      block.append(
        this.help(["type_is_fill", "status_is_outline"]),
        matrix(app, layer, keys, (made) => this.add(made)),
      );
    } else block.append(...keys.map((key) => this.classRow(layer, key)));
    block.append(...present.filter(isDoubt).map((key) => this.classRow(layer, key)));
    return block;
  }

  private help(keys: string[]): HTMLElement {
    return el("p", { class: "zm-help" }, keys.map((key) => this.app.words.text(`ui.${key}`)).join(" "));
  }

  private layerRow(layer: Layer, key: string | null): HTMLElement {
    const { words, engine } = this.app;
    const id = uniqueId("layer");
    const input = el("input", {
      type: "checkbox",
      role: "switch",
      id,
      "aria-label": words.text("ui.show_layer", { layer: layer.title }),
    });
    const count = el("span", { class: "zm-count" });
    const mark = key === null ? null : symbol(this.app, key, { setting: engine.swatches.settingOf(layer.index) });
    const label = el(
      "label",
      { class: "zm-rowlabel", for: id },
      mark,
      el("span", { class: "zm-word" }, bdi(layer.title)),
      count,
    );
    if (key !== null) label.title = classWords(words, key);
    this.add({ keys: [], layer, count, input });
    return el("div", { class: "zm-row zm-layerrow" }, label, this.notDrawn(layer), input);
  }

  private notDrawn(layer: Layer): HTMLElement {
    const { words } = this.app;
    const n = layer.notDrawn.length;
    if (n === 0) return el("span", { class: "zm-allthere" });
    const text = words.plural("ui.not_drawn_count", n);
    const open = { click: () => this.app.showNotDrawn() };
    return el(
      "button",
      { type: "button", class: "zm-textbutton zm-notdrawn", title: text, "aria-label": text, on: open },
      `+${words.number(n)}`,
    );
  }

  private classRow(layer: Layer, key: string): HTMLElement {
    const { words, engine } = this.app;
    const word = classWords(words, key);
    const label = words.text("ui.show_class", { class: word, layer: layer.title });
    const { root, count, input } = switchRow("zm-classrow", word, label);
    root.prepend(symbol(this.app, key, { setting: engine.swatches.settingOf(layer.index) }));
    this.add({ keys: [key], layer, count, input });
    return root;
  }

  private add(made: Switch): void {
    const { keys, layer, input } = made;
    if (input instanceof HTMLInputElement)
      input.addEventListener("change", () => this.toggle(layer, keys, input.checked));
    else input.addEventListener("click", () => this.toggle(layer, keys, input.getAttribute("aria-checked") !== "true"));
    this.rows.push(made);
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
      const isOn = keys.length === 0 ? !hiddenLayers.has(layer.index) : hidden < keys.length;
      const isOff = !isOn || hiddenLayers.has(layer.index);
      if (input instanceof HTMLInputElement) {
        input.checked = isOn;
        input.closest(".zm-row")!.classList.toggle("zm-off", isOff);
      } else {
        input.setAttribute("aria-checked", String(isOn));
        input.classList.toggle("zm-off", isOff);
      }
    }
    if (this.gone !== null) {
      (this.gone.input as HTMLInputElement).checked = this.app.filters.showsGone;
      this.gone.input.closest(".zm-row")!.classList.toggle("zm-off", !this.app.filters.showsGone);
    }
    this.scheduleCounts();
  }

  // Counting a million records takes longer than a frame, so it waits until the map is drawn and rests.
  private scheduleCounts(): void {
    if (!this.isDrawn) return;
    window.clearTimeout(this.scheduled);
    this.root.setAttribute("aria-busy", "true"); // till then it has the numbers of another view
    this.scheduled = window.setTimeout(() => this.renderCounts(), 120);
  }

  private renderCounts(): void {
    this.root.removeAttribute("aria-busy");
    if (this.root.offsetParent === null) return;
    const counts = this.app.engine.countsInView();
    for (const { keys, layer, count, isShort } of this.rows) {
      const names = keys.length === 0 ? [`${layer.index}`] : keys.map((key) => `${layer.index}|${key}`);
      const sum = { inView: 0, shown: 0, total: 0 };
      for (const name of names) {
        const one = counts.get(name);
        sum.inView += one?.inView ?? 0;
        sum.shown += one?.shown ?? 0;
        sum.total += one?.total ?? 0;
      }
      this.tell(count, sum, isShort);
    }
    const gone = counts.get(GONE_SIGN);
    if (this.gone !== null && gone !== undefined) this.tell(this.gone.count, gone);
  }

  private tell(where: HTMLElement, { inView, shown, total }: Count, isShort = false): void {
    const { words, filters } = this.app;
    const values = { inView: words.number(inView), total: words.number(total) };
    const n = el(filters.isOn && shown < total ? "b" : "span", {}, values.inView);
    fill(where, isShort ? n : sentence(words.pattern("ui.count_of"), { n, total: values.total }));
    where.title = words.text("ui.in_view_of_all", values);
    if (isShort) where.parentElement!.title = `${where.parentElement!.getAttribute("aria-label")}: ${where.title}`;
  }
}

function switchRow(
  looks: string,
  word: Child,
  label: string,
): { root: HTMLElement; count: HTMLElement; input: HTMLInputElement } {
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
  return i! - j! || +(a > b) - +(a < b);
}
