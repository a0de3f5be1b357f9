// Whose the background is. Who made it asks to be named wherever it is seen: on the page, on paper and in saved pictures.

import type { App } from "../app.ts";

/** Those to name beside the makers of the built-in ground, as they wrote it. */
export function credits(app: App): string[] {
  return [...new Set([app.engine.basemapAttribution(), app.onlineAttribution])].filter((text) => text !== "");
}

/** A sentence for each part of the background; tiles from the internet are not on paper. */
export function backgroundTexts(app: App, named = credits(app)): string[] {
  const others = named.map((source) => app.words.text("ui.background_from", { source }));
  return [...others, app.words.text("ui.background_source"), app.words.text("ui.ground_views")];
}
