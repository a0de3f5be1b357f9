// Positions in links and machine notations. The twin of geo/positions/links.py. A link is read, never opened.

import { fault, halfStep, position, type Outcome } from "./positionoutcome.ts";

const NUMBER = "([-+]?\\d{1,3}(?:\\.\\d{1,15})?)";
const PAIR = `${NUMBER}\\s*[, +]\\s*${NUMBER}`;
const GEO = new RegExp(`^geo:${NUMBER},${NUMBER}(?:,[-+]?\\d+(?:\\.\\d+)?)?((?:;[^;?]*)*)(?:\\?.*)?$`, "i");
// The place that was meant comes before the middle of the view.
const IN_LINKS = [
  `!3d${NUMBER}!4d${NUMBER}`,
  `[?&#]mlat=${NUMBER}&mlon=${NUMBER}`,
  `[?&](?:q|query|ll|daddr|destination|saddr|sll|center|cp)=(?:loc:)?${PAIR}`,
  `/(?:place|search|dir)/${PAIR}`,
  `[?&]lat=${NUMBER}&(?:lon|lng)=${NUMBER}`,
  `@${NUMBER},${NUMBER}`,
  `#map=\\d+(?:\\.\\d+)?/${NUMBER}/${NUMBER}`,
  `#\\d+(?:\\.\\d+)?/${NUMBER}/${NUMBER}`,
].map((pattern) => new RegExp(pattern));
const LON_LAT_LINK = new RegExp(`[?&](?:ll|pt|whatshere\\[point\\])=${PAIR}`);
const ISO = /^([-+]\d{2,6}(?:\.\d+)?)([-+]\d{3,7}(?:\.\d+)?)([-+]\d+(?:\.\d+)?)?(?:CRS[\w:-]{1,40})?\/?$/i;
const WKT = /^(?:SRID=4326;)?POINT ?(?:ZM?|M)? ?\( ?(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)(?: -?[\d.]+){0,2} ?\)$/i;

export function readLink(text: string): Outcome | null {
  const start = text.slice(0, 12).toLowerCase();
  if (start.startsWith("geo:")) return readGeo(text);
  if (!start.includes("://") && !/^(www\.|maps\.|goo\.gl)/.test(start)) return null;
  const link = decoded(text);
  const swapped = link.includes("yandex.") ? LON_LAT_LINK.exec(link) : null;
  if (swapped) return pair(swapped[2]!, swapped[1]!);
  for (const pattern of IN_LINKS) {
    const match = pattern.exec(link);
    if (match) return pair(match[1]!, match[2]!);
  }
  return fault("link_without_position");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is no reason to refuse the coordinates beside it
  }
}

export function readNotation(text: string): Outcome | null {
  const iso = ISO.exec(text);
  const width = (part: string) => part.split(".")[0]!.length;
  if (iso && (width(iso[1]!) > 3 || width(iso[2]!) === 4 || text.endsWith("/"))) return readIso(iso[1]!, iso[2]!);
  const point = WKT.exec(text);
  return point ? pair(point[2]!, point[1]!) : null;
}

function readGeo(text: string): Outcome {
  const match = GEO.exec(text);
  const crs = match ? /;crs=([^;]*)/i.exec(match[3]!) : null;
  if (!match || (crs && crs[1]!.toLowerCase() !== "wgs84")) return fault("not_understood");
  return pair(match[1]!, match[2]!);
}

/** ±DD, ±DDMM, ±DDMMSS and ±DDD, ±DDDMM, ±DDDMMSS (ISO 6709). */
function readIso(lat: string, lon: string): Outcome {
  const [y, x] = [openIso(lat, 2), openIso(lon, 3)];
  if (!y || !x) return fault("not_understood");
  return within(x.angle, y.angle, x.half, y.half);
}

function openIso(written: string, width: number): { angle: number; half: number } | null {
  const [whole, rest] = written.slice(1).split(".") as [string, string?];
  const pieces = [whole.slice(0, width), ...(whole.slice(width).match(/.{1,2}/g) ?? [])];
  if (pieces.length > 3 || pieces.at(-1)!.length < 2 || pieces.slice(1).some((piece) => Number(piece) >= 60)) return null;
  if (rest !== undefined) pieces[pieces.length - 1] += `.${rest}`;
  const angle = pieces.reduce((sum, piece, place) => sum + Number(piece) / 60 ** place, 0);
  return { angle: written.startsWith("-") ? -angle : angle, half: halfStep(pieces.at(-1)!) / 60 ** (pieces.length - 1) };
}

function pair(lat: string, lon: string): Outcome {
  return within(Number(lon), Number(lat), halfStep(lon), halfStep(lat));
}

function within(x: number, y: number, halfX: number, halfY: number): Outcome {
  if (Math.abs(y) > 90) return fault("latitude_range");
  if (Math.abs(x) > 180) return fault("longitude_range");
  return position({ format: "decimal", datum: "WGS84", x, y, halfX, halfY });
}
