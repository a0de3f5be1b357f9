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
  const { places } = ground;
  const found = new Uint8Array(places.length).fill(MOST_ZOOM);
  for (let zoom = LEAST_ZOOM; zoom < MOST_ZOOM; zoom++) {
    const room = new Room(places, ROOM_PX / (256 * 2 ** zoom));
    for (let i = 0; i < places.length; i++) {
      const isSeen = found[i]! < zoom || room.isFreeFor(i);
      if (isSeen) room.take(i);
      if (isSeen && found[i]! > zoom) found[i] = zoom;
    }
  }
  zooms.set(ground, found);
  return found;
}

/** The places seen so far at one scale, in cells as wide as the room that each needs: what is too near lies in the same cell
 * or beside it. */
class Room {
  /** The last place of each cell, and of each place the one before it in its cell. */
  private readonly last = new Map<number, number>();
  private readonly before: Int32Array;
  private readonly columns: number;

  constructor(
    private readonly places: readonly GroundPlace[],
    private readonly width: number,
  ) {
    this.before = new Int32Array(places.length);
    this.columns = Math.ceil(1 / width) + 2;
  }

  private cell(i: number): number {
    const { x, y } = this.places[i]!;
    return Math.floor(y / this.width) * this.columns + Math.floor(x / this.width);
  }

  take(i: number): void {
    const cell = this.cell(i);
    this.before[i] = this.last.get(cell) ?? -1;
    this.last.set(cell, i);
  }

  isFreeFor(i: number): boolean {
    const { places, width, before, columns, last } = this;
    const { x, y } = places[i]!;
    const cell = this.cell(i);
    for (let row = cell - columns; row <= cell + columns; row += columns)
      for (let near = row - 1; near <= row + 1; near++)
        for (let other = last.get(near) ?? -1; other >= 0; other = before[other]!)
          if (Math.hypot(places[other]!.x - x, places[other]!.y - y) < width) return false;
    return true;
  }
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
