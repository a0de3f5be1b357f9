import "./kinds.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURED, pictogramOf } from "../src/engine/draw/pictures/pictograms.ts";

test("a value of a programme's own has the pictogram of other places", () => {
  assert.equal(pictogramOf("quarry"), "other");
});

test("a setting that is not recorded or not known has no pictogram", () => {
  for (const missing of [null, undefined, "", "unknown"]) assert.equal(pictogramOf(missing), "");
});

test("a setting has its own", () => {
  for (const setting of PICTURED) assert.equal(pictogramOf(setting), setting);
});
