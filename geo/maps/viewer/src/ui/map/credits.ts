// Whose the background is. Who made it asks to be named wherever it is seen: on the page, on paper and in saved pictures.

import type { App } from "../app.ts";

/** Those to name beside the makers of the built-in ground, as they wrote it. */
export function credits(app: App): string[] {
  return [...new Set([app.engine.basemapAttribution(), app.onlineAttribution])].filter((text) => text !== "");
}

/** A sentence for each part of the background. */
export function backgroundTexts(app: App): string[] {
  return [...others(app, credits(app)), app.words.text("ui.background_source"), app.words.text("ui.ground_views")];
}

/** The same as short as a sheet of paper needs it; tiles from the internet are not on paper. */
export function paperTexts(app: App): string[] {
  const own = [app.engine.basemapAttribution()].filter((text) => text !== "");
  return [...others(app, own), app.words.text("ui.ground_credit"), app.words.text("ui.ground_views")];
}

const others = (app: App, named: string[]) => named.map((source) => app.words.text("ui.background_from", { source }));
