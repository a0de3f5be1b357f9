import assert from "node:assert/strict";
import { test } from "node:test";
import { Boxes } from "../src/engine/boxes.ts";

const COUNT = 70_000; // more than two trees hold

/** The same numbers each time, between 0 and 1 (Park and Miller, 1988). */
function numbers(): () => number {
  let seed = 20210407;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function many(): Boxes {
  const next = numbers();
  const boxes = new Boxes(COUNT);
  for (let i = 0; i < COUNT; i++) {
    const [west, north] = [next(), next()];
    boxes.add(2 * i, { west, north, east: west + next() / 1000, south: north + next() / 1000 });
  }
  return boxes;
}

const found = (boxes: Boxes) => {
  const records: number[] = [];
  boxes.search(0.4, 0.4, 0.45, 0.5, (record) => records.push(record));
  return records.sort((a, b) => a - b);
};

test("boxes are found with trees as they were without", async () => {
  const boxes = many();
  const without = found(boxes);
  await boxes.makeTrees();
  assert.ok(without.length > 200 && without.length < 1000);
  assert.deepEqual(found(boxes), without);
});
