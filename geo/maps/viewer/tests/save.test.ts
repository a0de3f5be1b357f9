import assert from "node:assert/strict";
import { test } from "node:test";
import type { Polygon } from "geojson";
import type { Value } from "../src/model.ts";
import { csv, defused, wellKnownText } from "../src/ui/save/csv.ts";
import { fileName } from "../src/ui/save/download.ts";
import { geojson } from "../src/ui/save/geojson.ts";
import { kml, xml } from "../src/ui/save/kml.ts";
import { layerOf } from "./layers.ts";

const NOTICE = { text: "Absence is no promise.", fictitious: false };
const INVENTED = { text: "All invented.", fictitious: true };
const ring = [
  [46.7, 39.9],
  [46.8, 39.9],
  [46.8, 40],
  [46.7, 39.9],
];
const square: Polygon = { type: "Polygon", coordinates: [ring] };
const whole = (pieces: Iterable<string>) => [...pieces].join("");

test("GeoJSON gives attributes back exactly, missing ones too", () => {
  const values = { id: ["a", "b"], n: [1.5, null], list: [["x", "y"], []], text: ["\u2028 </script> {{7*7}}", ""] };
  const read = JSON.parse(whole(geojson(layerOf(values, { shapes: [square, null] }), NOTICE)));
  assert.deepEqual(
    read.features.map((one: { properties: unknown }) => one.properties),
    [
      { id: "a", n: 1.5, list: "x; y", text: "\u2028 </script> {{7*7}}" },
      { id: "b", n: null, list: "[]", text: "" },
    ],
  );
  assert.deepEqual(read.features[0].geometry, square);
  assert.equal(read.features[1].geometry, null);
});

test("counts by ordnance are columns of their own in every format", () => {
  const counts: Value[] = [{ UXO: 2, AP_mine: 30 }, null, { "found in a well": 1 }];
  const layer = layerOf({ id: ["a", "b", "c"], devices_found: counts }, { kind: "releases" });
  const read = JSON.parse(whole(geojson(layer, NOTICE))) as { features: { properties: unknown }[] };
  assert.deepEqual(
    read.features.map((one) => one.properties),
    [
      { id: "a", devices_found: null, devices_found_AP_mine: 30, devices_found_UXO: 2 },
      { id: "b", devices_found: null, devices_found_AP_mine: null, devices_found_UXO: null },
      { id: "c", devices_found: '{"found in a well":1}', devices_found_AP_mine: null, devices_found_UXO: null },
    ],
  );
  assert.match(whole(csv(layer, NOTICE)), /^\ufeff[^\r]*\r\nid,devices_found,devices_found_AP_mine,devices_found_UXO,/);
  assert.match(whole(kml(layer, "en", NOTICE)), /<Data name="devices_found_UXO"><value>2</);
});

test("GeoJSON says that absence is no promise, and has one record a line", () => {
  const text = whole(geojson(layerOf({ id: ["a", "b"] }), NOTICE));
  assert.match(text, /Absence is no promise/);
  assert.equal(text.trim().split("\n").length, 4);
});

test("GeoJSON rounds coordinates to a centimetre and no further", () => {
  const point = { type: "Point" as const, coordinates: [46.12345674, -39.98765432] };
  const read = JSON.parse(whole(geojson(layerOf({ id: ["a"] }, { shapes: [point] }), NOTICE)));
  assert.deepEqual(read.features[0].geometry.coordinates, [46.1234567, -39.9876543]);
});

test("GeoJSON keeps the position of what could not be placed", () => {
  const notDrawn = [{ record: 0, reason: "outside_the_world" as const, entered: "POINT (312.5 4)" }];
  const propertiesOf = (values: { [column: string]: Value[] }) =>
    JSON.parse(whole(geojson(layerOf(values, { notDrawn }), NOTICE))).features[0].properties;
  const placed = { id: "a", position_entered: "POINT (312.5 4)" };
  assert.deepEqual(propertiesOf({ id: ["a"] }), placed);
  assert.deepEqual(propertiesOf({ id: ["a"], position_entered: [null] }), placed);
  assert.deepEqual(propertiesOf({ id: ["a"], position_entered: ["312.5, 4"] }), {
    ...placed,
    position_entered: "312.5, 4",
  });
});

