// What is being drawn, as corners: no map and no page here. Positions are lon, lat in degrees.

import type { Geometry, Position } from "geojson";
import { way } from "./kit.ts";

export type Point = [lon: number, lat: number];
export type Form = "Polygon" | "LineString" | "Point" | "Circle";

/** A shape while it is drawn. Never changed: each step is a new one. */
export interface Drawn {
  form: Form;
  /** Of a collection the form of each part; `form` is that of the first. */
  forms?: Form[];
  /** Parts, of rings, of corners; the corner that closes a ring is left out. Only a Polygon has rings beyond the first. */
  parts: Point[][][];
  radius_m: number;
  /** Positions as they were typed. */
  entered: string[];
}

/** A corner: the numbers of its part and ring, and its own. */
export type Corner = [part: number, ring: number, at: number];

export const nothing = (form: Form): Drawn => ({ form, parts: [[[]]], radius_m: 100, entered: [] });

const UNITS = 1e7;
export const rounded = (value: number) => Math.round(value * UNITS) / UNITS;

/** The form of a part. */
export const formOf = ({ form, forms }: Drawn, part: number): Form => forms?.[part] ?? form;

/** The corners of a ring after `change`, in a shape that is otherwise the same. */
export function withRing(drawn: Drawn, [part, ring]: readonly number[], change: (points: Point[]) => Point[]): Drawn {
  const parts = drawn.parts.map((rings, p) =>
    p === part ? rings.map((points, r) => (r === ring ? change([...points]) : points)) : rings,
  );
  return { ...drawn, parts };
}

export function corners({ parts }: Drawn): [Corner, Point][] {
  return parts.flatMap((rings, part) =>
    rings.flatMap((points, ring) => points.map((point, at): [Corner, Point] => [[part, ring, at], point])),
  );
}

/** Whether it is one already: enough corners, and a radius. */
export function isWhole(drawn: Drawn): boolean {
  const { form, parts, radius_m } = drawn;
  const least = { Polygon: 3, LineString: 2, Point: 1, Circle: 1 };
  const enough = parts.every((rings, part) =>
    rings.every((points) => new Set(points.map(String)).size >= least[formOf(drawn, part)]),
  );
  return enough && (form !== "Circle" || (radius_m > 0 && radius_m <= 100_000));
}

export function toGeometry({ form, forms, parts }: Drawn): Geometry {
  if (forms) {
    const geometries = parts.map((part, at) => toGeometry({ ...nothing(forms[at]!), parts: [part] }));
    return { type: "GeometryCollection", geometries };
  }
  if (form === "Circle") form = "Point";
  const own = parts.map((rings): unknown => {
    const closed = rings.map((points) => (form === "Polygon" ? [...points, points[0]!] : points));
    return form === "Polygon" ? closed : form === "LineString" ? closed[0] : closed[0]![0];
  });
  const [type, coordinates] = own.length > 1 ? [`Multi${form}`, own] : [form, own[0]];
  return { type, coordinates } as Geometry;
}

export function fromGeometry(geometry: Geometry, radius_m = 0): Drawn {
  if (geometry.type === "GeometryCollection") {
    const all = geometry.geometries.map((one) => fromGeometry(one));
    const forms = all.flatMap((one) => one.forms ?? one.parts.map(() => one.form));
    return { ...nothing(forms[0]!), forms, parts: all.flatMap(({ parts }) => parts) };
  }
  const form = geometry.type.replace("Multi", "") as Form;
  const all = (geometry.type === form ? [geometry.coordinates] : geometry.coordinates) as unknown[];
  const plain = (points: Position[]) => points.map(([lon, lat]): Point => [rounded(lon!), rounded(lat!)]);
  const parts = all.map((one) => {
    if (form === "Polygon") return (one as Position[][]).map((ring) => plain(ring.slice(0, -1)));
    return [plain(form === "LineString" ? (one as Position[]) : [one as Position])];
  });
  return { ...nothing(radius_m > 0 ? "Circle" : form), parts: parts.filter(([points]) => points?.length), radius_m };
}

const RADIANS = Math.PI / 180;

/** The place at a true bearing and distance on the ellipsoid: found on a sphere, then corrected by what is measured. */
export function onward(from: Point, bearing_deg: number, distance_m: number): Point {
  let [bearing, distance] = [bearing_deg, distance_m];
  let found = from;
  for (let round = 0; round < 6 && distance_m > 0; round++) {
    found = onSphere(from, bearing, distance);
    const told = way(...from, ...found);
    bearing += ((bearing_deg - told.bearing_deg + 540) % 360) - 180;
    distance += distance_m - told.distance_m;
  }
  return [rounded(found[0]), rounded(found[1])];
}

function onSphere([lon, lat]: Point, bearing: number, distance: number): Point {
  const [arc, turn, phi] = [distance / 6_371_008.8, bearing * RADIANS, lat * RADIANS];
  const sin = Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(turn);
  const across = Math.atan2(Math.sin(turn) * Math.sin(arc) * Math.cos(phi), Math.cos(arc) - Math.sin(phi) * sin);
  return [lon + across / RADIANS, Math.asin(sin) / RADIANS];
}

/** The outline of a circle, to be looked at. */
export function circle(centre: Point, radius_m: number): Point[] {
  return Array.from({ length: 64 }, (_, at) => onward(centre, at * 5.625, radius_m));
}

/** Whether two sides of a ring cross. Sides are compared by where they begin in the west, so that most are never met. */
export function crossesItself(points: Point[]): boolean {
  const n = points.length;
  const sides = points.map((a, at) => {
    const b = points[(at + 1) % n]!;
    return { a, b, at, west: Math.min(a[0], b[0]), east: Math.max(a[0], b[0]) };
  });
  sides.sort((one, other) => one.west - other.west);
  const turn = (a: Point, b: Point, c: Point) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  return sides.some((one, from) => {
    for (let to = from + 1; to < n && sides[to]!.west <= one.east; to++) {
      const other = sides[to]!;
      const apart = Math.abs(one.at - other.at);
      if (apart === 1 || apart === n - 1) continue;
      const { a, b } = one;
      const { a: c, b: d } = other;
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true;
    }
    return false;
  });
}
