// Latitude and longitude as people write them. The twin of geo/positions/angles.py: same rules, same codes of problems.

import { type Cut, cuts, NotAnAngle } from "./cutting.ts";
import { fault, halfStep, position, type Outcome, type Reading } from "./outcome.ts";
import type { Token } from "./words.ts";

const UNITS = ["deg", "min", "sec"];

interface Angle {
  numbers: string[];
  axis: string;
  sign: number;
  minus: boolean;
  eastOrWest: boolean;
}

export function readAngles(tokens: Token[], text: string): Outcome {
  if (!tokens.some(({ kind, text }) => kind === "number" && text.includes(","))) return attempt(tokens);
  const withDecimal = splitNumbers(tokens, decimalComma);
  const first = withDecimal && attempt(withDecimal);
  const second = attempt(splitNumbers(tokens, (number) => number.split(","))!);
  const alone = tokens.filter(({ kind }) => kind === "number").length === 1;
  if (first === null || first.code) {
    const oneComma = text.split(",").length === 2 && !text.includes(".");
    if (alone && !second.code && oneComma) return fault("one_number_or_two", second.readings);
    return !second.code || first === null ? second : first;
  }
  const differ = JSON.stringify(first.readings) !== JSON.stringify(second.readings);
  if (alone && !second.code && differ) return fault("comma", [...first.readings, ...second.readings]);
  return first;
}

function attempt(tokens: Token[]): Outcome {
  const dashes = tokens.flatMap(({ kind }, place) => (kind === "dash" ? [place] : []));
  const count = tokens.filter(({ kind }) => kind === "number").length;
  try {
    if (dashes.length === 0) return pair(tokens);
    if (dashes.length === 1 && count === 2 && !tokens.some(({ kind }) => kind === "hemi"))
      return dashOrMinus(tokens, dashes[0]!);
    if (dashes.length > 1) return pair(tokens.filter(({ kind }) => kind !== "dash"));
    return pair(tokens.map((token) => (token.kind === "dash" ? { ...token, kind: "sep" } : token)));
  } catch (why) {
    if (why instanceof NotAnAngle) return fault(why.code, why.readings);
    throw why;
  }
}

function dashOrMinus(tokens: Token[], place: number): Outcome {
  const as = (kind: "sep" | "sign") => tokens.map((token, i) => (i === place ? { ...token, kind } : token));
  if (tokens[place]!.text === "+" || tokens.some(({ kind }) => kind === "sign")) return pair(as("sign"));
  return fault("dash_or_minus", [...pair(as("sep")).readings, ...pair(as("sign")).readings]);
}

/** Where letters cut the numbers in several ways, each way that is possible is a candidate. */
function pair(tokens: Token[]): Outcome {
  const ways = cuts(tokens);
  const found = ways.length > 1 ? ways.map(readingsOf) : [];
  if (!found.slice(1).some((readings) => readings.length)) return together(ways[0]!);
  throw new NotAnAngle("letters", found.flat());
}

function readingsOf(way: Cut): Reading[] {
  try {
    return together(way).readings;
  } catch (why) {
    if (why instanceof NotAnAngle) return why.readings;
    throw why;
  }
}

function together(groups: Cut): Outcome {
  const angles = groups.map(toAngle).map(unpack);
  angles.forEach(check);
  onePositionOnly(angles);
  const [lat, lon] = order(angles[0]!, angles[1]!);
  const reading = toReading(lat, lon);
  if (!lon.eastOrWest || lon.minus) return position(reading);
  throw new NotAnAngle("letter_o", [reading, { ...reading, x: -reading.x }]); // west in French and Spanish, east in German
}

function toReading(lat: Angle, lon: Angle): Reading {
  const [y, x] = [signed(lat), signed(lon)];
  if (Math.abs(y) > 90) throw new NotAnAngle("coordinate_range");
  if (Math.abs(x) > 180) throw new NotAnAngle("coordinate_range");
  const sexagesimal = lat.numbers.length > 1 || lon.numbers.length > 1;
  return { format: sexagesimal ? "dms" : "decimal", datum: "WGS84", x, y, halfX: half(lon), halfY: half(lat) };
}

/** A second position is written like the first, or lies near it; else the numbers are a height and its accuracy. */
function onePositionOnly(angles: Angle[]): void {
  if (angles.length !== 4) return;
  const [y, x, thenY, thenX] = angles.map(signed) as [number, number, number, number];
  const digits = angles.map(({ numbers }) => numbers[0]!.split(".")[1]?.length ?? 0);
  const [own, more] = [digits.slice(0, 2), digits.slice(2)];
  const alike = Math.min(...more) >= Math.min(...own) && Math.max(...more) <= Math.max(...own) + 2;
  const near = Math.min(...more) >= 2 && Math.max(Math.abs(thenY - y), Math.abs(thenX - x)) < 5;
  if (Math.abs(thenY) > 90 || Math.abs(thenX) > 180 || !(alike || near)) return;
  throw new NotAnAngle("several_positions", [toReading(angles[0]!, angles[1]!), toReading(angles[2]!, angles[3]!)]);
}

