// A position as people write it becomes a place, and a place is written: the twin of geo/positions, held to the same table
// of written positions (tests/positions.csv). What can be several places is a problem with its candidates, never a guess.

import { fromGaussKruger, fromSk42, SK42_ACCURACY_M } from "./datum.ts";
import { way } from "../engine/geodesy.ts";
import { readAngles } from "./angles.ts";
import { collect, gridsNear, joinGroups, readGrid, readMgrs, squaresNear } from "./grids.ts";
import { readIso, readLatLon, readLink, readWkt } from "./links.ts";
import { fault, type Outcome, type PositionFormat, type Reading } from "./outcome.ts";
import { degreesIn, type Family, isGrid, isMetres, metresIn, readPair } from "./pairs.ts";
import { normalise, tokens, type Token } from "./words.ts";
import { fromUtm, toMgrs, toUtm, type LonLat } from "./utm.ts";

export type { PositionFormat } from "./outcome.ts";

/** The formats that a position is written in. */
export const POSITION_FORMATS: PositionFormat[] = ["decimal", "dms", "utm", "mgrs"];

export interface Candidate extends LonLat {
  format: PositionFormat;
  accuracy_m: number;
}

/** `accuracy_m`: half the cell that the digits leave open, and what the transformation states. `view`: the
 * middle of the view of a map link. `problem`: the code that geo.positions gives the same text. */
export type ParsedPosition =
  | { lon: number; lat: number; format: PositionFormat; accuracy_m: number; view?: true }
  | { problem: string; candidates: Candidate[] };

export interface PositionOptions {
  /** An EPSG code, for numbers that do not say their own. */
  crs?: string;
  /** A place nearby (lon, lat): it makes and orders candidates, it chooses none. */
  near?: [lon: number, lat: number];
}

/** From this accuracy on (metres) a position is the centre of a circle, and is called so. */
export const VAGUE_M = 100;

/** How many digits of an MGRS easting an accuracy bears, and decimals of a degree: 5 for metres, 1 for tens of kilometres, 0
 * for more, as `to_brief` of geo/positions/formats.py. Null for all there are: nothing, or less than a metre, is known of it. */
export function digitsFor(accuracy_m: number | null): number | null {
  if (accuracy_m === null || !(accuracy_m >= 1)) return null;
  return 5 - Math.min(5, Math.floor(Math.log10(accuracy_m)));
}

/** Write a position to the digits that its accuracy (metres) bears; latitude first, as it is read aloud. "" where the
 * format does not reach (UTM near the poles). */
export function formatPosition(
  lon: number,
  lat: number,
  format: PositionFormat,
  accuracy_m: number | null = null,
): string {
  const digits = digitsFor(accuracy_m);
  if (format === "decimal") return `${lat.toFixed(digits ?? 6)}, ${lon.toFixed(digits ?? 6)}`;
  if (format === "dms") return `${sexagesimal(lat, "NS", digits)} ${sexagesimal(lon, "EW", digits)}`;
  if (format === "mgrs") return toMgrs(lon, lat, digits ?? 5) ?? "";
  const utm = toUtm(lon, lat);
  if (utm === null) return "";
  const unit = 10 ** (5 - (digits ?? 5));
  const figures = (metres: number) => Math.round(metres / unit) * unit;
  // The letter is the band's, as on GPS receivers. Only S (32° to 40° north) is the south to some readers, and W (64° to
  // 72° north) the west: there it is N, which is north to all.
  return `${utm.zone}${/[SW]/.test(utm.band) ? "N" : utm.band} ${figures(utm.easting_m)} ${figures(utm.northing_m)}`;
}

// What is written is rounded to, in hundredths of a second, for 0 to 5 digits: a degree (111 km), ten minutes, a minute, a
// tenth of one, a second, a tenth of one (3 m).
const SEXAGESIMAL_STEPS = [360_000, 60_000, 6_000, 600, 100, 10];

function sexagesimal(angle: number, letters: string, digits: number | null): string {
  // Rounded once, so that 59.999″ never becomes 60″.
  const step = digits === null ? 1 : SEXAGESIMAL_STEPS[digits]!;
  const hundredths = Math.round((Math.abs(angle) * 360_000) / step) * step;
  const degrees = Math.floor(hundredths / 360_000);
  const letter = letters[angle < 0 ? 1 : 0]!;
  const padded = (value: number, decimals: number) =>
    value.toFixed(decimals).padStart(decimals === 0 ? 2 : decimals + 3, "0");
  if (digits === 0) return `${degrees}°${letter}`;
  if (digits !== null && digits <= 3)
    return `${degrees}°${padded((hundredths % 360_000) / 6_000, digits === 3 ? 1 : 0)}′${letter}`;
  const minutes = Math.floor(hundredths / 6_000) % 60;
  const decimals = digits === null ? 2 : digits - 4;
  return `${degrees}°${padded(minutes, 0)}′${padded((hundredths % 6_000) / 100, decimals)}″${letter}`;
}

