// Known values are GeographicLib's, as pyproj 3.7 gives them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { area_m2, length_m, metresPerDegree, way } from "../src/engine/geodesy.ts";

const WAYS: [number, number, number, number, number, number][] = [
  [46.75, 39.75, 46.76, 39.76, 1402.5632559274388, 37.6594967512957],
  [49.8671, 40.4093, 46.3606, 40.6828, 298563.0552767839, 276.9761260146324],
  [-74.08, 4.61, -75.56, 6.25, 244521.92835070478, 317.94162377909703],
  [179.9, -17, -179.9, -17.1, 23995.96409055469, 117.49396882166837],
  [0, 0, 0, 1, 110574.38855779878, 0],
  [13.4, 52.5, 139.7, 35.7, 8939594.558417054, 41.57711811763958],
  [47, 40, 47, 40.00001, 1.1103463280240655, 0],
];

test("distances and bearings are those of the ellipsoid to a millimetre", () => {
  for (const [lon1, lat1, lon2, lat2, distance, bearing] of WAYS) {
    const found = way(lon1, lat1, lon2, lat2);
    assert.ok(Math.abs(found.distance_m - distance) < 1e-3, `${found.distance_m} is not ${distance}`);
    assert.ok(Math.abs(found.bearing_deg - bearing) < 1e-4, `${found.bearing_deg} is not ${bearing}`);
  }
});

test("a point is no distance from itself", () => {
  assert.deepEqual(way(47, 40, 47, 40), { distance_m: 0, bearing_deg: 0 });
});

test("points opposite on the globe still have a distance", () => {
  const { distance_m } = way(0, 0, 180, 0);
  assert.ok(Math.abs(distance_m / 20_003_931 - 1) < 0.006);
});

const AREAS: [string, number[][][], number, number][] = [
  [
    "a field",
    [
      [
        [46.75, 39.75],
        [46.751, 39.75],
        [46.751, 39.751],
        [46.75, 39.751],
        [46.75, 39.75],
      ],
    ],
    9515.683543622494,
    1e-5,
  ],
  [
    "a district with a hole",
    [
      [
        [46, 39],
        [47, 39.2],
        [47.1, 40],
        [46.2, 40.1],
        [46, 39],
      ],
      [
        [46.4, 39.4],
        [46.6, 39.4],
        [46.5, 39.6],
        [46.4, 39.4],
      ],
    ],
    8348752343.87,
    1e-4,
  ],
  [
    "across the antimeridian",
    [
      [
        [179.9, -17],
        [-179.9, -17],
        [-179.9, -17.2],
        [179.9, -17.2],
        [179.9, -17],
      ],
    ],
    471142357.42155457,
    1e-5,
  ],
];

for (const [name, coordinates, expected, tolerance] of AREAS) {
  test(`the area of ${name} is that of the ellipsoid`, () => {
    const found = area_m2({ type: "Polygon", coordinates });
    assert.ok(Math.abs(found / expected - 1) < tolerance, `${found} is not ${expected}`);
  });
}

test("the way round a ring has no area", () => {
  assert.equal(
    area_m2({
      type: "LineString",
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    }),
    0,
  );
});

test("a line is as long as its pieces", () => {
  const expected = 393.467359025572;
  const ring = AREAS[0]![1][0]!;
  assert.ok(Math.abs(length_m(ring) - expected) < 1e-3);
});

test("a degree is as long as the ellipsoid makes it", () => {
  const [lon, lat] = metresPerDegree(40);
  assert.ok(Math.abs(lon - way(46.5, 40, 47.5, 40).distance_m) < 5);
  assert.ok(Math.abs(lat - way(47, 39.5, 47, 40.5).distance_m) < 1);
});
