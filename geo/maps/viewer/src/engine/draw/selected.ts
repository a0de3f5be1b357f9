// The record that is selected: a halo and a line around it, the same on every ground; what releases have left of it; and,
// from near, the numbers of its turning points.

import type { Outline } from "../../land.ts";
import { CIRCLE_M } from "./classes.ts";
import { worldPerMetre, worldX, worldY } from "../mercator.ts";
import { POINT, POLYGON, UNITS } from "../../data/shapes.ts";
import type { DrawnLayer } from "../spatial.ts";
import { COLOURS } from "./styles.ts";
import type { Context } from "./symbols.ts";
import { Trace, type View } from "./trace.ts";
import { pointNumber } from "../turningpoints.ts";

const MARK_PX = 14;
const SMALL_PX = 14;
/** The frame of what remains: how far it reaches inwards, px. */
const FRAME = [
  [7, "#1b1b1b"],
  [4, "rgba(255,255,255,0.9)"],
] as const;
/** Numbers have room from this extent on, and where there are no more points than these. */
const NUMBERS_FROM_PX = 110;
const MOST_NUMBERS = 150;
const NUMBER_PX = 13;

export function paintSelected(
  ctx: Context,
  view: View,
  drawn: DrawnLayer,
  record: number,
  remaining: Outline | null,
): void {
  const found = outlineIn(view, drawn, record);
  if (found === null) return;
  const { path, shift, extent } = found;
  ctx.save();
  ctx.lineJoin = "round";
  fillCircle(ctx, view, drawn, record, shift);
  const crosses = drawn.layer.geometry.crosses(record);
  if (remaining && extent >= SMALL_PX) paintRemaining(ctx, view, remaining, crosses, shift);
  strokeHalo(ctx, path, 3.5);
  if (extent >= NUMBERS_FROM_PX) paintNumbers(ctx, view, drawn, record, shift);
  ctx.restore();
}

/** The circle, or the district, in which the selected record may lie is filled, so that it is told from the outlines around it. */
function fillCircle(
  ctx: Context,
  view: View,
  { layer, accuracy, districts }: DrawnLayer,
  record: number,
  shift: number,
): void {
  const metres = accuracy?.[record] ?? 0;
  const district = districts.get(record);
  if (metres < CIRCLE_M) return;
  const [lon, lat] = [layer.geometry.boxes[4 * record]!, layer.geometry.boxes[4 * record + 1]!];
  const radius = metres * worldPerMetre(lat / UNITS) * view.size;
  const path = new Path2D();
  const [x, y] = [(worldX(lon) + shift) * view.size - view.x0, worldY(lat) * view.size - view.y0];
  if (district) outlineOf(path, view, district.drawn, district.record, shift);
  else path.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = "rgba(29,78,137,0.12)";
  ctx.fill(path);
  ctx.strokeStyle = COLOURS.accent;
  ctx.lineWidth = 1.4;
  ctx.setLineDash([6, 4]);
  ctx.stroke(path);
  ctx.setLineDash([]);
}

/** A thinner halo around the record that is pointed at, on the map or in a list. */
export function paintPointed(ctx: Context, view: View, drawn: DrawnLayer, record: number): void {
  const found = outlineIn(view, drawn, record);
  if (found === null) return;
  ctx.save();
  ctx.lineJoin = "round";
  strokeHalo(ctx, found.path, 2);
  ctx.restore();
}

function strokeHalo(ctx: Context, path: Path2D, width: number): void {
  for (const [line, colour] of [
    [width + 4.5, "rgba(255,255,255,0.85)"],
    [width, COLOURS.accent],
  ] as const) {
    ctx.lineWidth = line;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
  }
}

/** What to draw a halo around: the outline of a record, or a circle around its mark. */
function outlineIn(
  view: View,
  drawn: DrawnLayer,
  record: number,
): { path: Path2D; shift: number; extent: number } | null {
  const { geometry } = drawn.layer;
  const type = geometry.types[record];
  if (!type) return null;
  const at = 4 * record;
  const west = worldX(geometry.boxes[at]!);
  const east = worldX(geometry.boxes[at + 2]!) + (geometry.crosses(record) ? 1 : 0);
  const [north, south] = [worldY(geometry.boxes[at + 3]!), worldY(geometry.boxes[at + 1]!)];
  const middle = (view.x0 + view.width / 2) / view.size;
  const shift = Math.round(middle - (west + east) / 2);
  const extent = Math.max(east - west, south - north) * view.size;
  const path = new Path2D();
  if (type === POINT || extent < SMALL_PX) {
    const x = ((west + east) / 2 + shift) * view.size - view.x0;
    const y = ((north + south) / 2) * view.size - view.y0;
    path.arc(x, y, MARK_PX, 0, 2 * Math.PI);
  } else {
    outlineOf(path, view, drawn, record, shift);
  }
  return { path, shift, extent };
}

