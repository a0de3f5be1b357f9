// The tab with pictures of the numbers: how many records there are of each time, kind and district, who came to harm,
// and what was published. They show what the filters let through, and choosing a bar filters.

import type { App, Part } from "../app.ts";
import { bdi, el } from "../dom.ts";
import { dateOf, valueOf, wordsFor } from "../card/facts.ts";
import { icon } from "../icons.ts";
import { FONT } from "../print/picture.ts";
import type { Printing } from "../print/printing.ts";
import { download, fileName, pngOf } from "../save/download.ts";
import { figureCount, numberText } from "../tabs/figures.ts";
import { accidentChart } from "./accidents.ts";
import type { Chart } from "./chart.ts";
import { chartsOf, chosenText } from "./charts.ts";
import { numbersSheet } from "./numberssheet.ts";
import { chartCsv, chartPicture, seriesCsv, seriesPicture } from "./saving.ts";
import { type Figure, type Series, seriesOf, seriesTitle } from "./series.ts";
import { seriesPlot } from "./plot.ts";
import { chartTable, FOLDED_ROWS, rewrite } from "./table.ts";
import { isByMonth } from "./times.ts";

export class NumbersTab implements Part {
  readonly root = el("div", { class: "zm-numbers" });
  private perMonth: boolean | null = null;
  /** The pictures all of whose rows are shown, and the series that are open. */
  private readonly whole = new Set<string>();
  private readonly opened = new Set<string>();
  private series: Series[] | null = null;

  constructor(
    private readonly app: App,
    private readonly printing: Printing,
  ) {
    app.on("filters", () => this.render());
    printing.numbers = () => numbersSheet(app, this.charts(), this.allSeries());
  }

  render(): void {
    if (this.root.hidden) return;
    const charts = this.charts();
    rewrite(
      this.root,
      this.told(),
      el("p", { class: "zm-help" }, this.app.words.text("ui.numbers_help")),
      ...charts.map((chart, at) => this.figure(chart, at === 0)),
      ...this.published(),
    );
  }

  private charts(): Chart[] {
    const { app } = this;
    this.perMonth ??= isByMonth(app.filters);
    const accidents = accidentChart(app, this.perMonth);
    const charts = chartsOf(app, this.perMonth);
    return accidents === null ? charts : [...charts.slice(0, 1), accidents, ...charts.slice(1)];
  }

  private allSeries(): Series[] {
    return (this.series ??= seriesOf(this.app));
  }

  /** How many records the bars add up to, and what is filtered by. */
  private told(): HTMLElement {
    const { app } = this;
    const { words, filters } = app;
    const root = el("div", { class: "zm-chosentext" });
    if (!filters.isOn) {
      root.append(el("p", {}, words.plural("ui.records", filters.counts().total), this.printAll()));
      return root;
    }
    const clear = el(
      "button",
      {
        type: "button",
        class: "zm-textbutton",
        "aria-label": words.text("ui.filter_clear"),
        on: { click: () => this.clear() },
      },
      words.text("ui.clear"),
    );
    root.append(
      el("p", {}, el("span", {}, el("b", {}, app.shownText()), " · ", clear), this.printAll()),
      el("p", {}, chosenText(app)),
      el("p", { class: "zm-help" }, words.text("ui.filter_unknown_help")),
    );
    return root;
  }

  private clear(): void {
    this.app.clearFilters();
    this.root.focus({ preventScroll: true }); // the button is gone
  }

  private printAll(): HTMLElement {
    const { app } = this;
    const click = () => this.printing.printSheet(numbersSheet(app, this.charts(), this.allSeries()));
    const button = { type: "button", class: "zm-button", data: { key: "print" }, on: { click } };
    return el("button", button, icon("print"), app.words.text("ui.print"));
  }

  private figure(chart: Chart, isFirst: boolean): HTMLElement {
    const { app } = this;
    const id = `zm-chart-${chart.name}`;
    const table = chartTable(app, chart, {
      labelledby: `${id}-title`,
      isStill: false,
      isWhole: this.whole.has(chart.name),
      unfold: () => {
        this.whole.add(chart.name);
        this.render();
        const rows = this.root.querySelectorAll<HTMLElement>(`[id="${id}"] tbody [data-key]`);
        rows[FOLDED_ROWS]?.focus({ preventScroll: true });
      },
    });
    return el(
      "figure",
      { id, class: "zm-chart" },
      el(
        "figcaption",
        {},
        // Where a switch says by what the picture is, it need not be said twice.
        el("h3", { id: `${id}-title`, class: isFirst ? "zm-unseen" : "" }, chart.title),
        isFirst && this.steps(),
        this.savers(
          chart.title,
          {
            csv: () => chartCsv(app, chart),
            png: () => chartPicture(app, chart),
            print: () => numbersSheet(app, [chart], []),
          },
          `${app.data.settings.title} ${chart.title}`,
        ),
      ),
      table,
      ...chart.notes.map((text) => el("p", { class: "zm-help" }, text)),
    );
  }

