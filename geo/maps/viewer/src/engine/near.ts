// What lies near a position: hazards, releases and accidents by their distance on the ellipsoid. A filter or a switched-
// off layer hides nothing here, because a person who asks what is near must not be told less than is recorded.

import type { RecordRef } from "../model.ts";
import { CIRCLE_M } from "./classes.ts";
import { metresPerDegree, way } from "./geodesy.ts";
import { nearestToOrigin, originInside } from "./hit.ts";
import { worldPerMetre, worldX, worldY } from "./mercator.ts";
import { POLYGON, UNITS } from "./shapes.ts";
import { type DrawnLayer, visit } from "./spatial.ts";

const KINDS = new Set(["hazards", "releases", "accidents"]);
const FIRST_REACH_M = 500;
const SOME_NEIGHBOURS = 8; // boxes that are near in the world's square; the nearest on the ellipsoid is among them

export interface Near {
  ref: RecordRef;
  /** To the nearest point of the shape; 0 inside it. */
  distance_m: number;
  bearing_deg: number;
  inside: boolean;
  /** To the nearest place where it may lie: less than the distance where the position is no better than a circle. */
  atLeast_m: number;
}

/** The nearest records, nearest first, up to `limit` of them and `maxMetres` away; and beyond them those that may lie so
 * near because their position is only approximate. */
export function nearest(
  layers: DrawnLayer[],
  lon: number,
  lat: number,
  { limit, maxMetres }: { limit: number; maxMetres: number },
): Near[] {
  let found: Near[] = [];
  for (let reach = Math.min(FIRST_REACH_M, maxMetres); ; reach = Math.min(2 * reach, maxMetres)) {
    found = within(layers, lon, lat, reach);
    if (reach >= maxMetres || found.filter((near) => near.distance_m <= reach).length >= limit) break;
  }
  found.sort((a, b) => a.distance_m - b.distance_m);
  const near = found.filter((one) => one.distance_m <= maxMetres).slice(0, limit);
  return [...near, ...found.filter((one) => one.distance_m > maxMetres && one.atLeast_m <= maxMetres).slice(0, limit)];
}

/** The nearest record of all, however far; null where there is none. */
export function nearestOfAll(layers: DrawnLayer[], lon: number, lat: number): Near | null {
  const [x, y] = [worldX(lon * UNITS), worldY(lat * UNITS)];
  const found = layers
    .filter(({ layer, boxes }) => KINDS.has(layer.kind) && boxes.count > 0)
    .flatMap((drawn) =>
      [x - 1, x, x + 1].flatMap((each) => drawn.boxes.nearest(each, y, SOME_NEIGHBOURS)).map((record) => measured(drawn, record, lon, lat)),
    );
  return found.reduce<Near | null>((best, one) => (best === null || one.distance_m < best.distance_m ? one : best), null);
}

function within(layers: DrawnLayer[], lon: number, lat: number, metres: number): Near[] {
  const x = worldX(lon * UNITS);
  const y = worldY(lat * UNITS);
  // Metres are longer on the map towards the poles; the far side of the circle counts.
  const farLat = Math.min(85, Math.abs(lat) + metres / 110_000);
  const reach = metres * worldPerMetre(farLat) * 1.01;
  const found: Near[] = [];
  for (const drawn of layers) {
    if (!KINDS.has(drawn.layer.kind)) continue;
    const all = { ...drawn, shown: null };
    visit(all, x - reach, y - reach, x + reach, y + reach, (record) => found.push(measured(drawn, record, lon, lat)));
  }
  return found;
}

function measured(drawn: DrawnLayer, record: number, lon: number, lat: number): Near {
  const { geometry } = drawn.layer;
  const [perLon, perLat] = metresPerDegree(lat);
  let best: [number, number] = [Infinity, Infinity];
  let inside = false;
  for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
    const closed = geometry.partType[part] === POLYGON;
    let within = false;
    for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) {
      const points = localMetres(
        geometry.vertices,
        geometry.vertexStart[line]!,
        geometry.vertexStart[line + 1]!,
        lon,
        lat,
        perLon,
        perLat,
      );
      const nearest = nearestToOrigin(points, points.length, closed);
      if (Math.hypot(...nearest) < Math.hypot(...best)) best = nearest;
      if (closed && originInside(points, points.length)) within = !within;
    }
    inside ||= within;
  }
  const there = way(lon, lat, lon + best[0] / perLon, lat + best[1] / perLat);
  const accuracy = drawn.accuracy?.[record] ?? 0;
  const ref = { layer: drawn.layer.index, record };
  const distance_m = inside ? 0 : there.distance_m;
  return { ref, ...there, distance_m, inside, atLeast_m: accuracy >= CIRCLE_M ? Math.max(0, distance_m - accuracy) : distance_m };
}

/** A line in metres east and north of a point; good to a thousandth within 50 km, then the ellipsoid has its say. */
function localMetres(
  vertices: Int32Array,
  from: number,
  to: number,
  lon: number,
  lat: number,
  perLon: number,
  perLat: number,
): Float64Array {
  const points = new Float64Array(2 * (to - from));
  for (let i = from; i < to; i++) {
    let east = vertices[2 * i]! / UNITS - lon;
    if (east > 180) east -= 360;
    else if (east < -180) east += 360;
    points[2 * (i - from)] = east * perLon;
    points[2 * (i - from) + 1] = (vertices[2 * i + 1]! / UNITS - lat) * perLat;
  }
  return points;
}
