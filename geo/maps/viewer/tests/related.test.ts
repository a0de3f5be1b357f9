import assert from "node:assert/strict";
import { test } from "node:test";
import { relatedTo } from "../src/ui/card/related.ts";
import { layerOf } from "./layers.ts";

const layers = [
  layerOf({ id: ["H1", "H2", null] }),
  layerOf({ id: ["R1", "R2", "R3"], hazard_id: ["H2", null, "H2"] }, { kind: "releases", index: 1, coded: true }),
];

test("a hazard leads to its releases", () => {
  assert.deepEqual(relatedTo(layers, { layer: 0, record: 1 }), [
    { layer: 1, record: 0 },
    { layer: 1, record: 2 },
  ]);
});

test("a release leads to its hazard", () => {
  assert.deepEqual(relatedTo(layers, { layer: 1, record: 2 }), [{ layer: 0, record: 1 }]);
});

test("what is missing leads nowhere", () => {
  assert.deepEqual(relatedTo(layers, { layer: 0, record: 2 }), []);
  assert.deepEqual(relatedTo(layers, { layer: 1, record: 1 }), []);
});
