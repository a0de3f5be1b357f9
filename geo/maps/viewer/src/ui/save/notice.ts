// What every saved file says of itself wherever its format has room for it.

import type { App } from "../app.ts";

export interface Notice {
  /** The sentence that no record is no promise, and whether all is invented. */
  text: string;
  fictitious: boolean;
}

/** What files saved from this page say of themselves. */
export function noticeOf({ words, data }: App): Notice {
  const { fictitious, producer } = data.settings;
  const said = [fictitious && words.text("warning.fictitious_long"), words.text("warning.absence"), producer];
  return { text: said.filter(Boolean).join(" "), fictitious };
}

/** Stands on every record of an invented map, in every language: a row may be copied out of its file. */
export const FICTITIOUS = "FICTITIOUS";
