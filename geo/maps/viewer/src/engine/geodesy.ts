// Distances, bearings and areas on the WGS 84 ellipsoid. Angles in degrees, lengths in metres, lon before lat.

import type { Geometry, Position } from "geojson";

export const SEMI_MAJOR_M = 6_378_137;
export const FLATTENING = 1 / 298.257223563;
const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING);
export const ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(ECCENTRICITY_2);
const MEAN_RADIUS_M = 6_371_008.7714;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** The shortest way from one point to another, and the bearing at its beginning (0 = north, 90 = east). */
export interface Way {
  distance_m: number;
  bearing_deg: number;
}

/** Vincenty's inverse solution (Survey Review XXIII, 176, 1975): below 1 mm, but for points that are nearly opposite on
 * the globe, where it does not settle and a sphere's distance (within 0.6 %) is given instead. */
export function way(lon1: number, lat1: number, lon2: number, lat2: number): Way {
  const difference = radians(((((lon2 - lon1 + 180) % 360) + 360) % 360) - 180);
  const reduced1 = Math.atan((1 - FLATTENING) * Math.tan(radians(lat1)));
  const reduced2 = Math.atan((1 - FLATTENING) * Math.tan(radians(lat2)));
  const [sin1, cos1, sin2, cos2] = [Math.sin(reduced1), Math.cos(reduced1), Math.sin(reduced2), Math.cos(reduced2)];
  let lambda = difference;
  for (let round = 0; round < 100; round++) {
    const sinLambda = Math.sin(lambda);
    const cosLambda = Math.cos(lambda);
    const across = cos2 * sinLambda;
    const along = cos1 * sin2 - sin1 * cos2 * cosLambda;
    const sinSigma = Math.hypot(across, along);
    if (sinSigma === 0) return { distance_m: 0, bearing_deg: 0 };
    const cosSigma = sin1 * sin2 + cos1 * cos2 * cosLambda;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cos1 * cos2 * sinLambda) / sinSigma;
    const cosAlpha2 = 1 - sinAlpha * sinAlpha;
    const cosMiddle = cosAlpha2 === 0 ? 0 : cosSigma - (2 * sin1 * sin2) / cosAlpha2;
    const c = (FLATTENING / 16) * cosAlpha2 * (4 + FLATTENING * (4 - 3 * cosAlpha2));
    const bend = cosMiddle + c * cosSigma * (-1 + 2 * cosMiddle * cosMiddle);
    const next = difference + (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * bend);
    if (Math.abs(next - lambda) < 1e-12) {
      const arc = sigma - correction(cosAlpha2, sinSigma, cosSigma, cosMiddle);
      const bearing_deg = (degrees(Math.atan2(across, along)) + 360) % 360;
      return { distance_m: SEMI_MINOR_M * scale(cosAlpha2) * arc, bearing_deg };
    }
    lambda = next;
  }
  return onSphere(lon1, lat1, lon2, lat2);
}

/** Vincenty's A. */
function scale(cosAlpha2: number): number {
  const u2 = (cosAlpha2 * ECCENTRICITY_2) / (1 - ECCENTRICITY_2);
  return 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
}

/** Vincenty's delta sigma. */
function correction(cosAlpha2: number, sinSigma: number, cosSigma: number, cosMiddle: number): number {
  const u2 = (cosAlpha2 * ECCENTRICITY_2) / (1 - ECCENTRICITY_2);
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const middle2 = cosMiddle * cosMiddle;
  const inner = cosSigma * (-1 + 2 * middle2);
  const outer = (b / 6) * cosMiddle * (-3 + 4 * sinSigma * sinSigma) * (-3 + 4 * middle2);
  return b * sinSigma * (cosMiddle + (b / 4) * (inner - outer));
}

function onSphere(lon1: number, lat1: number, lon2: number, lat2: number): Way {
  const [phi1, phi2, turn] = [radians(lat1), radians(lat2), radians(lon2 - lon1)];
  const half = Math.sin((phi2 - phi1) / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin(turn / 2) ** 2;
  const across = Math.sin(turn) * Math.cos(phi2);
  const along = Math.cos(phi1) * Math.sin(phi2) - Math.sin(phi1) * Math.cos(phi2) * Math.cos(turn);
  return {
    distance_m: 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half))),
    bearing_deg: (degrees(Math.atan2(across, along)) + 360) % 360,
  };
}

export function distance_m(lon1: number, lat1: number, lon2: number, lat2: number): number {
  return way(lon1, lat1, lon2, lat2).distance_m;
}

export function bearing_deg(lon1: number, lat1: number, lon2: number, lat2: number): number {
  return way(lon1, lat1, lon2, lat2).bearing_deg;
}

/** The length of a line (lon, lat), vertex to vertex. */
export function length_m(line: Position[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    sum += distance_m(line[i - 1]![0]!, line[i - 1]![1]!, line[i]![0]!, line[i]![1]!);
  }
  return sum;
}

/** Metres in a degree of longitude and of latitude at a latitude. */
export function metresPerDegree(lat: number): [lon: number, lat: number] {
  const sin = Math.sin(radians(lat));
  const root = Math.sqrt(1 - ECCENTRICITY_2 * sin * sin);
  const meridian = (SEMI_MAJOR_M * (1 - ECCENTRICITY_2)) / root ** 3;
  return [radians((SEMI_MAJOR_M / root) * Math.cos(radians(lat))), radians(meridian)];
}

/** The area of a shape, its holes taken away; 0 for points and lines. */
export function area_m2(shape: Geometry): number {
  if (shape.type === "Polygon") return polygonArea(shape.coordinates);
  if (shape.type === "MultiPolygon") return shape.coordinates.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  if (shape.type === "GeometryCollection") return shape.geometries.reduce((sum, part) => sum + area_m2(part), 0);
  return 0;
}

function polygonArea(rings: Position[][]): number {
  return rings.reduce((sum, ring, i) => (i === 0 ? ringArea(ring) : sum - ringArea(ring)), 0);
}

// The sphere with the ellipsoid's area: a polygon with great-circle sides on it has, by spherical excess, the area of
// the polygon with geodesic sides on the ellipsoid to about 1e-6 for sides up to tens of kilometres
// (Snyder, Map Projections: A Working Manual, 1987, equations 3-11 to 3-13).
const authalic = (sin: number) =>
  (1 - ECCENTRICITY_2) *
  (sin / (1 - ECCENTRICITY_2 * sin * sin) -
    Math.log((1 - ECCENTRICITY * sin) / (1 + ECCENTRICITY * sin)) / (2 * ECCENTRICITY));
const AUTHALIC_POLE = authalic(1);
const AUTHALIC_RADIUS_2 = (SEMI_MAJOR_M * SEMI_MAJOR_M * AUTHALIC_POLE) / 2;

function ringArea(ring: Position[]): number {
  const halfTangent = (lat: number) => {
    const sin = Math.max(-1, Math.min(1, authalic(Math.sin(radians(lat))) / AUTHALIC_POLE));
    return Math.tan(Math.asin(sin) / 2);
  };
  let excess = 0;
  for (let i = 0; i < ring.length; i++) {
    const [lon1, lat1] = ring[i] as [number, number];
    const [lon2, lat2] = ring[(i + 1) % ring.length] as [number, number];
    const turn = radians(((((lon2 - lon1 + 180) % 360) + 360) % 360) - 180);
    const [t1, t2] = [halfTangent(lat1), halfTangent(lat2)];
    excess += 2 * Math.atan2(Math.tan(turn / 2) * (t1 + t2), 1 + t1 * t2);
  }
  return Math.abs(excess) * AUTHALIC_RADIUS_2;
}
