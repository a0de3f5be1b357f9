// Dialogs are the browser's own: it keeps the focus inside, closes on Escape and gives the focus back.

import type { App } from "./app.ts";
import { el } from "./dom.ts";
import { icon } from "./icons.ts";

export function openDialog(app: App, dialog: HTMLDialogElement): void {
  dialog.dir = app.words.direction;
  dialog.lang = app.words.language;
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.showModal();
}

export function dialogBar(app: App, dialog: HTMLDialogElement, key: string): HTMLElement {
  const text = app.words.text("ui.close");
  const close = el(
    "button",
    { type: "button", class: "zm-iconbutton", title: text, "aria-label": text, on: { click: () => dialog.close() } },
    icon("close"),
  );
  dialog.setAttribute("aria-label", app.words.text(key));
  return el("div", { class: "zm-cardbar" }, el("h2", {}, app.words.text(key)), close);
}
