// The first tab: legend, filter, what stands behind the map.

import type { App, Part } from "./app";
import { about } from "./about";
import { el } from "./dom";
import { FilterPanel } from "./filterpanel";
import { Legend } from "./legend";

export function layersTab(app: App): Part {
  const parts: Part[] = [new Legend(app), new FilterPanel(app), about(app)];
  const root = el("div", {}, ...parts.map((part) => part.root));
  return { root, render: () => parts.forEach((part) => part.render()) };
}
