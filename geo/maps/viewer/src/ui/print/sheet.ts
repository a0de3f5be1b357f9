// What stands on a sheet beside the map: the same for paper and for a picture. Two modules write it, one as elements
// and one on a canvas; what they write is decided here once.

import type { App } from "../app.ts";
import { classWords } from "../card/facts.ts";
import { paperTexts } from "../map/credits.ts";
import { sourceNames } from "../foot.ts";
import { countsText, dataDateText, farText, goneText, warnings } from "../heading.ts";
import { isoOf, MISSING } from "../tabs/filters.ts";
import { byLegendOrder } from "../tabs/legend.ts";
import { othersShown } from "../others.ts";
import { kindOf } from "../../kinds.ts";
import type { Bounds, Layer } from "../../model.ts";
import type { Words } from "../words.ts";
import { CSS_PX_PER_MM, gridLabels, type Frame, type GridLabel } from "./sheetframe.ts";
import type { Count } from "../../engine/tallies.ts";
import { GONE_SIGN, WITHDRAWN_SIGN } from "../../engine/draw/signs.ts";
import { stepFor } from "../../engine/draw/graticule.ts";

const MOST_SOURCES = 8;

export interface LegendLine {
  /** The class whose symbol stands before the text; empty for none. */
  key: string;
  /** Whose pictogram stands in the symbol. */
  setting?: string | null;
  text: string;
  count: string;
}

/** What every sheet and picture says of the map that it comes from, whatever stands on it. */
export interface Origin {
  title: string;
  /** Dates of the data, of the map, of the printing. */
  dates: string[];
  counts: string;
  warnings: string[];
  sources: string;
  /** Producer and hotline. */
  from: string[];
  page: string;
  fictitious: string | null;
}

export interface Sheet extends Origin {
  legend: LegendLine[];
  nothing: string;
  ratio: string;
  /** The figures at the beginning, the middle and the end of the scale bar; those of its ends where it is short. */
  bar: string[];
  datum: string;
  grid: GridLabel[];
  north: string;
}

/** Where a sheet comes from, in the page's language. */
export function originOf(app: App, today = new Date()): Origin {
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
    sources:
      names.length > 0
        ? words.text("ui.source_line", { sources: words.list(shortened(names)) })
        : words.text("ui.sources_none"),
    from: [
      settings.producer && `${words.text("ui.producer")}: ${settings.producer}`,
      settings.hotline && words.text("ui.hotline_line", { hotline: settings.hotline }),
      settings.signingKey && `${words.text("ui.signing_key")}: ${settings.signingKey}`,
    ].filter((text) => text !== ""),
    page: words.text("ui.print_page", { name: pageName() }),
    fictitious: settings.fictitious ? words.text("warning.fictitious") : null,
  };
}

/** Everything a sheet says about the map in a frame, in the page's language. */
export function describe(app: App, frame: Frame, today = new Date()): Sheet {
  const { words } = app;
  const origin = originOf(app, today);
  return {
    ...origin,
    counts: [origin.counts, farText(app, farFrom(app, frame.bounds))].filter((text) => text !== "").join(" · "),
    sources: [origin.sources, ...paperTexts(app)].join(" · "),
    legend: legendOf(app, frame.bounds, worldPx(frame)),
    nothing: words.text("ui.print_nothing"),
    ratio: words.text("ui.print_ratio", { ratio: frame.ratio }),
    bar: barFigures(words, frame),
    datum: words.text("ui.print_datum"),
    grid: grid(frame),
    north: words.text("ui.print_north"),
  };
}

/** How many of the records that the map does not open on are not on the sheet either. */
function farFrom(app: App, [west, south, east, north]: Bounds): number {
  return app.engine.farOutside.filter((ref) => {
    const box = app.layerOf(ref).geometry.bounds(ref.record);
    return box !== null && (box[0] > east || box[2] < west || box[1] > north || box[3] < south);
  }).length;
}

// A sheet has room for some sources; the page lists them all.
function shortened(names: string[]): string[] {
  return names.length <= MOST_SOURCES
    ? names
    : [...names.slice(0, MOST_SOURCES), `… (+${names.length - MOST_SOURCES})`];
}

/** Below this the figure in the middle would run into the one at the end. */
const MIDDLE_FROM_MM = 26;

export function barFigures(words: Pick<Words, "number" | "text">, { bar_m, bar_mm }: Frame): string[] {
  const [unit, per] = bar_m < 1000 ? ["ui.unit_m", 1] : ["ui.unit_km", 1000];
  const middle = bar_mm < MIDDLE_FROM_MM ? [] : [words.number(bar_m / 2 / per, 2)];
  return ["0", ...middle, words.text(unit, { n: words.number(bar_m / per) })];
}

// A sheet on which a filter hides hazards must say so, and which: whoever holds it cannot see the page's heading.
function filterWarning(app: App): string[] {
  const { filters, words } = app;
  if (!filters.isOn) return [];
  const told = [words.text("ui.filter"), filterText(app)].join(": ");
  return [words.text("warning.filtered", { ...filters.counts() }), `${told}.`];
}

