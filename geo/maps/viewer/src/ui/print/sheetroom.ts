// How much of a sheet of paper its map may take. What stands around it is estimated from how long its texts are, on the
// safe side, because it is laid out only while it is printed, and a line too many would become a second page.

import type { Sheet } from "./sheet.ts";

export const PAPERS = { A4: [210, 297], A3: [297, 420] } as const;
export type Paper = keyof typeof PAPERS;

const MARGIN_MM = 8;
/** What heading, warnings and foot of a line each, and a legend of some rows need; 2 mm to spare. */
const AROUND_MM = { landscape: 32, portrait: { A4: 96, A3: 102 } };
/** Of the picture of where the map lies: the largest that there is room for. */
const LOCATORS_MM: Size[] = [
  [44, 33],
  [36, 27],
  [28, 21],
];
const LEAST_LOCATOR_MM = LOCATORS_MM[LOCATORS_MM.length - 1]![1];
const LOCATOR_GAP_MM = 4;
const SIDE_MM = 70;
const SYMBOLS_MM = 20; // of a column beside a map: symbol, count and gaps
const SCALE_MM = 24; // scale bar and the legend's heading
const ROW_MM = 4.2;
const SMALL = { row_mm: 3, letters: 0.8 }; // a row of a legend that is written smaller, and its letters' share of the others'
const COLUMNS = 3; // of the legend under a map, and at most beside one
const BESIDE_LEGEND_MM = 62; // symbols, counts, gaps and the scale beside it
const MM_PER_LETTER = { title: 2.9, small: 1.45, row: 1.75 };
const TITLE_SHARE = 0.7; // of the width; the counts stand beside it
const LINE_MM = { title: 6.2, small: 3.4 };
/** Lines of title, warnings and foot that the room around the map has in any case. */
const LINES = { title: 1, warnings: 1, foot: 1 };

export type Size = readonly [width_mm: number, height_mm: number];

export interface Room {
  width_mm: number;
  height_mm: number;
  /** The legend is too long for its place, beside that picture, unless it is written smaller. */
  small: boolean;
  /** Of the legend beside a map; under one it always has as many. */
  columns: number;
  /** The size of the picture of where the map lies; null where there is no room for it. */
  locator_mm: Size | null;
}

/** The size of the map's frame on a sheet; without the sheet's texts, that of a sheet with few. */
export function roomFor(paper: Paper, landscape: boolean, sheet?: Sheet): Room {
  const [short, long] = PAPERS[paper];
  const [width, height] = [(landscape ? long : short) - 2 * MARGIN_MM, (landscape ? short : long) - 2 * MARGIN_MM];
  const more = sheet ? extraLines(sheet, width) : 0;
  if (landscape) {
    const height_mm = height - AROUND_MM.landscape - more;
    const column_mm = SIDE_MM - SYMBOLS_MM;
    const rows = sheet ? rowsOf(sheet, column_mm) : 0;
    const small = rows * ROW_MM + SCALE_MM + LOCATOR_GAP_MM + LEAST_LOCATOR_MM > height_mm;
    const smallRows = sheet && small ? rowsOf(sheet, column_mm / SMALL.letters) : 0;
    const needed = Math.ceil((smallRows * SMALL.row_mm) / (height_mm - SCALE_MM));
    const columns = Math.min(COLUMNS, Math.max(1, needed));
    const legend_mm = small ? (smallRows * SMALL.row_mm) / columns : rows * ROW_MM;
    const left_mm = height_mm - legend_mm - SCALE_MM - LOCATOR_GAP_MM;
    const locator_mm = LOCATORS_MM.find(([, high]) => high <= left_mm) ?? null;
    return { width_mm: width - SIDE_MM - (columns - 1) * column_mm, height_mm, small, columns, locator_mm };
  }
  const around = AROUND_MM.portrait[paper];
  const columns = sheet ? Math.ceil(rowsOf(sheet, (width - BESIDE_LEGEND_MM) / COLUMNS - 12) / COLUMNS) + 1 : 0;
  const needed = 38 + SCALE_MM / 3 + columns * ROW_MM;
  return {
    width_mm: width - 6,
    height_mm: height - Math.max(around, Math.min(needed, height * 0.6)) - more,
    small: needed > height * 0.6,
    columns: COLUMNS,
    locator_mm: LOCATORS_MM[0]!, // above the scale, beside the legend
  };
}

function rowsOf(sheet: Sheet, width_mm: number): number {
  return sheet.legend.reduce((sum, { text }) => sum + linesOf(text, MM_PER_LETTER.row, width_mm), 0);
}

function extraLines(sheet: Sheet, width_mm: number): number {
  const over = (text: string, letter: number, has: number) => Math.max(0, linesOf(text, letter, width_mm) - has);
  const foot = [...sheet.from, sheet.sources, sheet.datum, sheet.page].join("   ");
  return (
    Math.max(0, linesOf(sheet.title, MM_PER_LETTER.title, TITLE_SHARE * width_mm) - LINES.title) * LINE_MM.title +
    over(sheet.warnings.join("   "), MM_PER_LETTER.small * 1.15, LINES.warnings) * LINE_MM.small +
    over(foot, MM_PER_LETTER.small, LINES.foot) * LINE_MM.small
  );
}

const linesOf = (text: string, letter_mm: number, width_mm: number) =>
  Math.max(1, Math.ceil((text.length * letter_mm) / width_mm));
