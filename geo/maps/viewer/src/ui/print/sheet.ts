// What stands on a sheet beside the map: the same for paper and for a picture. Two modules write it, one as elements
// and one on a canvas; what they write is decided here once.

import type { App } from "../app.ts";
import { classWords } from "../card/facts.ts";
import { backgroundTexts } from "../map/credits.ts";
import { sourceNames } from "../foot.ts";
import { countsText, dataDateText, goneText, warnings } from "../heading.ts";
import { byLegendOrder } from "../tabs/legend.ts";
import { othersShown } from "../others.ts";
import type { Bounds } from "../../model.ts";
import { CSS_PX_PER_MM, gridLabels, type Frame, type GridLabel } from "./sheetframe.ts";
import { GONE_SIGN } from "../../engine/draw/signs.ts";
import { stepFor } from "../../engine/draw/graticule.ts";

const MOST_SOURCES = 8;

export interface LegendLine {
  /** The class whose symbol stands before the text; empty for none. */
  key: string;
  text: string;
  count: string;
}

export interface Sheet {
  title: string;
  /** Dates of the data, of the map, of the printing. */
  dates: string[];
  counts: string;
  warnings: string[];
  legend: LegendLine[];
  nothing: string;
  ratio: string;
  bar: string;
  datum: string;
  grid: GridLabel[];
  sources: string;
  /** Producer and hotline. */
  from: string[];
  page: string;
  north: string;
  fictitious: string | null;
}

/** Everything a sheet says about the map in a frame, in the page's language. */
export function describe(app: App, frame: Frame, today = new Date()): Sheet {
  const { words, data } = app;
  const { settings } = data;
  const names = sourceNames(app);
  const printed = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, "0")}-${String(today.getDate()).padStart(2, "0")}`;
  return {
    title: settings.title || words.text("ui.map"),
    dates: [
      dataDateText(app),
      settings.madeOn && words.text("ui.made_on", { date: words.date(settings.madeOn) }),
      words.text("ui.print_printed_on", { date: words.date(printed) }),
    ].filter((text) => text !== ""),
    counts: [countsText(app), goneText(app)].filter((text) => text !== "").join(" · "),
    warnings: [...warnings(app), words.text("warning.not_for_navigation"), ...filterWarning(app)],
    legend: legendOf(app, frame.bounds),
    nothing: words.text("ui.print_nothing"),
    ratio: words.text("ui.print_ratio", { ratio: frame.ratio }),
    bar: words.distance(frame.bar_m),
    datum: words.text("ui.print_datum"),
    grid: grid(frame),
    sources: [
      names.length > 0
        ? words.text("ui.source_line", { sources: words.list(shortened(names)) })
        : words.text("ui.sources_none"),
      ...backgroundTexts(
        app,
        [app.engine.basemapAttribution()].filter((text) => text !== ""),
      ),
    ].join(" · "),
    from: [
      settings.producer && `${words.text("ui.producer")}: ${settings.producer}`,
      settings.hotline && words.text("ui.hotline_line", { hotline: settings.hotline }),
    ].filter((text) => text !== ""),
    page: words.text("ui.print_page", { name: pageName() }),
    north: words.text("ui.print_north"),
    fictitious: settings.fictitious ? words.text("warning.fictitious") : null,
  };
}

// A sheet has room for some sources; the page lists them all.
function shortened(names: string[]): string[] {
  return names.length <= MOST_SOURCES
    ? names
    : [...names.slice(0, MOST_SOURCES), `… (+${names.length - MOST_SOURCES})`];
}

// A sheet on which a filter hides hazards must say so: whoever holds it cannot see the page's heading.
function filterWarning(app: App): string[] {
  if (!app.filters.isOn) return [];
  return [app.words.text("warning.filtered", { ...app.filters.counts() })];
}

// The lines are the engine's; they are as far apart as on the screen at the same size.
function grid(frame: Frame): GridLabel[] {
  const worldPx = (frame.width_mm * CSS_PX_PER_MM * 360) / (frame.bounds[2] - frame.bounds[0]);
  return gridLabels(frame.bounds, stepFor(worldPx));
}

/** The classes with a record in an extent that is shown, with how many; and what the signs of poor positions mean. */
function legendOf(app: App, bounds: Bounds): LegendLine[] {
  const counts = new Map<string, number>();
  const inView = app.engine.countsInView(bounds);
  for (const layer of app.mapLayers) {
    if (app.filters.hiddenLayers.has(layer.index)) continue;
    for (const key of app.filters.presentClasses(layer)) {
      const n = inView.get(`${layer.index}|${key}`)?.inView ?? 0;
      if (n > 0) counts.set(key, (counts.get(key) ?? 0) + n);
    }
  }
  const classes = [...counts]
    .sort(([a], [b]) => byLegendOrder(a, b))
    .map(([key, n]) => ({ key, text: classWords(app.words, key), count: app.words.number(n) }));
  const gone = inView.get(GONE_SIGN)?.inView ?? 0;
  const struck = { key: GONE_SIGN, text: classWords(app.words, GONE_SIGN), count: app.words.number(gone) };
  const signs = app.engine.signsIn(bounds).map((key) => ({ key, text: classWords(app.words, key), count: "" }));
  // A sheet is drawn by the engine, which knows the records only: what is missing from it is named.
  const others = othersShown(app).map((title) => ({
    key: "",
    text: app.words.text("ui.screen_only", { title }),
    count: "",
  }));
  return [...classes, ...(gone > 0 ? [struck] : []), ...signs, ...others];
}

/** The name of the file that is open, so that paper can be traced back to it. */
function pageName(): string {
  const last = window.location.pathname.split("/").pop() ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
