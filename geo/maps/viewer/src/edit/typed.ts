// Corners by their words: a position in any way that the map reads, or a bearing and a distance from the last corner.

import type { App } from "../ui/app.ts";
import type { ParsedPosition } from "../positions/positions.ts";
import { positionIn } from "./kit.ts";
import { onward, type Point } from "./shapes.ts";

/** Declination at a place in a year, how much more it is a year later and a degree further (geo/maps/page/editing.py). */
export type Declination = [
  deg: number,
  a_year: number,
  a_lon: number,
  a_lat: number,
  lon: number,
  lat: number,
  year: number,
];

const NUMBER = "(\\d+(?:[.,]\\d+)?)";
const WAY = new RegExp(`^${NUMBER}\\s*°?[\\s/,;]+${NUMBER}\\s*[mм]$`, "i");
const numberOf = (text: string) => Number(text.replace(",", "."));

/** Degrees that magnetic north lies east of true north. */
export function declinationAt([deg, year, dLon, dLat, lon, lat, from]: Declination, at: Point, on: Date): number {
  const now = on.getFullYear() + on.getMonth() / 12;
  return Math.round(10 * (deg + year * (now - from) + dLon * (at[0] - lon) + dLat * (at[1] - lat))) / 10;
}

/** What a line means. `from`: the last corner; `east_deg`: what is to be added to a bearing. */
export function readLine(app: App, text: string, from: Point | null, east_deg: number): ParsedPosition {
  const told = WAY.exec(text);
  if (!told || numberOf(told[1]!) > 360) return positionIn(app, text);
  if (!from) return { problem: "no_position", candidates: [] };
  const [lon, lat] = onward(from, numberOf(told[1]!) + east_deg, numberOf(told[2]!));
  return { lon, lat, format: "decimal", accuracy_m: 0 };
}
