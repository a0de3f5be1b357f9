// What can be done with the whole map: language, measure, print, save. On narrow pages the tools fold into a menu.

import type { App, Part } from "./app.ts";
import { el, fill } from "./dom.ts";
import { icon, type Icon } from "./icons.ts";

export interface Tool {
  icon: Icon;
  key: string;
  run: () => void;
}

export function tools(app: App, all: readonly Tool[]): Part {
  const language = el("select", { class: "zm-language" });
  const list = el("div", { class: "zm-toollist" });
  const buttons = el("div", { class: "zm-toolbuttons" }, language, list);
  const menu = el("button", { type: "button", class: "zm-iconbutton zm-menu", "aria-expanded": "false" });
  const root = el("div", { class: "zm-tools" }, menu, buttons);
  const open = (on: boolean) => {
    buttons.classList.toggle("zm-open", on);
    menu.setAttribute("aria-expanded", String(on));
    app.root.classList.toggle("zm-menu-open", on);
  };
  language.addEventListener("change", () => app.speak(language.value));
  menu.addEventListener("click", () => open(menu.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !root.contains(event.target)) open(false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
    event.stopPropagation();
    open(false);
    menu.focus();
  });
  const render = () => {
    const { words, data } = app;
    language.setAttribute("aria-label", words.text("ui.language"));
    fill(language, ...data.settings.languages.map((code) => option(app, code)));
    language.value = words.language;
    language.hidden = data.settings.languages.length < 2;
    fill(menu, icon("more"));
    menu.setAttribute("aria-label", words.text("ui.tools"));
    menu.title = words.text("ui.tools");
    fill(
      list,
      ...all.map((tool) => {
        const run = () => {
          const isInMenu = menu.offsetParent !== null;
          open(false);
          if (isInMenu) menu.focus(); // where the focus comes back to: the button itself is folded away
          tool.run();
        };
        return el(
          "button",
          { type: "button", class: "zm-button", on: { click: run } },
          icon(tool.icon),
          el("span", {}, words.text(tool.key)),
        );
      }),
    );
  };
  return { root, render };
}

// Each language is named in itself, so that those who need it can find it.
function option(app: App, code: string): HTMLElement {
  const own = app.data.settings.catalogues[code];
  return el("option", { value: code, lang: code }, own?.["language.name"] ?? code);
}
