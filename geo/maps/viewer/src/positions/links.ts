// Positions in machine notations: geo: URIs, ISO 6709, WKT points. The twin of geo/positions/links.py.

import { readMapLink, type ReadText, unescaped, within } from "./maplinks.ts";
import { fault, halfStep, type Outcome } from "./outcome.ts";

const NUMBER = "([-+]?\\d{1,3}(?:\\.\\d{1,15})?)";
const GEO = new RegExp(`^geo:${NUMBER},${NUMBER}(?:,[-+]?\\d+(?:\\.\\d+)?)?((?:;[^;?]*)*)(\\?.*)?$`, "i");
const GEO_PLACE = new RegExp(`[?&]q=(?:loc:)?${NUMBER},${NUMBER}(?:[(&].*)?$`);
const ISO = /^([-+]\d{2,6}(?:\.\d+)?)([-+]\d{3,7}(?:\.\d+)?)([-+]\d+(?:\.\d+)?)?(?:CRS([\w:-]{1,40}))?\/?$/i;
const WKT =
  /^(?:SRID=(\d{4,6});)?POINT ?(?:ZM?|M)? ?\( ?([-+]?\d+(?:\.\d*)?) ([-+]?\d+(?:\.\d*)?)(?: -?[\d.]+){0,2} ?\)$/i;

/** The position that stands in a link or a geo: URI; null if the text is neither. */
export function readLink(text: string, readText: ReadText): Outcome | null {
  return /^geo:/i.test(text) ? readGeo(text) : readMapLink(text, readText);
}

/** ISO 6709, in degrees of WGS 84. */
export function readIso(text: string): Outcome | null {
  const iso = ISO.exec(text);
  const width = (part: string) => part.split(".")[0]!.length;
  if (!iso || !(width(iso[1]!) > 3 || width(iso[2]!) === 4 || text.endsWith("/"))) return null;
  if (iso[4] && !["WGS84", "EPSG4326"].includes(iso[4].toUpperCase().replace(/[_:]/g, ""))) return fault("crs_unknown");
  const [y, x] = [openIso(iso[1]!, 2), openIso(iso[2]!, 3)];
  if (!y || !x) return fault("position_not_understood");
  return within(x.angle, y.angle, x.half, y.half);
}

export function readWkt(text: string): { srid: string; x: string; y: string } | null {
  const match = WKT.exec(text);
  return match && { srid: match[1] ?? "", x: match[2]!, y: match[3]! };
}

export function readLatLon(lat: string, lon: string): Outcome {
  return within(Number(lon), Number(lat), halfStep(lon), halfStep(lat));
}

/** Android writes geo:0,0?q=LATITUDE,LONGITUDE, where the place is the one that is asked for. */
function readGeo(text: string): Outcome {
  const match = GEO.exec(text);
  const crs = match ? /;crs=([^;]*)/i.exec(match[3]!) : null;
  if (!match || (crs && crs[1]!.toLowerCase() !== "wgs84")) return fault("position_not_understood");
  const query = match[4] ?? "";
  const place = GEO_PLACE.exec(unescaped(query));
  if (place) return readLatLon(place[1]!, place[2]!);
  if (query.includes("q=") && Number(match[1]) === 0 && Number(match[2]) === 0) return fault("link_without_position");
  return readLatLon(match[1]!, match[2]!);
}

/** ±DD, ±DDMM, ±DDMMSS and ±DDD, ±DDDMM, ±DDDMMSS. */
function openIso(written: string, width: number): { angle: number; half: number } | null {
  const [whole, rest] = written.slice(1).split(".") as [string, string?];
  const pieces = [whole.slice(0, width), ...(whole.slice(width).match(/.{1,2}/g) ?? [])];
  if (pieces.length > 3 || pieces.at(-1)!.length < 2 || pieces.slice(1).some((piece) => Number(piece) >= 60))
    return null;
  if (rest !== undefined) pieces[pieces.length - 1] += `.${rest}`;
  const angle = pieces.reduce((sum, piece, place) => sum + Number(piece) / 60 ** place, 0);
  return {
    angle: written.startsWith("-") ? -angle : angle,
    half: halfStep(pieces.at(-1)!) / 60 ** (pieces.length - 1),
  };
}
