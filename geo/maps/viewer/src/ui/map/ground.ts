// Where something is, in words: "7 km east-north-east of Mincivan".

import type { GroundPlace } from "../../data/ground.ts";
import { placeName } from "../../engine/ground/names.ts";
import { nearestPlace } from "../../engine/ground/places.ts";
import type { App } from "../app.ts";

const AT_M = 1500; // the position of a town is no more exact
const ONLY_A_DISTRICT_M = 10_000;

/** Where a position lies from the nearest place of the ground; "" off the ground, or where the position is known to a
 * district only. A position that is known less well than the place is far lies near it, and no more is said. */
export function whereText(app: App, lon: number, lat: number, accuracy_m: number | null = null): string {
  const nearest = nearestPlace(app.engine.grounds.near, lon, lat);
  if (nearest === null || (accuracy_m ?? 0) >= ONLY_A_DISTRICT_M) return "";
  const { words } = app;
  const place = placeText(app, nearest.place);
  const { distance_m, bearing_deg } = nearest;
  if (distance_m < AT_M || distance_m < 2 * (accuracy_m ?? 0)) return words.text("ui.where_near", { place });
  const distance = words.text("ui.unit_km", { n: words.number(distance_m / 1000) });
  return words.text("ui.where_of", { distance, direction: words.compass(bearing_deg), place });
}

/** What a place of the ground is called on this map. */
export function placeText(app: App, place: GroundPlace): string {
  return placeName(place, app.words.language, app.data.settings.names ?? {});
}
