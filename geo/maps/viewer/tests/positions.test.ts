// Known grid values are those of pyproj and of the mgrs library (GEOTRANS).

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPosition, parsePosition, POSITION_FORMATS } from "../src/positions/positions.ts";
import { fromMgrs, fromUtm, toMgrs, toUtm, zoneOf } from "../src/positions/utm.ts";

const GRID: [number, number, string, number, number, number][] = [
  [49.8671, 40.4093, "39TVE0387473803", 39, 403874.8381982777, 4473803.216881102],
  [46.75, 39.75, "38SPK4992701474", 38, 649927.1073235298, 4401474.593988089],
  [5.3, 60.4, "32VKN9619101684", 32, 296191.54695471923, 6701684.475125845],
  [15.6, 78.2, "33XWG1369680760", 33, 513696.94541704346, 8680760.053195585],
  [-70.7, -33.4, "19HCD4190403076", 19, 341904.32939279743, 6303076.267599061],
  [-0.1, 51.5, "30UYC0127709417", 30, 701277.6651270273, 5709417.124847525],
  [20, -1, "34MCD8873689452", 34, 388736.1877210957, 9889452.894299552],
];

test("UTM agrees with PROJ to a millimetre, there and back", () => {
  for (const [lon, lat, , zone, easting, northing] of GRID) {
    const utm = toUtm(lon, lat)!;
    assert.equal(utm.zone, zone);
    assert.ok(Math.hypot(utm.easting_m - easting, utm.northing_m - northing) < 1e-3);
    const back = fromUtm(zone, lat >= 0, easting, northing);
    assert.ok(Math.hypot(back.lon - lon, back.lat - lat) < 1e-8);
  }
});

test("grid references agree with GEOTRANS, there and back to a metre", () => {
  for (const [lon, lat, reference] of GRID) {
    assert.equal(toMgrs(lon, lat)!.replaceAll(" ", ""), reference);
    const [, zone, band, square, figures] = /^(\d+)(.)(..)(\d+)$/.exec(reference)!;
    const back = fromMgrs(Number(zone), band!, square!, figures!)!;
    assert.ok(Math.abs(back.lat - lat) < 1e-5 && Math.abs(back.lon - lon) < 3e-5);
  }
});

test("Norway and Svalbard have zones of their own", () => {
  assert.deepEqual(
    [zoneOf(5, 60), zoneOf(5, 55), zoneOf(10, 75), zoneOf(40, 75), zoneOf(180, 0)],
    [32, 31, 33, 37, 60],
  );
});

test("near the poles there is no UTM", () => {
  assert.equal(formatPosition(0, 88, "utm"), "");
  assert.equal(toMgrs(0, -85), null);
});

test("what is written in any format is read back", () => {
  for (const [lon, lat] of GRID) {
    for (const format of POSITION_FORMATS) {
      const text = formatPosition(lon, lat, format);
      const read = parsePosition(text);
      assert.ok("lon" in read, `${text} is not read`);
      assert.ok(
        Math.abs(read.lon - lon) < 5e-5 && Math.abs(read.lat - lat) < 2e-5,
        `${text} is read as ${JSON.stringify(read)}`,
      );
    }
  }
});

test("the letter of a UTM zone is its band's, and never an S that could be the south", () => {
  assert.equal(formatPosition(46.93, 40.39, "utm"), "38T 663808 4472833"); // as geo.positions writes it
  assert.equal(formatPosition(46.75, 39.75, "utm"), "38N 649927 4401475");
  assert.equal(formatPosition(-58.1, -51.7, "utm"), "21F 423982 4271755");
});

test("seconds are rounded once, never to sixty", () => {
  assert.equal(formatPosition(46.9999999, 39.9999999, "dms"), "40°00′00.00″N 47°00′00.00″E");
});

test("a link that has only its view says so, and one with a place does not", () => {
  for (const link of ["https://maps.google.com/?ll=40.1,46.1", "https://www.openstreetmap.org/#map=9/40.1/46.1"]) {
    assert.equal((parsePosition(link) as { view?: true }).view, true, link);
  }
  assert.ok(!("view" in parsePosition("https://maps.google.com/?ll=40.1,46.1&q=40.39,46.93")));
});

test("a longitude stays within 180 degrees on the far side of the last meridian", () => {
  assert.ok(Math.abs(fromUtm(1, true, 150_000, 4_000_000).lon - 179.113528) < 1e-6); // pyproj
});

test("a position is written to the digits that its accuracy bears", () => {
  const written = (accuracy_m: number | null) =>
    POSITION_FORMATS.map((format) => formatPosition(46.93, 40.39, format, accuracy_m));
  assert.deepEqual(written(null), [
    "40.390000, 46.930000",
    "40°23′24.00″N 46°55′48.00″E",
    "38T 663808 4472833",
    "38T PK 63808 72832",
  ]);
  assert.deepEqual(written(0.02), written(null));
  assert.deepEqual(written(5), [
    "40.39000, 46.93000",
    "40°23′24.0″N 46°55′48.0″E",
    "38T 663808 4472833",
    "38T PK 63808 72832",
  ]);
  assert.deepEqual(written(50), [
    "40.3900, 46.9300",
    "40°23′24″N 46°55′48″E",
    "38T 663810 4472830",
    "38T PK 6380 7283",
  ]);
  assert.deepEqual(written(250), ["40.390, 46.930", "40°23.4′N 46°55.8′E", "38T 663800 4472800", "38T PK 638 728"]);
  assert.deepEqual(written(1500), ["40.39, 46.93", "40°23′N 46°56′E", "38T 664000 4473000", "38T PK 63 72"]);
  assert.deepEqual(written(32_000), ["40.4, 46.9", "40°20′N 47°00′E", "38T 660000 4470000", "38T PK 6 7"]);
  assert.deepEqual(written(100_000), ["40, 47", "40°N 47°E", "38T 700000 4500000", "38T PK"]);
});
