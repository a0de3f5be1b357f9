// Eastings and northings, and the military grid. The twin of geo/positions/grids.py and mgrs_squares.py.

import { fromUps, gaussKrugerZone, wrap } from "./datum.ts";
import { fault, halfStep, position, type Outcome, type Reading } from "./outcome.ts";
import type { Token } from "./words.ts";
import { fromMgrs, toMgrs, zoneOf } from "./utm.ts";

const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const PREFIX = "(?:MGRS|UTMREF|USNG)?:? ?";
const WHOLE = new RegExp(
  `^${PREFIX}(?:(\\d{1,2})[ -]?)?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?(\\d{0,14})(?:[ ,/-](\\d{1,7}))?$`,
  "i",
);
const WITHOUT_ZONE = new RegExp(`^${PREFIX}([A-HJ-NP-Z])[ -]?([A-HJ-NP-V])[ -]?(\\d{1,5})[ -](\\d{1,5})$`, "i");
const WITHOUT_SQUARE = new RegExp(`^${PREFIX}(\\d{1,2})[ -]?([C-HJ-NP-X])[ -](\\d{1,5})[ -](\\d{1,5})$`, "i");

export function readMgrs(text: string): Outcome | null {
  const match = WHOLE.exec(text);
  if (!match || (match[1] === undefined && !/[ABYZ]/i.test(match[2]!))) return incomplete(text);
  const [, zone, band, column, row, east, north] = match as unknown as string[];
  const digits = (east ?? "") + (north ?? "");
  const uneven = north !== undefined && east!.length !== north.length;
  if (digits.length % 2 || digits.length > 10 || uneven) return fault("mgrs_digits");
  const reading = square(zone ?? "", band!.toUpperCase(), (column! + row!).toUpperCase(), digits);
  return reading ? position(reading) : fault("mgrs_square");
}

/** The middle of a square. */
function square(zone: string, band: string, letters: string, digits: string): Reading | null {
  const half = 10 ** (5 - digits.length / 2) / 2;
  const at =
    zone === ""
      ? polar(band, letters, digits)
      : BANDS.includes(band)
        ? fromMgrs(Number(zone), band, letters, digits)
        : null;
  return (
    at && {
      format: "mgrs",
      datum: "WGS84",
      x: at.lon,
      y: at.lat,
      halfX: metresEast(half, at.lat),
      halfY: half / 111_195,
    }
  );
}

const metresEast = (metres: number, lat: number) =>
  metres / (111_195 * Math.max(Math.cos((lat * Math.PI) / 180), 1e-9));

// Letters of the polar squares (NGA.STND.0037, appendix): first column, false easting, false northing.
const POLAR: Record<string, [string, number, number]> = {
  A: ["J", 800_000, 800_000],
  B: ["A", 2_000_000, 800_000],
  Y: ["J", 800_000, 1_300_000],
  Z: ["A", 2_000_000, 1_300_000],
};

function polar(band: string, letters: string, digits: string) {
  const [first, falseEasting, falseNorthing] = POLAR[band]!;
  const [column, row] = [letters[0]!, letters[1]!];
  const allowed = first === "J" ? "JKLPQRSTUXYZ" : band === "B" ? "ABCFGHJKLPQR" : "ABCFGHJ";
  const rows = band < "C" ? "ABCDEFGHJKLMNPQRSTUVWXYZ" : "ABCDEFGHJKLMNP";
  if (!allowed.includes(column) || !rows.includes(row)) return null;
  const size = 10 ** (5 - digits.length / 2);
  const metres = (text: string) => (text === "" ? 0 : Number(text) * size) + size / 2;
  const easting = falseEasting + allowed.indexOf(column) * 100_000;
  const northing = falseNorthing + rows.indexOf(row) * 100_000;
  const north = band > "C";
  const lats = [0, 100_000].flatMap((x) =>
    [0, 100_000].map((y) => Math.abs(fromUps(north, easting + x, northing + y).lat)),
  );
  if (Math.max(...lats) <= (north ? 84 : 80)) return null; // no such square reaches beyond UTM
  return fromUps(
    north,
    easting + metres(digits.slice(0, digits.length / 2)),
    northing + metres(digits.slice(digits.length / 2)),
  );
}

