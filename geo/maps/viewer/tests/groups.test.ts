import "./kinds.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Boxes } from "../src/engine/boxes.ts";
import { type Grouping, groupsOf, sharesOf } from "../src/engine/groups.ts";
import type { DrawnLayer } from "../src/engine/spatial.ts";
import { POINT, POLYGON } from "../src/data/shapes.ts";

/** The same numbers each time, between 0 and 1 (Park and Miller, 1988). */
let seed = 20210407;
const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

function layer(index: number, kind: string, keys: string[], count: number): DrawnLayer {
  const boxes = new Boxes(count);
  const types = new Uint8Array(count);
  for (let record = 0; record < count; record++) {
    const [x, y] = [0.3 + 0.002 * next() ** 3, 0.4 + 0.002 * next() ** 3];
    const reach = record % 3 === 0 ? 2e-6 * next() : 0;
    types[record] = reach > 0 ? POLYGON : POINT;
    boxes.add(record, { west: x - reach, north: y - reach, east: x + reach, south: y + reach });
  }
  const codes = Uint8Array.from(types, () => Math.floor(next() * keys.length));
  const drawn = {
    layer: { index, kind, count, geometry: { types } },
    boxes,
    counted: true,
    visible: true,
    shown: null,
  };
  return { ...drawn, listed: new Set([5]), classes: { keys, codes } } as unknown as DrawnLayer;
}

const map = () => [
  layer(0, "hazards", ["hazards/CHA/open", "hazards/SHA/open", "hazards/doubt"], 700),
  layer(1, "accidents", ["accidents"], 3000),
];

/** Of the records that are shown: how many stand in groups, as these say, and as the records do; and how many in all. */
function counted(layers: DrawnLayer[], grouping: Grouping | null): { said: number; grouped: number; all: number } {
  const said = grouping?.groups.reduce((sum, { count }) => sum + count, 0) ?? 0;
  let [grouped, all] = [0, 0];
  for (const {
    layer: { index, count },
    shown,
    listed,
    visible,
  } of layers)
    for (let record = 0; record < count; record++) {
      const number = grouping?.of[index]?.[record] ?? 0;
      const isShown = visible && shown?.[record] !== 0 && !listed.has(record);
      assert.ok(isShown || number === 0);
      if (number > 0) grouped++;
      if (isShown) all++;
    }
  return { said, grouped, all };
}

test("groups and what stands by itself are all that is shown, at every scale and after every filter", () => {
  const layers = map();
  const seen = new Set<string>();
  for (let turn = 0; turn < 60; turn++) {
    const share = next();
    for (const drawn of layers) {
      drawn.shown =
        turn % 3 === 0 ? null : Uint8Array.from({ length: drawn.layer.count }, () => Number(next() < share));
      drawn.visible = turn % 7 !== drawn.layer.index;
    }
    const grouping = groupsOf(layers, 256 * 2 ** (12 * next()));
    const { said, grouped, all } = counted(layers, grouping);
    assert.equal(said, grouped);
    seen.add(grouping === null ? "none" : grouped < all ? "some" : "all");
    for (const { parts, count, radius } of grouping?.groups ?? []) {
      assert.equal(
        [...parts.values()].reduce((sum, part) => sum + part.count, 0),
        count,
      );
      assert.ok(radius < 30, "within its cell"); // so that it covers nothing that stands by itself
    }
  }
  assert.deepEqual(
    [...seen].sort(),
    ["all", "none", "some"].filter((one) => seen.has(one)),
  );
  assert.ok(seen.has("none") && seen.has("some"));
});

test("one hazard among thousands of accidents is a good part of their hexagon, and comes first", () => {
  const parts = new Map([
    ["black", { count: 5000, dangerous: false }],
    ["red", { count: 1, dangerous: true }],
  ]);
  const [[colour, share], [, rest]] = sharesOf(parts) as [[string, number], [string, number]];
  assert.deepEqual([colour, share, rest], ["red", 0.4, 0.6]);
  parts.delete("black");
  assert.deepEqual(sharesOf(parts), [["red", 1]]);
});

test("a record in doubt, a large shape and the records of a sparse map stand by themselves", () => {
  const layers = map();
  const grouping = groupsOf(layers, 256 * 2 ** 6)!;
  const doubtful = [...layers[0]!.classes.codes.keys()].filter((record) => layers[0]!.classes.codes[record] === 2);
  assert.ok(doubtful.length > 100 && doubtful.every((record) => grouping.of[0]![record] === 0));
  layers[1]!.visible = false;
  layers[0]!.shown = new Uint8Array(700).fill(1, 0, 300);
  assert.equal(groupsOf(layers, 256 * 2 ** 6), null);
});

test("a group stands in the middle of a cell, not where its records are", () => {
  for (const { x, y } of groupsOf(map(), 256 * 2 ** 8)!.groups) {
    const row = y / (60 * Math.sqrt(0.75));
    assert.ok(Math.abs(row - Math.round(row)) < 1e-9);
    assert.ok(Number.isInteger(x / 30));
  }
});
