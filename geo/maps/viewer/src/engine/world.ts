// The built-in background: Natural Earth's countries (1:50 million), from the page's own block. It is a setting for the
// zones, not a map to measure on: beyond zoom 10 it steps back, because its coast is then kilometres off.

import { Container, fromBase64, gunzip } from "./container.ts";
import { LINE, measure, POLYGON, RecordGeometry, UNITS } from "./shapes.ts";
import { worldBox } from "./spatial.ts";
import type { Context } from "./symbols.ts";
import { Trace, type View } from "./trace.ts";

export const WATER = [223, 231, 236] as const;
export const LAND = [241, 238, 231] as const;
const PAPER = [247, 246, 242] as const;
const COAST = "#b9bdbd";
const BORDER = "#b5aca0";
const FADE_FROM_ZOOM = 10;
const FADE_TO_ZOOM = 13;
const EDGE = 179.999 * UNITS;

/** What build.mjs writes of the world; every number but the first two is a section's. */
interface WorldHeading {
  scale: [number, number];
  translate: [number, number];
  lengths: number;
  firstX: number;
  firstY: number;
  stepX: number;
  stepY: number;
  polygons: number;
  rings: number;
  arcs: number;
}

export interface World {
  land: RecordGeometry;
  landBoxes: Float64Array;
  arcs: RecordGeometry;
  arcBoxes: Float64Array;
  /** 1 where an arc divides two countries. */
  border: Uint8Array;
}

/** Read the block `zm-world`; null where a page has none. */
export async function readWorld(doc: Document): Promise<World | null> {
  const text = doc.getElementById("zm-world")?.textContent;
  if (!text) return null;
  const container = await Container.open(gunzip(fromBase64(text)));
  const heading = (container.heading as unknown as { world: WorldHeading }).world;
  const read = (section: number) => container.ints(section, new Int32Array(container.width(section).count));
  const arcs = placed(
    heading,
    await read(heading.lengths),
    await read(heading.firstX),
    await read(heading.firstY),
    await read(heading.stepX),
    await read(heading.stepY),
  );
  const rings = sliced(await read(heading.arcs), await read(heading.rings));
  return toWorld(arcs, sliced(rings, await read(heading.polygons)));
}

async function toWorld(arcs: Int32Array[], polygons: ArrayLike<number>[][]): Promise<World> {
  const uses = new Uint8Array(arcs.length);
  for (const polygon of polygons)
    for (const ring of polygon) for (const arc of Array.from(ring)) uses[arc < 0 ? ~arc : arc]!++;
  const land = flat(
    polygons.map((polygon) => polygon.map((ring) => ringOf(ring, arcs))),
    POLYGON,
  );
  const stretches = arcs.map(withoutMapEdge);
  const lines = flat(
    stretches.flat().map((stretch) => [stretch]),
    LINE,
  );
  const border = Uint8Array.from(stretches.flatMap((each, arc) => each.map(() => (uses[arc]! > 1 ? 1 : 0))));
  await measure(land);
  await measure(lines);
  return { land, landBoxes: boxesOf(land), arcs: lines, arcBoxes: boxesOf(lines), border };
}

/** Arcs in units of 1e-7 degree. */
function placed(
  { scale, translate }: WorldHeading,
  lengths: Int32Array,
  firstX: Int32Array,
  firstY: Int32Array,
  stepX: Int32Array,
  stepY: Int32Array,
): Int32Array[] {
  let step = 0;
  return Array.from(lengths, (length, arc) => {
    const points = new Int32Array(2 * length);
    let [x, y] = [firstX[arc]!, firstY[arc]!];
    for (let i = 0; i < length; i++) {
      if (i > 0) {
        x += stepX[step]!;
        y += stepY[step++]!;
      }
      points[2 * i] = Math.round((x * scale[0] + translate[0]) * UNITS);
      points[2 * i + 1] = Math.round((y * scale[1] + translate[1]) * UNITS);
    }
    return points;
  });
}

/** A list cut into lists of the given lengths. */
function sliced<T>(list: ArrayLike<T>, lengths: Int32Array): T[][] {
  let at = 0;
  return Array.from(lengths, (length) => Array.prototype.slice.call(list, at, (at += length)) as T[]);
}

/** The stretches of an arc that are coast or border, not the cut along 180°. */
function withoutMapEdge(arc: Int32Array): Int32Array[] {
  if (!arc.some((value, i) => i % 2 === 0 && Math.abs(value) > EDGE)) return [arc];
  const out: Int32Array[] = [];
  let from = 0;
  for (let i = 1; i <= arc.length / 2; i++) {
    const atEdge = i < arc.length / 2 && Math.abs(arc[2 * i]!) > EDGE && Math.abs(arc[2 * i - 2]!) > EDGE;
    if (!atEdge && i < arc.length / 2) continue;
    if (i - from > 1) out.push(arc.slice(2 * from, 2 * i));
    from = i;
  }
  return out;
}