export function parsePosition(text: string, { crs, near }: PositionOptions = {}): ParsedPosition {
  let outcome = read(text, crs ?? "");
  if (near && outcome.readings.length === 0) {
    const readings = outcome.grid
      ? gridsNear(outcome.grid, near)
      : outcome.square
        ? squaresNear(outcome.square, near)
        : [];
    outcome = { ...outcome, readings };
  }
  const placed = outcome.readings.map((reading) => ({ reading, ...place(reading) }));
  const fitting = placed.filter(({ reading, lon, lat }) => fits(reading, lon, lat));
  const code = decide(outcome.code, fitting.length);
  if (code === "") {
    const { reading, lon, lat } = fitting[0]!;
    return {
      lon,
      lat,
      format: reading.format,
      accuracy_m: accuracy(reading, lat),
      ...(reading.view && { view: true }),
    };
  }
  const finite = placed.filter(({ lon, lat }) => Number.isFinite(lon) && Number.isFinite(lat));
  const candidates = (fitting.length ? fitting : finite).map(({ reading, lon, lat }) => ({
    lon,
    lat,
    format: reading.format,
    accuracy_m: accuracy(reading, lat),
  }));
  const far = near ? (one: Candidate) => way(...near, one.lon, one.lat).distance_m : null;
  return { problem: code, candidates: far ? candidates.sort((a, b) => far(a) - far(b)) : candidates };
}

function decide(code: string, fitting: number): string {
  const open = code === "zone_or_order" || code === "axis_order";
  if (fitting === 0 && (code === "" || code === "first_fit" || open)) return "outside_crs";
  return code === "first_fit" || (open && fitting === 1) ? "" : code;
}

const LONGEST = 300;
const DATE = /^(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([/.-])\d{1,2}\2\d{1,2})$/;
const LONGEST_LINK = 4000;
/** What a box for positions takes: a character more than is read, so that a text that is cut is refused and not misread. */
export const LONGEST_TEXT = LONGEST_LINK + 1;
const TAG =
  /(?<epsg>(?:EPSG|SRID)[:= ]{1,3}(?<number>\d{4,6}))|(?<before>^|[^\p{L}\p{N}_])(?:(?<WGS84>(?:WGS|ВГС)[-_ ]?(?:19)?84)|(?<SK42>(?:[SCС][KК]|PULKOVO|ПУЛКОВО)[- ]?(?:19)?42)|(?<other>(?:[SCС][KК]|PULKOVO|ПУЛКОВО)[- ]?(?:19)?95|(?:GSK|ГСК)[- ]?2011|(?:UCS|УСК)[- ]?2000))(?![\p{L}\p{N}_])/iu;

function read(text: string, given: string): Outcome {
  if (text.trim() === "") return fault("no_position");
  if (text.length > (text.slice(0, 12).includes("://") ? LONGEST_LINK : LONGEST)) return fault("too_long");
  const plain = normalise(text);
  return readLink(plain, readValue) ?? readNotation(plain, given) ?? readWritten(plain, given);
}

/** What stands in a link at the place of a position: nobody's column, and no further link. */
function readValue(text: string): Outcome {
  const plain = normalise(text);
  if (plain === "" || plain.length > LONGEST) return fault("position_not_understood");
  return readNotation(plain, "") ?? readWritten(plain, "");
}

/** The number of a CRS; 0 for none, null for one that is not known here. */
function codeOf(crs: string): number | null {
  const code = Number(crs.replace(/^EPSG:/i, ""));
  return code === 0 || code === 4326 || code === 4284 || isGrid(code) ? code : null;
}

/** ISO 6709, which may say its own CRS, or a WKT point, which is in the CRS of the column. */
function readNotation(text: string, given: string): Outcome | null {
  const iso = readIso(text);
  if (iso && /CRS/i.test(text)) return iso;
  const point = iso ? null : readWkt(text);
  if (!iso && !point) return null;
  const code = codeOf(point?.srid || given);
  if (code === null) return fault("crs_unknown");
  if (iso) return degreesIn(iso, code, "");
  const { x, y } = point!;
  const metres = Math.max(Math.abs(Number(x)), Math.abs(Number(y))) > 360;
  if (metres && isGrid(code)) return fault("first_fit", [metresIn(code, x, y)]);
  return degreesIn(readLatLon(y, x), code, "");
}

