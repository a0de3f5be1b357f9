// Which records lie under a click: exactly, holes and parts considered, and all of them where zones overlap.

import type { RecordRef } from "../model.ts";
import { CIRCLE_M, DISTRICT_M } from "./draw/classes.ts";
import { worldPerMetre } from "./mercator.ts";
import { POINT, POLYGON, type RecordGeometry, UNITS } from "../data/shapes.ts";
import type { Grouping } from "./groups.ts";
import { type DrawnLayer, visit } from "./spatial.ts";
import { Trace } from "./draw/trace.ts";

const MARK_BELOW_PX = 6;
const MARK_REACH_PX = 6;

/** A point of the world (0 … 1). `tolerance` px: how far beside a line a click still means it; more for a finger than for
 * a mouse. */
export interface Aim {
  x: number;
  y: number;
  size: number;
  tolerance: number;
}

/** The records at a place, topmost first, without points that a group stands for. */
export function hitsAt(
  layers: DrawnLayer[],
  { x, y, size, tolerance }: Aim,
  groups: Grouping | null = null,
): RecordRef[] {
  const trace = new Trace({ x0: x * size, y0: y * size, width: 0, height: 0, size });
  const reach = (MARK_REACH_PX + tolerance) / size;
  const marks: RecordRef[] = [];
  const shapes: RecordRef[] = [];
  for (const drawn of [...layers].reverse()) {
    if (!drawn.visible) continue;
    const found: { record: number; isMark: boolean }[] = [];
    visit(drawn, x - reach, y - reach, x + reach, y + reach, (record, shift, { west, north, east, south }) => {
      const isPoint = drawn.layer.geometry.types[record] === POINT;
      if (isPoint && groups?.of[drawn.layer.index]?.[record]) return;
      const isMark = isPoint || Math.max(east - west, south - north) * size < MARK_BELOW_PX;
      const hit = isPoint
        ? pointHit(drawn, record, ((west + east) / 2 - x) * size, ((north + south) / 2 - y) * size, size, tolerance)
        : isMark || shapeHit(trace, drawn.layer.geometry, record, shift, tolerance);
      if (hit) found.push({ record, isMark });
    });
    // Later records are drawn above earlier ones.
    found.sort((a, b) => b.record - a.record);
    for (const { record, isMark } of found) (isMark ? marks : shapes).push({ layer: drawn.layer.index, record });
  }
  return [...marks, ...shapes];
}

function pointHit(drawn: DrawnLayer, record: number, dx: number, dy: number, size: number, tolerance: number): boolean {
  const away = Math.hypot(dx, dy);
  if (away <= MARK_REACH_PX + tolerance) return true;
  const metres = drawn.accuracy?.[record] ?? 0;
  if (metres < CIRCLE_M || metres >= DISTRICT_M) return false;
  return away <= metres * worldPerMetre(drawn.layer.geometry.boxes[4 * record + 1]! / UNITS) * size;
}

function shapeHit(trace: Trace, geometry: RecordGeometry, record: number, shift: number, tolerance: number): boolean {
  trace.begin(geometry, record, shift);
  for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
    const closed = geometry.partType[part] === POLYGON;
    let inside = false;
    for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) {
      trace.line(geometry, line);
      if (awayFromOrigin(trace.points, trace.length, closed) <= tolerance) return true;
      // A hole turns inside into outside again.
      if (closed && originInside(trace.points, trace.length)) inside = !inside;
    }
    if (inside) return true;
  }
  return false;
}

/** Whether a ring (x, y in turn) goes around the origin. */
export function originInside(points: Float64Array, length: number): boolean {
  let inside = false;
  for (let i = 0, j = length - 2; i < length; j = i, i += 2) {
    const y1 = points[i + 1]!;
    const y2 = points[j + 1]!;
    // Half open: a vertex at the height of the origin belongs to one of its two edges alone, or it would be counted twice.
    if (y1 > 0 === y2 > 0) continue;
    const x = points[i]! + (-y1 / (y2 - y1)) * (points[j]! - points[i]!);
    if (x > 0) inside = !inside;
  }
  return inside;
}

/** The shortest distance from the origin to a line or ring. */
export function awayFromOrigin(points: Float64Array, length: number, closed: boolean): number {
  const [x, y] = nearestToOrigin(points, length, closed);
  return Math.hypot(x, y);
}

export function nearestToOrigin(points: Float64Array, length: number, closed: boolean): [number, number] {
  let best: [number, number] = [points[0] ?? Infinity, points[1] ?? Infinity];
  let least = best[0] * best[0] + best[1] * best[1];
  const from = closed && length > 2 ? 0 : 2;
  for (let i = from; i < length; i += 2) {
    const j = i === 0 ? length - 2 : i - 2;
    const [x1, y1] = [points[j]!, points[j + 1]!];
    const [dx, dy] = [points[i]! - x1, points[i + 1]! - y1];
    const square = dx * dx + dy * dy;
    // The foot of the perpendicular from the origin, as a share of the edge, kept between its two ends.
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / square));
    const [x, y] = [x1 + t * dx, y1 + t * dy];
    const away = x * x + y * y;
    if (away < least) {
      least = away;
      best = [x, y];
    }
  }
  return best;
}
