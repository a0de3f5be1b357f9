// The pictures of a map's records: when, where, of what kind. Each has a bar for what is not known, and its bars add up to
// the count of the heading.

import { kindOf } from "../../kinds.ts";
import type { Layer } from "../../model.ts";
import type { App } from "../app.ts";
import { classWords } from "../card/facts.ts";
import { type DateGap, daysOf, type FilterField, isoOf, MISSING } from "../tabs/filters.ts";
import { byLegendOrder } from "../tabs/legend.ts";
import type { Chart, Row } from "./chart.ts";
import { byDate, byField, type Grouping, NO_MONTH, one, type Tally, tally, UNDATED } from "./tally.ts";
import { type Time, timesBetween } from "./times.ts";

const STATUSES = ["open", "worked_on", "suspended", "closed"];

/** All pictures that the records of a map give. */
export function chartsOf(app: App, perMonth: boolean): Chart[] {
  const found = [
    timeChart(app, perMonth),
    fieldChart(app, "setting"),
    kindChart(app, "area_type"),
    kindChart(app, "status"),
    fieldChart(app, "admin2"),
    fieldChart(app, "admin1"),
  ];
  return found.filter((chart) => chart !== null);
}

function count(app: App, groupsOf: (layer: Layer) => Grouping): Map<string, Tally> {
  return tally(app.filters, (layer) => app.shownMask(layer), groupsOf);
}

/** Nothing hides the places around hazards, so where a map has nothing else its bars cannot be chosen. */
function canChoose(app: App): boolean {
  return app.hazardLayers.length > 0;
}

/** What a bar does when it is chosen: `change` the filters, then show what passes. */
function choosing(app: App, change: () => void): Pick<Row, "choose"> {
  if (!canChoose(app)) return {};
  const choose = () => {
    change();
    app.applyFilters();
  };
  return { choose };
}

const counted = ({ shown, total }: Tally) => ({ values: [shown], total });

function timeChart(app: App, perMonth: boolean): Chart {
  const { words } = app;
  const counts = count(app, (layer) => byDate(app.filters, layer, perMonth));
  const gaps = [NO_MONTH, UNDATED].filter((key) => counts.has(key));
  const rows = timesBetween([...counts.keys()].filter((key) => !gaps.includes(key))).map((time) =>
    timeRow(app, time, counts.get(time.from) ?? { shown: 0, total: 0 }),
  );
  return {
    name: perMonth ? "months" : "years",
    title: words.text(perMonth ? "ui.numbers_month" : "ui.numbers_year"),
    heads: [words.text("ui.filter_dates"), words.text("ui.tab_records")],
    rows: [...rows, ...gaps.map((key) => gapRow(app, key as DateGap, counts.get(key)!))],
    isWhole: true,
    notes: [],
  };
}

/** A year or month, which can be asked for, or a time without records. */
export function timeRow(app: App, { from, to }: Time, sum: Tally): Row {
  const { words, filters } = app;
  if (from !== to) return { key: "", label: `${words.date(from)} – ${words.date(to)}`, ...counted(sum) };
  const [first, last] = daysOf(from)!;
  const isChosen = filters.from === first && filters.to === last;
  const change = () => {
    filters.gap = null;
    [filters.from, filters.to] = isChosen ? [null, null] : [first, last];
  };
  return { key: from, label: words.date(from), ...counted(sum), isChosen, ...choosing(app, change) };
}

/** The records without a date, or without a month. */
export function gapRow(app: App, gap: DateGap, sum: Tally): Row {
  const { words, filters } = app;
  const isChosen = filters.gap === gap;
  const change = () => {
    filters.from = filters.to = null;
    filters.gap = isChosen ? null : gap;
  };
  const label = words.text(gap === "undated" ? "ui.no_date" : "ui.numbers_no_month");
  return { key: gap, label, ...counted(sum), isUnknown: true, isChosen, ...choosing(app, change) };
}

/** By what is recorded in a field, the most frequent first; null where nothing is. */
function fieldChart(app: App, field: FilterField): Chart | null {
  const { words } = app;
  const counts = count(app, (layer) => byField(layer, field));
  if ([...counts.keys()].every((value) => value === MISSING)) return null;
  const sorted = [...counts].sort(
    ([a, one], [b, other]) =>
      Number(isUnknown(a)) - Number(isUnknown(b)) ||
      other.total - one.total ||
      a.localeCompare(b, words.language, { numeric: true }),
  );
  return {
    name: field,
    title: words.field(field),
    heads: [words.field(field), words.text("ui.tab_records")],
    rows: sorted.map(([value, sum]) => ({
      ...valueRow(app, field, value, sum),
      ...(field === "setting" && !isUnknown(value) ? { symbol: `settings/${value}` } : {}),
    })),
    notes: [],
  };
}

const isUnknown = (value: string) => value === MISSING || value === "unknown";

function valueRow(app: App, field: FilterField, value: string, sum: Tally): Row {
  const { words, filters } = app;
  const isChosen = filters.chosen.get(field)?.has(value) ?? false;
  const change = () => filters.choose(field, value, !isChosen);
  const label = value === MISSING ? words.text("ui.not_recorded") : words.value(field, value);
  return { key: value, label, ...counted(sum), isUnknown: isUnknown(value), isChosen, ...choosing(app, change) };
}

