// What is typed in a control, and how long it may be.

import type { App } from "../ui/app.ts";

/** As long as a contribution holds (geo/contributions/model.py). */
export const MOST_OF_FIELD = 10_000;
export const MOST_OF_REASON = 2000;
export const MOST_OF_MAKER = 200;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What is written in a control, as it is seen there: half a sign of UTF-16 is none. One that is longer than a
 * contribution holds is refused there when it is kept; to cut it off would lose what was pasted in silence. */
export function textOf(control: HTMLInputElement | HTMLTextAreaElement, most: number, words: App["words"]): string {
  const text = utf8.decode(new TextEncoder().encode(control.value)).trim();
  control.setCustomValidity(text.length > most ? words.text("edit.too_long", { n: most }) : "");
  return text;
}