/** What is hidden, and what is asked for. */
function filterText({ layers, filters, words }: App): string {
  const hidden = [
    ...[...filters.hiddenLayers].map((index) => layers[index]!.title),
    ...[...filters.hiddenClasses].map((one) => {
      const [index, key] = one.split("|");
      return `${layers[Number(index)]!.title}: ${classWords(words, key!)}`;
    }),
  ].map((what) => `${what} (${words.text("ui.hidden_now")})`);
  const asked = [...filters.chosen].map(([field, values]) => {
    const texts = [...values].map((value) =>
      value === MISSING ? words.text("ui.not_recorded") : words.value(field, value),
    );
    return `${words.field(field)}: ${words.list(texts)}`;
  });
  const day = (key: string, at: number | null) => (at === null ? [] : [`${words.text(key)} ${words.date(isoOf(at))}`]);
  const dates = [...day("ui.filter_from", filters.from), ...day("ui.filter_to", filters.to)].join(" ");
  const gap = filters.gap && words.text(filters.gap === "undated" ? "ui.no_date" : "ui.numbers_no_month");
  return [...hidden, ...asked, dates, gap].filter(Boolean).join("; ");
}

// The lines are the engine's; they are as far apart as on the screen at the same size.
function grid(frame: Frame): GridLabel[] {
  return gridLabels(frame.bounds, stepFor(worldPx(frame)));
}

/** How wide the world is at the scale of a sheet, px. */
function worldPx({ width_mm, bounds }: Frame): number {
  return (width_mm * CSS_PX_PER_MM * 360) / (bounds[2] - bounds[0]);
}

/** The classes with a record in an extent that is shown, with how many; the settings of layers that have several; and what
 * the signs of poor positions mean. */
function legendOf(app: App, bounds: Bounds, worldPx: number): LegendLine[] {
  const { words, engine } = app;
  const inView = engine.countsInView(bounds);
  const gone = inView.get(GONE_SIGN)?.inView ?? 0;
  const withdrawn = (inView.get(WITHDRAWN_SIGN)?.inView ?? 0) > 0 ? app.withdrawalCounts : [];
  const struck = () => ({ key: GONE_SIGN, text: classWords(words, GONE_SIGN), count: words.number(gone) });
  // Without counts: the classes have counted these records already.
  const settings = engine
    .settingsInView(bounds)
    .map((setting) => ({ key: `settings/${setting}`, text: words.settingName(setting), count: "" }));
  const signs = engine.signsIn(bounds, worldPx).map((key) => ({ key, text: classWords(words, key), count: "" }));
  // A sheet is drawn by the engine, which knows the records only: what is missing from it is named.
  const others = othersShown(app).map((title) => ({
    key: "",
    text: words.text("ui.screen_only", { title }),
    count: "",
  }));
  return [
    ...classLines(app, inView),
    ...(gone > 0 ? [struck()] : []),
    ...withdrawn.map((text) => ({ key: WITHDRAWN_SIGN, text, count: "" })),
    ...settings,
    ...signs,
    ...others,
  ];
}

/** A line for each symbol of the sheet. It has the name of a layer that has no other symbol there, and alone has it; the
 * names of all other layers stand in one line at the end. */
function classLines(app: App, inView: Map<string, Count>): LegendLine[] {
  const { words, engine, filters } = app;
  const lines = new Map<string, { key: string; setting: string | null; n: number; layers: Layer[] }>();
  const classesOfLayer = new Map<Layer, number>();
  for (const layer of app.mapLayers) {
    if (filters.hiddenLayers.has(layer.index)) continue;
    const setting = engine.swatches.settingOf(layer.index);
    for (const key of filters.presentClasses(layer)) {
      const n = inView.get(`${layer.index}|${key}`)?.inView ?? 0;
      if (n === 0) continue;
      classesOfLayer.set(layer, (classesOfLayer.get(layer) ?? 0) + 1);
      const line = lines.get(`${key} ${setting}`) ?? { key, setting, n: 0, layers: [] };
      lines.set(`${key} ${setting}`, { ...line, n: line.n + n, layers: [...line.layers, layer] });
    }
  }
  const isAlone = ({ layers: [layer, ...more] }: { layers: Layer[] }) =>
    more.length === 0 && classesOfLayer.get(layer!) === 1;
  const sorted = [...lines.values()].sort((a, b) => byLegendOrder(a.key, b.key)); // those alike as the layers are
  const alone = new Map<string, number>();
  for (const line of sorted) if (isAlone(line)) alone.set(line.key, (alone.get(line.key) ?? 0) + 1);
  // What is said of several layers is said once, as in the page's legend.
  const text = (line: (typeof sorted)[number]) =>
    !isAlone(line)
      ? classWords(words, line.key)
      : alone.get(line.key)! > 1
        ? line.layers[0]!.title
        : titleAndClass(words, line.layers[0]!, line.key);
  const isSaid = (key: string) => sorted.some((line) => line.key === key && !isAlone(line));
  const meanings = [...alone].filter(([key, n]) => n > 1 && !isSaid(key));
  const named = new Set(sorted.filter(isAlone).map(({ layers }) => layers[0]!));
  const unnamed = [...classesOfLayer.keys()].filter((layer) => !named.has(layer));
  return [
    ...sorted.map((line) => ({ ...line, text: text(line), count: words.number(line.n) })),
    ...meanings.map(([key]) => ({ key, text: classWords(words, key), count: "" })),
    ...(unnamed.length > 0 ? [{ key: "", text: layerNames(words, unnamed), count: "" }] : []),
  ];
}

function layerNames(words: Words, layers: Layer[]): string {
  return `${words.text("ui.tab_layers")}: ${words.list(shortened(layers.map(({ title }) => title)))}`;
}

/** A layer's name, and what its only class says beyond it: of a hazard the type and status. */
function titleAndClass(words: Words, { title, kind }: Layer, key: string): string {
  const { family } = kindOf(kind).symbol;
  return family === "hazard" || family === "release" ? `${title}: ${classWords(words, key)}` : title;
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
