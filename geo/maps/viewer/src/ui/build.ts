// Puts the parts of the interface together.

import type * as L from "leaflet";
import type { Engine } from "../engine/engine.ts";
import type { MapData } from "../model.ts";
import { App } from "./app.ts";
import { Card } from "./card/card.ts";
import { el } from "./dom.ts";
import { hasEditor, offerEditor } from "./editing.ts";
import { FindTab } from "./tabs/find/findtab.ts";
import { layersTab } from "./tabs/layerstab.ts";
import { stopGliding } from "./map/motion.ts";
import { locator } from "./map/locator.ts";
import { Measure } from "./map/measure.ts";
import { NearTab } from "./tabs/neartab.ts";
import { Pointer } from "./map/pointer.ts";
import { NumbersTab } from "./numbers/numberstab.ts";
import { Printing } from "./print/printing.ts";
import { RecordsTab } from "./tabs/recordstab.ts";
import { SaveDialog } from "./save/savedialog.ts";
import { Shell } from "./shell.ts";
import { tools } from "./tools.ts";

export function build(map: L.Map, data: MapData, engine: Engine, failure: HTMLElement): App {
  const app = new App(map, data, engine, el("div", { id: "zm-app", class: "zm" }));
  if (hasEditor(app)) offerEditor(app);
  const measure = new Measure(app);
  const printing = new Printing(app);
  const saving = new SaveDialog(app);
  const shell = new Shell(
    app,
    {
      layers: layersTab(app),
      find: new FindTab(app),
      near: new NearTab(app),
      records: new RecordsTab(app),
      numbers: new NumbersTab(app, printing),
    },
    new Card(app),
    tools(app, [
      { icon: "measure", key: "ui.measure", run: () => measure.start() },
      { icon: "print", key: "ui.print", run: () => printing.open() },
      { icon: "save", key: "ui.save", run: () => saving.open() },
      ...(app.contribute ? [{ icon: "draw", key: "edit.title", run: () => app.contribute!() } as const] : []),
    ]),
    failure,
  );
  shell.mapBox.append(measure.root, locator(app));
  engine.keepOff = () =>
    [...shell.mapBox.querySelectorAll(".zm-mapbuttons, .zm-locator")].map((one) => one.getBoundingClientRect());
  app.on("language", () => measure.render());
  new Pointer(app);
  app.speak(data.settings.language);
  if (engine.options.reducedMotion) stopGliding(map);
  map.invalidateSize({ pan: false });
  return app;
}
