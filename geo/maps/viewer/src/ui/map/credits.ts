// Whose the background is. Who made it asks to be named wherever it is seen: on the page, on paper and in saved pictures.

import type { App } from "../app.ts";
import { plainText } from "../words.ts";

/** Those to name beside the makers of the built-in ground, as they wrote it. */
export function credits(app: App): string[] {
  return distinct([...inTheFile(app), app.onlineAttribution]);
}

/** Those whose data the map file itself has: what is drawn on paper and in pictures too. */
function inTheFile(app: App): string[] {
  return distinct([...(app.data.settings.credits ?? []).map(plainText), app.engine.basemapAttribution()]);
}

const distinct = (texts: string[]) => [...new Set(texts)].filter((text) => text !== "");

/** A sentence for each part of the background. */
export function backgroundTexts(app: App): string[] {
  return [...others(app, credits(app)), app.words.text("ui.background_source"), app.words.text("ui.ground_views")];
}

/** The same as short as a sheet of paper needs it; tiles from the internet are not on paper. */
export function paperTexts(app: App): string[] {
  return [...others(app, inTheFile(app)), app.words.text("ui.ground_credit"), app.words.text("ui.ground_views")];
}

const others = (app: App, named: string[]) => named.map((source) => app.words.text("ui.background_from", { source }));
