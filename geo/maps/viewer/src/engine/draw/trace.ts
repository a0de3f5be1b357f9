// Vertices become pixels. Nothing is left out but what falls on the same third of a pixel, and nothing is drawn far
// outside the canvas: a dash along a line of a million pixels would take the browser seconds.

import { NearbyY, worldX, worldY } from "../mercator.ts";
import { isSplitAtSeam, type RecordGeometry } from "../../data/shapes.ts";

const NEARBY_UNITS = 200_000; // 0.02 degree, 2 km: up to this height the parabola serves
const SAME_PX = 0.33;
/** How far beyond the canvas what reaches far is cut. */
export const CUT_MARGIN_PX = 32;

/** A view: a canvas of `width` by `height` CSS px whose corner lies at (x0, y0) px of a world `size` px wide. */
export interface View {
  x0: number;
  y0: number;
  width: number;
  height: number;
  size: number;
}

/** A line in pixels: x, y in turn. Made once and used for every line, since lines are many. */
export class Trace {
  points = new Float64Array(1 << 12);
  length = 0;
  private spare = new Float64Array(1 << 12);
  private readonly nearby = new NearbyY();
  private useNearby = false;
  private turn = 0;

  /** `same` px: what lies no further from the vertex before it is left out. */
  constructor(
    private readonly view: View,
    private readonly same = SAME_PX,
  ) {}

  /** Make ready for a record's lines; `shift` worlds to the east. */
  begin(geometry: RecordGeometry, record: number, shift: number): void {
    const south = geometry.boxes[4 * record + 1]!;
    const north = geometry.boxes[4 * record + 3]!;
    this.useNearby = north - south < NEARBY_UNITS && north < 70e7 && south > -70e7;
    if (this.useNearby) this.nearby.set((south + north) / 2);
    this.turn = geometry.crosses(record) ? 1 : 0;
    this.shift = shift;
    const isSplit = this.turn === 1 && isSplitAtSeam(geometry, record);
    this.seam = isSplit ? (shift + 1) * this.view.size - this.view.x0 : NaN;
  }
  private shift = 0;
  /** x of the 180th meridian where an area is split at it, whose two sides are no outline there; NaN for any other. */
  private seam = NaN;

  /** Take a line's vertices in; a line of one vertex stays one. */
  line(geometry: RecordGeometry, line: number): void {
    const { size, x0, y0 } = this.view;
    const { vertices, ys } = geometry;
    const from = geometry.vertexStart[line]!;
    const to = geometry.vertexStart[line + 1]!;
    if (this.points.length < 2 * (to - from)) this.points = new Float64Array(4 * (to - from));
    const { points, nearby, useNearby, same } = this;
    let length = 0;
    let lastX = Infinity;
    let lastY = Infinity;
    for (let i = from; i < to; i++) {
      const lon = vertices[2 * i]!;
      const turned = this.turn && lon < 0 ? this.shift + 1 : this.shift;
      const x = (worldX(lon) + turned) * size - x0;
      const y = (ys ? ys[i]! : useNearby ? nearby.of(vertices[2 * i + 1]!) : worldY(vertices[2 * i + 1]!)) * size - y0;
      if (Math.abs(x - lastX) < same && Math.abs(y - lastY) < same && i < to - 1 && x !== this.seam) continue;
      points[length++] = lastX = x;
      points[length++] = lastY = y;
    }
    this.length = length;
  }

  /** Add the line to a path as it is. */
  to(path: Path2D | CanvasRenderingContext2D, closed: boolean): void {
    const { points, length } = this;
    if (length === 0) return;
    path.moveTo(points[0]!, points[1]!);
    for (let i = 2; i < length; i += 2) path.lineTo(points[i]!, points[i + 1]!);
    if (closed) path.closePath();
  }

  /** Add what of the line is outline to a path: all of it but the sides along which an area is split at 180°. */
  outlineTo(path: Path2D | CanvasRenderingContext2D, closed: boolean): void {
    if (Number.isNaN(this.seam)) {
      this.to(path, closed);
      return;
    }
    const { points, length } = this;
    let isDrawn = false;
    for (let i = 0, left = closed ? length : length - 2; left > 0; i += 2, left -= 2) {
      const j = (i + 2) % length;
      if (this.isSeam(i, j)) {
        isDrawn = false;
        continue;
      }
      if (!isDrawn) path.moveTo(points[i]!, points[i + 1]!);
      path.lineTo(points[j]!, points[j + 1]!);
      isDrawn = true;
    }
  }

  private isSeam(i: number, j: number): boolean {
    return this.points[i] === this.seam && this.points[j] === this.seam;
  }

  /** Whether the line reaches so far out of the canvas that it has to be cut. */
  reachesFar(margin: number): boolean {
    const { points, length } = this;
    const { width, height } = this.view;
    for (let i = 0; i < length; i += 2) {
      const x = points[i]!;
      const y = points[i + 1]!;
      if (x < -margin || y < -margin || x > width + margin || y > height + margin) return true;
    }
    return false;
  }

  /** Cut a ring to the canvas and a margin (Sutherland and Hodgman, 1974); edges along the margin come in, out of sight. */
  clipRing(margin: number): void {
    const { width, height } = this.view;
    this.clipSide(0, -margin, 1);
    this.clipSide(0, width + margin, -1);
    this.clipSide(1, -margin, 1);
    this.clipSide(1, height + margin, -1);
  }

