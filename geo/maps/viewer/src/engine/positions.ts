// A position as people write it: decimal degrees, degrees minutes seconds, UTM, the military grid; both ways.

import { fromMgrs, fromUtm, toMgrs, toUtm } from "./utm.ts";

export type PositionFormat = "decimal" | "dms" | "utm" | "mgrs";

export const POSITION_FORMATS: PositionFormat[] = ["decimal", "dms", "utm", "mgrs"];

export type ParsedPosition = { lon: number; lat: number; format: PositionFormat } | { problem: PositionProblem };

/** Catalogue keys: not a position; latitude beyond 90°, longitude beyond 180°; a grid square that does not exist. */
export type PositionProblem = "not_understood" | "latitude_range" | "longitude_range" | "grid_square";

/** Write a position; latitude first, as it is read aloud. "" where the format does not reach (UTM near the poles). */
export function formatPosition(lon: number, lat: number, format: PositionFormat): string {
  if (format === "decimal") return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  if (format === "dms") return `${sexagesimal(lat, "N", "S")} ${sexagesimal(lon, "E", "W")}`;
  if (format === "mgrs") return toMgrs(lon, lat) ?? "";
  const utm = toUtm(lon, lat);
  if (utm === null) return "";
  // "38S" is read by some as south and by others as the band from 32° to 40° north. N is north to both; in the south the
  // band's letter, C to M, can be nothing else.
  return `${utm.zone}${utm.north ? "N" : utm.band} ${Math.floor(utm.easting_m)} ${Math.floor(utm.northing_m)}`;
}

function sexagesimal(angle: number, positive: string, negative: string): string {
  // Rounded once, in hundredths of a second, so that 59.999″ never becomes 60″.
  const hundredths = Math.round(Math.abs(angle) * 360_000);
  const degrees = Math.floor(hundredths / 360_000);
  const minutes = Math.floor(hundredths / 6_000) % 60;
  const seconds = ((hundredths % 6_000) / 100).toFixed(2).padStart(5, "0");
  return `${degrees}°${String(minutes).padStart(2, "0")}′${seconds}″${angle < 0 ? negative : positive}`;
}

const MGRS = /^(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*((?:\d\s*)*)$/;
const UTM =
  /^(?:UTM\s+)?(?:ZONE\s+)?(\d{1,2})\s*([C-HJ-NP-X])\s*,?\s*([\d.]+)\s*(?:M)?\s*E?[\s,]+([\d.]+)\s*(?:M)?\s*N?$/;

/** Read a position. Without letters latitude comes first; a comma between digits is a decimal comma where a point could
 * not be meant otherwise. */
export function parsePosition(text: string): ParsedPosition {
  const plain = tidy(text);
  const grid = MGRS.exec(plain);
  if (grid) {
    const figures = grid[5]!.replace(/\s/g, "");
    const found = fromMgrs(Number(grid[1]), grid[2]!, grid[3]! + grid[4]!, figures);
    return found ? { ...found, format: "mgrs" } : { problem: "grid_square" };
  }
  const utm = UTM.exec(plain);
  if (utm) return fromUtmText(Number(utm[1]), utm[2]!, Number(utm[3]), Number(utm[4]));
  return parseDegrees(plain);
}

function tidy(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u2212\u2013\u2014]/g, "-")
    .replace(/[\u2032\u2019\u00b4`]/g, "'")
    .replace(/[\u2033\u201d\u201c]|''/g, '"')
    .replace(/[\u00ba\u02da]/g, "°")
    .trim()
    .toUpperCase();
}

const BAND_S_M = [3_500_000, 4_470_000] as const; // northings of 32° to 40° north

// S is the band where the northing fits it (as geo.positions reads it), else the southern hemisphere.
function fromUtmText(zone: number, letter: string, easting_m: number, northing_m: number): ParsedPosition {
  const plausible = zone >= 1 && zone <= 60 && easting_m > 100_000 && easting_m < 900_000 && northing_m < 10_000_000;
  if (!plausible) return { problem: "grid_square" };
  const isBandS = letter === "S" && northing_m > BAND_S_M[0] && northing_m < BAND_S_M[1];
  const north = isBandS || (letter >= "N" && letter !== "S");
  return { ...fromUtm(zone, letter > "S" || north, easting_m, northing_m), format: "utm" };
}

const ANGLE =
  /([NSEW])?\s*([+-])?\s*(\d+(?:\.\d+)?)\s*(?:°\s*|(?=\s+\d)|)(?:(\d+(?:\.\d+)?)\s*(?:'\s*|(?=\s+\d)|))?(?:(\d+(?:\.\d+)?)\s*"?\s*)?([NSEW])?/y;

function parseDegrees(plain: string): ParsedPosition {
  const text = /\d,\d+\s*[,;\s]\s*[+-]?\d+,\d/.test(plain) ? plain.replace(/(\d),(?=\d)/g, "$1.") : plain;
  const angles = splitAngles(text);
  if (angles === null) return { problem: "not_understood" };
  const [first, second] = angles;
  const swapped = /[EW]/.test(first.letter) || /[NS]/.test(second.letter);
  if (swapped && (/[NS]/.test(first.letter) || /[EW]/.test(second.letter))) return { problem: "not_understood" };
  const [lat, lon] = swapped ? [second.value, first.value] : [first.value, second.value];
  if (Math.abs(lat) > 90) return { problem: "latitude_range" };
  if (Math.abs(lon) > 180) return { problem: "longitude_range" };
  return { lon, lat, format: first.sexagesimal ? "dms" : "decimal" };
}

interface Angle {
  value: number;
  letter: string;
  sexagesimal: boolean;
}

function splitAngles(text: string): [Angle, Angle] | null {
  const halves = /[,;/]/.test(text) ? text.split(/\s*[,;/]\s*/) : halve(text);
  if (halves.length !== 2) return null;
  const angles = halves.map(angle);
  return angles[0] && angles[1] ? [angles[0], angles[1]] : null;
}

/** Without a comma the halves have as many numbers each, and a letter stays with its own. */
function halve(text: string): string[] {
  const numbers = [...text.matchAll(/[+-]?\d+(?:\.\d+)?/g)];
  if (numbers.length < 2 || numbers.length % 2 === 1) return [];
  let cut = numbers[numbers.length / 2]!.index;
  if (/^[NSEW]/.test(text)) cut = text.slice(0, cut).search(/[NSEW]\s*$/);
  return cut < 0 ? [] : [text.slice(0, cut), text.slice(cut)];
}

function angle(text: string): Angle | null {
  ANGLE.lastIndex = 0;
  const found = ANGLE.exec(text.trim());
  if (!found || ANGLE.lastIndex !== text.trim().length || (found[1] && found[6])) return null;
  const [minutes, seconds] = [Number(found[4] ?? 0), Number(found[5] ?? 0)];
  if (minutes >= 60 || seconds >= 60) return null;
  const letter = found[1] ?? found[6] ?? "";
  if (found[2] === "-" && letter) return null;
  const size = Number(found[3]) + minutes / 60 + seconds / 3600;
  const negative = found[2] === "-" || letter === "S" || letter === "W";
  return { value: negative ? -size : size, letter, sexagesimal: found[4] !== undefined };
}
