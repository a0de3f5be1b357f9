// Universal Transverse Mercator and the military grid written upon it (NGA.SIG.0012, 2014), on WGS 84.

import { wrap } from "./datum.ts";
import { FLATTENING, SEMI_MAJOR_M } from "../engine/geodesy.ts";

// Krüger's series in the third flattening, to its fourth power: below a millimetre within a zone.
const N = FLATTENING / (2 - FLATTENING);
const RECTIFYING_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const FORWARD = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49561 / 161280) * N ** 4,
];
const BACKWARD = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161280) * N ** 4,
];
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const SCALE = 0.9996;
const FALSE_EASTING_M = 500_000;
const FALSE_NORTHING_M = 10_000_000;
const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const COLUMNS = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"];
const ROWS = "ABCDEFGHJKLMNPQRSTUV";

export interface Utm {
  zone: number;
  band: string;
  north: boolean;
  easting_m: number;
  northing_m: number;
}

export interface LonLat {
  lon: number;
  lat: number;
}

/** The zone a point belongs to, Norway's and Svalbard's exceptions included. */
export function zoneOf(lon: number, lat: number): number {
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32;
  if (lat >= 72 && lat < 84 && lon >= 0 && lon < 42) return lon < 9 ? 31 : lon < 21 ? 33 : lon < 33 ? 35 : 37;
  return Math.min(60, Math.floor((lon + 180) / 6) + 1);
}

/** null beyond 80° S and 84° N, where UTM ends. */
export function toUtm(lon: number, lat: number): Utm | null {
  if (!(lat >= -80 && lat <= 84)) return null;
  const zone = zoneOf(lon, lat);
  const band = BANDS[Math.min(lat >= 0 ? 19 : 9, Math.floor((lat + 80) / 8))]!; // a hair south of the equator is south
  const phi = (lat * Math.PI) / 180;
  const lambda = ((lon - (zone * 6 - 183)) * Math.PI) / 180;
  const sin = Math.sin(phi);
  const conformal = Math.sinh(Math.atanh(sin) - ECCENTRICITY * Math.atanh(ECCENTRICITY * sin));
  const xi = Math.atan2(conformal, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(conformal, Math.cos(lambda)));
  let x = eta;
  let y = xi;
  FORWARD.forEach((coefficient, i) => {
    x += coefficient * Math.cos(2 * (i + 1) * xi) * Math.sinh(2 * (i + 1) * eta);
    y += coefficient * Math.sin(2 * (i + 1) * xi) * Math.cosh(2 * (i + 1) * eta);
  });
  const north = lat >= 0;
  return {
    zone,
    band,
    north,
    easting_m: FALSE_EASTING_M + SCALE * RECTIFYING_M * x,
    northing_m: (north ? 0 : FALSE_NORTHING_M) + SCALE * RECTIFYING_M * y,
  };
}

export function fromUtm(zone: number, north: boolean, easting_m: number, northing_m: number): LonLat {
  const y = (northing_m - (north ? 0 : FALSE_NORTHING_M)) / (SCALE * RECTIFYING_M);
  const x = (easting_m - FALSE_EASTING_M) / (SCALE * RECTIFYING_M);
  let xi = y;
  let eta = x;
  BACKWARD.forEach((coefficient, i) => {
    xi -= coefficient * Math.sin(2 * (i + 1) * y) * Math.cosh(2 * (i + 1) * x);
    eta -= coefficient * Math.cos(2 * (i + 1) * y) * Math.sinh(2 * (i + 1) * x);
  });
  const target = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi)); // tangent of the conformal latitude
  let tangent = target;
  for (let round = 0; round < 6; round++) {
    const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tangent) / Math.hypot(1, tangent)));
    const reached = tangent * Math.hypot(1, sigma) - sigma * Math.hypot(1, tangent);
    const e2 = ECCENTRICITY * ECCENTRICITY;
    tangent +=
      ((target - reached) / Math.hypot(1, reached)) *
      ((1 + (1 - e2) * tangent * tangent) / ((1 - e2) * Math.hypot(1, tangent)));
  }
  return {
    lon: wrap(zone * 6 - 183 + (Math.atan2(Math.sinh(eta), Math.cos(xi)) * 180) / Math.PI),
    lat: (Math.atan(tangent) * 180) / Math.PI,
  };
}

/** The military grid reference of a point, `digits` figures (1 to 5) each way: five name a square of one metre. */
export function toMgrs(lon: number, lat: number, digits = 5): string | null {
  const utm = toUtm(lon, lat);
  if (utm === null) return null;
  const column = COLUMNS[(utm.zone - 1) % 3]![Math.floor(utm.easting_m / 100_000) - 1] ?? "?";
  const row = ROWS[(Math.floor(utm.northing_m / 100_000) + (utm.zone % 2 === 0 ? 5 : 0)) % 20]!;
  const figures = (metres: number) => String(Math.floor((metres % 100_000) / 10 ** (5 - digits))).padStart(digits, "0"); // cut off, as the grid is read
  const zone = String(utm.zone).padStart(2, "0");
  if (digits === 0) return `${zone}${utm.band} ${column}${row}`;
  return `${zone}${utm.band} ${column}${row} ${figures(utm.easting_m)} ${figures(utm.northing_m)}`;
}

/** The middle of the square that a grid reference names; null when there is no such square. */
export function fromMgrs(zone: number, band: string, square: string, figures: string): LonLat | null {
  const column = COLUMNS[(zone - 1) % 3]?.indexOf(square[0]!) ?? -1;
  const row = ROWS.indexOf(square[1]!);
  const at = BANDS.indexOf(band);
  if (zone < 1 || zone > 60 || column < 0 || row < 0 || at < 0 || figures.length % 2 === 1 || figures.length > 10)
    return null;
  if (band === "X" && (zone === 32 || zone === 34 || zone === 36)) return null;
  const digits = figures.length / 2;
  const size = 10 ** (5 - digits);
  const metres = (text: string) => (text === "" ? 0 : Number(text) * size) + size / 2;
  const easting_m = (column + 1) * 100_000;
  const first = ((row - (zone % 2 === 0 ? 5 : 0) + 20) % 20) * 100_000;
  // Rows repeat every 2,000 km; the band says which of them is meant.
  for (let northing_m = first; northing_m < FALSE_NORTHING_M; northing_m += 2_000_000) {
    if (!reachesBand(zone, at, easting_m, northing_m)) continue;
    const [east, north] = [figures.slice(0, digits), figures.slice(digits)].map(metres) as [number, number];
    return fromUtm(zone, at >= 10, easting_m + east, northing_m + north);
  }
  return null;
}

/** Whether a square of 100 km reaches into a band: its least and greatest latitude are at its corners. */
function reachesBand(zone: number, at: number, easting_m: number, northing_m: number): boolean {
  const lats = [0, 100_000].flatMap((x) =>
    [0, 100_000].map((y) => fromUtm(zone, at >= 10, easting_m + x, northing_m + y).lat),
  );
  const south = at * 8 - 80;
  return Math.max(...lats) > south && Math.min(...lats) < (at === 19 ? 84 : south + 8);
}
