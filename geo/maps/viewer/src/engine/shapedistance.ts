// Where a shape is nearest to a place, on the ellipsoid and exactly: sides are straight in longitude and latitude
// (RFC 7946, 3.1.1), however long they are. Points are compared by the straight way through the earth, which needs no
// iteration, orders points as the way on the ground does but for a share that `tie` bounds, and never exceeds that way.

import { ECCENTRICITY_2, SEMI_MAJOR_M, way } from "./geodesy.ts";
import { POLYGON, type RecordGeometry, UNITS } from "../data/shapes.ts";

const RADIAN = Math.PI / 180;
const FULL_TURN = 360 * UNITS;
/** A longer side is taken in pieces, each so short that it comes nearest once only. */
const PIECE_UNITS = UNITS;
/** The least radius of curvature of a meridian (at the equator), and more than any radius of curvature. */
const LEAST_RADIUS_M = 6_335_439;
const MOST_RADIUS_M = 6_400_000;

/** Where a shape is nearest. */
export interface Nearest {
  /** 0 inside. */
  distance_m: number;
  /** The direction at its beginning; means nothing at distance 0. */
  bearing_deg: number;
  inside: boolean;
}

type Vector = readonly [x: number, y: number, z: number];

/** A place (degrees) that shapes are measured from. */
export class Origin {
  private readonly at: Vector;
  private readonly cosLat: number;

  constructor(
    readonly lon: number,
    readonly lat: number,
  ) {
    this.at = cartesian(lon * RADIAN, lat * RADIAN);
    this.cosLat = Math.cos(lat * RADIAN);
  }

  /** No point of a record's bounds is nearer than this, in metres: the way along a meridian to the nearest parallel, or
   * straight to the plane of the nearest meridian. */
  atLeast(boxes: Int32Array, record: number): number {
    const at = 4 * record;
    const [south, north] = [boxes[at + 1]! / UNITS, boxes[at + 3]! / UNITS];
    const beside = this.lat < south ? south - this.lat : this.lat > north ? this.lat - north : 0;
    const turn = outside(this.lon, boxes[at]! / UNITS, boxes[at + 2]! / UNITS);
    const across = SEMI_MAJOR_M * this.cosLat * (turn >= 90 ? 1 : Math.sin(turn * RADIAN));
    return Math.max(beside * RADIAN * LEAST_RADIUS_M, across);
  }

  /** Metres to a point (units), straight through the earth. */
  through(lon: number, lat: number): number {
    const [x, y, z] = cartesian((lon / UNITS) * RADIAN, (lat / UNITS) * RADIAN);
    return Math.hypot(x - this.at[0], y - this.at[1], z - this.at[2]);
  }

  /** How the straight way changes from a point (units) on a side that leads on by `dlon`, `dlat`: below 0 it shortens. */
  slope(lon: number, lat: number, dlon: number, dlat: number): number {
    const [lambda, phi] = [(lon / UNITS) * RADIAN, (lat / UNITS) * RADIAN];
    const [sinPhi, cosPhi] = [Math.sin(phi), Math.cos(phi)];
    const [sinLambda, cosLambda] = [Math.sin(lambda), Math.cos(lambda)];
    const square = 1 - ECCENTRICITY_2 * sinPhi * sinPhi;
    const normal = SEMI_MAJOR_M / Math.sqrt(square);
    const meridian = ((1 - ECCENTRICITY_2) * normal) / square;
    const [x, y, z] = [
      normal * cosPhi * cosLambda,
      normal * cosPhi * sinLambda,
      (1 - ECCENTRICITY_2) * normal * sinPhi,
    ];
    // Where the side leads on: the radius of the parallel to the east, that of the meridian to the north. Its product with
    // the straight way to the point says whether that way gets longer.
    const [east, north] = [normal * cosPhi * dlon, meridian * dlat];
    return (
      (x - this.at[0]) * (-sinLambda * east - sinPhi * cosLambda * north) +
      (y - this.at[1]) * (cosLambda * east - sinPhi * sinLambda * north) +
      (z - this.at[2]) * cosPhi * north
    );
  }
}

function cartesian(lambda: number, phi: number): Vector {
  const sinPhi = Math.sin(phi);
  const normal = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_2 * sinPhi * sinPhi);
  const across = normal * Math.cos(phi);
  return [across * Math.cos(lambda), across * Math.sin(lambda), (1 - ECCENTRICITY_2) * normal * sinPhi];
}

/** By how many degrees a meridian lies beside two others, the shorter way round; 0 between them. */
function outside(lon: number, west: number, east: number): number {
  if (east - west >= 360) return 0;
  const width = (((east - west) % 360) + 360) % 360;
  const from = (((lon - west) % 360) + 360) % 360;
  return from <= width ? 0 : Math.min(from - width, 360 - from);
}

/** Two points whose straight ways differ by less than this share may lie the other way round on the ground: the radius of
 * curvature depends on the direction (6,335 to 6,400 km), and a way of s metres is longer than the straight one by s²/24r². */
function tie(straight_m: number): number {
  return Math.min(0.01, 4e-17 * straight_m * straight_m);
}

