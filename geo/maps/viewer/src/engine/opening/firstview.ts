// What a map opens on: the bulk of its records. One that lies far away does not make all others small; the page tells of
// it, since what is not seen looks as if it were not there.

import { doubtsOf } from "../../doubt.ts";
import type { RecordRef } from "../../model.ts";
import { Box } from "../boxes.ts";
import { DISTRICT_M } from "../draw/classes.ts";
import { type DrawnLayer, reachOf, worldBox } from "../spatial.ts";

/** So large a part of the records may lie outside: one of twenty up to a hundred. */
const OUTSIDE = 0.01;
const FEWEST = 20;
/** What is left out must make the rest so many times larger. */
const GAIN = 2;
const SAMPLES = 1000;
/** Beyond the bulk by less than this, nothing is far away; it saves most maps a second look at each record. */
const FAR = 3;
const LEAST = 1e-6; // of the world's width: some 40 m

/** west, north, east, south in the world's square; east beyond 1 across the antimeridian. */
export type WorldBox = [west: number, north: number, east: number, south: number];

export interface FirstView {
  /** The bulk; null where nothing is placed. */
  bulk: WorldBox | null;
  /** All whose position nobody doubts. */
  all: WorldBox | null;
  /** The records that the bulk leaves out, those in doubt too. */
  outside: RecordRef[];
}

/** Where the records of some layers lie. A district's circle says little and makes no view larger. */
export function firstView(layers: readonly DrawnLayer[]): FirstView {
  const flat = whole(layers, 0);
  if (flat === null) return { bulk: null, all: null, outside: [] };
  const round = flat[2] - flat[0] > 0.5 ? whole(layers, 1)! : flat;
  const turn = round[2] - round[0] < flat[2] - flat[0] ? 1 : 0;
  const all = turn ? round : flat;
  const bulk = bulkOf(layers, turn, all) ?? all;
  const outside: RecordRef[] = [];
  const hasDoubts = layers.some(({ layer }) => doubtsOf(layer).size > 0);
  if (bulk !== all || hasDoubts)
    each(layers, { turn, withDoubts: true }, ([west, north, east, south], layer, record) => {
      const isBeside = west > bulk[2] || east < bulk[0] || north > bulk[3] || south < bulk[1];
      if (isBeside) outside.push({ layer, record });
    });
  return { bulk, all, outside };
}

type Each = (box: WorldBox, layer: number, record: number) => void;

interface Those {
  /** By how much what lies west of Greenwich is moved to the east. */
  turn: number;
  withDoubts?: boolean;
  /** Every how many-th of a layer. */
  step?: number;
}

function each(layers: readonly DrawnLayer[], { turn, withDoubts = false, step = 1 }: Those, found: Each): void {
  const here = new Box();
  for (const { layer, boxes, accuracy } of layers) {
    const doubts = doubtsOf(layer);
    const shapes = layer.geometry.boxes;
    for (const list of boxes.records)
      for (let at = 0; at < list.length; at += step) {
        const record = list[at]!;
        if (!withDoubts && doubts.has(record)) continue;
        worldBox(shapes, record, here);
        const { west, north, east, south } = here;
        const isVague = (accuracy?.[record] ?? 0) >= DISTRICT_M;
        const reach = isVague ? 0 : reachOf(accuracy, record, shapes[4 * record + 1]!);
        const by = east < 0.5 ? turn : 0;
        found([west + by - reach, north - reach, east + by + reach, south + reach], layer.index, record);
      }
  }
}

function whole(layers: readonly DrawnLayer[], turn: number): WorldBox | null {
  let box: WorldBox | null = null;
  for (const drawn of layers) {
    const { boxes, accuracy, layer } = drawn;
    if (turn === 0 && accuracy === null && doubtsOf(layer).size === 0) {
      if (boxes.count > 0) box = grown(box, [boxes.minX, boxes.minY, boxes.maxX, boxes.maxY]);
    } else each([drawn], { turn }, (one) => (box = grown(box, one)));
  }
  return box;
}

function grown(box: WorldBox | null, [west, north, east, south]: WorldBox): WorldBox {
  if (box === null) return [west, north, east, south];
  return [Math.min(box[0], west), Math.min(box[1], north), Math.max(box[2], east), Math.max(box[3], south)];
}

const sizeOf = ([west, north, east, south]: WorldBox) => Math.max(east - west, south - north, LEAST);

/** The box without the few that lie far away; null where none do. */
function bulkOf(layers: readonly DrawnLayer[], turn: number, all: WorldBox): WorldBox | null {
  const count = layers.reduce((sum, { boxes, layer }) => sum + boxes.count - doubtsOf(layer).size, 0);
  const most = count < FEWEST ? 0 : Math.ceil(count * OUTSIDE);
  if (most === 0) return null;
  const [xs, ys]: [number[], number[]] = [[], []];
  each(layers, { turn, step: Math.ceil(count / SAMPLES) }, ([west, north, east, south]) => {
    xs.push((west + east) / 2);
    ys.push((north + south) / 2);
  });
  const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
  const [x, y] = [sorted(xs)[xs.length >> 1]!, sorted(ys)[ys.length >> 1]!];
  const away = (east: number, south: number) => Math.max(Math.abs(east - x), Math.abs(south - y));
  const sampled = sorted(xs.map((at, i) => away(at, ys[i]!)));
  const far = FAR * sampled[Math.floor(0.9 * (sampled.length - 1))]!;
  if (away(all[0], all[1]) <= far && away(all[2], all[3]) <= far) return null;
  let core: WorldBox | null = null;
  const beyond: { box: WorldBox; by: number }[] = [];
  each(layers, { turn }, (box) => {
    const by = away((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
    if (by > far) beyond.push({ box, by });
    else core = grown(core, box);
  });
  beyond.sort((a, b) => a.by - b.by);
  // From the core outwards; what comes after the last great step is left out.
  const boxes = [core!];
  for (const { box } of beyond) boxes.push(grown(boxes[boxes.length - 1]!, box));
  let kept = beyond.length;
  for (let at = kept - 1; at >= 0 && beyond.length - at <= most; at--)
    if (sizeOf(boxes[kept]!) >= GAIN * sizeOf(boxes[at]!)) kept = at;
  return kept === beyond.length ? null : boxes[kept]!;
}
