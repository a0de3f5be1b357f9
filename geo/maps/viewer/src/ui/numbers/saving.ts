// Pictures of numbers as files: a table for a spreadsheet, or a picture that carries what a picture of the map carries.

import type { App } from "../app.ts";
import { wordsFor, valueOf } from "../card/facts.ts";
import { canvasOf, Column, context2d, drawMark, FONT, PADDING, RATIO, WIDTH } from "../print/picture.ts";
import { originOf } from "../print/sheet.ts";
import { BYTE_ORDER_MARK, csvLine, defused } from "../save/csv.ts";
import { FICTITIOUS, noticeOf } from "../save/notice.ts";
import { symbol } from "../tabs/legend.ts";
import { type Chart, countText, longest } from "./chart.ts";
import { chosenText } from "./charts.ts";
import { paintPoints } from "./points.ts";
import { type Series, seriesTitle } from "./series.ts";

const ROW_PX = 28;
const LABEL = 0.34;
const NUMBER_PX = 110;
const INK = "#1b1b1b";
const SOFT = "#54565a";
const BAR = "#1d4e89";
const PLOT_PX = 420;
/** So high a picture is at least, so that the mark of what is invented is seen on it. */
const LEAST_PX = 140;

/** The rows of a picture, those that a filter hides among them where a number of all is known. */
export function chartCsv(app: App, chart: Chart): string {
  const all = chart.rows.some(({ total }) => total !== undefined) ? ["total"] : [];
  const rows = chart.rows.map(({ label, values, total }) => [
    defused(label),
    ...values.map((value) => (value === null ? "" : String(value))),
    ...(all.length > 0 ? [String(total ?? "")] : []),
  ]);
  return table(app, chart.title, [...chart.heads, ...all], rows, chart.notes);
}

/** Every figure of a series as it was published, drawn or not. */
export function seriesCsv(app: App, series: Series): string {
  const fields = ["subject", "value", "unit", "as_of", "remarks", "source", "source_url"];
  const rows = series.figures.map(({ ref }) =>
    fields.map((field) => defused(String(valueOf(app.layerOf(ref), ref.record, field) ?? ""))),
  );
  return table(app, seriesTitle(app, series), fields, rows, []);
}

function table(app: App, title: string, heads: string[], rows: string[][], notes: string[]): string {
  const { text, fictitious } = noticeOf(app);
  const { dates, counts, sources, page } = originOf(app);
  const about = [`${originOf(app).title}: ${title}`, ...dates, counts, chosenText(app), ...notes, sources, page];
  const said = about.filter((line) => line !== "").map((line) => csvLine([`# ${line}`]));
  const marked = (cells: string[], mark: string) => csvLine(fictitious ? [...cells, mark] : cells);
  return [
    BYTE_ORDER_MARK + csvLine([`# ${text}`]),
    ...said,
    marked(heads.map(defused), "fictitious"),
    ...rows.map((cells) => marked(cells, FICTITIOUS)),
  ].join("");
}

/** A picture of rows with bars. */
export function chartPicture(app: App, chart: Chart): HTMLCanvasElement {
  const columns = chart.heads.length - 1;
  const head = columns > 1 ? ROW_PX : 0;
  const paint = (context: CanvasRenderingContext2D, top: number) => paintBars(app, context, chart, top);
  return framed(app, chart.title, chart.notes, {
    height: Math.max(LEAST_PX, head + chart.rows.length * ROW_PX),
    paint,
  });
}

/** A picture of figures over time; those that are not drawn are listed below it. */
export function seriesPicture(app: App, series: Series): HTMLCanvasElement {
  const { words } = app;
  const listed = series.figures
    .filter(({ point }) => point === null)
    .map(({ ref, value }) => {
      const date = wordsFor(words, "as_of", valueOf(app.layerOf(ref), ref.record, "as_of"));
      return `\u2068${value}\u2069 (${date ?? words.text("ui.no_date")})`;
    });
  const notes = listed.length > 0 ? [`${words.text("ui.numbers_not_drawn")} ${listed.join("; ")}`] : [];
  const box = { x: PADDING, width: WIDTH - 2 * PADDING, height: PLOT_PX };
  const paint = (context: CanvasRenderingContext2D, top: number) =>
    paintPoints(context, series, words, { ...box, y: top }, { size: 13, font: FONT });
  return framed(app, seriesTitle(app, series), [words.text("ui.figures_help"), ...notes], { height: PLOT_PX, paint });
}