function incomplete(text: string): Outcome | null {
  let match = WITHOUT_ZONE.exec(text);
  if (match && match[3]!.length === match[4]!.length) {
    return { ...fault("mgrs_zone"), square: ["", (match[1]! + match[2]!).toUpperCase(), match[3]! + match[4]!] };
  }
  match = WITHOUT_SQUARE.exec(text);
  if (!match || match[3]!.length !== match[4]!.length || /[NS]/i.test(match[2]!)) return null;
  return { ...fault("mgrs_no_square"), square: [(match[1]! + match[2]!).toUpperCase(), "", match[3]! + match[4]!] };
}

/** Completes a reference from the squares around a place. */
export function squaresNear([zone, letters, digits]: [string, string, string], near: [number, number]): Reading[] {
  const found = new Map<string, Reading>();
  for (const dlat of [-0.9, 0, 0.9]) {
    for (const dlon of [-1.2, 0, 1.2]) {
      const around = toMgrs(wrap(near[0] + dlon), near[1] + dlat, 1)?.split(" ");
      if (!around) continue;
      const [here, there] = [around[0]!, around[1]!];
      const fits = zone ? Number.parseInt(here, 10) === Number.parseInt(zone, 10) : there === letters;
      const reading = fits ? square(String(Number.parseInt(here, 10)), here.slice(-1), letters || there, digits) : null;
      if (reading) found.set(here + there, reading);
    }
  }
  return [...found.values()];
}

export interface Grid {
  numbers: string[];
  axes: string[];
  zone: number;
  letter: string;
}

