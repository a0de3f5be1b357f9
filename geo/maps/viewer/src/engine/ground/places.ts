// The places of the ground: which are seen at a scale, and which is near.

import type { Ground, GroundPlace } from "../../data/ground.ts";
import { way } from "../geodesy.ts";
import type { View } from "../draw/trace.ts";

const ROOM_PX = 34; // between the dots of two places
const LEAST_ZOOM = 3;
const MOST_ZOOM = 14;

export interface Seen {
  place: GroundPlace;
  x: number;
  y: number;
  /** Of its dot, px. */
  radius: number;
}

/** The places of a view, the most important first: those that have room beside all that are more important. A place that
 * is seen at one scale is seen at every larger one. */
export function seenAt(ground: Ground, view: View): Seen[] {
  const zoom = Math.round(Math.log2(view.size / 256));
  const from = zoomsOf(ground);
  const seen: Seen[] = [];
  ground.places.forEach((place, i) => {
    if (from[i]! > zoom) return;
    for (let shift = Math.floor(view.x0 / view.size); shift * view.size < view.x0 + view.width; shift++) {
      const x = (place.x + shift) * view.size - view.x0;
      const y = place.y * view.size - view.y0;
      if (x < -8 || y < -8 || x > view.width + 8 || y > view.height + 8) continue;
      seen.push({ place, x, y, radius: radiusOf(place.rank) });
    }
  });
  return seen;
}

const radiusOf = (rank: number) => Math.max(1.3, Math.min(2.8, rank / 50));

const zooms = new WeakMap<Ground, Uint8Array>();

/** The zoom from which each place is seen. */
function zoomsOf(ground: Ground): Uint8Array {
  const known = zooms.get(ground);
  if (known) return known;
  const found = new Uint8Array(ground.places.length).fill(255);
  for (let zoom = LEAST_ZOOM; zoom <= MOST_ZOOM; zoom++) {
    const perCell = ROOM_PX / (256 * 2 ** zoom);
    const taken = new Map<string, GroundPlace[]>();
    ground.places.forEach((place, i) => {
      const [column, row] = [Math.floor(place.x / perCell), Math.floor(place.y / perCell)];
      if (found[i] === 255 && zoom < MOST_ZOOM) {
        for (let dx = -1; dx <= 1; dx++)
          for (let dy = -1; dy <= 1; dy++)
            for (const other of taken.get(`${column + dx} ${row + dy}`) ?? [])
              if (Math.hypot(other.x - place.x, other.y - place.y) < perCell) return;
      }
      if (found[i] === 255) found[i] = zoom;
      const key = `${column} ${row}`;
      taken.set(key, [...(taken.get(key) ?? []), place]);
    });
  }
  zooms.set(ground, found);
  return found;
}

/** The place nearest to a position, how far away it is, and in which direction the position lies from it. */
export interface Nearest {
  place: GroundPlace;
  distance_m: number;
  bearing_deg: number;
}

const CANDIDATES = 4; // by the flat distance, whose error is far below what is between them

/** The nearest place of the ground; null where the ground is not known. */
export function nearestPlace(ground: Ground | null, lon: number, lat: number): Nearest | null {
  if (!ground?.covers(lon, lat)) return null;
  const shrink = Math.cos((lat * Math.PI) / 180);
  const best: { place: GroundPlace; away: number }[] = [];
  for (const place of ground.places) {
    const away = ((place.lon - lon) * shrink) ** 2 + (place.lat - lat) ** 2;
    if (best.length === CANDIDATES && away >= best[CANDIDATES - 1]!.away) continue;
    best.push({ place, away });
    best.sort((a, b) => a.away - b.away);
    best.length = Math.min(best.length, CANDIDATES);
  }
  let nearest: Nearest | null = null;
  for (const { place } of best) {
    const found = way(place.lon, place.lat, lon, lat);
    if (nearest === null || found.distance_m < nearest.distance_m) nearest = { place, ...found };
  }
  return nearest;
}
