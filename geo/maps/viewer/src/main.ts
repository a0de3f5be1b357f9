// Where the page begins. The records are opened, the map is drawn, the interface is put around it; whatever fails on
// the way is said in red, because an empty or broken map looks like a map of a place without hazards.

import "./old.ts";
import type * as L from "leaflet";
import { Engine } from "./engine/engine.ts";
import { decode } from "./data/decode.ts";
import { Sealed } from "./data/seal.ts";
import { Ground } from "./data/ground.ts";
import { Grounds } from "./engine/ground/paint.ts";
import { parsePosition } from "./positions/positions.ts";
import type { App } from "./ui/app.ts";
import { FailureBanner, guard, type Reason } from "./ui/failure.ts";
import { compare, watchFaults } from "./ui/honesty.ts";
import { atRest, onScreen, openingUntil } from "./engine/pause.ts";
import { build } from "./ui/build.ts";

const banner = new FailureBanner();
let running: App | null = null;

function say(): void {
  if (running === null) return fail("failed");
  const app = running;
  const { recorded, lost } = compare(app.data, app.engine.drawnCounts());
  const button = { text: app.words.text("ui.not_drawn"), open: app.showNotDrawn };
  if (lost > 0) banner.incomplete(app.words.text("warning.incomplete", { n: lost, total: recorded }), button);
  else banner.incomplete(app.words.text("warning.fault"), button);
}

function fail(reason: Reason): void {
  if (banner.hasFailed && reason === "failed") return; // a fault that follows from the first says nothing new
  // Only the guard has the other reasons, with the versions that are needed filled in.
  const isInWords = reason === "failed" || reason === "damaged";
  banner.failed((isInWords && running?.words.text(`warning.${reason}`)) || guard().words[reason]);
}

async function start(map: L.Map): Promise<void> {
  await wholePage();
  if (!guard().hasEnded()) return guard().fail("cut");
  guard().begin();
  const sealed = new Sealed(document);
  if (!sealed.isStyled()) return fail("damaged");
  try {
    await draw(map);
  } catch (fault) {
    void running?.furnish();
    fail(guard().isOld() ? "too_old" : (await sealed.holds()) ? "failed" : "damaged");
    throw fault;
  }
  const whole = atRest().then(() => sealed.holds()); // what it may find alters nothing that is drawn
  Object.assign((window as unknown as { zonemark: object }).zonemark, { whole });
  if (!(await whole)) fail("damaged");
}

/** Open the records, draw them and put the interface around them; then what lies under them, and names. */
async function draw(map: L.Map): Promise<void> {
  const showing = show(map);
  openingUntil(showing);
  const app = await showing;
  await onScreen();
  await app.engine.quiet();
  await app.furnish();
  await app.engine.whenDrawn();
  app.tell("drawn");
  document.documentElement.dataset.zonemark = "drawn";
}

/** Open the records, draw them and put the interface around them. */
async function show(map: L.Map): Promise<App> {
  const [{ data, placed }, near] = await Promise.all([decode(document), Ground.read(document, "zm-ground")]);
  const grounds = new Grounds(near, data.settings.borders !== "none", () => Ground.read(document, "zm-world"));
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const engine = new Engine(map, data, grounds, placed, { language: data.settings.language, reducedMotion });
  const app = build(map, data, engine, banner.root);
  running = app;
  Object.assign(((window as unknown as { zonemark?: object }).zonemark ??= {}), {
    map,
    data,
    engine,
    parsePosition,
    ui: app,
  });
  await engine.whenShown();
  app.tell("shown");
  if (compare(data, engine.drawnCounts()).lost > 0) say();
  document.getElementById("zm-fallback")?.remove();
  document.documentElement.dataset.zonemarkShown = "";
  guard().rest();
  return app;
}

/** Wait until the browser has read the file as far as it goes. */
function wholePage(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve()));
}

watchFaults(say);
Object.assign(window, { zonemarkViewer: { start } });
