// The first tab: legend, filter, what stands behind the map.

import type { App, Part } from "../app.ts";
import { about } from "../about.ts";
import { el } from "../dom.ts";
import { FilterPanel } from "./filterpanel.ts";
import { Legend } from "./legend.ts";
import { Others } from "../others.ts";
import { SettingChips } from "./settingchips.ts";
import { OnlineTiles } from "../map/onlinetiles.ts";

export function layersTab(app: App): Part {
  const parts: Part[] = [
    new FilterPanel(app),
    new Legend(app),
    new SettingChips(app),
    new Others(app),
    about(app),
    new OnlineTiles(app),
  ];
  const root = el("div", {}, ...parts.map((part) => part.root));
  return { root, render: () => parts.forEach((part) => part.render()) };
}
