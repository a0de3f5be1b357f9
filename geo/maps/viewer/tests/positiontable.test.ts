// The page's search understands what geo.positions understands: both are held to tests/positions.csv of the project.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { way } from "../src/engine/geodesy.ts";
import { parsePosition } from "../src/positions/positions.ts";

declare const viewerFolder: string;

type Row = Record<string, string>;

/** A row ends at a line's end outside quotes, a cell at a comma outside quotes (RFC 4180). */
function readCsv(text: string): Row[] {
  const rows = [...text.matchAll(/(?:"(?:[^"]|"")*"|[^"\n])+/g)].map(([line]) =>
    [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare!,
    ),
  );
  const [names, ...cells] = rows;
  return cells.map((row) => Object.fromEntries(names!.map((name, i) => [name, row[i] ?? ""])));
}

const ROWS = readCsv(readFileSync(join(viewerFolder, "../../../tests/positions.csv"), "utf8"));
const pair = (text: string) => text.trim().split(" ").map(Number) as [number, number];

function parse(row: Row) {
  const near = row["near"] ? (pair(row["near"]).reverse() as [number, number]) : undefined;
  return parsePosition(row["text"]!, { crs: row["crs"] ?? "", ...(near && { near }) });
}

test("the table is large", () => {
  assert.ok(ROWS.length >= 300 && ROWS.every((row) => row["source"]));
});

for (const row of ROWS.filter(({ lat }) => lat)) {
  test(`${row["text"]} lies where an independent source puts it`, () => {
    const found = parse(row);
    assert.ok("lon" in found, JSON.stringify(found));
    const off = way(found.lon, found.lat, Number(row["lon"]), Number(row["lat"])).distance_m;
    assert.ok(off <= Number(row["tolerance_m"]), `${off} m off`);
    if (row["accuracy_m"])
      assert.ok(Math.abs(found.accuracy_m / Number(row["accuracy_m"]) - 1) < 0.01, `± ${found.accuracy_m}`);
  });
}

for (const row of ROWS.filter(({ code }) => code)) {
  test(`${row["text"]} is refused: ${row["code"]}`, () => {
    const found = parse(row);
    assert.ok("problem" in found && found.problem === row["code"], JSON.stringify(found));
    for (const wanted of row["candidates"]!.split(";").filter(Boolean)) {
      const [lat, lon] = pair(wanted);
      const nearest = Math.min(...found.candidates.map((one) => way(one.lon, one.lat, lon, lat).distance_m));
      assert.ok(nearest < 0.5, `no candidate at ${wanted}: ${JSON.stringify(found.candidates)}`);
    }
  });
}

test("a long hostile text is refused in no time", () => {
  for (const piece of ["1", "1,", "1 ", "N ", "°", "-", "a. ", "1°1'", ", ", "38T ", "("]) {
    for (const start of ["", "https://", "geo:", "+", "POINT("]) {
      const began = performance.now();
      assert.ok("problem" in parsePosition(start + piece.repeat(20_000)));
      assert.ok(performance.now() - began < 500, `${start}${piece}…`);
    }
  }
});
