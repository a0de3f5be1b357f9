// The boxes of a layer's records in the world's square. They can be searched as soon as they are known, by looking at
// each; the trees that make it quick are made once the map is there to be looked at.

import Flatbush from "flatbush";
import { Slice } from "./pause.ts";

const SHARD = 1 << 15; // a tree of so many boxes takes no longer to make than a slice of other work

/** A box in the world's square; south is the larger y. One object serves for all that are added or found in turn, since four
 * numbers handed to a function take memory for each of a million records: take what you need of it at once. */
export class Box {
  west = NaN;
  north = NaN;
  east = NaN;
  south = NaN;
}

/** Told of each box found, and of the number it was added under. */
export type Found = (record: number, box: Box) => void;

export class Boxes {
  /** The extent of all boxes; infinite where there are none. */
  minX = Infinity;
  minY = Infinity;
  maxX = -Infinity;
  maxY = -Infinity;
  /** The extent of the largest box, in shares of the world: what a layer can show at most at a zoom. */
  largest = 0;
  private readonly shards: Shard[] = [];

  /** `count`: how many boxes will be added. */
  constructor(readonly count: number) {
    for (let from = 0; from < count; from += SHARD) this.shards.push(new Shard(Math.min(SHARD, count - from)));
  }

  private added = 0;

  add(record: number, box: Readonly<Box>): void {
    const { west, north, east, south } = box;
    if (west < this.minX) this.minX = west;
    if (north < this.minY) this.minY = north;
    if (east > this.maxX) this.maxX = east;
    if (south > this.maxY) this.maxY = south;
    if (east - west > this.largest) this.largest = east - west;
    if (south - north > this.largest) this.largest = south - north;
    this.shards[Math.floor(this.added++ / SHARD)]!.add(record, box);
  }

  /** The numbers that boxes were added under, in several lists. */
  get records(): Uint32Array[] {
    return this.shards.map(({ records }) => records);
  }

  /** Visit the boxes that meet a box, in no order. */
  search(minX: number, minY: number, maxX: number, maxY: number, each: Found): void {
    const box = new Box();
    for (const shard of this.shards) shard.search(minX, minY, maxX, maxY, box, each);
  }

  /** Make the trees, one after another with pauses. */
  async makeTrees(): Promise<void> {
    const slice = new Slice();
    for (const shard of this.shards) {
      shard.makeTree();
      if (slice.over()) await slice.pause();
    }
  }
}

class Shard {
  readonly records: Uint32Array;
  private corners: Float64Array;
  private tree: Flatbush | null = null;
  private added = 0;

  constructor(count: number) {
    this.records = new Uint32Array(count);
    this.corners = new Float64Array(4 * count);
  }

  add(record: number, box: Readonly<Box>): void {
    const { corners } = this;
    const at = 4 * this.added;
    this.records[this.added++] = record;
    corners[at] = box.west;
    corners[at + 1] = box.north;
    corners[at + 2] = box.east;
    corners[at + 3] = box.south;
  }

  search(minX: number, minY: number, maxX: number, maxY: number, box: Box, each: Found): void {
    const { corners, records, tree } = this;
    if (tree !== null) {
      tree.search(minX, minY, maxX, maxY, (entry, west, north, east, south) => {
        box.west = west;
        box.north = north;
        box.east = east;
        box.south = south;
        each(records[entry]!, box);
        return false;
      });
      return;
    }
    for (let i = 0, at = 0; i < records.length; i++, at += 4) {
      box.west = corners[at]!;
      box.east = corners[at + 2]!;
      if (box.west > maxX || box.east < minX) continue;
      box.north = corners[at + 1]!;
      box.south = corners[at + 3]!;
      if (box.north <= maxY && box.south >= minY) each(records[i]!, box);
    }
  }

  makeTree(): void {
    if (this.tree !== null) return;
    const { corners } = this;
    const tree = new Flatbush(this.records.length);
    for (let at = 0; at < corners.length; at += 4)
      tree.add(corners[at]!, corners[at + 1]!, corners[at + 2]!, corners[at + 3]!);
    tree.finish();
    this.corners = new Float64Array(0);
    this.tree = tree;
  }
}