  private steps(): HTMLElement {
    const choice = (perMonth: boolean) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(this.perMonth === perMonth),
          data: { key: `step/${perMonth}` },
          on: {
            click: () => {
              this.perMonth = perMonth;
              this.render();
            },
          },
        },
        this.app.words.text(perMonth ? "ui.numbers_month" : "ui.numbers_year"),
      );
    return el("div", { class: "zm-segments", role: "group" }, choice(false), choice(true));
  }

  /** The buttons that save and print a picture; each is named with the picture. */
  private savers(
    title: string,
    make: { csv: () => string; png: () => HTMLCanvasElement; print: () => HTMLElement },
    file: string,
  ): HTMLElement {
    const { words } = this.app;
    const button = (text: string, act: () => void) =>
      el(
        "button",
        {
          type: "button",
          class: "zm-textbutton",
          "aria-label": `${text}: ${title}`,
          data: { key: text },
          on: { click: act },
        },
        text,
      );
    const save = (blob: Blob, ending: string) => {
      const name = fileName(file, ending);
      download(blob, name);
      this.app.note(words.text("ui.save_done", { file: name }));
      this.app.announce(words.text("ui.save_done", { file: name }));
    };
    return el(
      "span",
      { class: "zm-savers" },
      button(words.text("ui.save_csv"), () => save(new Blob([make.csv()], { type: "text/csv;charset=utf-8" }), "csv")),
      button("PNG", () => void pngOf(make.png()).then((blob) => save(blob, "png"))),
      button(words.text("ui.print"), () => this.printing.printSheet(make.print())),
    );
  }

  private published(): HTMLElement[] {
    const { app } = this;
    const { words } = app;
    const n = figureCount(app);
    if (n === 0) return [];
    const all = el(
      "button",
      { type: "button", class: "zm-textbutton", data: { key: "figures" }, on: { click: () => app.showFigures() } },
      `${words.text("kind.facts")} (${words.number(n)})`,
    );
    return [
      el("h2", { class: "zm-subheading" }, all),
      el("p", { class: "zm-help" }, words.text("ui.figures_help")),
      ...this.allSeries().map((series) => this.fold(series)),
    ];
  }

  private fold(series: Series): HTMLElement {
    const { app } = this;
    const title = seriesTitle(app, series);
    const count = el("span", { class: "zm-count" }, app.words.number(series.figures.length));
    const root = el(
      "details",
      { class: "zm-fold" },
      el("summary", { data: { key: `series/${title}` } }, bdi(title), " ", count),
    );
    const write = () => {
      if (root.childElementCount > 1) return;
      const savers = this.savers(
        title,
        {
          csv: () => seriesCsv(app, series),
          png: () => seriesPicture(app, series),
          print: () => numbersSheet(app, [], [series]),
        },
        `${app.data.settings.title} ${title}`,
      );
      root.append(
        el(
          "figure",
          { class: "zm-chart" },
          el("figcaption", {}, savers),
          seriesPlot(app, series, FONT),
          ...this.lists(series),
        ),
      );
    };
    root.open = this.opened.has(title);
    if (root.open) write();
    root.addEventListener("toggle", () => {
      if (root.open) this.opened.add(title);
      else this.opened.delete(title);
      write();
    });
    return root;
  }

  /** The figures as text: those that are drawn, then those that are not. */
  private lists({ figures }: Series): HTMLElement[] {
    const { words } = this.app;
    const isDrawn = ({ point }: Figure) => point !== null;
    const others = figures.filter((figure) => !isDrawn(figure));
    const lists = [this.list(figures.filter(isDrawn))];
    if (others.length > 0)
      lists.push(el("p", { class: "zm-help" }, words.text("ui.numbers_not_drawn")), this.list(others));
    return lists;
  }

  private list(figures: Figure[]): HTMLElement {
    const { app } = this;
    const { words } = app;
    const row = ({ ref, value }: Figure) => {
      const layer = app.layerOf(ref);
      const date = dateOf(layer, ref.record);
      const open = el(
        "button",
        { type: "button", class: "zm-textbutton", on: { click: () => app.openRecords([ref]) } },
        date === null ? words.text("ui.no_date") : bdi(words.date(date)),
      );
      const source = wordsFor(words, "source", valueOf(layer, ref.record, "source")) ?? words.text("ui.not_recorded");
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, open),
        el("td", { class: "zm-figure" }, bdi(numberText(words, value) ?? "")),
        el("td", {}, bdi(source)),
      );
    };
    const heads = ["as_of", "value", "source"].map((field) =>
      el("th", { scope: "col", class: field === "value" ? "zm-figure" : "" }, words.field(field)),
    );
    return el(
      "div",
      { class: "zm-tablebox" },
      el(
        "table",
        { class: "zm-points" },
        el("thead", {}, el("tr", {}, ...heads)),
        el("tbody", {}, ...figures.map(row)),
      ),
    );
  }
}
