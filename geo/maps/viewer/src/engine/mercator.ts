// Web Mercator as a square world: x from 0 (180° W) to 1, y from 0 (85.05° N) to 1.

import { UNITS } from "../data/shapes.ts";

export const LIMIT_DEG = 85.0511287798066;
const RADIANS_PER_UNIT = Math.PI / 180 / UNITS;
const CIRCUMFERENCE_M = 40_075_016.686;

export const worldX = (lonUnits: number) => lonUnits / (360 * UNITS) + 0.5;

export function worldY(latUnits: number): number {
  const limited = Math.max(-LIMIT_DEG * UNITS, Math.min(LIMIT_DEG * UNITS, latUnits));
  const sin = Math.sin(limited * RADIANS_PER_UNIT);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export const lonOf = (x: number) => (x - 0.5) * 360;

export function latOf(y: number): number {
  return (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
}

/** The share of the world's width that one metre takes at a latitude. */
export const worldPerMetre = (lat: number) => 1 / (CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180));

/** What a pixel of the screen stands for at a latitude, where the world is 256 · 2^zoom pixels wide. */
export const metresPerPixel = (lat: number, zoom: number) => 1 / (worldPerMetre(lat) * 256 * 2 ** zoom);

/** y of a latitude near a known one, without a logarithm: a parabola, less than a hundredth of a pixel off at zoom 20
 * within 0.01 degree, between 70° S and 70° N. */
export class NearbyY {
  private slope = 0;
  private bend = 0;
  private middle = 0;
  private y = 0;

  set(latUnits: number): void {
    const phi = latUnits * RADIANS_PER_UNIT;
    const cos = Math.cos(phi);
    this.middle = latUnits;
    this.y = worldY(latUnits);
    // dy/dφ = -1 / (2π cos φ), and half of its own derivative, by units.
    this.slope = -RADIANS_PER_UNIT / (2 * Math.PI * cos);
    this.bend = (-RADIANS_PER_UNIT * RADIANS_PER_UNIT * Math.sin(phi)) / (4 * Math.PI * cos * cos);
  }

  of(latUnits: number): number {
    const step = latUnits - this.middle;
    return this.y + step * (this.slope + step * this.bend);
  }
}
