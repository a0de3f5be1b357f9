// What the pictograms mean, and a filter in one touch: each kind of place that occurs, with its number of records.

import { pictogramOf, PICTURED } from "../../engine/draw/pictures/pictograms.ts";
import type { App, Part } from "../app.ts";
import { el, fill } from "../dom.ts";
import { symbol } from "./legend.ts";

export class SettingChips implements Part {
  readonly root = el("section", { class: "zm-layer zm-chips" });
  private chips: { setting: string; button: HTMLButtonElement }[] = [];

  constructor(private readonly app: App) {
    app.on("filters", () => this.update());
  }

  render(): void {
    const { app } = this;
    const { words, filters } = app;
    const place = (setting: string) => PICTURED.indexOf(pictogramOf(setting));
    const found = [...filters.values("setting")]
      .filter(([setting]) => pictogramOf(setting) !== "")
      .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
    this.chips = found.map(([setting, n]) => {
      const picture = symbol(app, `settings/${pictogramOf(setting)}`);
      const count = el("span", { class: "zm-count" }, words.number(n));
      const click = () => {
        filters.choose("setting", setting, !filters.chosen.get("setting")?.has(setting));
        app.applyFilters();
      };
      const button = el("button", { type: "button", class: "zm-chip", on: { click } });
      fill(button, picture, el("span", {}, words.settingName(setting)), count);
      return { setting, button };
    });
    this.root.hidden = found.length === 0;
    fill(
      this.root,
      el("h2", { class: "zm-subheading" }, words.field("setting")),
      el("div", { role: "group", "aria-label": words.field("setting") }, ...this.chips.map(({ button }) => button)),
    );
    this.update();
  }

  private update(): void {
    const chosen = this.app.filters.chosen.get("setting");
    for (const { setting, button } of this.chips)
      button.setAttribute("aria-pressed", String(chosen?.has(setting) ?? false));
  }
}
