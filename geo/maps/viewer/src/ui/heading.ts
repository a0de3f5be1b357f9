// The heading: title, date of the data, how many records, what a filter hides; and under it the warnings, which are
// always there.

import { kindOf } from "../kinds.ts";
import type { App, Part } from "./app.ts";
import { compareSubject } from "./honesty.ts";
import { bdi, el, fill } from "./dom.ts";
import type { Settings } from "../model.ts";

const AGE = { hazards: "warning.age_hazards", records: "warning.age_records" } as const;
const UNDATED = { hazards: "warning.undated_hazards", records: "warning.undated_records" } as const;

/** The age of data in whole months on a day; null when its date is not known. */
export function ageInMonths(dataDate: string, today: Date): number | null {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(dataDate);
  if (parts === null) return null;
  // A date that stops at the year or month may be its last day: the data is at least this old.
  const month = parts[2] === undefined ? 11 : Number(parts[2]) - 1;
  const day = parts[3] === undefined ? new Date(Number(parts[1]), month + 1, 0).getDate() : Number(parts[3]);
  const months = (today.getFullYear() - Number(parts[1])) * 12 + today.getMonth() - month;
  return Math.max(0, today.getDate() < day ? months - 1 : months);
}

/** The day from which ages are counted: the device's, unless the file itself is of a later one. A time zone may put the
 * device a day behind the file; more than that is a wrong clock. */
export function dayFor(
  { madeOn, dates }: Pick<Settings, "madeOn" | "dates">,
  device: Date,
): { today: Date; isClockWrong: boolean } {
  const known = [madeOn, dates?.newest ?? ""].map(earliestDay).filter((day) => day !== null);
  const latest = new Date(Math.max(...known.map((day) => day.getTime()), -Infinity));
  if (!(latest > device)) return { today: device, isClockWrong: false };
  return { today: latest, isClockWrong: latest.getTime() - device.getTime() > 36 * 3_600_000 };
}

/** The first day that an ISO date can be; null when it is none. */
function earliestDay(iso: string): Date | null {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(iso);
  if (parts === null) return null;
  const day = new Date(2000, 0, 1);
  day.setFullYear(Number(parts[1]), Number(parts[2] ?? 1) - 1, Number(parts[3] ?? 1));
  return day;
}

/** The warning that the bulk of the data is old (from six months on in months, from two years on in years), or that its
 * age is not known. */
export function ageWarning(app: App, device = new Date()): string | null {
  const { words } = app;
  const { settings } = app.data;
  const { dates, dataDate } = settings;
  const { today } = dayFor(settings, device);
  const [stated, bulk] = [ageInMonths(dataDate, today), ageInMonths(dates?.middle ?? "", today)];
  if (stated === null && bulk === null) {
    if (!dates?.newest) return words.text("warning.no_date");
    return words.text(UNDATED[dates.of], { n: dates.undated, total: dates.total });
  }
  const months = Math.max(stated ?? 0, bulk ?? 0);
  if (months < 6) return null;
  const age =
    months < 24
      ? words.plural("warning.age_months", months)
      : words.plural("warning.age_years", Math.floor(months / 12));
  return words.text(months === bulk ? AGE[dates!.of] : "warning.age_data", { age });
}