test("CSV says in its first line that absence is no promise", () => {
  assert.match(whole(csv(layerOf({ id: ["a"] }), NOTICE)), /^\ufeff"?# Absence is no promise/);
});

test("CSV defuses what a spreadsheet would run, in headings too", () => {
  const lines = whole(csv(layerOf({ "=1+1": ['=HYPERLINK("x")', "-5", "safe?", "@x", "+1", "\t=1"] }), NOTICE)).split(
    "\r\n",
  );
  assert.match(lines[1]!, /'=1\+1/);
  assert.match(lines[2]!, /^"'=HYPERLINK\(""x""\)"/);
  assert.match(lines[3]!, /^'-5/);
  for (const at of [5, 6, 7]) assert.match(lines[at]!, /^"?'/);
  assert.equal(defused("Ağdam"), "Ağdam");
});

test("CSV leaves a negative number a number", () => {
  assert.match(whole(csv(layerOf({ n: [-5] }), NOTICE)), /\r\n-5,/);
});

test("CSV gives points as longitude and latitude, other shapes as well-known text", () => {
  const point = { type: "Point" as const, coordinates: [46.7, 39.9] };
  assert.match(
    whole(csv(layerOf({ id: ["a", "b"] }, { shapes: [point, null] }), NOTICE)),
    /id,longitude,latitude\r\na,46.7,39.9\r\nb,,\r\n/,
  );
  assert.match(
    whole(csv(layerOf({ id: ["a"] }, { shapes: [square] }), NOTICE)),
    /id,wkt\r\na,"POLYGON \(\(46.7 39.9, /,
  );
});

test("CSV marks every record of an invented map", () => {
  assert.match(whole(csv(layerOf({ id: ["a"] }), INVENTED)), /fictitious\r\na,,,FICTITIOUS/);
});

test("well-known text knows every kind of shape", () => {
  assert.equal(
    wellKnownText({
      type: "MultiPoint",
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    }),
    "MULTIPOINT ((1 2), (3 4))",
  );
  assert.equal(
    wellKnownText({
      type: "LineString",
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    }),
    "LINESTRING (1 2, 3 4)",
  );
  assert.equal(
    wellKnownText({ type: "MultiPolygon", coordinates: [[ring]] }).slice(0, 26),
    "MULTIPOLYGON (((46.7 39.9,",
  );
  const parts = { type: "GeometryCollection" as const, geometries: [{ type: "Point" as const, coordinates: [1, 2] }] };
  assert.equal(wellKnownText(parts), "GEOMETRYCOLLECTION (POINT (1 2))");
});

test("KML escapes every text and says what it is", () => {
  const text = whole(kml(layerOf({ id: ["<b>&"], '"n"': ["]]>"] }, { shapes: [square] }), "en", INVENTED));
  assert.match(text, /<name>FICTITIOUS – &lt;b&gt;&amp;<\/name>/);
  assert.match(text, /<Data name="&quot;n&quot;"><value>\]\]&gt;<\/value>/);
  assert.match(text, /<outerBoundaryIs><LinearRing><coordinates>46.7,39.9 /);
  assert.match(text, /All invented/);
});

test("KML holds no character that XML cannot", () => {
  assert.equal(xml("a\u0000b\ud800c\ufffe😀"), "a\ufffdb\ufffdc\ufffd😀");
});

test("a file's name is harmless whatever the title", () => {
  assert.equal(fileName("../../etc/passwd", "csv"), "etc-passwd.csv");
  assert.equal(fileName("Füzuli: minalar", "png"), "füzuli-minalar.png");
  assert.equal(fileName("///", "png"), "map.png");
});
