// Puts the parts of the interface together.

import type * as L from "leaflet";
import type { Engine } from "../engine/engine";
import type { MapData } from "../model";
import { App } from "./app";
import { Card } from "./card";
import { el } from "./dom";
import { FindTab } from "./findtab";
import { layersTab } from "./layerstab";
import { Measure } from "./measure";
import { NearTab } from "./neartab";
import { RecordsTab } from "./recordstab";
import { Shell } from "./shell";
import { tools } from "./tools";

export interface Built {
  app: App;
  showNotDrawn: () => void;
}

export function build(map: L.Map, data: MapData, engine: Engine, failure: HTMLElement): Built {
  const app = new App(map, data, engine, el("div", { id: "zm-app", class: "zm" }));
  const records = new RecordsTab(app);
  const measure = new Measure(app);
  const shell = new Shell(
    app,
    { layers: layersTab(app), find: new FindTab(app), near: new NearTab(app), records },
    new Card(app),
    tools(app, [{ icon: "measure", key: "ui.measure", run: () => measure.start() }]),
    failure,
  );
  shell.mapBox.append(measure.root);
  app.on("language", () => measure.render());
  app.speak(data.settings.language);
  map.invalidateSize({ pan: false });
  return { app, showNotDrawn: () => records.showNotDrawn() };
}
