// A sheet as elements, for paper: real text, so that it can be searched and read out in a PDF.

import type { App } from "../app.ts";
import { bdi, el, svg } from "../dom.ts";
import { symbol } from "../tabs/legend.ts";
import type { Frame } from "./sheetframe.ts";
import type { Sheet } from "./sheet.ts";

const SIDES = 4;

export interface Pictures {
  map: HTMLCanvasElement;
  /** Where the map lies; null where there is no room, or no time to draw it. */
  locator: HTMLCanvasElement | null;
}

/** The sheet around a picture of the map (a canvas the size of the frame). */
export function sheetElement(app: App, sheet: Sheet, frame: Frame, pictures: Pictures): HTMLElement {
  const { map, locator } = pictures;
  const box = el("div", { class: "zm-sheetmap" }, map, ...gridElements(sheet));
  box.style.inlineSize = `${frame.width_mm}mm`;
  box.style.blockSize = `${frame.height_mm}mm`;
  if (sheet.fictitious !== null) {
    const marks = Array.from({ length: 6 }, () => el("span", {}, sheet.fictitious));
    box.append(el("div", { class: "zm-sheetmark" }, ...marks));
  }
  return el(
    "section",
    { class: "zm-sheet", dir: app.words.direction, lang: app.words.language },
    el(
      "header",
      { class: "zm-sheethead" },
      el("div", {}, el("h1", {}, bdi(sheet.title)), el("p", {}, sheet.dates.join(" · "))),
      el("p", {}, sheet.counts),
    ),
    el("div", { class: "zm-sheetwarnings" }, ...sheet.warnings.map((text) => el("p", {}, text))),
    box,
    el(
      "div",
      { class: "zm-sheetside" },
      legend(app, sheet),
      el(
        "div",
        { class: "zm-sheetaside" },
        locator && el("div", { class: "zm-sheetlocator" }, locator),
        scale(sheet, frame),
      ),
    ),
    el(
      "footer",
      { class: "zm-sheetfoot" },
      ...[...sheet.from, sheet.sources, sheet.datum, sheet.page].map((text) => el("p", {}, bdi(text))),
    ),
  );
}

function legend(app: App, sheet: Sheet): HTMLElement {
  const rows = sheet.legend.map(({ key, setting, text, count }) =>
    el(
      "li",
      {},
      key === "" ? el("span", { class: "zm-symbol" }) : symbol(app, key, { ratio: 3, setting: setting ?? null }),
      el("span", {}, text),
      el("span", { class: "zm-count" }, count),
    ),
  );
  return el(
    "div",
    { class: "zm-sheetlegend" },
    el("h2", {}, app.words.text("ui.print_legend")),
    rows.length > 0 ? el("ul", {}, ...rows) : el("p", {}, sheet.nothing),
  );
}

function scale(sheet: Sheet, frame: Frame): HTMLElement {
  const bar = el("div", { class: "zm-sheetbar" }, ...Array.from({ length: SIDES }, () => el("span", {})));
  const figures = el("div", { class: "zm-sheetfigures", dir: "ltr" }, ...sheet.bar.map((text) => el("span", {}, text)));
  bar.style.inlineSize = figures.style.inlineSize = `${frame.bar_mm}mm`;
  const north = el("div", { class: "zm-sheetnorth" }, svg("M12 2 18 22 12 17 6 22z"), el("span", {}, sheet.north));
  return el("div", { class: "zm-sheetscale" }, north, el("div", {}, figures, bar, el("p", {}, sheet.ratio)));
}

function gridElements(sheet: Sheet): HTMLElement[] {
  return sheet.grid.map(({ side, at, text }) => {
    const label = el("span", { class: `zm-grid zm-grid-${side}`, dir: "ltr" }, text);
    if (side === "top") label.style.left = `${at * 100}%`;
    else label.style.top = `${at * 100}%`;
    return label;
  });
}

/** The size of paper for the printer, as a style sheet made by the page: its policy allows no other. */
export function paperSize(paper: string, landscape: boolean): void {
  if (!("adoptedStyleSheets" in document)) return; // the printer's dialog asks for the paper there
  const size = `@page { size: ${paper} ${landscape ? "landscape" : "portrait"}; margin: 8mm; }`;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(size);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== current), sheet];
  current = sheet;
}

let current: CSSStyleSheet | null = null;