/** Find where a record's shape is nearest. */
export function nearestPoint(geometry: RecordGeometry, record: number, origin: Origin): Nearest {
  const points = new Candidates(origin);
  let inside = false;
  const turned = geometry.crosses(record);
  for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
    const closed = geometry.partType[part] === POLYGON;
    let within = false;
    for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) {
      const [from, to] = [geometry.vertexStart[line]!, geometry.vertexStart[line + 1]!];
      points.line(geometry.vertices, from, to, closed, turned);
      if (closed && goesAround(geometry.vertices, from, to, turned, origin)) within = !within;
    }
    inside ||= within;
  }
  return inside ? { distance_m: 0, bearing_deg: 0, inside } : { ...points.nearest(), inside };
}

/** The points of a shape that may be its nearest. */
class Candidates {
  private best = Infinity;
  private found: [lon: number, lat: number, straight_m: number][] = [];

  constructor(private readonly origin: Origin) {}

  line(vertices: Int32Array, from: number, to: number, closed: boolean, turned: boolean): void {
    const isRing = closed && to - from > 1;
    const first = isRing ? to - 1 : from;
    let lon = turn(vertices[2 * first]!, turned);
    let lat = vertices[2 * first + 1]!;
    let away = this.offer(lon, lat);
    for (let i = isRing ? from : from + 1; i < to; i++) {
      const [nextLon, nextLat] = [turn(vertices[2 * i]!, turned), vertices[2 * i + 1]!];
      const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(nextLon - lon), Math.abs(nextLat - lat)) / PIECE_UNITS));
      const [stepLon, stepLat] = [(nextLon - lon) / pieces, (nextLat - lat) / pieces];
      for (let piece = 1; piece <= pieces; piece++) {
        const isLast = piece === pieces;
        const next = this.offer(isLast ? nextLon : lon + stepLon, isLast ? nextLat : lat + stepLat);
        this.side(lon, lat, stepLon, stepLat, away, next);
        lon = isLast ? nextLon : lon + stepLon;
        lat = isLast ? nextLat : lat + stepLat;
        away = next;
      }
    }
  }

  /** The nearest of the points found, on the ground. */
  nearest(): { distance_m: number; bearing_deg: number } {
    const { lon, lat } = this.origin;
    const limit = this.best * (1 + tie(this.best));
    let nearest = { distance_m: Infinity, bearing_deg: 0 };
    for (const [pointLon, pointLat, straight] of this.found) {
      if (straight > limit) continue;
      const there = way(lon, lat, pointLon / UNITS, pointLat / UNITS);
      if (there.distance_m < nearest.distance_m) nearest = there;
    }
    return nearest;
  }

  private offer(lon: number, lat: number): number {
    const straight = this.origin.through(lon, lat);
    if (straight <= this.best * (1 + tie(this.best))) this.found.push([lon, lat, straight]);
    if (straight < this.best) this.best = straight;
    return straight;
  }

  private side(lon: number, lat: number, dlon: number, dlat: number, from: number, to: number): void {
    // Nothing on a way is nearer than half of what its ends' distances exceed its length by.
    const lowest = lat < 0 !== lat + dlat < 0 ? 0 : Math.min(Math.abs(lat), Math.abs(lat + dlat));
    const widest = Math.cos((lowest / UNITS) * RADIAN);
    const length = (Math.hypot(dlon * widest, dlat) / UNITS) * RADIAN * MOST_RADIUS_M;
    if ((from + to - length) / 2 > this.best * (1 + tie(this.best))) return;
    const slope = (share: number) => this.origin.slope(lon + share * dlon, lat + share * dlat, dlon, dlat);
    const share = zero(slope);
    if (share !== null) this.offer(lon + share * dlon, lat + share * dlat);
  }
}

/** Where a function that is below 0 at 0 and above it at 1 is 0 (regula falsi, Illinois); null for another function. */
function zero(of: (share: number) => number): number | null {
  let [low, high] = [0, 1];
  let [below, above] = [of(low), of(high)];
  if (below >= 0 || above <= 0) return null;
  const small = 1e-12 * Math.max(-below, above);
  let share = 0.5;
  for (let round = 0, side = 0; round < 60 && high - low > 1e-13; round++) {
    share = (low * above - high * below) / (above - below);
    const value = of(share);
    if (Math.abs(value) <= small) break;
    if (value < 0) {
      [low, below] = [share, value];
      if (side === -1) above /= 2;
      side = -1;
    } else {
      [high, above] = [share, value];
      if (side === 1) below /= 2;
      side = 1;
    }
  }
  return share;
}

function turn(lon: number, turned: boolean): number {
  return turned && lon < 0 ? lon + FULL_TURN : lon;
}

/** Whether a ring goes around a place, on either turn of the world. */
function goesAround(vertices: Int32Array, from: number, to: number, turned: boolean, { lon, lat }: Origin): boolean {
  const x = turn(lon * UNITS, turned);
  const y = lat * UNITS;
  let inside = false;
  for (let i = from, j = to - 1; i < to; j = i++) {
    const [y1, y2] = [vertices[2 * i + 1]!, vertices[2 * j + 1]!];
    if (y1 > y === y2 > y) continue;
    const [x1, x2] = [turn(vertices[2 * i]!, turned), turn(vertices[2 * j]!, turned)];
    if (x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) > x) inside = !inside;
  }
  return inside;
}
