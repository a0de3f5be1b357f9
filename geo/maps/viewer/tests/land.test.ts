import assert from "node:assert/strict";
import { test } from "node:test";
import { pointNumber, turningLines, wayOn } from "../src/engine/turningpoints.ts";
import { Land } from "../src/land.ts";
import { csvOf } from "../src/ui/card/vertices.ts";
import { Words } from "../src/ui/words.ts";

const land = new Land({
  hazards: [
    [1, 7, 1000, 300, 200, 100, 0, 400, [[[10, 20, 5, 0, 0, 5]]]],
    [1, 8, 1000, 1000, 0, 0, 0, 0, null],
  ],
  conflicts: [[2, 0, ["release_partly_outside"]]],
});

test("the parts are added up to what was released", () => {
  assert.equal(land.balanceOf({ layer: 1, record: 7 })?.released, 600);
  assert.equal(land.balanceOf({ layer: 1, record: 7 })?.remaining, 400);
});

test("what remains is an outline of places, not of steps", () => {
  assert.deepEqual(land.remainingOf({ layer: 1, record: 7 }), [[[10, 20, 15, 20, 15, 25]]]);
});

test("where nothing remains, nothing is outlined", () => {
  assert.equal(land.remainingOf({ layer: 1, record: 8 }), null);
});

test("a record that nothing was released of has no balance and no conflict", () => {
  assert.equal(land.balanceOf({ layer: 1, record: 9 }), null);
  assert.deepEqual(land.conflictsOf({ layer: 1, record: 9 }), []);
});

test("a conflict belongs to its record", () => {
  assert.deepEqual(land.conflictsOf({ layer: 2, record: 0 }), ["release_partly_outside"]);
});

test("a map from before there were balances has none", () => {
  assert.equal(new Land(undefined).balanceOf({ layer: 0, record: 0 }), null);
});

const square = [
  [0, 0],
  [0.001, 0],
  [0.001, 0.001],
  [0, 0.001],
  [0, 0],
];
const hole = [
  [0.0004, 0.0004],
  [0.0006, 0.0004],
  [0.0006, 0.0006],
  [0.0004, 0.0004],
];

test("the outlines and holes of all parts are told apart, and each point stands once", () => {
  const lines = turningLines({ type: "MultiPolygon", coordinates: [[square, hole], [square]] });
  assert.deepEqual(
    lines.map(({ kind, points }) => [kind, points.length]),
    [
      ["outline", 4],
      ["hole", 3],
      ["outline", 4],
    ],
  );
  assert.deepEqual(
    lines.map((_, i) => pointNumber(i, 0, lines.length)),
    ["1.1", "2.1", "3.1"],
  );
});

test("an outline leads back to its first point, a line ends", () => {
  const [outline] = turningLines({ type: "Polygon", coordinates: [square] });
  const [line] = turningLines({ type: "LineString", coordinates: square.slice(0, 4) });
  assert.ok(Math.abs(wayOn(outline!, 3)!.distance_m - 110.574) < 0.01); // 0.001° of latitude at the equator
  assert.equal(wayOn(outline!, 3)!.bearing_deg, 180);
  assert.equal(wayOn(line!, 3), null);
});

test("points have no turning points", () => {
  assert.deepEqual(turningLines({ type: "MultiPoint", coordinates: square }), []);
  assert.deepEqual(turningLines(null), []);
});

test("no cell of the copied table is a formula", () => {
  const words = new Words({ en: { "ui.points_outline": "=HYPERLINK({n})" } }, "en");
  const south = square.map(([lon, lat]) => [lon!, lat! - 40]);
  const rows = csvOf(words, turningLines({ type: "Polygon", coordinates: [south] }), "decimal").split("\r\n");
  assert.equal(rows.length, 6);
  assert.equal(rows[1], `1,'=HYPERLINK(1),-40.0000000,0.0000000,"'-40.000000, 0.000000",85.39,090.0`);
});
