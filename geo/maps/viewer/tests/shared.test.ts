// What the page and Python both decide, they decide alike: tests/test_shared_rules.py reads the same tables.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { firstView } from "../src/engine/opening/firstview.ts";
import { way } from "../src/engine/geodesy.ts";
import { type DrawnLayer, measureBoxes } from "../src/engine/spatial.ts";
import { goneOf } from "../src/gone.ts";
import type { Kind, Value } from "../src/model.ts";
import { isSubject } from "../src/kinds.ts";
import { daysOf } from "../src/ui/tabs/filters.ts";
import { defused } from "../src/ui/save/csv.ts";
import { slug } from "../src/ui/save/download.ts";
import { flatColumns } from "../src/ui/save/flat.ts";
import { xmlText } from "../src/ui/save/kml.ts";
import { POINT, UNITS } from "../src/data/shapes.ts";
import { folded } from "../src/data/spelling.ts";
import { layerOf } from "./layers.ts";

const folder = (globalThis as unknown as { viewerFolder: string }).viewerFolder;
const RULES = JSON.parse(readFileSync(`${folder}/../../../tests/shared_rules.json`, "utf8")) as {
  flat: { value: Value; cell: Value }[];
  gone: { since: Value; gone: boolean }[];
  counts: { value: Value; cells: { [name: string]: Value } }[];
  formulas: { text: string; written: string }[];
  xml_text: { text: string; written: string }[];
  names: { title: string; slug: string }[];
  fold: { text: string; folded: string }[];
  dates: { text: string; days: [number, number] | null }[];
  subjects: { kinds: Kind[]; counted: Kind[] }[];
  bulk: { about: string; groups: [x: number, y: number, dx: number, dy: number, count: number][]; outside: number[] }[];
  ways: { from: [number, number]; to: [number, number]; distance_m: number; bearing_deg: number }[];
};

for (const { text, written } of RULES.formulas) {
  test(`${JSON.stringify(text)} is kept from being a formula in the same way`, () => {
    assert.equal(defused(text), written);
  });
}

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

test("a text is written to XML in the same way", () => {
  for (const { text, written } of RULES.xml_text) assert.equal(xmlText(text), written);
});

test("a title makes the same file name", () => {
  for (const { title, slug: name } of RULES.names) assert.equal(slug(title), name);
});

test("two spellings are one word in the same cases", () => {
  for (const { text, folded: word } of RULES.fold) assert.equal(folded(text).replace(/[^\p{L}\p{M}\p{N}]/gu, ""), word);
});

test("a date means the same days", () => {
  for (const { text, days } of RULES.dates) assert.deepEqual(daysOf(text), days, text);
});

test("a map is about the same kinds of records", () => {
  for (const { kinds, counted } of RULES.subjects) assert.deepEqual(kinds.filter(isSubject(kinds)), counted);
});

test("the same records are no longer in their source", () => {
  for (const { since, gone } of RULES.gone) assert.equal(goneOf(layerOf({ missing_since: [since] }))?.[0] === 1, gone);
});

test("distances and bearings are those of GeographicLib to a tenth of a millimetre", () => {
  for (const { from, to, distance_m, bearing_deg } of RULES.ways) {
    const found = way(...from, ...to);
    assert.ok(Math.abs(found.distance_m - distance_m) < 1e-4, `${found.distance_m} is not ${distance_m}`);
    assert.ok(Math.abs(found.bearing_deg - bearing_deg) < 1e-4, `${found.bearing_deg} is not ${bearing_deg}`);
  }
});

for (const { about, groups, outside } of RULES.bulk) {
  test(`a map lies around the same records: ${about}`, async () => {
    const points = groups.flatMap(([x, y, dx, dy, count]) =>
      Array.from({ length: count }, (_, n) => [x + n * dx, y + n * dy] as const),
    );
    const boxes = Int32Array.from(
      points.flatMap(([x, y]) => [x, y, x, y].map((degrees) => Math.round(degrees * UNITS))),
    );
    const geometry = { types: new Uint8Array(points.length).fill(POINT), boxes };
    const drawn = { layer: { index: 0, count: points.length, geometry }, accuracy: null } as unknown as DrawnLayer;
    await measureBoxes(drawn);
    assert.deepEqual(
      firstView([drawn])
        .outside.map(({ record }) => record)
        .sort((a, b) => a - b),
      outside,
    );
  });
}
