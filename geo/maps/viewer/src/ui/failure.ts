// The red banner. It is made before anything else, so that it can also say that everything else has failed.

import { el, fill } from "./dom.ts";

/** Why a map is not to be relied on: its file is not whole, was altered, or wants a newer browser; or none of these. */
export type Reason = "cut" | "damaged" | "too_old" | "failed";

/** What guard.ts offers, which runs before the viewer. */
export interface Guard {
  /** The sentence for each reason, in the language that the page opens in. */
  words: Record<Reason, string>;
  isOld(): boolean;
  /** Whether the file is there to its end; to be asked once the page has been read. */
  hasEnded(): boolean;
  /** Say that the map could not be drawn; for when no viewer can. */
  fail(reason: Reason): void;
  /** The viewer has begun and says its own faults from now on. */
  begin(): void;
  /** Take back what was said: the viewer speaks for itself. */
  rest(): void;
}

// The same sentences as in the English catalogue, for when not even the guard could be read.
const FAILED =
  "This map could not be drawn. An empty map does not mean an empty area. Do not rely on it. Try another browser, or get the file again.";

/** The guard of the page; where the page has lost it, one that knows little. */
export function guard(): Guard {
  const known = (window as unknown as { zonemarkGuard?: Guard }).zonemarkGuard;
  const words = { cut: FAILED, damaged: FAILED, too_old: FAILED, failed: FAILED };
  const hasEnded = () => document.getElementById("zm-end") !== null;
  return (
    known ?? {
      words,
      isOld: () => false,
      hasEnded,
      fail: () => undefined,
      begin: () => undefined,
      rest: () => undefined,
    }
  );
}

export class FailureBanner {
  readonly root = el("div", { class: "zm-failure", role: "alert", hidden: true });
  /** Whether it was said that the map is not to be relied on at all. */
  hasFailed = false;

  /** Say that the map is not to be relied on at all. */
  failed(text: string): void {
    this.hasFailed = true;
    this.say(text);
    document.documentElement.dataset.zonemark = "failed";
    document.getElementById("zm-loading")?.setAttribute("hidden", "");
    if (!this.root.isConnected) document.body.prepend(this.root);
  }

  /** Say that something is missing; with a button to where it is listed. */
  incomplete(text: string, button?: { text: string; open: () => void }): void {
    if (this.hasFailed) return;
    this.say(text, button);
  }

  private say(text: string, button?: { text: string; open: () => void }): void {
    guard().rest();
    fill(
      this.root,
      el("p", {}, text),
      button && el("button", { type: "button", class: "zm-failure-button", on: { click: button.open } }, button.text),
    );
    this.root.hidden = false;
  }
}