  private clipSide(axis: 0 | 1, limit: number, sign: 1 | -1): void {
    const { points, length } = this;
    if (this.spare.length < 2 * length + 8) this.spare = new Float64Array(4 * length + 8);
    const out = this.spare;
    let kept = 0;
    for (let i = 0; i < length; i += 2) {
      const j = i === 0 ? length - 2 : i - 2;
      // How far inside the limit both ends of the edge lie; where the signs differ, the edge crosses it.
      const before = (points[j + axis]! - limit) * sign;
      const here = (points[i + axis]! - limit) * sign;
      if (before >= 0 !== here >= 0) {
        const t = before / (before - here);
        out[kept++] = points[j]! + t * (points[i]! - points[j]!);
        out[kept++] = points[j + 1]! + t * (points[i + 1]! - points[j + 1]!);
      }
      if (here >= 0) {
        out[kept++] = points[i]!;
        out[kept++] = points[i + 1]!;
      }
    }
    this.spare = points;
    this.points = out;
    this.length = kept;
  }

  /** Call back with each stretch of the line that comes near the canvas, and how far along the line it begins (px), so
   * that dashes run on from tile to tile. */
  stretches(closed: boolean, margin: number, each: (path: Path2D, along: number) => void): void {
    const { points, length } = this;
    const { width, height } = this.view;
    const count = length / 2 + (closed ? 1 : 0);
    let path: Path2D | null = null;
    let start = 0;
    let along = 0;
    for (let n = 1; n < count; n++) {
      // The last edge of a ring leads back to its first vertex.
      const i = (2 * n - 2) % length;
      const j = (2 * n) % length;
      // Each by itself: a list of the four would be made for every edge of every coast.
      const x1 = points[i]!;
      const y1 = points[i + 1]!;
      const x2 = points[j]!;
      const y2 = points[j + 1]!;
      const part = this.isSeam(i, j) ? null : cut(x1, y1, x2, y2, -margin, -margin, width + margin, height + margin);
      const step = Math.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2);
      if (part !== null) {
        const [t1, t2] = part;
        // The edge comes in from outside: a stretch begins where it does.
        if (path === null || t1 > 0) {
          if (path) each(path, start);
          path = new Path2D();
          path.moveTo(x1 + t1 * (x2 - x1), y1 + t1 * (y2 - y1));
          start = along + t1 * step;
        }
        path.lineTo(x1 + t2 * (x2 - x1), y1 + t2 * (y2 - y1));
        // It goes out again: the stretch ends.
        if (t2 < 1) {
          each(path, start);
          path = null;
        }
      } else if (path) {
        each(path, start);
        path = null;
      }
      along += step;
    }
    if (path) each(path, start);
  }
}

const WHOLE = [0, 1] as const;

/** The stretch of a segment inside a box, as shares of its length (Liang and Barsky, 1984); null if none. */
export function cut(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): readonly [number, number] | null {
  // Nearly all segments lie inside or beside the box, and need no shares.
  if (x1 < left ? x2 < left : x1 > right && x2 > right) return null;
  if (y1 < top ? y2 < top : y1 > bottom && y2 > bottom) return null;
  const inside = (x: number, y: number) => x >= left && x <= right && y >= top && y <= bottom;
  if (inside(x1, y1) && inside(x2, y2)) return WHOLE;
  let from = 0;
  let to = 1;
  const sides: [number, number][] = [
    [x1 - x2, x1 - left],
    [x2 - x1, right - x1],
    [y1 - y2, y1 - top],
    [y2 - y1, bottom - y1],
  ];
  // p: how fast the segment leaves over this side, below 0 where it comes in; q: how far off the side is at its start.
  for (const [p, q] of sides) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) from = Math.max(from, q / p);
    else to = Math.min(to, q / p);
  }
  return from <= to ? [from, to] : null;
}

/** An area in a view, to be filled, and its outline; null where it is out of sight. */
export function areaPaths(
  view: View,
  geometry: RecordGeometry,
  record: number,
): { area: Path2D; outline: Path2D } | null {
  const [west, south, east, north] = geometry.boxes.subarray(4 * record, 4 * record + 4);
  const shift = Math.floor(view.x0 / view.size);
  const left = (worldX(west!) + shift) * view.size - view.x0;
  const right = (worldX(east!) + shift) * view.size - view.x0;
  const [top, bottom] = [worldY(north!) * view.size - view.y0, worldY(south!) * view.size - view.y0];
  if (right < 0 || left > view.width || bottom < 0 || top > view.height) return null;
  const [area, outline] = [new Path2D(), new Path2D()];
  const trace = new Trace(view);
  trace.begin(geometry, record, shift);
  const end = geometry.lineStart[geometry.partStart[record + 1]!]!;
  for (let line = geometry.lineStart[geometry.partStart[record]!]!; line < end; line++) {
    trace.line(geometry, line);
    if (trace.reachesFar(4 * CUT_MARGIN_PX)) trace.clipRing(CUT_MARGIN_PX);
    trace.to(area, true);
    trace.outlineTo(outline, true);
  }
  return { area, outline };
}
