// The names of rivers and lakes.

import type { Names } from "../../data/ground.ts";
import { type RecordGeometry, UNITS } from "../../data/shapes.ts";
import { worldX, worldY } from "../mercator.ts";
import type { View } from "../draw/trace.ts";

export interface WaterName {
  names: Names;
  x: number;
  y: number;
}

const LAKE_LEAST_PX = 26;
const RIVER_LEAST_PX = 60;
const STEP_PX = 40;
const MOST_STEPS = 400;
/** Px between two namings of one river. */
export const APART_PX = 280;
const MOST_POINTS = 12; // that the name of one stretch is tried at
const HALF_LETTER_PX = 3;
const HALF_LINE_PX = 8;

/** Where the names of lakes may stand, of those that are large enough in a view; `names` by record. `edge`: px of the view's
 * sides that are out of sight. */
export function lakeNames(
  lakes: RecordGeometry,
  names: Iterable<[number, Names]>,
  view: View,
  edge: number,
): WaterName[] {
  const found: WaterName[] = [];
  for (const [record, own] of names) {
    const bounds = lakes.bounds(record);
    if (bounds === null || ((bounds[2] - bounds[0]) / 360) * view.size < LAKE_LEAST_PX) continue;
    const [lon, lat] = lakes.anchor(record)!;
    const at = { x: worldX(lon * UNITS) * view.size - view.x0, y: worldY(lat * UNITS) * view.size - view.y0 };
    if (isSeen(view, edge, 0, at.x, at.y)) found.push({ names: own, ...at });
  }
  return found;
}

/** Where the names of rivers may stand: at points of what is seen of each, the middle first, so that a name finds room. */
export function riverNames(
  rivers: RecordGeometry,
  names: Iterable<[number, Names]>,
  view: View,
  edge: number,
): WaterName[] {
  const found: WaterName[] = [];
  for (const [record, own] of names) {
    const bounds = rivers.bounds(record);
    if (bounds === null || !meets(bounds, view)) continue;
    const half = HALF_LETTER_PX * (own[""] ?? "").length;
    const points = seenPoints(rivers, record, view).filter(([x, y]) => isSeen(view, edge, half, x, y));
    if (points.length === 0 || spanOf(points) < RIVER_LEAST_PX) continue;
    for (const [x, y] of fromTheMiddle(points)) found.push({ names: own, x, y });
  }
  return found;
}

/** Some of the points of a line, the one in the middle first and those at its ends last. */
function fromTheMiddle(points: [number, number][]): [number, number][] {
  const middle = (points.length - 1) / 2;
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  const order = points.map((_, i) => i).filter((i) => (i - Math.floor(middle)) % step === 0);
  return order.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).map((i) => points[i]!);
}

/** Points along a river in a view, some 40 px apart. */
function seenPoints(rivers: RecordGeometry, record: number, view: View): [number, number][] {
  const [start, end] = rivers.range(record);
  const points: [number, number][] = [];
  let [x, y] = [NaN, NaN]; // the vertex before, of which there are thousands
  for (let i = start; i < end; i++) {
    const nextX = worldX(rivers.vertices[2 * i]!) * view.size - view.x0;
    const nextY = rivers.ys![i]! * view.size - view.y0;
    const [fromX, fromY] = [x, y];
    x = nextX;
    y = nextY;
    if (i === start || Math.max(fromX, x) < 0 || Math.min(fromX, x) > view.width) continue;
    if (Math.max(fromY, y) < 0 || Math.min(fromY, y) > view.height) continue;
    const steps = Math.min(MOST_STEPS, Math.ceil(Math.hypot(x - fromX, y - fromY) / STEP_PX));
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 0 : step / steps;
      const [px, py] = [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
      if (isIn(view, px, py)) points.push([px, py]);
    }
  }
  return points;
}

function spanOf(points: [number, number][]): number {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/** Whether a text of some half width is all in sight around a point. */
const isSeen = ({ width, height }: View, edge: number, half: number, x: number, y: number) =>
  x >= edge + half && y >= edge + HALF_LINE_PX && x <= width - edge - half && y <= height - edge - HALF_LINE_PX;

const isIn = ({ width, height }: View, x: number, y: number) => x >= 0 && y >= 0 && x <= width && y <= height;

function meets([west, south, east, north]: readonly number[], view: View): boolean {
  const [left, right] = [worldX(west! * UNITS), worldX(east! * UNITS)].map((x) => x * view.size - view.x0);
  const [top, bottom] = [worldY(north! * UNITS), worldY(south! * UNITS)].map((y) => y * view.size - view.y0);
  return left! <= view.width && right! >= 0 && top! <= view.height && bottom! >= 0;
}