/** That the device's clock is wrong, where the file itself shows it. */
function clockWarning(app: App, device = new Date()): string | null {
  if (!dayFor(app.data.settings, device).isClockWrong) return null;
  const iso = [device.getFullYear(), device.getMonth() + 1, device.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return app.words.text("warning.clock", { date: app.words.date(iso.join("-")) });
}

/** What the strip says: what is always true, how old the bulk of the data is, and whether the clock can be believed. */
function stripTexts(app: App): string[] {
  const told = [
    app.words.text("warning.absence"),
    editionWarning(app),
    waitingWarning(app),
    ageWarning(app),
    clockWarning(app),
  ];
  return told.filter((text) => text !== null);
}

/** What an edition does not show of the records, or shows larger; null where the map shows them as they are. */
export function editionWarning(app: App): string | null {
  const { edition } = app.data.settings;
  if (!edition) return null;
  const told = edition.label === "" ? [] : [`\u2068${edition.label}\u2069.`];
  if (edition.hidden > 0) told.push(app.words.text("warning.edition_hidden", { n: edition.hidden }));
  if (edition.cellsM > 0) {
    told.push(app.words.text("warning.edition_cells", { size: app.words.distance(edition.cellsM) }));
  }
  if (edition.dissolved) told.push(app.words.text("warning.edition_dissolved"));
  return told.join(" ");
}

/** How many changes that readers sent wait for a decision; null where none does. */
function waitingWarning(app: App): string | null {
  const n = app.data.settings.waiting ?? 0;
  return n > 0 ? app.words.text("warning.contributed", { n }) : null;
}

/** Every warning of this map, the one that is always true first. */
export function warnings(app: App): string[] {
  const invented = app.data.settings.fictitious ? [app.words.text("warning.fictitious_long")] : [];
  return [...stripTexts(app), ...invented];
}

/** Of when the data is: the stated date or that of the newest record, and by when half of the records were known. */
export function dataDateText(app: App): string {
  const { words, data } = app;
  const { dataDate, dates, since } = data.settings;
  const told = [
    dataDate
      ? words.text("ui.data_of", { date: words.date(dataDate) })
      : dates?.newest
        ? words.text("ui.newest", { date: words.date(dates.newest) })
        : words.text("ui.data_date_unknown"),
  ];
  if (dates?.olderThan) {
    const isMixed =
      dates.of === "hazards" &&
      data.layers.some(({ kind, count }) => count > 0 && kindOf(kind).subject && !kindOf(kind).dangerous);
    told.push(words.text(isMixed ? "ui.half_older_hazards" : "ui.half_older", { date: words.date(dates.olderThan) }));
  }
  if (since) told.push(words.text("ui.since", { ...since, date: words.date(since.date) }));
  return told.join("; ");
}

export function countsText(app: App): string {
  const { recorded, drawn, withoutPosition } = compareSubject(app.data, app.engine.drawnCounts());
  return app.words.text("ui.counts_line", { recorded, drawn, missing: withoutPosition });
}

/** How many records their source no longer has, are withdrawn or asked to be; "" for none. */
export function goneText(app: App): string {
  const gone = app.goneCount === 0 ? [] : [app.words.text("ui.counts_gone", { n: app.goneCount })];
  return [...gone, ...app.withdrawalCounts].join(" · ");
}

/** That records lie far from where the map opens, or some of them; "" for none. */
export function farText(app: App, n = app.engine.farOutside.length): string {
  return n === 0 ? "" : app.words.plural("ui.far_outside", n);
}

// Those that the map does not open on: the card leads from one to the next.
function openFar(app: App): HTMLElement {
  const show = { click: () => app.goTo(...app.engine.farOutside) };
  const text = `${farText(app)} ▸ ${app.words.text("ui.show")}`;
  return el("button", { type: "button", class: "zm-textbutton zm-far", on: show }, text);
}

// What is not on the map must be one touch away from where it is said.
function openNotDrawn(app: App): HTMLElement {
  const open = { click: () => app.showNotDrawn() };
  return el(
    "button",
    { type: "button", class: "zm-textbutton", title: app.words.text("ui.not_drawn"), on: open },
    countsText(app),
  );
}

export interface Heading extends Part {
  /** How many records there are and how many a filter shows; a narrow page has it on its sheet. */
  readonly counted: HTMLElement;
}

export function heading(app: App, tools: Part): Heading {
  const title = el("h1", { tabindex: -1 });
  const dated = el("span", { class: "zm-dated" });
  const counts = el("span", { class: "zm-counts" });
  const renderCounts = () => {
    const gone = goneText(app);
    fill(counts, app.notDrawnCount > 0 ? openNotDrawn(app) : countsText(app), gone && ` · ${gone}`);
    if (app.engine.farOutside.length > 0) counts.append(" · ", openFar(app));
  };
  const shown = el("span", { class: "zm-shown" });
  const counted = el("span", { class: "zm-counted" }, counts, shown);
  const invented = el("span", { class: "zm-badge", hidden: !app.data.settings.fictitious });
  const root = el(
    "header",
    { class: "zm-header" },
    el("div", { class: "zm-titles" }, title, el("p", { class: "zm-subtitle" }, invented, dated, counted)),
    tools.root,
  );
  const clearFilters = () => {
    app.clearFilters();
    title.focus({ preventScroll: true }); // the button is gone
  };
  const renderShown = () => {
    if (!app.filters.isOn) return shown.replaceChildren();
    const clear = el(
      "button",
      { type: "button", class: "zm-textbutton", on: { click: () => clearFilters() } },
      app.words.text("ui.clear"),
    );
    clear.setAttribute("aria-label", app.words.text("ui.filter_clear"));
    const zoom = el(
      "button",
      { type: "button", class: "zm-textbutton", on: { click: () => app.zoomToShown() } },
      app.words.text("ui.zoom_to_shown"),
    );
    fill(shown, el("b", {}, app.shownText()), " · ", zoom, " · ", clear);
  };
  const render = () => {
    const { settings } = app.data;
    fill(title, bdi(settings.title || app.words.text("ui.map")));
    title.title = settings.title; // a long one is cut at two lines
    document.title = settings.title || app.words.text("ui.map");
    dated.textContent = dataDateText(app);
    invented.textContent = settings.fictitious ? app.words.text("warning.fictitious") : "";
    renderCounts();
    renderShown();
  };
  app.on("filters", renderShown);
  app.on("shown", () => {
    renderCounts();
    if (app.engine.farOutside.length > 0) app.announce(farText(app));
  });
  return { root, render, counted };
}

/** Two lines at most on a phone; that all is invented is said by the badge and across the map. */
export function strip(app: App): Part {
  const text = el("p", {});
  const root = el("aside", { class: "zm-strip" }, text);
  const render = () => {
    root.setAttribute("aria-label", app.words.text("ui.warnings"));
    text.textContent = stripTexts(app).join(" ");
  };
  return { root, render };
}
