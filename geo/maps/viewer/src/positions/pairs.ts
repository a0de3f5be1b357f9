// Pairs of metres in a CRS that is named, and the degrees of a text on its datum. The twin of geo/positions/pairs.py.

import { gaussKrugerZone } from "./datum.ts";
import { labelled, readGrid, type Grid } from "./grids.ts";
import { fault, halfStep, type Outcome, type Reading } from "./outcome.ts";

/** What a text says of its datum: "" for nothing. */
export type Family = "" | "WGS84" | "SK42" | "other";

const MOST_METRES = 7e7; // eastings with the number of a zone in front reach 64,900,000 m

/** Whether an EPSG code names a grid that is known here: UTM on WGS 84, Gauss–Krüger on Pulkovo 1942. */
export function isGrid(code: number): boolean {
  return areaOf(code) !== null;
}

/** Whether numbers are too large for degrees. */
export function isMetres(grid: Grid): boolean {
  return grid.numbers.some((number) => Number(number) > 360);
}

/** A pair of metres in a grid that is named by its EPSG code; what the text says of zone and datum must agree with it. */
export function readPair(grid: Grid, code: number, family: Family): Outcome {
  if (grid.numbers.some((number) => Number(number) > MOST_METRES)) return fault("grid_range");
  const area = areaOf(code)!;
  const said = labelled(grid);
  const orders: [number, number][] = said
    ? [said]
    : [
        [0, 1],
        [1, 0],
      ];
  const readings = orders.map(([e, n]) => metresIn(code, grid.numbers[e]!, grid.numbers[n]!));
  const against = grid.zone ? zoneAgainst(grid, area, readings) : null;
  if (against) return against;
  if (family && family !== datumOf(code)) {
    const own = family === "other" ? [] : [...readGrid(grid, family).readings, ...onSameMeridian(grid, area, family)];
    return fault("crs_conflict", [...own, ...readings]);
  }
  return fault(area.datum === "utm" || said ? "first_fit" : "axis_order", readings);
}

/** Metres taken for those of the grid of the other datum with the same central meridian. */
function onSameMeridian(grid: Grid, area: Known, family: Family): Reading[] {
  const zone = area.zone!;
  const code = family === "SK42" ? 2491 + ((zone + 29) % 60) : 32_601 + ((zone + 29) % 60); // zone 8 of 6° is zone 38 of UTM
  if (areaOf(code) === null) return [];
  const prefix = family === "SK42" ? "" : String(zone);
  const shorter = (number: string) =>
    prefix && number.split(".")[0]!.length === 6 + prefix.length && number.startsWith(prefix)
      ? number.slice(prefix.length)
      : number;
  const said = labelled(grid);
  const orders: [number, number][] = said
    ? [said]
    : [
        [0, 1],
        [1, 0],
      ];
  return orders.map(([e, n]) => metresIn(code, shorter(grid.numbers[e]!), grid.numbers[n]!));
}

/** A reading of two numbers in a grid, to be refuted where they lie far from the area where it is used. */
export function metresIn(code: number, east: string, north: string): Reading {
  return { ...areaOf(code)!, x: Number(east), y: Number(north), halfX: halfStep(east), halfY: halfStep(north) };
}

/** What is wrong if the zone that a text names is not the zone of the grid; null if the two agree. */
function zoneAgainst(grid: Grid, area: Known, readings: Reading[]): Outcome | null {
  const own = readGrid(grid, area.datum === "sk42_tm" && !grid.letter ? "SK42" : "");
  if (own.code === "utm_range" || own.code === "utm_band") return own;
  if (
    area.datum === "utm" &&
    area.zone === grid.zone &&
    own.readings.some(({ datum, north }) => datum === "utm" && north === area.north)
  )
    return null;
  if (area.datum === "sk42_tm" && !grid.letter && area.zone === grid.zone) return null;
  return fault("crs_conflict", [...readings, ...own.readings]);
}

function datumOf(code: number): Family {
  return code === 4284 || areaOf(code)?.datum === "sk42_tm" ? "SK42" : "WGS84";
}

/** Degrees on the datum that the text names, or that of the column; a column in metres contradicts, unless the text names its datum. */
export function degreesIn(outcome: Outcome, code: number, family: Family): Outcome {
  const on = (datum: Family) =>
    outcome.readings.map((reading) =>
      datum === "SK42" && reading.datum === "WGS84" ? { ...reading, datum: "SK42" as const } : reading,
    );
  if (outcome.readings.length === 0) return outcome;
  if (family === "other") return fault("crs_unknown");
  const column = code ? datumOf(code) : "WGS84";
  if (code === 0 || !isGrid(code)) return { ...outcome, readings: on(family || column) };
  if (family === column) return { ...outcome, readings: on(column) };
  const own = column === (family || "WGS84") ? [] : on(column);
  return fault("crs_conflict", [...on(family || "WGS84"), ...own]);
}

const AROUND_DEG = 5.5; // with the half degree that every area is given: six degrees

type Known = Pick<Reading, "format" | "datum" | "zone" | "north" | "meridian" | "falseEasting" | "area">;

function areaOf(code: number): Known | null {
  const utmZone = code % 100;
  if ((code > 32_600 && code <= 32_660) || (code > 32_700 && code <= 32_760)) {
    const west = utmZone * 6 - 186;
    const north = code < 32_700;
    const area = [
      west - AROUND_DEG,
      north ? -AROUND_DEG : -80 - AROUND_DEG,
      west + 6 + AROUND_DEG,
      north ? 84 + AROUND_DEG : AROUND_DEG,
    ];
    return { format: "utm", datum: "utm", zone: utmZone, north, area: area as Reading["area"] };
  }
  const zoned = code >= 28_404 && code <= 28_432;
  const zone = zoned ? code - 28_400 : code >= 2494 && code <= 2522 ? code - 2490 : 0;
  const found = gaussKrugerZone(zone, 6);
  if (!found) return null;
  const [west, south, east, north] = found.area;
  const area: Reading["area"] = [west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG];
  return {
    format: "gauss_kruger",
    datum: "sk42_tm",
    zone,
    meridian: found.meridian,
    falseEasting: 500_000 + (zoned ? zone * 1e6 : 0),
    area,
  };
}
