import assert from "node:assert/strict";
import { test } from "node:test";
import { distance_m } from "../src/engine/geodesy.ts";
import type { Bounds } from "../src/model.ts";
import { byLegendOrder } from "../src/ui/tabs/legend.ts";
import { barFigures, type Sheet } from "../src/ui/print/sheet.ts";
import type { Words } from "../src/ui/words.ts";
import { roomFor } from "../src/ui/print/sheetroom.ts";
import { frameFor, gridLabels, gridText, mercatorLat, mercatorY, roundAbove } from "../src/ui/print/sheetframe.ts";

const VIEW: Bounds = [46.6, 39.85, 46.8, 39.95];

test("a sheet shows at least what was in view", () => {
  for (const [width, height] of [
    [200, 140],
    [140, 200],
    [200, 20],
  ] as const) {
    const [west, south, east, north] = frameFor(VIEW, width, height).bounds;
    assert.ok(west <= VIEW[0] && south <= VIEW[1] && east >= VIEW[2] && north >= VIEW[3]);
  }
});

test("its scale is round, and true on the ground at the middle", () => {
  const frame = frameFor(VIEW, 200, 140);
  assert.equal(frame.ratio, roundAbove(frame.ratio));
  const [west, south, east, north] = frame.bounds;
  const middle = mercatorLat((mercatorY(south) + mercatorY(north)) / 2);
  const onPaper_m = 0.2 * frame.ratio;
  assert.ok(Math.abs(distance_m(west, middle, east, middle) / onPaper_m - 1) < 0.001);
});

test("its scale bar is as long as it says", () => {
  const frame = frameFor(VIEW, 200, 140);
  assert.ok(Math.abs((frame.bar_mm / 1000) * frame.ratio - frame.bar_m) < frame.bar_m * 0.001);
  assert.ok(frame.bar_mm <= 44 && frame.bar_mm > 8);
});

test("a short scale bar has no figure in its middle, which would run into that at its end", () => {
  const words = { number: String, text: (_: string, said: { n?: unknown } = {}) => `${said.n} km` } as unknown as Words;
  const figures = (bar_mm: number) => barFigures(words, { ...frameFor(VIEW, 200, 140), bar_m: 200_000, bar_mm });
  assert.deepEqual(figures(40), ["0", "100", "200 km"]);
  assert.deepEqual(figures(20), ["0", "200 km"]);
});

test("the exact extent can be asked for", () => {
  const view: Bounds = [46.6, 39.85, 46.8, 39.95];
  const shape = 0.2 / (mercatorY(39.95) - mercatorY(39.85));
  const frame = frameFor(view, 100 * shape, 100, "exact");
  frame.bounds.forEach((value, at) => assert.ok(Math.abs(value - view[at]!) < 1e-9));
});

test("the whole world fits a sheet", () => {
  const frame = frameFor([-180, -85, 180, 85], 200, 140);
  assert.ok(frame.bounds.every(Number.isFinite) && frame.bounds[1] >= -90 && frame.bounds[3] <= 90);
});

test("grid labels stand where their lines are", () => {
  const labels = gridLabels([46.5, 39.5, 47.5, 40.5], 0.5);
  assert.deepEqual(
    labels.filter(({ side }) => side === "top").map(({ at, text }) => [at, text]),
    [
      [0, "46°30′E"],
      [0.5, "47°00′E"],
      [1, "47°30′E"],
    ],
  );
  const middle = labels.find(({ text }) => text === "40°00′N")!;
  assert.ok(middle.at > 0.49 && middle.at < 0.51);
});

test("grid labels go on beyond the antimeridian", () => {
  assert.deepEqual(
    gridLabels([179, 0, 181, 0.5], 1)
      .filter(({ side }) => side === "top")
      .map(({ text }) => text),
    ["179°E", "180°", "179°W"],
  );
});

test("degrees are written as finely as the step", () => {
  assert.deepEqual(
    [
      gridText(-3, 1, "N", "S"),
      gridText(0, 1, "N", "S"),
      gridText(39.5, 0.5, "N", "S"),
      gridText(39.50833333, 1 / 120, "N", "S"),
    ],
    ["3°S", "0°", "39°30′N", "39°30′30″N"],
  );
});

test("beside a long legend the picture of where the map lies is smaller before it is left out", () => {
  const widths = [5, 35, 37, 44].map((rows) => {
    const legend = Array.from({ length: rows }, () => ({ text: "Residential areas" }));
    const texts = { title: "Map", warnings: ["Not safe"], from: [], sources: "", datum: "", page: "" };
    return roomFor("A4", true, { ...texts, legend } as unknown as Sheet).locator_mm?.[0] ?? 0;
  });
  assert.deepEqual(
    widths.map((width, i) => i === 0 || width < widths[i - 1]!),
    [true, true, true, true],
  );
  assert.ok(widths[2]! > 0 && widths[3] === 0);
});

test("classes that are alike stay in the order of their layers, whatever the browser's way to sort", () => {
  const keys = ["hazards/indication/unknown", "hazards/CHA/open", "accidents"];
  for (const a of keys)
    for (const b of keys) assert.equal(Math.sign(byLegendOrder(a, b)), -Math.sign(byLegendOrder(b, a)) + 0);
});
