// The heading: title, date of the data, how many records, what a filter hides; and under it the warnings, which are
// always there.

import type { App, Part } from "./app.ts";
import { compareSubject } from "./honesty.ts";
import { bdi, el, fill } from "./dom.ts";

/** The age of data in whole months on a day; null when its date is not known. */
export function ageInMonths(dataDate: string, today: Date): number | null {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(dataDate);
  if (parts === null) return null;
  // A date that stops at the year or month may be its last day: the data is at least this old.
  const month = parts[2] === undefined ? 11 : Number(parts[2]) - 1;
  const day = parts[3] === undefined ? (parts[2] === undefined ? 31 : 28) : Number(parts[3]);
  const months = (today.getFullYear() - Number(parts[1])) * 12 + today.getMonth() - month;
  return Math.max(0, today.getDate() < day ? months - 1 : months);
}

/** The warning that data is old: from six months on in months, from two years on in years. */
export function ageWarning(app: App, today = new Date()): string | null {
  const months = ageInMonths(app.data.settings.dataDate, today);
  if (months === null) return app.words.text("warning.no_date");
  if (months < 6) return null;
  if (months < 24) return app.words.plural("warning.age_months", months);
  return app.words.plural("warning.age_years", Math.floor(months / 12));
}

/** Every warning of this map, the one that is always true first. */
export function warnings(app: App): string[] {
  const { settings } = app.data;
  const said = [app.words.text("warning.absence"), ageWarning(app)];
  if (settings.fictitious) said.push(app.words.text("warning.fictitious_long"));
  return said.filter((text) => text !== null);
}

export function dataDateText(app: App): string {
  const { dataDate } = app.data.settings;
  if (!dataDate) return app.words.text("ui.data_date_unknown");
  return app.words.text("ui.data_of", { date: app.words.date(dataDate) });
}

export function countsText(app: App): string {
  const { recorded, drawn, withoutPosition } = compareSubject(app.data, app.engine.drawnCounts());
  return app.words.text("ui.counts_line", { recorded, drawn, missing: withoutPosition });
}

// What is not on the map must be one touch away from where it is said.
function openNotDrawn(app: App): HTMLElement {
  const open = { click: () => app.showNotDrawn() };
  return el("button", { type: "button", class: "zm-textbutton", title: app.words.text("ui.not_drawn"), on: open }, countsText(app));
}

export function heading(app: App, tools: Part): Part {
  const title = el("h1", {});
  const dated = el("span", { class: "zm-dated" });
  const counts = el("span", { class: "zm-counts" });
  const renderCounts = () => fill(counts, app.notDrawnCount > 0 ? openNotDrawn(app) : countsText(app));
  const shown = el("span", { class: "zm-shown" });
  const invented = el("span", { class: "zm-badge", hidden: !app.data.settings.fictitious });
  const root = el(
    "header",
    { class: "zm-header" },
    el("div", { class: "zm-titles" }, title, el("p", { class: "zm-subtitle" }, invented, dated, counts, shown)),
    tools.root,
  );
  const renderShown = () => {
    if (!app.filters.isOn) return shown.replaceChildren();
    const clear = el(
      "button",
      { type: "button", class: "zm-textbutton", on: { click: () => app.clearFilters() } },
      app.words.text("ui.clear"),
    );
    clear.setAttribute("aria-label", app.words.text("ui.filter_clear"));
    fill(shown, el("b", {}, app.shownText()), " · ", clear);
  };
  const render = () => {
    const { settings } = app.data;
    fill(title, bdi(settings.title || app.words.text("ui.map")));
    title.title = settings.title; // a long one is cut at two lines
    document.title = settings.title || app.words.text("ui.map");
    dated.textContent = dataDateText(app);
    invented.textContent = app.words.text("warning.fictitious");
    renderCounts();
    renderShown();
  };
  app.on("filters", renderShown);
  app.on("drawn", renderCounts);
  return { root, render };
}

/** Two lines at most on a phone; that all is invented is said by the badge and across the map. */
export function strip(app: App): Part {
  const text = el("p", {});
  const root = el("aside", { class: "zm-strip" }, text);
  const said = () => [app.words.text("warning.absence"), ageWarning(app)].filter((text) => text !== null);
  const render = () => {
    root.setAttribute("aria-label", app.words.text("ui.warnings"));
    text.textContent = said().join(" ");
  };
  return { root, render };
}