/** 4 473 000 becomes 4473000. */
export function joinGroups(text: string): string {
  const joined = (_: string, before: string, group: string) => before + group.replace(/[ ,.']/g, "");
  return text.replace(/(^|[^\d.,])(\d{1,3}(?:[ ,.']\d{3}){1,2})(?!\d)/g, joined);
}

/** Two numbers, their letters and a zone; null if there are not two, or letters are left over. */
export function collect(tokens: Token[]): Grid | null {
  const grid: Grid = { numbers: [], axes: [], zone: 0, letter: "" };
  let waiting = "";
  let last = "";
  for (const token of tokens) {
    if (token.kind === "number") {
      grid.numbers.push(token.text);
      grid.axes.push(waiting);
      waiting = "";
    } else if (/^\p{L}+$/u.test(token.text)) {
      const letter = letterOf(token);
      if (last === "number" && isZone(grid, letter)) {
        grid.zone = Number(grid.numbers.pop());
        grid.axes.pop();
        grid.letter = letter.toUpperCase();
      } else if (letter === "M" || letter === "М") {
        continue; // the m of metres belongs to the number before it: 500000 m E
      } else if (!["e", "n", "x", "y"].includes(letter) || waiting) {
        return null;
      } else {
        const before = last === "number" && !grid.axes.at(-1);
        if (before) grid.axes[grid.axes.length - 1] = letter;
        waiting = before ? "" : letter;
      }
    } else if ((token.kind !== "sep" && token.kind !== "sign") || token.text === "-") return null;
    last = token.kind;
  }
  return waiting ? null : takeZone(grid);
}

function letterOf(token: Token): string {
  if (token.kind !== "hemi") return token.kind === "grid" ? token.axis! : token.text.toUpperCase();
  if (token.axis === "lon") return token.sign === 1 ? "e" : token.text === "w" ? "W" : "?"; // W is a band; the west is none
  if (token.sign === 1) return "n";
  return token.text === "s" ? "s" : "SOUTH";
}

const small = (number: string) => /^\d+$/.test(number) && Number(number) >= 1 && Number(number) <= 60;

function isZone(grid: Grid, letter: string): boolean {
  const said = letter.toUpperCase();
  return !grid.zone && small(grid.numbers.at(-1)!) && (said === "SOUTH" || (said.length === 1 && BANDS.includes(said)));
}

function takeZone(grid: Grid): Grid | null {
  if (grid.numbers.length === 3 && !grid.zone) {
    const place = small(grid.numbers[0]!) ? 0 : 2;
    if (!small(grid.numbers[place]!)) return null;
    grid.zone = Number(grid.numbers.splice(place, 1)[0]);
    grid.axes.splice(place, 1);
  }
  if (grid.numbers.length !== 2 || grid.numbers.some((number) => number.split(/[.,]/).length > 2)) return null;
  if (grid.axes[0] && grid.axes[0] === grid.axes[1]) return null;
  return { ...grid, numbers: grid.numbers.map((number) => number.replace(",", ".")) };
}

export function readGrid(grid: Grid, family: string): Outcome {
  if (family === "SK42") return gaussKruger(grid);
  if (grid.zone) return utm(grid);
  if (!family && grid.numbers.some((number) => Number(number) >= 1e6 && prefixOf(number))) {
    const found = gaussKruger(grid);
    if (found.readings.length) return found;
  }
  const pair = eastNorth(grid);
  if (!pair) return fault("grid_range");
  return {
    ...fault("no_zone"),
    grid: [Number(pair[0]), Number(pair[1]), halfStep(pair[0].length >= pair[1].length ? pair[0] : pair[1])],
  };
}

/** Which number is the easting, if letters E and N say it; X and Y mean either, by country. */
export function labelled(grid: Grid): [number, number] | null {
  const [e, n] = [grid.axes.indexOf("e"), grid.axes.indexOf("n")];
  return e >= 0 ? [e, 1 - e] : n >= 0 ? [1 - n, n] : null;
}

/** Only a northing reaches a million. */
function eastNorth(grid: Grid): [string, string] | null {
  const northFirst = Number(grid.numbers[0]) >= 1e6 && Number(grid.numbers[1]) < 1e6;
  const [e, n] = labelled(grid) ?? (northFirst ? [1, 0] : [0, 1]);
  const [east, north] = [grid.numbers[e]!, grid.numbers[n]!];
  return Number(east) >= 1e5 && Number(east) < 1e6 && Number(north) <= 1e7 ? [east, north] : null;
}

function utm(grid: Grid): Outcome {
  const pair = eastNorth(grid);
  if (!pair) return fault("utm_range");
  const [north, south] = [utmReading(grid.zone, true, pair), utmReading(grid.zone, false, pair)];
  const both = [north, south].filter(isPossible);
  const { letter } = grid;
  if (!letter) return fault("utm_hemisphere", both);
  if (letter === "N" || letter === "SOUTH") return withinUtm(letter === "N" ? north : south, both);
  if (letter === "S") return bandOrSouth(grid, north, south);
  const reading = letter > "M" ? north : south;
  return inBand(letter, reading) ? position(reading) : fault("utm_band", both);
}

/** UTM ends at 84° N and 80° S: a northing beyond is the other hemisphere's, or mistyped. */
function withinUtm(reading: Reading, possible: Reading[]): Outcome {
  return isPossible(reading) ? position(reading) : fault("utm_range", possible);
}

const isPossible = (reading: Reading) => latitude(reading) >= -80.5 && latitude(reading) <= 84.5;

/** An S is the band of 32–40° N where the northing fits it, since the south would be sea but for zones 18 to 22. */
function bandOrSouth(grid: Grid, north: Reading, south: Reading): Outcome {
  if (!inBand("S", north)) {
    if (Math.abs(latitude(north) - 36) > 6) return withinUtm(south, [north].filter(isPossible));
    return fault("utm_band_or_hemisphere", [north, south]);
  }
  return grid.zone >= 18 && grid.zone <= 22 ? fault("utm_band_or_hemisphere", [north, south]) : position(north);
}

function utmReading(zone: number, north: boolean, [east, northing]: [string, string]): Reading {
  return {
    format: "utm",
    datum: "utm",
    zone,
    north,
    x: Number(east),
    y: Number(northing),
    halfX: halfStep(east),
    halfY: halfStep(northing),
  };
}

/** The latitude at which the northing meets the central meridian (Snyder 1987, 3-26): at most 0.1° off. */
function latitude({ y, north }: Reading): number {
  const rectifying = (y - (north ? 0 : 1e7)) / 0.9996 / 6_367_449.146;
  return ((rectifying + 0.00251882 * Math.sin(2 * rectifying)) * 180) / Math.PI;
}

function inBand(letter: string, reading: Reading): boolean {
  const south = BANDS.indexOf(letter) * 8 - 80;
  return south - 0.1 <= latitude(reading) && latitude(reading) <= (letter === "X" ? 84 : south + 8) + 0.1;
}

/** The zone in front of the six digits of an easting, or 0. */
function prefixOf(number: string): number {
  const zone = Math.floor(Number(number) / 1e6);
  const rest = Number(number) % 1e6;
  return zone >= 1 && zone <= 64 && rest >= 1e5 && rest < 9e5 ? zone : 0;
}

/** Every zone and order in which a pair can be a Gauss–Krüger position on Pulkovo 1942. */
function gaussKruger(grid: Grid): Outcome {
  const readings: Reading[] = [];
  const order = labelled(grid);
  const orders: [number, number][] = order
    ? [order]
    : [
        [1, 0],
        [0, 1],
      ];
  for (const [e, n] of orders) {
    const [east, north] = [Number(grid.numbers[e]), Number(grid.numbers[n])];
    let zone = prefixOf(grid.numbers[e]!);
    const bare = !zone && grid.zone > 0 && east >= 1e5 && east < 9e5;
    if (bare) zone = grid.zone;
    if (!zone || north < 1e6 || north > 1e7 || (grid.zone && zone !== grid.zone)) continue;
    for (const width of [6, 3] as const) {
      const found = gaussKrugerZone(zone, width);
      if (!found) continue;
      const halves = { halfX: halfStep(grid.numbers[e]!), halfY: halfStep(grid.numbers[n]!) };
      const falseEasting = 500_000 + (bare ? 0 : zone * 1e6);
      readings.push({ format: "gauss_kruger", datum: "sk42_tm", x: east, y: north, ...halves, ...found, falseEasting });
    }
  }
  if (readings.length) return fault("zone_or_order", readings);
  const pair = eastNorth(grid);
  return pair ? { ...fault("no_zone"), grid: [Number(pair[0]), Number(pair[1]), halfStep(pair[0])] } : fault("no_zone");
}

/** The zones around a place in which metres without a zone can lie. */
export function gridsNear([x, y, half]: [number, number, number], near: [number, number]): Reading[] {
  const halves = { halfX: half, halfY: half };
  const readings: Reading[] = [];
  const middle = zoneOf(near[0], Math.min(near[1], 50));
  for (const step of [0, -1, 1]) {
    const zone = ((middle - 1 + step + 60) % 60) + 1;
    if (near[1] >= -8) readings.push({ format: "utm", datum: "utm", zone, north: true, x, y, ...halves });
    if (near[1] <= 8) readings.push({ format: "utm", datum: "utm", zone, north: false, x, y, ...halves });
  }
  const taken = new Set<number>();
  for (const width of [6, 3] as const) {
    for (let zone = 1; zone <= 64; zone++) {
      const found = gaussKrugerZone(zone, width);
      if (!found || taken.has(found.meridian) || Math.abs(wrap(near[0] - found.meridian)) > width) continue;
      taken.add(found.meridian);
      readings.push({ format: "gauss_kruger", datum: "sk42_tm", x, y, ...halves, ...found, falseEasting: 500_000 });
    }
  }
  return readings;
}
