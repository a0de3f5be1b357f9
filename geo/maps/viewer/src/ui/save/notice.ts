// What every saved file says of itself wherever its format has room for it.

import type { App } from "../app.ts";
import { editionWarning } from "../heading.ts";

export interface Notice {
  /** The sentence that no record is no promise, what an edition does not show, and whether all is invented. */
  text: string;
  fictitious: boolean;
  /** What the edition does not show, as geo/records/imprint.py has it: by this a saved file is known again as of one. */
  edition?: { label: string; hidden: number; cells_m: number; dissolved: boolean };
}

/** What files saved from this page say of themselves. */
export function noticeOf(app: App): Notice {
  const { words } = app;
  const { fictitious, producer } = app.data.settings;
  const edition = editionWarning(app)?.replace(/[\u2066-\u2069]/g, "");
  const said = [fictitious && words.text("warning.fictitious_long"), words.text("warning.absence"), edition, producer];
  const text = said.filter(Boolean).join(" ");
  const own = app.data.settings.edition;
  if (!own) return { text, fictitious };
  const { label, hidden, cellsM, dissolved = false } = own;
  return { text, fictitious, edition: { label, hidden, cells_m: cellsM, dissolved } };
}

/** Stands on every record of an invented map, in every language: a row may be copied out of its file. */
export const FICTITIOUS = "FICTITIOUS";