/** A text that is written by hand. */
function readWritten(plain: string, given: string): Outcome {
  if (DATE.test(plain.trim())) return fault("date");
  const tag = TAG.exec(plain);
  const start = (tag?.index ?? 0) + (tag?.groups?.["before"] ?? "").length;
  const rest = tag
    ? `${plain.slice(0, start)} ${plain.slice(tag.index + tag[0].length)}`.replace(/^[ ,;:()]+|[ ,;:()]+$/g, "")
    : plain;
  const code = codeOf(tag?.groups?.["number"] ?? given);
  const family = (["WGS84", "SK42", "other"] as const).find((name) => tag?.groups?.[name]) ?? "";
  if (code === null) return fault("crs_unknown");
  const military = readMgrs(rest);
  const partial = military?.code === "mgrs_zone" || military?.code === "mgrs_no_square";
  if (!military || (code && partial)) return readTokens(rest, code, family);
  return family === "SK42" || family === "other" ? fault("crs_conflict", military.readings) : military;
}

function readTokens(text: string, code: number, family: Family): Outcome {
  const pieces = tokens(text.replace(/(\d ?s)([NSEW])(?![a-z])/gi, "$1 $2"));
  if (pieces === null) return fault("position_not_understood");
  const large = pieces.some(({ kind, text }) => kind === "number" && text.split(".")[0]!.length > 5);
  const projected = isGrid(code);
  // A number of six digits is no angle, unless a letter says that it is 40 23 28 written close.
  const close = pieces.some(({ kind }) => kind === "hemi");
  const degrees = () => degreesOf(pieces, text, code, family);
  let angles: Outcome | null = null;
  if (!projected && (close || !large)) {
    angles = degrees();
    if (angles.readings.length || !(large || joinGroups(text) !== text)) return angles;
  }
  let grid = collect(pieces);
  if (grid === null || (!large && !projected)) grid = collect(tokens(joinGroups(text)) ?? []) ?? grid;
  if (projected) return grid && isMetres(grid) ? readPair(grid, code, family) : degrees();
  if (grid && family === "other") return fault("crs_unknown"); // a datum that the page cannot shift
  const found = grid && readGrid(grid, family);
  if (!found || found.code === "grid_range") return angles ?? degrees();
  // Metres that name neither their datum nor their zone cannot be what a column in degrees holds.
  return code && !family && !grid?.zone ? { ...found, code: "crs_conflict" } : found;
}

function degreesOf(pieces: Token[], text: string, code: number, family: Family): Outcome {
  if (pieces.some(({ kind }) => kind === "word")) return fault("position_not_understood");
  return degreesIn(readAngles(pieces, text), code, family);
}

function place(reading: Reading): LonLat {
  const { x, y } = reading;
  if (reading.datum === "utm") return fromUtm(reading.zone!, reading.north!, x, y);
  if (reading.datum === "SK42") return fromSk42(x, y);
  if (reading.datum === "WGS84") return { lon: x, lat: y };
  const there = fromGaussKruger(reading.meridian!, x - reading.falseEasting!, y);
  return fromSk42(there.lon, there.lat);
}

const MARGIN_DEG = 0.5;
const UTM_ENDS_DEG = 84.5; // no grid of metres that is known here is used beyond

function fits(reading: Reading, lon: number, lat: number): boolean {
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return false;
  if (!reading.area) return true;
  if (!inOwnZone(reading)) return false;
  const [west, south, east, north] = reading.area;
  const middle = (west + east) / 2;
  const apart = Math.abs(((((lon - middle + 180) % 360) + 360) % 360) - 180);
  const [least, most] = [Math.max(south - MARGIN_DEG, -UTM_ENDS_DEG), Math.min(north + MARGIN_DEG, UTM_ENDS_DEG)];
  return apart <= (east - west) / 2 + MARGIN_DEG && lat >= least && lat <= most;
}

/** Whether an easting carries the number of its own zone in front, where eastings carry one. */
function inOwnZone({ x, falseEasting = 0 }: Reading): boolean {
  return falseEasting < 1e6 || Math.floor(x / 1e6) === Math.floor(falseEasting / 1e6);
}

const DEGREE_M = 111_195;

function accuracy(reading: Reading, lat: number): number {
  const metres = reading.datum === "WGS84" || reading.datum === "SK42" ? DEGREE_M : 1;
  const along = metres === 1 ? 1 : metres * Math.cos((lat * Math.PI) / 180);
  const shift = reading.datum === "SK42" || reading.datum === "sk42_tm" ? SK42_ACCURACY_M : 0;
  return Math.hypot(shift, reading.halfX * along, reading.halfY * metres);
}
