// Where the records of a layer lie, for quick finding: a packed tree of boxes in the world's square.

import Flatbush from "flatbush";
import { accuracies, CIRCLE_M, type Classes, classesOf } from "./classes.ts";
import type { DecodedLayer } from "./decode.ts";
import { worldPerMetre, worldX, worldY } from "./mercator.ts";
import { Slice } from "./pause.ts";
import { POINT, UNITS } from "./shapes.ts";

/** A layer made ready to be drawn. */
export interface DrawnLayer {
  layer: DecodedLayer;
  classes: Classes;
  /** Metres; only for records that are a single point. */
  accuracy: Float64Array | null;
  /** null where the layer has nothing to draw. */
  tree: Flatbush | null;
  /** The record of each entry of the tree. */
  records: Uint32Array;
  /** Records listed as not drawn, though a mark may stand at their place. */
  listed: Set<number>;
  /** Whether any record is a single point. */
  hasPoints: boolean;
  /** The extent of the largest box, in shares of the world: what a layer can show at most at a zoom. */
  largest: number;
  visible: boolean;
  /** 1 = passes the filter; null = no filter. */
  shown: Uint8Array | null;
}

/** Classes and accuracies, at once; `index` makes the tree. */
export function prepare(layer: DecodedLayer): DrawnLayer {
  const accuracy = accuracies(layer);
  if (accuracy) for (let i = 0; i < layer.count; i++) if (layer.geometry.types[i] !== POINT) accuracy[i] = 0;
  const listed = new Set(layer.notDrawn.map((each) => each.record));
  return {
    layer,
    classes: classesOf(layer),
    accuracy,
    tree: null,
    records: new Uint32Array(0),
    listed,
    hasPoints: layer.geometry.types.includes(POINT),
    largest: 0,
    visible: true,
    shown: null,
  };
}

/** Build the tree of a layer's boxes. */
export async function index(drawn: DrawnLayer): Promise<void> {
  const { geometry, count } = drawn.layer;
  const drawable = geometry.types.reduce((sum, type) => sum + (type ? 1 : 0), 0);
  if (drawable === 0) return;
  const records = new Uint32Array(drawable);
  const tree = new Flatbush(drawable);
  const slice = new Slice();
  for (let record = 0, entry = 0; record < count; record++) {
    if (geometry.types[record] === 0) continue;
    records[entry++] = record;
    const [west, south, east, north] = worldBox(geometry.boxes, record);
    const reach = reachOf(drawn.accuracy, record, geometry.boxes[4 * record + 1]!);
    tree.add(west - reach, north - reach, east + reach, south + reach);
    drawn.largest = Math.max(drawn.largest, east - west + 2 * reach, south - north + 2 * reach);
    if ((record & 0x3fff) === 0 && slice.over()) await slice.pause();
  }
  tree.finish();
  drawn.records = records;
  drawn.tree = tree;
}

/** How far the circle of a point's accuracy reaches, in shares of the world's width. */
export function reachOf(accuracy: Float64Array | null, record: number, latUnits: number): number {
  const metres = accuracy?.[record] ?? 0;
  return metres >= CIRCLE_M ? metres * worldPerMetre(latUnits / UNITS) : 0;
}

/** west, south, east, north in the world's square (south is the larger y); east beyond 1 across the antimeridian. */
export function worldBox(boxes: Int32Array, record: number): [number, number, number, number] {
  const at = 4 * record;
  const west = worldX(boxes[at]!);
  const east = worldX(boxes[at + 2]!);
  return [west, worldY(boxes[at + 1]!), east < west ? east + 1 : east, worldY(boxes[at + 3]!)];
}

/** west, north, east, south of layers in the world's square; beyond 1 where they are narrower across the antimeridian. */
export function worldExtent(layers: DrawnLayer[]): [number, number, number, number] | null {
  const trees = layers.flatMap(({ tree }) => (tree ? [tree] : []));
  if (trees.length === 0) return null;
  const [north, south] = [Math.min(...trees.map((tree) => tree.minY)), Math.max(...trees.map((tree) => tree.maxY))];
  const [west, east] = [Math.min(...trees.map((tree) => tree.minX)), Math.max(...trees.map((tree) => tree.maxX))];
  if (east - west <= 0.5) return [west, north, east, south];
  let [turnedWest, turnedEast] = [Infinity, -Infinity];
  for (const { layer, records } of layers) {
    for (const record of records) {
      const [left, , right] = worldBox(layer.geometry.boxes, record);
      const turn = right < 0.5 ? 1 : 0;
      turnedWest = Math.min(turnedWest, left + turn);
      turnedEast = Math.max(turnedEast, right + turn);
    }
  }
  return turnedEast - turnedWest < east - west ? [turnedWest, north, turnedEast, south] : [west, north, east, south];
}

/** A record found: the box it is found by (with the circle of its accuracy), moved by `shift` worlds. */
export type Visitor = (record: number, shift: number, west: number, north: number, east: number, south: number) => void;

/** Visit the records whose box meets a box of the world, the copies beyond the antimeridian as well; `shift` is how many
 * worlds a record must be moved by to lie there. The order is the tree's. */
export function visit(drawn: DrawnLayer, minX: number, minY: number, maxX: number, maxY: number, each: Visitor): void {
  const { tree, records, shown } = drawn;
  if (tree === null) return;
  for (let shift = Math.floor(minX) - 1; shift <= Math.ceil(maxX); shift++) {
    if (maxX - shift < tree.minX || minX - shift > tree.maxX) continue;
    tree.search(minX - shift, minY, maxX - shift, maxY, (entry, west, north, east, south) => {
      const record = records[entry]!;
      if (shown === null || shown[record] === 1) each(record, shift, west + shift, north, east + shift, south);
      return false;
    });
  }
}
