// Positions in links to maps. The twin of geo/positions/maplinks.py: a part of a link is read whole, in the order in which
// the parts say what was meant. A link is read, never opened.

import { fault, halfStep, position, type Outcome, type Reading } from "./outcome.ts";

const NUMBER = "([-+]?\\d{1,3}(?:\\.\\d{1,20})?)";
const PAIR = new RegExp(`^(?:loc:)?\\s*${NUMBER}\\s*,\\s*${NUMBER}\\s*(?:\\(.*\\))?$`);
const LON_LAT = new RegExp(`^${NUMBER},${NUMBER}(?:,[\\w-]*)?$`);
const MARKER = new RegExp(`!3d${NUMBER}!4d${NUMBER}(?![\\d.])`, "g");
const VIEWS = [`@${NUMBER},${NUMBER}(?![\\d.])`, `#(?:map=)?\\d+(?:\\.\\d+)?/${NUMBER}/${NUMBER}(?![\\d.])`].map(
  (one) => new RegExp(one),
);
// What a text that was never meant for a position is refused for.
const NO_POSITION = ["position_not_understood", "one_number", "no_position", "letters", "too_long"];
const STARTS = ["saddr", "origin", "waypoints"];
const ENDS = ["daddr", "destination"];

export type ReadText = (text: string) => Outcome;

interface Link {
  text: string;
  yandex: boolean;
  steps: string[];
  asked: Map<string, string>;
}

export function readMapLink(text: string, readText: ReadText): Outcome | null {
  const start = text.slice(0, 12).toLowerCase();
  if (!start.includes("://") && !/^(www\.|maps\.|goo\.gl)/.test(start)) return null;
  const link = takeApart(text);
  return marker(link) ?? route(link, readText) ?? place(link, readText) ?? view(link) ?? fault("link_without_position");
}

function takeApart(text: string): Link {
  const plain = text.replaceAll("&amp;", "&");
  const address = /:\/\/(.+)/.exec(plain)?.[1] ?? plain;
  const [before, ...after] = address.split("?");
  const [host, ...steps] = before!.split("#")[0]!.split("/");
  const asked = new Map<string, string>();
  for (const part of after.join("?").split("#")[0]!.split("&")) {
    const [name, ...value] = part.split("=");
    const key = typedPart(name!).toLowerCase();
    if (!asked.has(key)) asked.set(key, typedPart(value.join("=")));
  }
  return { text: unescaped(text), yandex: host!.toLowerCase().includes("yandex."), steps: steps.map(typedPart), asked };
}

export function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray % is no reason to refuse the coordinates beside it
  }
}

const typedPart = (part: string) => unescaped(part.replaceAll("+", " ")).trim();

/** A marker is the place itself, whatever the rest of the link shows. */
function marker({ text, yandex, asked }: Link): Outcome | null {
  const marks = [...text.matchAll(MARKER)].map(([, lat, lon]) => of(lat!, lon!));
  if (asked.has("mlat")) marks.push(...pairs([`${asked.get("mlat")},${asked.get("mlon") ?? ""}`], PAIR));
  if (yandex) {
    const named = ["whatshere[point]", "poi[point]", "pt"].map((name) =>
      pairs((asked.get(name) ?? "").split("~"), LON_LAT),
    );
    marks.push(...swapped(named.find((found) => found.length) ?? []));
  }
  return oneOrSeveral(marks, marks.length);
}

/** Of the ends of a route none is more the place than another; a route with one end is a place. */
function route({ asked, steps }: Link, readText: ReadText): Outcome | null {
  const after = steps.includes("dir")
    ? steps.slice(steps.indexOf("dir") + 1).filter((step) => !/^(@|data=|am=)/.test(step))
    : [];
  const named = [...STARTS, ...ENDS].map((name) => asked.get(name) ?? "");
  const lists = [...(asked.get("rtext") ?? "").split("~"), ...(asked.get("route") ?? "").split(";")];
  const ends = [...named, ...lists, ...after].filter(Boolean);
  const found = ends.map((end) => typed(end, readText)).filter((one) => one !== null);
  if (ends.length === 1 && found.length && !STARTS.some((name) => asked.get(name))) return found[0]!;
  return oneOrSeveral(
    found.flatMap(({ readings }) => readings),
    Math.max(ends.length, 2),
  );
}

/** What was asked for: by name, or as a step of the path. */
function place({ asked, steps }: Link, readText: ReadText): Outcome | null {
  const texts = ["q", "query", "text"].flatMap((name) => asked.get(name) ?? []);
  for (const step of ["place", "search"])
    if (steps.slice(0, -1).includes(step)) texts.push(steps[steps.indexOf(step) + 1]!);
  if (asked.has("lat")) texts.push(`${asked.get("lat")},${asked.get("lon") || asked.get("lng") || ""}`);
  for (const text of texts) {
    const found = typed(text, readText);
    if (found) return found;
  }
  return null;
}

/** A part of a link is read whole; null if it is no position. */
function typed(text: string, readText: ReadText): Outcome | null {
  const match = PAIR.exec(text);
  if (match) return placed(of(match[1]!, match[2]!));
  const found = readText(text);
  return NO_POSITION.includes(found.code) ? null : found;
}

/** The middle of the view is near the place at best. */
function view({ text, yandex, asked }: Link): Outcome | null {
  for (const name of ["ll", "center", "cp", "sll"]) {
    const found = pairs([(asked.get(name) ?? "").replaceAll("~", ",")], yandex ? LON_LAT : PAIR);
    if (found.length) return asView(placed(yandex ? swapped(found)[0]! : found[0]!));
  }
  for (const pattern of VIEWS) {
    const match = pattern.exec(text);
    if (match) return asView(placed(of(match[1]!, match[2]!)));
  }
  return null;
}

const asView = (outcome: Outcome) => ({
  ...outcome,
  readings: outcome.readings.map((one): Reading => ({ ...one, view: true })),
});

function oneOrSeveral(readings: Reading[], ends: number): Outcome | null {
  const places = [...new Map(readings.map((one) => [`${one.datum} ${one.x} ${one.y}`, one])).values()];
  if (places.length === 0) return null;
  return places.length === 1 && ends === readings.length ? placed(readings[0]!) : fault("several_positions", places);
}

function pairs(texts: string[], pattern: RegExp): Reading[] {
  return texts.flatMap((text) => {
    const match = pattern.exec(text);
    return match ? [of(match[1]!, match[2]!)] : [];
  });
}

const swapped = (readings: Reading[]) =>
  readings.map((one) => ({ ...one, x: one.y, y: one.x, halfX: one.halfY, halfY: one.halfX }));

function of(lat: string, lon: string): Reading {
  return {
    format: "decimal",
    datum: "WGS84",
    x: Number(lon),
    y: Number(lat),
    halfX: halfStep(lon),
    halfY: halfStep(lat),
  };
}

const placed = ({ x, y, halfX, halfY }: Reading) => within(x, y, halfX, halfY);

/** A position of degrees, or which of the two is out of range. */
export function within(x: number, y: number, halfX: number, halfY: number): Outcome {
  if (Math.abs(y) > 90) return fault("coordinate_range");
  if (Math.abs(x) > 180) return fault("coordinate_range");
  return position({ format: "decimal", datum: "WGS84", x, y, halfX, halfY });
}