function ringOf(ring: ArrayLike<number>, arcs: Int32Array[]): Int32Array {
  const points: number[] = [];
  for (const number of Array.from(ring)) {
    const arc = arcs[number < 0 ? ~number : number]!;
    const count = arc.length / 2;
    for (let i = 0; i < count - 1; i++) {
      const at = number < 0 ? count - 1 - i : i; // the last vertex is the next arc's first
      points.push(arc[2 * at]!, arc[2 * at + 1]!);
    }
  }
  return Int32Array.from(points);
}

function flat(shapes: Int32Array[][], type: number): RecordGeometry {
  const lineStart = new Uint32Array(shapes.length + 1);
  shapes.forEach((lines, i) => (lineStart[i + 1] = lineStart[i]! + lines.length));
  const lines = shapes.flat();
  const vertexStart = new Uint32Array(lines.length + 1);
  lines.forEach((line, i) => (vertexStart[i + 1] = vertexStart[i]! + line.length / 2));
  const vertices = new Int32Array(2 * vertexStart[lines.length]!);
  lines.forEach((line, i) => vertices.set(line, 2 * vertexStart[i]!));
  const types = new Uint8Array(shapes.length).fill(type);
  const partStart = Uint32Array.from({ length: shapes.length + 1 }, (_, i) => i);
  return new RecordGeometry(types, partStart, types, lineStart, vertexStart, vertices, null);
}

/** west, north, east, south of each shape. There are so few that looking at each takes less than making a tree. */
function boxesOf(geometry: RecordGeometry): Float64Array {
  const boxes = new Float64Array(4 * geometry.types.length);
  for (let i = 0; i < geometry.types.length; i++) {
    const [west, south, east, north] = worldBox(geometry.boxes, i);
    boxes.set([west, north, east, south], 4 * i);
  }
  return boxes;
}

/** Paint water, land and borders. `white`: on paper, where the ground is white and only lines remain. */
export function paintWorld(ctx: Context, world: World | null, view: View, white: boolean): void {
  const zoom = Math.log2(view.size / 256);
  const faded = Math.max(0, Math.min(1, (zoom - FADE_FROM_ZOOM) / (FADE_TO_ZOOM - FADE_FROM_ZOOM)));
  ctx.fillStyle = white ? "#fff" : mixed(WATER, PAPER, world === null ? 1 : faded);
  ctx.fillRect(0, 0, view.width, view.height);
  if (world === null) return;
  const trace = new Trace(view);
  ctx.fillStyle = white ? "#fff" : mixed(LAND, PAPER, faded);
  ctx.beginPath();
  find(world.landBoxes, view, (polygon, shift) => {
    trace.begin(world.land, polygon, shift);
    for (let line = world.land.lineStart[polygon]!; line < world.land.lineStart[polygon + 1]!; line++) {
      trace.line(world.land, line);
      if (trace.reachesFar(64)) trace.clipRing(32);
      trace.to(ctx, true);
    }
  });
  ctx.fill("evenodd");
  paintLines(ctx, world, view, trace, 1 - 0.75 * faded);
}

function paintLines(ctx: Context, world: World, view: View, trace: Trace, alpha: number): void {
  ctx.globalAlpha = alpha;
  ctx.lineJoin = "round";
  const coast = new Path2D();
  const border = new Path2D();
  find(world.arcBoxes, view, (arc, shift) => {
    trace.begin(world.arcs, arc, shift);
    trace.line(world.arcs, world.arcs.lineStart[arc]!);
    const path = world.border[arc] ? border : coast;
    if (trace.reachesFar(64)) trace.stretches(false, 8, (stretch) => path.addPath(stretch));
    else trace.to(path, false);
  });
  ctx.lineWidth = 0.8;
  ctx.strokeStyle = COAST;
  ctx.stroke(coast);
  ctx.lineWidth = 1;
  ctx.strokeStyle = BORDER;
  ctx.stroke(border);
  ctx.globalAlpha = 1;
}

function find(boxes: Float64Array, view: View, each: (item: number, shift: number) => void): void {
  const [west, east] = [view.x0 / view.size, (view.x0 + view.width) / view.size];
  const [north, south] = [view.y0 / view.size, (view.y0 + view.height) / view.size];
  for (let shift = Math.floor(west) - 1; shift <= Math.ceil(east); shift++) {
    for (let at = 0; at < boxes.length; at += 4) {
      if (boxes[at]! + shift > east || boxes[at + 2]! + shift < west) continue;
      if (boxes[at + 1]! <= south && boxes[at + 3]! >= north) each(at / 4, shift);
    }
  }
}

function mixed(a: readonly number[], b: readonly number[], share: number): string {
  return `rgb(${a.map((value, i) => Math.round(value + (b[i]! - value) * share)).join(",")})`;
}
