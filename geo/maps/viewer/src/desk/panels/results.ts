// Files that a call has made, to be saved by whoever asked for them.

import { bdi, el } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import type { Frame } from "../frame.ts";

export interface Result {
  name: string;
  url: string;
  bytes: number;
}

export interface Results {
  results: Result[];
}

export function resultList(frame: Frame, results: Result[]): HTMLElement {
  return el(
    "ul",
    { class: "zm-desk-results" },
    ...results.map(({ name, url, bytes }) => {
      const props = { href: new URL(url, location.href).href, download: name, class: "zm-button" };
      return el(
        "li",
        {},
        el("a", props, icon("save"), bdi(name)),
        " ",
        el("span", { class: "zm-help" }, size(frame, bytes)),
      );
    }),
  );
}

function size(frame: Frame, bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  const amount = frame.app.words.number(bytes / (isLarge ? 1_000_000 : 1000), isLarge ? 1 : 0);
  return `${amount} ${isLarge ? "MB" : "kB"}`;
}