interface Content {
  height: number;
  paint(context: CanvasRenderingContext2D, top: number): void;
}

/** What stands on every picture, around a part that is painted; written twice, first to be measured. */
function framed(app: App, title: string, notes: string[], content: Content): HTMLCanvasElement {
  const height = Math.ceil(compose(app, canvasOf(1, 1), title, notes, content));
  const picture = canvasOf(WIDTH * RATIO, height * RATIO);
  compose(app, picture, title, notes, content);
  return picture;
}

function compose(app: App, picture: HTMLCanvasElement, title: string, notes: string[], content: Content): number {
  const context = context2d(picture);
  const origin = originOf(app);
  const [rtl, width] = [app.words.direction === "rtl", WIDTH - 2 * PADDING];
  const isMeasured = picture.height > 1;
  if (isMeasured) {
    context.scale(RATIO, RATIO);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, WIDTH, picture.height / RATIO);
  }
  const column = new Column(context, PADDING, width, PADDING - 8, rtl);
  column.write(origin.title, 18, { bold: true });
  column.write([...origin.dates, origin.counts].join(" · "), 14, { colour: SOFT });
  for (const text of [...origin.warnings, chosenText(app)]) if (text !== "") column.write(text, 14, { bold: true });
  column.y += 12;
  column.write(title, 24, { bold: true });
  const top = column.y + 14;
  if (isMeasured) {
    content.paint(context, top);
    if (origin.fictitious !== null) drawMark(context, origin.fictitious, top, width, content.height);
  }
  column.y = top + content.height + 6;
  for (const text of notes) column.write(text, 14);
  for (const text of [...origin.from, origin.sources, origin.page]) column.write(text, 12, { colour: "#3a3a3a" });
  return column.y + PADDING;
}

function paintBars(app: App, context: CanvasRenderingContext2D, chart: Chart, top: number): void {
  const { words } = app;
  const rtl = words.direction === "rtl";
  const width = WIDTH - 2 * PADDING;
  const columns = chart.heads.length - 1;
  const start = width * LABEL;
  const each = (width - start) / columns;
  const scale = (each - NUMBER_PX - 10) / longest(chart);
  // Measured from where the language begins.
  const left = (from: number, length: number) => PADDING + (rtl ? width - from - length : from);
  const write = (text: string, from: number, most: number, y: number) => {
    context.fillStyle = INK;
    context.direction = rtl ? "rtl" : "ltr";
    context.textAlign = rtl ? "right" : "left";
    context.textBaseline = "middle";
    context.fillText(text, PADDING + (rtl ? width - from : from), y, most);
  };
  let y = top + ROW_PX / 2;
  if (columns > 1) {
    context.font = `650 14px ${FONT}`;
    chart.heads.forEach((text, at) =>
      write(text, at === 0 ? 0 : start + (at - 1) * each, (at === 0 ? start : each) - 8, y),
    );
    y += ROW_PX;
  }
  for (const { label, symbol: key, values, total, isUnknown } of chart.rows) {
    context.font = `${isUnknown ? "italic " : ""}14px ${FONT}`;
    if (key !== undefined) context.drawImage(symbol(app, key, { ratio: RATIO }), left(0, 28), y - 10, 28, 20);
    const indent = key === undefined ? 0 : 36;
    write(`\u2068${label}\u2069`, indent, start - indent - 12, y);
    context.font = `14px ${FONT}`;
    values.forEach((value, at) => {
      const from = start + at * each;
      const all = (total ?? value ?? 0) * scale;
      const part = (value ?? 0) * scale;
      context.strokeStyle = BAR;
      context.lineWidth = 1;
      context.fillStyle = isUnknown ? "#8fa6c4" : BAR;
      context.fillRect(left(from, part), y - 8, part, 16);
      if (all > 0) context.strokeRect(left(from, all), y - 8, all, 16);
      const text = countText(words, value, total);
      write(text, from + all + 8, NUMBER_PX, y);
    });
    y += ROW_PX;
  }
}
