import "./kinds.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { angle, stepFor } from "../src/engine/draw/graticule.ts";
import { nearestToOrigin, originInside } from "../src/engine/hit.ts";
import { latOf, lonOf, NearbyY, worldX, worldY } from "../src/engine/mercator.ts";
import { type Placed, POLYGON, RecordGeometry, UNITS } from "../src/data/shapes.ts";
import { styleOf } from "../src/engine/draw/styles.ts";
import { Trace } from "../src/engine/draw/trace.ts";

const square = Float64Array.from([-1, -1, 1, -1, 1, 1, -1, 1]);

test("the world's square and degrees are each other's inverse", () => {
  for (const [lon, lat] of [
    [47, 40],
    [-180, -60],
    [180, 85],
    [0, 0],
  ] as const) {
    assert.ok(Math.abs(lonOf(worldX(lon * UNITS)) - lon) < 1e-9);
    assert.ok(Math.abs(latOf(worldY(lat * UNITS)) - lat) < 1e-9);
  }
});

test("the parabola for small shapes is off by less than a hundredth of a pixel at zoom 20", () => {
  const nearby = new NearbyY();
  for (const lat of [-69, -35, 0, 40, 69]) {
    nearby.set(lat * UNITS);
    for (const step of [-0.01, 0.004, 0.01]) {
      const off = nearby.of((lat + step) * UNITS) - worldY((lat + step) * UNITS);
      assert.ok(Math.abs(off) * 256 * 2 ** 20 < 0.01, `${off} at ${lat}`);
    }
  }
});

test("a ring goes around what is inside it, and not around what is beside it", () => {
  assert.equal(originInside(square, square.length), true);
  assert.equal(
    originInside(
      square.map((value, i) => (i % 2 ? value : value + 1.5)),
      square.length,
    ),
    false,
  );
});

test("the nearest point of a ring may lie on its closing side", () => {
  const moved = square.map((value, i) => (i % 2 ? value : value + 3)); // its west side, from last vertex to first, is nearest
  assert.deepEqual(nearestToOrigin(moved, moved.length, true), [2, 0]);
});

test("an open line has no closing side", () => {
  const open = Float64Array.from([2, -3, 5, -3, 5, 3, 2, 3]);
  assert.deepEqual(nearestToOrigin(open, open.length, false).map(Math.abs), [2, 3]);
});

test("the grid is at most 260 px wide and labelled as finely as it is drawn", () => {
  for (let zoom = 1; zoom < 20; zoom++) assert.ok((stepFor(256 * 2 ** zoom) / 360) * 256 * 2 ** zoom <= 260);
  assert.equal(angle(47.5, 1 / 2, "E", "W"), "47°30′ E");
  assert.equal(angle(-0.25, 1 / 4, "N", "S"), "0°15′ S");
  assert.equal(angle(0, 5, "E", "W"), "0°");
  assert.equal(angle(-180, 5, "E", "W"), "180°");
  assert.equal(angle(47.00416666, 1 / 720, "E", "W"), "47°00′15″ E");
});

const hazards = ["CHA", "SHA", "indication", "spot_task", "unknown"].flatMap((type) =>
  ["open", "worked_on", "suspended", "closed", "unknown"].map((status) => `hazards/${type}/${status}`),
);

test("confirmed and suspected areas have the published colours at half strength", () => {
  assert.equal(styleOf("hazards/CHA/open").fill, "rgba(255,0,0,0.5)");
  assert.equal(styleOf("hazards/SHA/closed").fill, "rgba(244,167,24,0.5)");
});

test("every two classes of hazards differ in more than colour, or in type and status at once", () => {
  const looks = hazards.map((key) => JSON.stringify(styleOf(key)));
  assert.equal(new Set(looks).size, hazards.length);
});

test("in black and white, types differ by pattern and releases by the way of their lines", () => {
  const pattern = (key: string) => JSON.stringify([styleOf(key).hatch?.lines, styleOf(key).hatch?.spacing]);
  const keys = [
    "hazards/CHA/open",
    "hazards/SHA/open",
    "hazards/indication/open",
    "hazards/spot_task/open",
    "hazards/unknown/open",
  ];
  const releases = ["releases/cancelled", "releases/reduced", "releases/cleared"];
  assert.equal(new Set([...keys, ...releases].map(pattern)).size, keys.length + releases.length);
});

test("only hazards are red or orange", () => {
  const warm = (colour: string) => {
    const [r, g, b] = (colour.match(/[\da-f]{2}/gi) ?? []).map((part) => parseInt(part, 16)) as [
      number,
      number,
      number,
    ];
    return r > 180 && g < 180 && b < 90;
  };
  for (const key of ["releases/cancelled", "releases/reduced", "releases/cleared", "accidents", "places"]) {
    const { outline, markFill } = styleOf(key);
    assert.ok(![outline.colour, markFill].some((colour) => warm(colour.replace("#", ""))), key);
  }
});

/** One area of rectangles: west, south, east, north in degrees; `box` is that of the whole. */
function area(box: number[], ...rectangles: [number, number, number, number][]): RecordGeometry {
  const corners = rectangles.flatMap(([west, south, east, north]) => [
    west,
    south,
    east,
    south,
    east,
    north,
    west,
    north,
  ]);
  const steps = Uint32Array.from({ length: rectangles.length + 1 }, (_, i) => i);
  const placed: Placed = {
    partStart: Uint32Array.of(0, rectangles.length),
    partType: new Uint8Array(rectangles.length).fill(POLYGON),
    lineStart: steps,
    vertexStart: steps.map((i) => 4 * i),
    vertices: Int32Array.from(corners, (one) => one * UNITS),
    heights: null,
    boxes: Int32Array.from(box, (one) => one * UNITS),
  };
  return new RecordGeometry(Uint8Array.of(rectangles.length > 1 ? POLYGON + 1 : POLYGON)).place(placed);
}

/** How many sides of an area are drawn as its outline, whole and cut to a canvas, and how many it is filled within. */
function sidesOf(geometry: RecordGeometry): [outline: number, stretches: number, filled: number] {
  const size = 36_000; // 100 px a degree
  const trace = new Trace({ x0: 35_800, y0: 17_800, width: 400, height: 400, size });
  const sides = { moveTo: () => undefined, lineTo: () => void count++, closePath: () => void count++ };
  globalThis.Path2D = class {
    moveTo = sides.moveTo;
    lineTo = sides.lineTo;
  } as unknown as typeof Path2D;
  const ways: (() => void)[] = [
    () => trace.outlineTo(sides as unknown as Path2D, true),
    () => trace.stretches(true, 32, () => undefined),
    () => trace.to(sides as unknown as Path2D, true),
  ];
  let count = 0;
  return ways.map((way) => {
    count = 0;
    trace.begin(geometry, 0, 0);
    for (let line = 0; line + 1 < geometry.vertexStart.length; line++) {
      trace.line(geometry, line);
      way();
    }
    return count;
  }) as [number, number, number];
}

test("an area that is split at 180° has no outline there", () => {
  assert.deepEqual(sidesOf(area([179, 0, -179, 1], [179, 0, 180, 1], [-180, 0, -179, 1])), [6, 6, 8]);
});

test("an area that ends at 180°, or goes on beyond it along a part of its side alone, keeps its outline", () => {
  assert.deepEqual(sidesOf(area([179, 0, 180, 1], [179, 0, 180, 1])), [4, 4, 4]);
  assert.deepEqual(sidesOf(area([179, 0, -179, 1], [179, 0, 180, 1], [-180, 0, -179, 0.5])), [8, 8, 8]);
});
