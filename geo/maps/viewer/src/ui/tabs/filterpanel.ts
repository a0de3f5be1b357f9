// What to show, by date and by value: each value of a field that occurs has a box and its number of records.

import type { App, Part } from "../app.ts";
import { DateSlider } from "./dateslider.ts";
import { bdi, el, fill } from "../dom.ts";
import { FILTER_FIELDS, MISSING, type FilterField } from "./filters.ts";

/** More values than these are texts that someone wrote freely; so many at a time are shown. */
const VALUES_AT_ONCE = 40;

export class FilterPanel implements Part {
  readonly root = el("details", { class: "zm-fold zm-filter" });
  private readonly dates: DateSlider;
  private readonly boxes: { field: FilterField; value: string; input: HTMLInputElement }[] = [];
  private readonly summary = el("summary", {});
  private readonly body = el("div", {});

  constructor(private readonly app: App) {
    this.dates = new DateSlider(app);
    this.root.append(this.summary, this.body);
    this.root.addEventListener("toggle", () => this.renderBody());
    app.on("filters", () => this.update());
  }

  render(): void {
    this.summary.textContent = this.app.words.text("ui.filter");
    this.renderBody();
  }

  // The values are counted when the fold is first opened, not when the page is.
  private renderBody(): void {
    if (!this.root.open) return;
    const { words } = this.app;
    this.boxes.length = 0;
    this.dates.render();
    fill(
      this.body,
      el("p", { class: "zm-help" }, `${words.text("ui.filter_hidden_help")} ${words.text("ui.filter_unknown_help")}`),
      el("h2", { class: "zm-subheading" }, words.text("ui.filter_dates")),
      this.dates.root,
      ...FILTER_FIELDS.flatMap((field) => this.group(field)),
      el(
        "button",
        { type: "button", class: "zm-button", on: { click: () => this.app.clearFilters() } },
        words.text("ui.filter_clear"),
      ),
    );
    this.update();
  }

  private group(field: FilterField): HTMLElement[] {
    const { words, filters } = this.app;
    const values = [...filters.values(field)].sort(
      (a, b) => Number(a[0] === MISSING) - Number(b[0] === MISSING) || b[1] - a[1],
    );
    if (values.length === 0) return [];
    const group = el("fieldset", { class: "zm-values" }, el("legend", {}, words.field(field)));
    this.offer(group, field, values);
    return [group];
  }

  /** Write boxes for the first of some values, and a button that writes those for more. */
  private offer(group: HTMLElement, field: FilterField, values: [string, number][]): void {
    const rows = values.slice(0, VALUES_AT_ONCE).map(([value, n]) => this.box(field, value, n));
    const left = values.slice(VALUES_AT_ONCE);
    group.append(...rows);
    if (left.length === 0) return;
    const more = el(
      "button",
      { type: "button", class: "zm-textbutton" },
      this.app.words.text("ui.filter_more", { n: left.length }),
    );
    more.addEventListener("click", () => {
      more.remove();
      this.offer(group, field, left);
      this.update();
      rows.at(-1)!.nextElementSibling?.querySelector("input")?.focus();
    });
    group.append(more);
  }

  private box(field: FilterField, value: string, n: number): HTMLElement {
    const { words, filters } = this.app;
    const word = value === MISSING ? words.text("ui.not_recorded") : words.value(field, value);
    const input = el("input", { type: "checkbox" });
    input.addEventListener("change", () => {
      filters.choose(field, value, input.checked);
      this.app.applyFilters();
    });
    this.boxes.push({ field, value, input });
    return el(
      "label",
      { class: "zm-row" },
      input,
      el("span", { class: "zm-word" }, bdi(word)),
      el("span", { class: "zm-count" }, words.number(n)),
    );
  }

  private update(): void {
    for (const { field, value, input } of this.boxes) {
      input.checked = this.app.filters.chosen.get(field)?.has(value) ?? false;
    }
  }
}
