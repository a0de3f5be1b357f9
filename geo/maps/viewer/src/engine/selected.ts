// The record that is selected: a halo and a line around it, the same on every ground.

import { worldX, worldY } from "./mercator.ts";
import { POINT, POLYGON } from "./shapes.ts";
import type { DrawnLayer } from "./spatial.ts";
import { COLOURS } from "./styles.ts";
import type { Context } from "./symbols.ts";
import { Trace, type View } from "./trace.ts";

const MARK_PX = 12;
const SMALL_PX = 14;

export function paintSelected(ctx: Context, view: View, drawn: DrawnLayer, record: number): void {
  const { geometry } = drawn.layer;
  const type = geometry.types[record];
  if (!type) return;
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
  ctx.save();
  ctx.lineJoin = "round";
  for (const [width, colour] of [
    [8, "rgba(255,255,255,0.85)"],
    [3.5, COLOURS.accent],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
  }
  ctx.restore();
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
