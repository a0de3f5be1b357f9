// All records that are shown as a table over the whole page: its columns are chosen, a click on a heading puts the rows in
// order, and Enter on a row opens the record on the map.

import { isDateField } from "../../kinds.ts";
import type { Layer } from "../../model.ts";
import type { App } from "../app.ts";
import { isMissing, valueOf, wordsFor } from "../card/facts.ts";
import { dialogBar, openDialog } from "../dialog.ts";
import { bdi, el, fill } from "../dom.ts";
import { rowName } from "../focus/opener.ts";
import { symbolOf } from "../tabs/legend.ts";
import { VirtualList } from "../tabs/virtuallist.ts";
import { byDate, byName, Listing, type SortKey } from "./listing.ts";

const ROW_PX = 36;
const FIRST = ["name", "type", "setting", "date", "layer"];

interface Column {
  name: string;
  title: string;
  text: (layer: Layer, record: number) => string;
  key: SortKey;
}

export class RecordTable {
  private readonly root = el("dialog", { class: "zm-dialog zm-tabledialog" });
  private readonly said = el("p", { class: "zm-help", "aria-live": "polite" });
  private readonly list: VirtualList;
  private readonly listing: Listing;
  private readonly chosen = new Set(FIRST);
  private columns: Column[] = [];
  private sortedBy = "";

  constructor(private readonly app: App) {
    this.listing = new Listing(app);
    this.list = new VirtualList(
      ROW_PX,
      (row, at) => this.write(row, at),
      (at) => this.choose(at),
      true,
    );
  }

  /** `inView`: only the records that the map shows now. */
  open(inView: boolean): void {
    this.listing.inView = inView;
    this.columns = columnsOf(this.app);
    const { words } = this.app;
    const view = el("input", { type: "checkbox" });
    view.checked = inView;
    view.addEventListener("change", () => {
      this.listing.inView = view.checked;
      this.show();
    });
    fill(
      this.root,
      dialogBar(this.app, this.root, "ui.records_list"),
      el(
        "div",
        { class: "zm-listcontrols" },
        this.said,
        el("label", { class: "zm-check" }, view, words.text("ui.records_in_view")),
        this.chooser(),
      ),
      this.list.root,
    );
    this.list.label = words.text("ui.records_list");
    openDialog(this.app, this.root);
    this.show();
  }

  private chooser(): HTMLElement {
    const boxes = this.columns.map(({ name, title }) => {
      const box = el("input", { type: "checkbox" });
      box.checked = this.chosen.has(name);
      box.addEventListener("change", () => {
        if (box.checked) this.chosen.add(name);
        else this.chosen.delete(name);
        this.show();
      });
      return el("label", { class: "zm-check" }, box, bdi(title));
    });
    const summary = el("summary", {}, this.app.words.text("ui.columns"));
    return el("details", { class: "zm-columns" }, summary, el("div", { class: "zm-choice" }, ...boxes));
  }

  private get shown(): Column[] {
    return this.columns.filter(({ name }) => this.chosen.has(name));
  }

  private show(): void {
    this.listing.gather();
    this.said.textContent = this.listing.text;
    const { shown } = this;
    this.list.root.style.setProperty("--columns", String(shown.length));
    this.list.heads = shown.map((column) => this.head(column));
    this.list.show(this.listing.length);
  }

  private head(column: Column): HTMLElement {
    const { order } = this.listing;
    const isSorted = order !== null && this.sortedBy === column.name;
    const sorted = isSorted ? (order.descending ? "descending" : "ascending") : "none";
    const on = { click: () => this.sort(column) };
    const button = el(
      "button",
      { type: "button", class: "zm-textbutton", data: { key: column.name }, on },
      bdi(column.title),
    );
    if (isSorted) button.append(order.descending ? " ▾" : " ▴");
    return el("span", { role: "columnheader", "aria-sort": sorted }, button);
  }

  /** Up, then down, then as in the data. */
  private sort({ name, key }: Column): void {
    const { order } = this.listing;
    const again = this.sortedBy === name && order !== null;
    this.listing.order = again && order.descending ? null : { key, descending: again };
    this.sortedBy = name;
    this.show();
    this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(name)}"]`)?.focus();
  }

  private write(row: HTMLElement, at: number): void {
    const ref = this.listing.ref(at);
    const layer = this.app.layerOf(ref);
    row.dataset.record = rowName(ref);
    const cells = this.shown.map(({ name, text }) => {
      const written = text(layer, ref.record);
      const symbol = name === "name" && symbolOf(this.app, ref);
      return el("span", { role: "cell", title: written }, symbol, written !== "" && bdi(written));
    });
    fill(row, ...cells);
  }

  private choose(at: number): void {
    const ref = this.listing.ref(at);
    this.root.close();
    this.app.goTo(ref);
  }
}

/** What every record has, and then each column of the data that says something. */
function columnsOf(app: App): Column[] {
  const { words } = app;
  const column = (name: string, title: string, text: Column["text"], key: SortKey = text): Column => ({
    name,
    title,
    text,
    key: (layer, record) => key(layer, record) || null,
  });
  const ref = (layer: Layer, record: number) => ({ layer: layer.index, record });
  const dated: Column["text"] = (layer, record) => words.date(byDate(layer, record) as string);
  const first = [
    column("name", words.text("field.name"), (layer, record) => app.title(ref(layer, record)), byName(app)),
    column("type", words.text("field.area_type"), (layer, record) => app.classText(ref(layer, record))),
    column("setting", words.text("field.setting"), (layer, record) => app.settingText(ref(layer, record))),
    column(
      "date",
      words.text("ui.filter_dates"),
      (layer, record) => (byDate(layer, record) ? dated(layer, record) : ""),
      byDate,
    ),
    column("layer", words.text("ui.tab_layers"), ({ title }) => title),
  ];
  const known = new Set([...FIRST, "area_type"]);
  const fields = app.layers.flatMap((layer) => layer.columns.map(({ name }) => name));
  const more = [...new Set(fields)].filter((name) => !known.has(name) && !name.endsWith("_entered"));
  return [...first, ...more.map((name) => fieldColumn(app, name))];
}

function fieldColumn({ words }: App, name: string): Column {
  const key: SortKey = (layer, record) => {
    const value = valueOf(layer, record, name);
    if (isMissing(value)) return null;
    return typeof value === "number" || isDateField(name) ? (value as number | string) : wordsFor(words, name, value);
  };
  const text: Column["text"] = (layer, record) => wordsFor(words, name, valueOf(layer, record, name)) ?? "";
  return { name, title: words.field(name), text, key };
}
