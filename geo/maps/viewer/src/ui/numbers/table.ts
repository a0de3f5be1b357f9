// A picture of numbers as a table with bars: it is read out as a table, mirrored where the language is, seen in forced
// colours, and printed, all as tables are.

import type { App } from "../app.ts";
import { bdi, el, fill } from "../dom.ts";
import { symbol } from "../tabs/legend.ts";
import { type Chart, countText, longest, type Row } from "./chart.ts";

/** More rows than these are folded until they are asked for. */
const MOST_ROWS = 14;
export const FOLDED_ROWS = 10;

export interface TableOptions {
  /** The id of what names the table. */
  labelledby: string;
  /** On paper nothing can be chosen or unfolded. */
  isStill: boolean;
  /** Whether all rows are shown, and what to do when they are asked for. */
  isWhole?: boolean;
  unfold?: () => void;
}

export function chartTable(app: App, chart: Chart, options: TableOptions): HTMLElement {
  const most = longest(chart);
  const left = options.isStill || options.isWhole ? [] : folded(chart);
  const isMany = chart.heads.length > 2;
  const head = el(
    "tr",
    {},
    ...chart.heads.map((text, at) => el("th", { scope: "col", class: at > 0 ? "zm-figure" : "" }, text)),
  );
  const write = (row: Row) => tableRow(app, row, most, options.isStill);
  const [above, below] = [chart.rows.filter((row) => !row.isUnknown), chart.rows.filter((row) => row.isUnknown)];
  return el(
    "table",
    { class: isMany ? "zm-bars zm-manybars" : "zm-bars", "aria-labelledby": options.labelledby },
    el("thead", { class: isMany ? "" : "zm-unseen" }, head),
    el(
      "tbody",
      {},
      ...above.slice(0, above.length - left.length).map(write),
      left.length > 0 && moreRow(app, left, options),
      ...below.map(write),
    ),
  );
}

/** The rows that wait to be asked for: never those of what is not known. */
function folded({ rows, isWhole }: Chart): Row[] {
  const known = rows.filter((row) => !row.isUnknown);
  return isWhole || known.length <= MOST_ROWS ? [] : known.slice(FOLDED_ROWS);
}

/** Stands for the rows that are folded, with their sum. */
function moreRow({ words }: App, left: Row[], { unfold }: TableOptions): HTMLElement {
  const text = words.text("ui.filter_more", { n: left.length });
  const on = { click: () => unfold?.() };
  const more = el("button", { type: "button", class: "zm-textbutton zm-bar-name", on }, text);
  const sum = (of: (row: Row) => number) => left.reduce((so, row) => so + of(row), 0);
  const number = countText(
    words,
    sum(({ values }) => values[0] ?? 0),
    sum(({ total }) => total ?? 0),
  );
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, more),
    el("td", {}, el("span", { class: "zm-track" }, el("span", { class: "zm-number" }, number))),
  );
}

function tableRow(app: App, row: Row, most: number, isStill: boolean): HTMLElement {
  const label = [
    row.symbol === undefined ? null : symbol(app, row.symbol, isStill ? { ratio: 3 } : {}),
    el("span", { class: "zm-word" }, bdi(row.label)),
  ];
  const { choose } = row;
  const isButton = choose !== undefined && !isStill;
  const name = isButton
    ? el(
        "button",
        { type: "button", class: "zm-bar-name", "aria-pressed": String(row.isChosen), data: { key: row.key } },
        ...label,
      )
    : el("span", { class: "zm-bar-name" }, ...label);
  const looks = [row.isUnknown && "zm-unknown", row.isChosen && "zm-chosen", isButton && "zm-canchoose"];
  const root = el(
    "tr",
    { class: looks.filter(Boolean).join(" ") },
    el("th", { scope: "row" }, name),
    ...cells(app, row, most),
  );
  // The whole row is the target of a finger; the button in it that of the keyboard.
  if (isButton) root.addEventListener("click", choose);
  return root;
}

function cells({ words }: App, { values, total }: Row, most: number): HTMLElement[] {
  return values.map((value) => {
    const all = total ?? value ?? 0;
    const filling = el("span", {});
    filling.style.inlineSize = `${(100 * (value ?? 0)) / (all || 1)}%`;
    const bar = el("span", { class: "zm-bar", "aria-hidden": "true", hidden: all === 0 }, filling);
    bar.style.setProperty("--part", String(all / most));
    const number = el("span", { class: value === null ? "zm-missing" : "zm-number" }, countText(words, value, total));
    return el("td", {}, el("span", { class: "zm-track" }, bar, number));
  });
}

/** Replace what stands in a pane, and keep the place and the focus of whoever is reading there. */
export function rewrite(root: HTMLElement, ...parts: HTMLElement[]): void {
  const focused = root.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const figure = focused?.closest("figure")?.id;
  const key = focused?.dataset.key;
  const top = root.scrollTop;
  fill(root, ...parts);
  root.scrollTop = top;
  if (key === undefined) return;
  const within = figure === undefined ? root : (root.querySelector<HTMLElement>(`[id="${figure}"]`) ?? root);
  for (const one of within.querySelectorAll<HTMLElement>("[data-key]")) {
    if (one.dataset.key === key) return one.focus({ preventScroll: true });
  }
}
