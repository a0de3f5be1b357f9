// The built-in background: Natural Earth's countries (1:50 million). It is a setting for the zones, not a map to measure
// on: beyond zoom 10 it steps back, because its coast is then kilometres off.

import { latOf, lonOf } from "../engine/mercator.ts";
import { UNITS } from "./shapes.ts";
import type { Context } from "../engine/draw/symbols.ts";
import { Trace, type View } from "../engine/draw/trace.ts";
import type { World } from "./worldshapes.ts";

export const WATER = [223, 231, 236] as const;
export const LAND = [241, 238, 231] as const;
const PAPER = [247, 246, 242] as const;
const COAST = "#b9bdbd";
const BORDER = "#b5aca0";
const DISPUTED = [3, 4]; // dashes of borders on which views of the world differ
const FADE_FROM_ZOOM = 10;
const FADE_TO_ZOOM = 13;

/** Paint water, land and borders. `white`: on paper, where the ground is white and only lines remain. */
export function paintWorld(ctx: Context, world: World | null, view: View, white: boolean): void {
  const zoom = Math.log2(view.size / 256);
  const faded = Math.max(0, Math.min(1, (zoom - FADE_FROM_ZOOM) / (FADE_TO_ZOOM - FADE_FROM_ZOOM)));
  ctx.fillStyle = white ? "#fff" : mixed(WATER, PAPER, world === null ? 1 : faded);
  ctx.fillRect(0, 0, view.width, view.height);
  if (world === null) return;
  const trace = new Trace(view);
  const seen = degreesOf(view);
  ctx.fillStyle = white ? "#fff" : mixed(LAND, PAPER, faded);
  const bounds = paintLand(ctx, world, view, trace, seen);
  ctx.globalAlpha = 1 - 0.75 * faded;
  paintLines(ctx, world, bounds, trace, seen);
  ctx.globalAlpha = 1;
}

/** Arcs, and how many worlds they must be moved to the east. */
type Bounding = [shift: number, arcs: Set<number>];

/** Fill the land in view; the arcs that bound it. */
function paintLand(ctx: Context, world: World, view: View, trace: Trace, seen: Degrees): Bounding[] {
  const bounds: Bounding[] = [];
  ctx.beginPath();
  for (
    let shift = Math.floor(view.x0 / view.size) - 1;
    shift <= Math.ceil((view.x0 + view.width) / view.size);
    shift++
  ) {
    const arcs = new Set<number>(world.loose);
    for (let polygon = 0; 4 * polygon < world.boxes.length; polygon++) {
      if (!meets(world.boxes, 4 * polygon, 1, seen, shift)) continue;
      const shape = world.polygon(polygon);
      trace.begin(shape, 0, shift);
      for (let line = 0; line + 1 < shape.vertexStart.length; line++) {
        trace.line(shape, line);
        if (trace.reachesFar(64)) trace.clipRing(32);
        trace.to(ctx, true);
      }
      for (const arc of world.arcsOf[polygon]!) arcs.add(arc);
    }
    bounds.push([shift, arcs]);
  }
  ctx.fill("evenodd");
  return bounds;
}

function paintLines(ctx: Context, world: World, bounds: Bounding[], trace: Trace, seen: Degrees): void {
  ctx.lineJoin = "round";
  const paths = { coast: new Path2D(), border: new Path2D(), disputed: new Path2D() };
  for (const [shift, arcs] of bounds) {
    for (const arc of arcs) {
      const stretches = world.stretchesOf(arc);
      const path = paths[world.kindOf(arc)];
      for (let record = 0; record < stretches.types.length; record++) {
        if (!meets(stretches.boxes, 4 * record, UNITS, seen, shift)) continue;
        trace.begin(stretches, record, shift);
        trace.line(stretches, record);
        if (trace.reachesFar(64)) trace.stretches(false, 8, (stretch) => path.addPath(stretch));
        else trace.to(path, false);
      }
    }
  }
  ctx.lineWidth = 0.8;
  ctx.strokeStyle = COAST;
  ctx.stroke(paths.coast);
  ctx.lineWidth = 1;
  ctx.strokeStyle = BORDER;
  ctx.stroke(paths.border);
  ctx.setLineDash(DISPUTED);
  ctx.stroke(paths.disputed);
  ctx.setLineDash([]);
}

type Degrees = [west: number, south: number, east: number, north: number];

/** What a view shows of the world, west and east of 180° where it shows more than one. */
function degreesOf(view: View): Degrees {
  const { x0, y0, width, height, size } = view;
  return [lonOf(x0 / size), latOf((y0 + height) / size), lonOf((x0 + width) / size), latOf(y0 / size)];
}

/** Whether a box (west, south, east, north, from `at` on, so many `units` to the degree; east < west across 180°), moved
 * `shift` worlds to the east, meets what is seen. */
function meets(boxes: ArrayLike<number>, at: number, units: number, seen: Degrees, shift: number): boolean {
  const [west, east, turn] = [boxes[at]!, boxes[at + 2]!, 360 * shift];
  if (west > (seen[2] - turn) * units) return false;
  if ((east < west ? east + 360 * units : east) < (seen[0] - turn) * units) return false;
  return boxes[at + 1]! <= seen[3] * units && boxes[at + 3]! >= seen[1] * units;
}

function mixed(a: readonly number[], b: readonly number[], share: number): string {
  return `rgb(${a.map((value, i) => Math.round(value + (b[i]! - value) * share)).join(",")})`;
}
