// Pictures of numbers on paper, with what every sheet carries.

import type { App } from "../app.ts";
import { bdi, el } from "../dom.ts";
import { FONT } from "../print/picture.ts";
import { originOf } from "../print/sheet.ts";
import type { Chart } from "./chart.ts";
import { chosenText } from "./charts.ts";
import { seriesPlot } from "./plot.ts";
import { type Series, seriesTitle } from "./series.ts";
import { chartTable } from "./table.ts";

export function numbersSheet(app: App, charts: Chart[], series: Series[]): HTMLElement {
  const { words } = app;
  const origin = originOf(app);
  const mark = origin.fictitious === null ? null : el("p", { class: "zm-sheetinvented" }, origin.fictitious);
  return el(
    "section",
    { class: "zm-sheet zm-numberssheet", dir: words.direction, lang: words.language },
    el(
      "header",
      { class: "zm-sheethead" },
      el("div", {}, mark, el("h1", {}, bdi(origin.title)), el("p", {}, origin.dates.join(" · "))),
      el("p", {}, origin.counts),
    ),
    el(
      "div",
      { class: "zm-sheetwarnings" },
      ...[...origin.warnings, chosenText(app)].filter((text) => text !== "").map((text) => el("p", {}, text)),
    ),
    el("div", { class: "zm-sheetcharts" }, ...charts.map((chart) => chartFigure(app, chart))),
    series.length > 0 && el("p", {}, words.text("ui.figures_help")),
    el("div", { class: "zm-sheetcharts" }, ...series.map((one) => seriesFigure(app, one))),
    el(
      "footer",
      { class: "zm-sheetfoot" },
      ...[...origin.from, origin.sources, origin.page].map((text) => el("p", {}, bdi(text))),
    ),
  );
}

function chartFigure(app: App, chart: Chart): HTMLElement {
  const id = `zm-sheet-${chart.name}`;
  return el(
    "figure",
    { class: "zm-chart" },
    el("figcaption", { id }, el("h2", {}, chart.title)),
    chartTable(app, chart, { labelledby: id, isStill: true }),
    ...chart.notes.map((text) => el("p", {}, text)),
  );
}

function seriesFigure(app: App, series: Series): HTMLElement {
  const { words } = app;
  const listed = series.figures.filter(({ point }) => point === null).map(({ value }) => `\u2068${value}\u2069`);
  return el(
    "figure",
    { class: "zm-chart" },
    el("figcaption", {}, el("h2", {}, bdi(seriesTitle(app, series)))),
    seriesPlot(app, series, FONT),
    listed.length > 0 && el("p", {}, `${words.text("ui.numbers_not_drawn")} ${listed.join("; ")}`),
  );
}