/** By type or status: hazards by theirs, in the order of the legend; releases by what they are, and accidents. */
function kindChart(app: App, field: "area_type" | "status"): Chart | null {
  const { words, filters } = app;
  const fieldOf = (kind: string): FilterField | null => {
    const { family } = kindOf(kind).symbol;
    if (family === "hazard") return field;
    return family === "release" && field === "area_type" ? "product" : null;
  };
  if (!filters.counted.some(({ kind }) => fieldOf(kind) !== null)) return null;
  const counts = count(app, (layer) => {
    const own = fieldOf(layer.kind);
    if (own === null) return one(`${layer.kind}/`);
    const { keys, at } = byField(layer, own);
    // The list may grow while it is asked, so the kind is put before each key when it is read.
    return {
      at,
      get keys() {
        return keys.map((value) => `${layer.kind}/${value}`);
      },
    };
  });
  const parts = (key: string) => [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)] as const;
  const isMixed = new Set([...counts.keys()].map((key) => parts(key)[0])).size > 1;
  const row = (key: string): Row => {
    const [kind, value] = parts(key);
    const own = fieldOf(kind);
    if (own === null) return kindRow(app, kind, counts.get(key)!);
    const row = valueRow(app, own, value, counts.get(key)!);
    const isHazard = own === field;
    const symbol = field === "status" ? `${kind}/unknown/${value || "unknown"}` : `${kind}/${value || "unknown"}`;
    const apart =
      isMixed && (!isHazard || value === MISSING) ? `${words.text(`kind.${kind}`)}: ${row.label}` : row.label;
    return { ...row, key, label: apart, symbol };
  };
  const place = (key: string) => {
    const [kind, value] = parts(key);
    const at = field === "status" && fieldOf(kind) === field ? STATUSES.indexOf(value) : -1;
    return at < 0 ? STATUSES.length : at;
  };
  return {
    name: field === "area_type" ? "types" : "statuses",
    title: words.field(field),
    heads: [words.field(field), words.text("ui.tab_records")],
    rows: [...counts.keys()].sort((a, b) => place(a) - place(b) || byLegendOrder(a, b)).map(row),
    notes: [],
  };
}

/** All records of a kind that has no such field; chosen, it hides the layers of other kinds. */
function kindRow(app: App, kind: string, sum: Tally): Row {
  const { filters, words } = app;
  const { hiddenLayers } = filters;
  const others = filters.counted.filter((layer) => layer.kind !== kind);
  const own = filters.counted.filter((layer) => layer.kind === kind);
  const isHidden = ({ index }: Layer) => hiddenLayers.has(index);
  const isChosen = others.length > 0 && others.every(isHidden) && !own.some(isHidden);
  const change = () => {
    for (const { index } of own) hiddenLayers.delete(index);
    for (const { index } of others) {
      if (isChosen) hiddenLayers.delete(index);
      else hiddenLayers.add(index);
    }
  };
  const chosen = others.length > 0 ? choosing(app, change) : {};
  return {
    key: `${kind}/`,
    label: words.text(`kind.${kind}`),
    symbol: symbolOf(kind),
    ...counted(sum),
    isChosen,
    ...chosen,
  };
}

const symbolOf = (kind: string) => (kindOf(kind).symbol.family === "release" ? `${kind}/cleared` : kind);

/** A time that is asked for, as shortly as it can be said. */
function periodText(app: App, from: number | null, to: number | null): string {
  const { words } = app;
  const isWhole = (iso: string) => {
    const days = daysOf(iso);
    return days !== null && days[0] === from && days[1] === to;
  };
  const whole = from === null ? undefined : [4, 7].map((length) => isoOf(from).slice(0, length)).find(isWhole);
  if (whole !== undefined) return words.date(whole);
  return [from, to].map((day) => (day === null ? "…" : words.date(isoOf(day)))).join(" – ");
}

/** What is filtered by, in words; "" where nothing is. */
export function chosenText(app: App): string {
  const { words, filters } = app;
  if (!filters.isOn) return "";
  const texts: string[] = [];
  const { from, to, gap } = filters;
  if (gap !== null) texts.push(words.text(gap === "undated" ? "ui.no_date" : "ui.numbers_no_month"));
  if (filters.hasDates) texts.push(periodText(app, from, to));
  for (const [field, values] of filters.chosen) {
    const said = [...values].map((value) =>
      value === MISSING ? words.text("ui.not_recorded") : words.value(field, value),
    );
    texts.push(`${words.field(field)}: ${words.list(said)}`);
  }
  const shown = app.mapLayers.filter(({ index }) => !filters.hiddenLayers.has(index));
  if (filters.hiddenLayers.size > 0)
    texts.push(`${words.text("ui.tab_layers")}: ${words.list(shown.map(({ title }) => `\u2068${title}\u2069`))}`);
  const hidden = [...filters.hiddenClasses].map((key) => classWords(words, key.slice(key.indexOf("|") + 1)));
  if (hidden.length > 0) texts.push(`\u2212 ${words.list([...new Set(hidden)])}`);
  return `${words.text("ui.filter")}: ${texts.join("; ")}`;
}
