// What a sheet of paper shows of the world: the extent that fits its frame at a round scale, the scale bar, the grid.
// Nothing here touches the page. Projection is Web Mercator, as on the screen; the scale is that of the sheet's middle.

import { HALF_TURN_S } from "../../engine/draw/graticule.ts";
import { metresPerDegree } from "../../engine/geodesy.ts";
import type { Bounds } from "../../model.ts";

/** The browser's own measure of paper. */
export const CSS_PX_PER_MM = 96 / 25.4;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Web Mercator northing in units of degrees of longitude at the equator. */
export function mercatorY(lat: number): number {
  return degrees(Math.log(Math.tan(Math.PI / 4 + radians(lat) / 2)));
}

export function mercatorLat(y: number): number {
  return degrees(2 * Math.atan(Math.exp(radians(y))) - Math.PI / 2);
}

const LONGEST_BAR_MM = 44;

export interface Frame {
  bounds: Bounds;
  /** The sheet's size of the frame, in millimetres. */
  width_mm: number;
  height_mm: number;
  /** The scale's denominator at the middle. */
  ratio: number;
  /** A round distance and its length on the sheet. */
  bar_m: number;
  bar_mm: number;
}

/** The extent around a view (west, south, east, north) that fills a frame at a scale: a round one that shows all of it, the
 * one at which it fits exactly, or that of a denominator, which may show a part of it or more. */
export function frameFor(
  view: Bounds,
  width_mm: number,
  height_mm: number,
  scale: "fit" | "exact" | number = "fit",
): Frame {
  const [west, south, east, north] = view;
  const [bottom, top] = [mercatorY(south), mercatorY(north)];
  const [x, y] = [(west + east) / 2, (bottom + top) / 2];
  const middle = mercatorLat(y);
  const perDegree_m = metresPerDegree(middle)[0];
  const needed = Math.max((east - west) / width_mm, (top - bottom) / height_mm); // degrees to the millimetre
  const exact = needed * perDegree_m * 1000;
  const ratio = scale === "exact" ? exact : scale === "fit" ? roundAbove(exact) : scale;
  const perMm = Math.min(ratio / (perDegree_m * 1000), 360 / width_mm);
  const [halfWidth, halfHeight] = [(perMm * width_mm) / 2, (perMm * height_mm) / 2];
  const bar_m = barLength(perMm * perDegree_m * Math.min(LONGEST_BAR_MM, width_mm / 3));
  return {
    bounds: [
      x - halfWidth,
      mercatorLat(Math.max(y - halfHeight, -180)),
      x + halfWidth,
      mercatorLat(Math.min(y + halfHeight, 180)),
    ],
    width_mm,
    height_mm,
    ratio: Number((perMm * perDegree_m * 1000).toPrecision(3)),
    bar_m,
    bar_mm: bar_m / (perMm * perDegree_m),
  };
}

/** The smallest of 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5 × 10ⁿ that is no less than `limit`. */
export function roundAbove(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  const digit = limit / power;
  return power * ([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5].find((one) => one >= digit - 1e-9) ?? 10);
}

function barLength(limit_m: number): number {
  const power = 10 ** Math.floor(Math.log10(limit_m));
  const digit = limit_m / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

export interface GridLabel {
  side: "top" | "left";
  /** Distance from the frame's left or top edge, as a part of its width or height. */
  at: number;
  text: string;
}

/** Labels of the grid's lines along the frame, at steps of `step` degrees. */
export function gridLabels(bounds: Bounds, step: number): GridLabel[] {
  const [west, south, east, north] = bounds;
  const [bottom, top] = [mercatorY(south), mercatorY(north)];
  const labels: GridLabel[] = [];
  for (let k = Math.ceil(west / step - 1e-9); k * step <= east + 1e-9; k++) {
    const lon = ((((k * step + 180) % 360) + 360) % 360) - 180;
    labels.push({ side: "top", at: (k * step - west) / (east - west), text: gridText(lon, step, "E", "W") });
  }
  for (let k = Math.ceil(south / step - 1e-9); k * step <= north + 1e-9; k++) {
    labels.push({
      side: "left",
      at: (top - mercatorY(k * step)) / (top - bottom),
      text: gridText(k * step, step, "N", "S"),
    });
  }
  return labels;
}

/** Degrees, minutes and seconds as far as a step needs them. */
export function gridText(value: number, step: number, positive: string, negative: string): string {
  const seconds = Math.round(Math.abs(value) * 3600 * 10) / 10;
  const [d, m, s] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    Math.round((seconds % 60) * 10) / 10,
  ];
  const hemisphere = seconds % HALF_TURN_S === 0 ? "" : value > 0 ? positive : negative;
  const minutes = step < 1 ? `${String(m).padStart(2, "0")}′` : "";
  const rest = step < 1 / 60 - 1e-9 ? `${String(s).padStart(2, "0")}″` : "";
  return `${d}°${minutes}${rest}${hemisphere}`;
}