/** What remains, in a stronger red and framed in ink inside of the halo, so that it is told apart without colours too. */
function paintRemaining(ctx: Context, view: View, remaining: Outline, crosses: boolean, shift: number): void {
  const [path, frame] = [new Path2D(), new Path2D()];
  const seam = crosses ? (shift + 1) * view.size - view.x0 : NaN; // where it is split, and does not end
  for (const ring of remaining.flat()) {
    let [lastX, lastY] = [NaN, NaN];
    for (let i = 0; i <= ring.length; i += 2) {
      const at = i % ring.length;
      const x = (worldX(ring[at]!) + shift + (crosses && ring[at]! < 0 ? 1 : 0)) * view.size - view.x0;
      const y = worldY(ring[at + 1]!) * view.size - view.y0;
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
      if (i > 0 && !(x === seam && lastX === seam)) {
        frame.moveTo(lastX, lastY);
        frame.lineTo(x, y);
      }
      [lastX, lastY] = [x, y];
    }
    path.closePath();
  }
  ctx.save();
  ctx.clip(path, "evenodd");
  ctx.fillStyle = "rgba(160,0,0,0.3)";
  ctx.fill(path, "evenodd");
  for (const [width, colour] of FRAME) {
    ctx.lineWidth = 2 * width; // half of it is outside and cut off
    ctx.strokeStyle = colour;
    ctx.stroke(frame);
  }
  ctx.restore();
}

/** The numbers that the table of turning points has, outside of the shape; one that would lie on another is left out. */
function paintNumbers(
  ctx: Context,
  view: View,
  { layer: { geometry } }: DrawnLayer,
  record: number,
  shift: number,
): void {
  const [from, to] = geometry.range(record);
  if (to - from > MOST_NUMBERS) return;
  const lines = [];
  for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
    if (geometry.partType[part] === POINT) continue;
    for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) lines.push(line);
  }
  const taken: [number, number][] = [];
  ctx.font = "600 12px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(255,255,255,0.95)";
  ctx.fillStyle = COLOURS.accent;
  const at = (vertex: number): [number, number] => {
    const lon = geometry.vertices[2 * vertex]!;
    const turn = shift + (geometry.crosses(record) && lon < 0 ? 1 : 0);
    return [
      (worldX(lon) + turn) * view.size - view.x0,
      worldY(geometry.vertices[2 * vertex + 1]!) * view.size - view.y0,
    ];
  };
  lines.forEach((line, n) => {
    const [start, stop] = [geometry.vertexStart[line]!, geometry.vertexStart[line + 1]!];
    const points = Array.from({ length: stop - start }, (_, i) => at(start + i));
    const outwards =
      points.reduce((sum, [x1, y1], i) => {
        const [x2, y2] = points[(i + 1) % points.length]!;
        return sum + x1 * y2 - x2 * y1;
      }, 0) > 0
        ? 1
        : -1;
    points.forEach(([x, y], i) => {
      const [dx, dy] = awayFrom(
        points[(i + points.length - 1) % points.length]!,
        [x, y],
        points[(i + 1) % points.length]!,
      );
      const place: [number, number] = [x + outwards * dx * NUMBER_PX, y + outwards * dy * NUMBER_PX];
      if (taken.some(([x2, y2]) => Math.abs(x2 - place[0]) < 18 && Math.abs(y2 - place[1]) < 14)) return;
      taken.push(place);
      const text = pointNumber(n, i, lines.length);
      ctx.strokeText(text, ...place);
      ctx.fillText(text, ...place);
    });
  });
}

/** The direction of length one that bisects the outer angle at a point of a clockwise outline (y down). */
function awayFrom(before: [number, number], here: [number, number], after: [number, number]): [number, number] {
  const unit = ([x1, y1]: [number, number], [x2, y2]: [number, number]) => {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    return [(x2 - x1) / length, (y2 - y1) / length] as const;
  };
  const [a, b] = [unit(before, here), unit(here, after)];
  const normal = [a[1] + b[1], -(a[0] + b[0])] as const;
  const length = Math.hypot(...normal) || 1;
  return [normal[0] / length, normal[1] / length];
}

function outlineOf(path: Path2D, view: View, drawn: DrawnLayer, record: number, shift: number): void {
  const { geometry } = drawn.layer;
  const trace = new Trace(view);
  trace.begin(geometry, record, shift);
  for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
    const type = geometry.partType[part];
    for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) {
      trace.line(geometry, line);
      if (type === POINT) {
        path.moveTo(trace.points[0]! + MARK_PX, trace.points[1]!);
        path.arc(trace.points[0]!, trace.points[1]!, MARK_PX, 0, 2 * Math.PI);
      } else trace.stretches(type === POLYGON, 32, (stretch) => path.addPath(stretch));
    }
  }
}
