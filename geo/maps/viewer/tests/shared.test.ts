// What the page and Python both decide, they decide alike: tests/test_shared_rules.py reads the same tables.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Value } from "../src/model.ts";
import { flatColumns } from "../src/ui/save/flat.ts";
import { layerOf } from "./layers.ts";

const folder = (globalThis as unknown as { viewerFolder: string }).viewerFolder;
const RULES = JSON.parse(readFileSync(`${folder}/../../../tests/shared_rules.json`, "utf8")) as {
  flat: { value: Value; cell: Value }[];
  counts: { value: Value; cells: { [name: string]: Value } }[];
};

for (const { value, cell } of RULES.flat) {
  test(`${JSON.stringify(value)} becomes the same cell`, () => {
    const [column] = flatColumns(layerOf({ x: [value] }));
    assert.deepEqual([column!.get(0), JSON.parse(column!.json(0))], [cell, cell]);
  });
}

for (const { value, cells } of RULES.counts) {
  test(`counts ${JSON.stringify(value)} become the same columns`, () => {
    const columns = flatColumns(layerOf({ devices_found: [value] }, { kind: "releases" }));
    assert.deepEqual(Object.fromEntries(columns.map((column) => [column.name, column.get(0)])), cells);
  });
}
