import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Boxes } from "../src/engine/boxes.ts";
import { UNITS } from "../src/data/shapes.ts";
import { World } from "../src/data/worldshapes.ts";

declare const viewerFolder: string;

const ROUNDED = 1e-7; // degree
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
    boxes.add(2 * i, west, north, west + next() / 1000, north + next() / 1000);
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

test("each country's polygon lies in the box that it is found by, across 180° as well", async () => {
  const textContent = readFileSync(join(viewerFolder, "dist", "world.bin")).toString("base64");
  const world = await World.read({ getElementById: () => ({ textContent }) } as unknown as Document);
  assert.ok(world);
  let across = 0;
  for (let polygon = 0; 4 * polygon < world.boxes.length; polygon++) {
    const [west, south, east, north] = Array.from({ length: 4 }, (_, side) => world.boxes[4 * polygon + side]!) as [
      number,
      number,
      number,
      number,
    ];
    const [left, bottom, right, top] = world.polygon(polygon).bounds(0)!;
    const isInside =
      west <= left + ROUNDED && south <= bottom + ROUNDED && east >= right - ROUNDED && north >= top - ROUNDED;
    assert.ok(isInside, `polygon ${polygon}`);
    assert.ok(left - west < 1.1 && east - right < 1.1, `polygon ${polygon} is found far from where it is`);
    if (right > 180) across++;
    for (const arc of world.arcsOf[polygon]!) {
      const { boxes } = world.stretchesOf(arc);
      assert.ok(boxes[1]! / UNITS >= south - ROUNDED && boxes[3]! / UNITS <= north + ROUNDED, `arc ${arc}`);
    }
  }
  assert.ok(across > 0);
});

test("a border that not all views of the world have is told from the others", async () => {
  const textContent = readFileSync(join(viewerFolder, "dist", "world.bin")).toString("base64");
  const world = (await World.read({ getElementById: () => ({ textContent }) } as unknown as Document))!;
  const disputed = JSON.parse(readFileSync(join(viewerFolder, "src", "disputed.json"), "utf8"));
  for (const arc of Object.keys(disputed.arcs)) assert.equal(world.kindOf(Number(arc)), "disputed");
  assert.equal(world.loose.length, disputed.lines.length);
  const kinds = world.arcsOf.flat().map((arc) => world.kindOf(arc));
  assert.ok(kinds.includes("border") && kinds.includes("coast"));
});
