// The red banner. It is made before anything else, so that it can also say that everything else has failed.

import { el, fill } from "./dom.ts";

// The same sentences as in the English catalogue, for when not even the catalogue could be opened.
const FAILED = "This map could not be drawn. An empty map does not mean an empty area. Do not rely on it.";

export class FailureBanner {
  readonly root = el("div", { class: "zm-failure", role: "alert", hidden: true });
  private whole = false;

  /** Say that the map could not be drawn at all. */
  failed(text: string = FAILED): void {
    this.whole = true;
    this.say(text);
    document.documentElement.dataset.zonemark = "failed";
    if (!this.root.isConnected) document.body.prepend(this.root);
  }

  /** Say that something is missing; with a button to where it is listed. */
  incomplete(text: string, button?: { text: string; open: () => void }): void {
    if (this.whole) return;
    this.say(text, button);
  }

  private say(text: string, button?: { text: string; open: () => void }): void {
    fill(
      this.root,
      el("p", {}, text),
      button && el("button", { type: "button", class: "zm-failure-button", on: { click: button.open } }, button.text),
    );
    this.root.hidden = false;
  }
}