function toAngle(tokens: Token[]): Angle {
  const angle: Angle = { numbers: [], axis: "", sign: 0, minus: false, eastOrWest: false };
  let place = 0;
  for (const token of tokens) {
    if (token.kind === "number") angle.numbers.push(token.text);
    else if (UNITS.includes(token.kind)) place = mark(angle, token, place);
    else if (token.kind === "sign") {
      if (angle.numbers.length) throw new NotAnAngle("position_not_understood");
      angle.minus = token.text === "-";
    } else if (token.kind === "hemi" || token.kind === "label") {
      if (angle.axis && angle.axis !== token.axis) throw new NotAnAngle("letters");
      angle.axis = token.axis!;
      if (token.kind === "hemi") {
        angle.sign = token.sign!;
        angle.eastOrWest = token.text === "o";
      }
    } else if (token.kind === "grid") throw new NotAnAngle("position_not_understood");
  }
  return angle;
}

/** A mark stands after the number it belongs to; 40.23' is read as 40°23'. */
function mark(angle: Angle, token: Token, place: number): number {
  const wanted = UNITS.indexOf(token.kind);
  const only = angle.numbers.length === 1 ? angle.numbers[0]! : "";
  if (wanted > 0 && only.split(".").length - 1 === wanted) angle.numbers = only.split(".");
  if (angle.numbers.length - 1 !== wanted || wanted < place) throw new NotAnAngle("marks");
  return wanted;
}

/** 40.23.28.4 opens into its parts, and 402328 with a letter into 40 23 28. */
function unpack(angle: Angle): Angle {
  if (angle.numbers.length !== 1) return angle;
  const number = angle.numbers[0]!;
  const parts = number.split(".");
  if (parts.length > 2) return { ...angle, numbers: [parts[0]!, parts[1]!, parts.slice(2).join(".")] };
  const whole = parts[0]!;
  const width = angle.axis === "lat" ? 2 : 3;
  if (!angle.sign || (whole.length < width + 2 && whole.length !== 4 && whole.length !== 6)) return angle;
  const degrees = (whole.length % 2) + 2;
  const pieces = [whole.slice(0, degrees), ...(whole.slice(degrees).match(/../g) ?? [])];
  if (parts[1] !== undefined) pieces[pieces.length - 1] += `.${parts[1]}`;
  return { ...angle, numbers: pieces };
}

function check(angle: Angle): void {
  const { numbers } = angle;
  if (numbers.length < 1 || numbers.length > 3)
    throw new NotAnAngle(numbers.length === 1 ? "one_number" : "position_not_understood");
  if (numbers.some((number) => number.split(".").length > 2)) throw new NotAnAngle("position_not_understood");
  if (Number(numbers[1] ?? 0) >= 60) throw new NotAnAngle("minutes_range");
  if (Number(numbers[2] ?? 0) >= 60) throw new NotAnAngle("seconds_range");
  if (numbers.slice(0, -1).some((number) => number.includes("."))) throw new NotAnAngle("position_not_understood");
}

function order(first: Angle, second: Angle): [Angle, Angle] {
  if (first.axis && first.axis === second.axis) throw new NotAnAngle("letters");
  if (first.axis || second.axis)
    return first.axis === "lat" || second.axis === "lon" ? [first, second] : [second, first];
  return value(first) > 90 && value(second) <= 90 ? [second, first] : [first, second];
}

function value({ numbers }: Angle): number {
  return numbers.reduce((sum, part, place) => sum + Number(part) / 60 ** place, 0);
}

function signed(angle: Angle): number {
  if (angle.minus && angle.sign > 0) throw new NotAnAngle("sign_and_letter");
  return value(angle) * (angle.minus || angle.sign < 0 ? -1 : 1);
}

function half({ numbers }: Angle): number {
  return halfStep(numbers.at(-1)!) / 60 ** (numbers.length - 1);
}

/** Every second comma is a separator: 40,39,46,93 is two numbers. */
function decimalComma(number: string): string[] | null {
  if (number.includes(".")) return null;
  const parts = number.split(",");
  if (parts.length === 1) return parts;
  if (parts.length % 2) return null;
  return parts.flatMap((part, i) => (i % 2 ? [] : [`${part}.${parts[i + 1]}`]));
}

function splitNumbers(tokens: Token[], split: (number: string) => string[] | null): Token[] | null {
  const found: Token[] = [];
  for (const token of tokens) {
    const pieces = token.kind === "number" && token.text.includes(",") ? split(token.text) : [token.text];
    if (pieces === null) return null;
    if (pieces.length === 1) found.push({ ...token, text: pieces[0]! });
    else
      pieces.forEach((text, i) =>
        found.push(...(i ? [{ kind: "sep", text: "," } as Token] : []), { kind: "number", text }),
      );
  }
  return found;
}
