// The first stops of the Tab key: past the heading and every switch of the legend to the parts that are asked most.

import type { App, Part, TabName } from "../app.ts";
import { el, fill } from "../dom.ts";

export function skipLinks(app: App): Part {
  const root = el("nav", { class: "zm-skip" });
  const toTab = (name: TabName) => () => {
    app.showTab(name);
    document.getElementById(`zm-${name}-input`)!.focus();
  };
  const targets: [key: string, go: () => void][] = [
    ["ui.map", () => app.focusMap()],
    ["ui.tab_find", toTab("find")],
    ["ui.tab_near", toTab("near")],
  ];
  const render = () => {
    const { words } = app;
    fill(
      root,
      ...targets.map(([key, go]) =>
        el(
          "button",
          { type: "button", class: "zm-button", on: { click: go } },
          words.text("ui.skip", { part: words.text(key) }),
        ),
      ),
    );
  };
  return { root, render };
}
