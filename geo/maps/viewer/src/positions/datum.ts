// Other datums and grids than UTM on WGS 84: Pulkovo 1942 in degrees and in Gauss–Krüger metres, and the polar grid.

import { FLATTENING, SEMI_MAJOR_M } from "../engine/geodesy.ts";
import type { LonLat } from "./utm.ts";

const radians = (angle: number) => (angle * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

interface Ellipsoid {
  a: number;
  f: number;
}

const KRASSOVSKY: Ellipsoid = { a: 6_378_245, f: 1 / 298.3 };
const WGS84: Ellipsoid = { a: SEMI_MAJOR_M, f: FLATTENING };

// EPSG 15865, Pulkovo 1942 to WGS 84 (16): coordinate frame rotation, stated accuracy 4.5 m, anywhere in the former USSR.
// The readers take a regional one where its stated accuracy is better, some metres away.
export const SK42_ACCURACY_M = 4.5;
const [DX, DY, DZ] = [25, -141, -78.5];
const [RX, RY, RZ] = [0, -0.35, -0.736].map((seconds) => radians(seconds / 3600)) as [number, number, number];

/** Degrees on Pulkovo 1942 to degrees on WGS 84, at height 0 on both. */
export function fromSk42(lon: number, lat: number): LonLat {
  const { a, f } = KRASSOVSKY;
  const e2 = f * (2 - f);
  const [phi, lambda] = [radians(lat), radians(lon)];
  const normal = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  const x = normal * Math.cos(phi) * Math.cos(lambda);
  const y = normal * Math.cos(phi) * Math.sin(lambda);
  const z = normal * (1 - e2) * Math.sin(phi);
  return geographic(x + RZ * y - RY * z + DX, -RZ * x + y + RX * z + DY, RY * x - RX * y + z + DZ);
}

// Bowring's formula, repeated until it stands.
function geographic(x: number, y: number, z: number): LonLat {
  const { a, f } = WGS84;
  const e2 = f * (2 - f);
  const p = Math.hypot(x, y);
  let reduced = Math.atan2(z, (1 - f) * p);
  let phi = 0;
  for (let round = 0; round < 4; round++) {
    phi = Math.atan2(z + (e2 / (1 - e2)) * (1 - f) * a * Math.sin(reduced) ** 3, p - e2 * a * Math.cos(reduced) ** 3);
    reduced = Math.atan2((1 - f) * Math.sin(phi), Math.cos(phi));
  }
  return { lon: degrees(Math.atan2(y, x)), lat: degrees(phi) };
}

/** Metres of a Gauss–Krüger grid on Krassovsky's ellipsoid to degrees on it: Krüger's series to the fourth power of n. */
export function fromGaussKruger(meridian: number, easting_m: number, northing_m: number): LonLat {
  const { a, f } = KRASSOVSKY;
  const n = f / (2 - f);
  const rectifying = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const series = [
    n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - (1 / 360) * n ** 4,
    (1 / 48) * n ** 2 + (1 / 15) * n ** 3 - (437 / 1440) * n ** 4,
    (17 / 480) * n ** 3 - (37 / 840) * n ** 4,
    (4397 / 161280) * n ** 4,
  ];
  const [y, x] = [northing_m / rectifying, easting_m / rectifying];
  let [xi, eta] = [y, x];
  series.forEach((coefficient, i) => {
    xi -= coefficient * Math.sin(2 * (i + 1) * y) * Math.cosh(2 * (i + 1) * x);
    eta -= coefficient * Math.cos(2 * (i + 1) * y) * Math.sinh(2 * (i + 1) * x);
  });
  const conformal = Math.asin(Math.sin(xi) / Math.cosh(eta));
  const lambda = Math.atan2(Math.sinh(eta), Math.cos(xi));
  return { lon: wrap(meridian + degrees(lambda)), lat: degrees(geodeticOf(conformal, KRASSOVSKY)) };
}

/** The latitude of a conformal latitude, by repetition (Snyder 1987, 3-4). */
function geodeticOf(conformal: number, { f }: Ellipsoid): number {
  const e = Math.sqrt(f * (2 - f));
  const isometric = Math.tan(Math.PI / 4 + conformal / 2);
  let phi = conformal;
  for (let round = 0; round < 12; round++) {
    const part = e * Math.sin(phi);
    phi = 2 * Math.atan(isometric * ((1 + part) / (1 - part)) ** (e / 2)) - Math.PI / 2;
  }
  return phi;
}

const UPS_SCALE = 0.994;
const UPS_FALSE_M = 2_000_000;

/** Universal Polar Stereographic to degrees (Snyder 1987, 21-33 to 21-36). */
export function fromUps(north: boolean, easting_m: number, northing_m: number): LonLat {
  const { a, f } = WGS84;
  const e = Math.sqrt(f * (2 - f));
  const [x, y] = [easting_m - UPS_FALSE_M, northing_m - UPS_FALSE_M];
  const scale = (2 * a * UPS_SCALE) / Math.sqrt((1 + e) ** (1 + e) * (1 - e) ** (1 - e));
  const conformal = Math.PI / 2 - 2 * Math.atan(Math.hypot(x, y) / scale);
  const lat = degrees(geodeticOf(conformal, WGS84));
  return { lon: degrees(Math.atan2(x, north ? -y : y)), lat: north ? lat : -lat };
}

export function wrap(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

// Where the Gauss–Krüger zones of Pulkovo 1942 are used: south and north limits (EPSG), by zone.
const SIX: [number, number][] = [
  [48.0, 59.4],
  [45.2, 69.5],
  [44.3, 70.0],
  [41.4, 69.2],
  [38.8, 80.9],
  [37.3, 81.4],
  [37.0, 81.9],
  [35.1, 81.8],
  [36.7, 77.1],
  [36.8, 79.7],
  [41.0, 81.0],
  [46.8, 81.3],
  [49.9, 81.3],
  [49.7, 81.3],
  [49.6, 79.5],
  [49.1, 76.8],
  [49.5, 76.0],
  [51.5, 74.0],
  [42.2, 73.6],
  [42.6, 76.2],
  [45.8, 76.3],
  [43.6, 76.8],
  [45.8, 76.3],
  [50.3, 77.2],
  [54.5, 70.0],
  [54.5, 70.2],
  [61.6, 71.6],
  [64.3, 71.7],
  [64.2, 67.2],
]; // zones 4 to 32
const THREE: [number, number][] = [
  [48.2, 59.1],
  [47.7, 59.8],
  [45.3, 68.9],
  [45.2, 69.8],
  [44.3, 70.0],
  [44.6, 69.4],
  [43.1, 68.8],
  [41.0, 68.7],
  [38.8, 80.8],
  [38.3, 80.9],
  [37.7, 81.2],
  [37.3, 81.4],
  [37.6, 81.9],
  [35.5, 81.9],
  [35.1, 81.8],
  [36.3, 81.2],
  [36.9, 77.1],
  [36.7, 73.6],
  [37.2, 79.7],
  [40.4, 81.0],
  [41.8, 81.0],
  [45.1, 77.6],
  [47.0, 77.2],
  [49.4, 81.3],
  [50.2, 81.3],
  [49.7, 81.3],
  [49.8, 80.9],
  [50.2, 79.7],
  [50.1, 79.2],
  [49.2, 78.4],
  [49.1, 76.8],
  [49.5, 76.7],
  [49.5, 74.4],
  [49.9, 73.6],
  [53.2, 74.0],
  [49.9, 74.0],
  [42.7, 73.6],
  [42.2, 72.0],
  [42.7, 75.9],
  [44.8, 76.3],
  [45.8, 76.2],
  [43.6, 76.0],
  [43.6, 76.8],
  [45.2, 76.8],
  [46.7, 76.3],
  [49.0, 77.2],
  [51.4, 71.1],
  [54.3, 71.0],
  [54.7, 69.8],
  [54.5, 70.1],
  [59.9, 70.2],
  [61.0, 70.0],
  [62.1, 71.1],
  [62.2, 71.7],
  [64.7, 71.6],
  [64.2, 67.8],
  [64.3, 67.1],
  [65.7, 65.9],
]; // zones 7 to 64

export interface GaussKrugerZone {
  meridian: number;
  area: [number, number, number, number];
}

/** null where Pulkovo 1942 has no such zone. */
export function gaussKrugerZone(zone: number, width: 6 | 3): GaussKrugerZone | null {
  const limits = width === 6 ? SIX[zone - 4] : THREE[zone - 7];
  if (limits === undefined) return null;
  const meridian = wrap(width === 6 ? zone * 6 - 3 : zone * 3);
  return { meridian, area: [meridian - width / 2, limits[0], meridian + width / 2, limits[1]] };
}
