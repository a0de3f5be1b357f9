// Where the records of a layer lie, for finding them: their boxes in the world's square.

import { struckOf } from "../data/lately.ts";
import type { Bounds } from "../model.ts";
import { Box, Boxes } from "./boxes.ts";
import { accuracies, CIRCLE_M, type Classes, classesOf, settingsOf } from "./draw/classes.ts";
import type { District } from "./ground/districts.ts";
import type { DecodedLayer } from "../data/decode.ts";
import { PICTURED } from "./draw/pictures/pictograms.ts";
import { worldPerMetre, worldX, worldY } from "./mercator.ts";
import { Slice } from "./pause.ts";
import { POINT, UNITS } from "../data/shapes.ts";

/** A layer made ready to be drawn. */
export interface DrawnLayer {
  layer: DecodedLayer;
  classes: Classes;
  /** The pictogram of each record, as `settingsOf` numbers them. */
  settings: Uint8Array | null;
  /** Metres; only for records that are a single point. */
  accuracy: Float64Array | null;
  /** The box of each record that can be drawn, with the circle of its accuracy; none before `measureBoxes`. */
  boxes: Boxes;
  /** Records listed as not drawn, though a mark may stand at their place. */
  listed: Set<number>;
  /** Whether the map is about it. */
  counted: boolean;
  /** The outlined districts that records name, and no more of where they lie. */
  districts: Map<number, District>;
  /** Whether any record is a single point. */
  hasPoints: boolean;
  /** 1 = its source no longer has it, 2 = withdrawn or asked to be; null where nothing that the map is about is. */
  gone: Uint8Array | null;
  visible: boolean;
  /** 1 = passes the filter; null = no filter. */
  shown: Uint8Array | null;
}

/** Classes and accuracies, at once; `measureBoxes` finds the boxes. `isCounted`: the map is about the layer. */
export function prepare(layer: DecodedLayer, isCounted = true): DrawnLayer {
  const accuracy = accuracies(layer);
  if (accuracy) for (let i = 0; i < layer.count; i++) if (layer.geometry.types[i] !== POINT) accuracy[i] = 0;
  const listed = new Set(layer.notDrawn.map((each) => each.record));
  return {
    layer,
    classes: classesOf(layer),
    settings: settingsOf(layer),
    accuracy,
    boxes: new Boxes(0),
    listed,
    counted: isCounted,
    districts: new Map(),
    hasPoints: layer.geometry.types.includes(POINT),
    gone: isCounted ? struckOf(layer) : null,
    visible: true,
    shown: null,
  };
}

/** Find the boxes of a layer's records. */
export async function measureBoxes(drawn: DrawnLayer): Promise<void> {
  const { geometry, count } = drawn.layer;
  const boxes = new Boxes(geometry.types.reduce((sum, type) => sum + (type ? 1 : 0), 0));
  const slice = new Slice();
  const box = new Box();
  for (let record = 0; record < count; record++) {
    if (geometry.types[record] === 0) continue;
    worldBox(geometry.boxes, record, box);
    const reach = reachOf(drawn.accuracy, record, geometry.boxes[4 * record + 1]!);
    box.west -= reach;
    box.north -= reach;
    box.east += reach;
    box.south += reach;
    boxes.add(record, box);
    if ((record & 0x3fff) === 0 && slice.over()) await slice.pause();
  }
  drawn.boxes = boxes;
}

/** How far the circle of a point's accuracy reaches, in shares of the world's width. */
export function reachOf(accuracy: Float64Array | null, record: number, latUnits: number): number {
  const metres = accuracy?.[record] ?? 0;
  return metres >= CIRCLE_M ? metres * worldPerMetre(latUnits / UNITS) : 0;
}

/** Put a record's box in the world's square into another; east beyond 1 across the antimeridian. */
export function worldBox(boxes: Int32Array, record: number, into: Box): void {
  const at = 4 * record;
  into.west = worldX(boxes[at]!);
  into.east = worldX(boxes[at + 2]!);
  if (into.east < into.west) into.east += 1;
  into.north = worldY(boxes[at + 3]!);
  into.south = worldY(boxes[at + 1]!);
}

/** A record found, and the box it is found by (with the circle of its accuracy), moved by `shift` worlds. The box is the
 * next record's a moment later. */
export type Visitor = (record: number, shift: number, box: Readonly<Box>) => void;

/** Visit the records whose box meets a box of the world, the copies beyond the antimeridian as well; `shift` is how many
 * worlds a record must be moved by to lie there. They come in no order. */
export function visit(drawn: DrawnLayer, minX: number, minY: number, maxX: number, maxY: number, each: Visitor): void {
  const { boxes, shown } = drawn;
  if (boxes.count === 0) return;
  for (let shift = Math.floor(minX) - 1; shift <= Math.ceil(maxX); shift++) {
    if (maxX - shift < boxes.minX || minX - shift > boxes.maxX) continue;
    boxes.search(minX - shift, minY, maxX - shift, maxY, (record, box) => {
      if (shown !== null && shown[record] !== 1) return;
      box.west += shift;
      box.east += shift;
      each(record, shift, box);
    });
  }
}

/** Call back with each shown record of a layer that lies in an extent, with its shape or the circle that it may lie in,
 * once each though the map may show the world twice. What is listed as not on the map is not one of them, though a mark
 * may stand at its place: everything that counts or lists what is in view asks here. */
export function eachInView(
  drawn: DrawnLayer,
  [west, south, east, north]: Bounds,
  each: (record: number) => void,
): void {
  if (!drawn.visible) return;
  const [left, right] = [worldX(west * UNITS), worldX(east * UNITS)];
  const [top, bottom] = [worldY(north * UNITS), worldY(south * UNITS)];
  const seen = right - left > 0.5 ? new Uint8Array(drawn.layer.count) : null;
  visit(drawn, left, top, right, bottom, (record) => {
    if (seen?.[record] || drawn.listed.has(record)) return;
    if (seen) seen[record] = 1;
    each(record);
  });
}

/** How many records of each class `eachInView` finds. */
export function inViewByClass(drawn: DrawnLayer, box: Bounds): Uint32Array {
  const { codes, keys } = drawn.classes;
  const counts = new Uint32Array(keys.length);
  eachInView(drawn, box, (record) => counts[codes[record]!]!++);
  return counts;
}

/** The pictograms of the records of some layers that `eachInView` finds, in the records' own order. */
export function settingsInView(layers: readonly DrawnLayer[], box: Bounds): string[] {
  const found = new Uint8Array(PICTURED.length + 1);
  for (const drawn of layers) {
    const { settings } = drawn;
    if (settings !== null) eachInView(drawn, box, (record) => (found[settings[record]!] = 1));
  }
  return PICTURED.filter((_, at) => found[at + 1]);
}
