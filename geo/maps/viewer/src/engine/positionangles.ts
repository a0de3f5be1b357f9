// Latitude and longitude as people write them. The twin of geo/positions/angles.py: same rules, same codes of problems.

import { fault, halfStep, position, type Outcome } from "./positionoutcome.ts";
import type { Token } from "./positionwords.ts";

const UNITS = ["deg", "min", "sec"];

interface Angle {
  numbers: string[];
  axis: string;
  sign: number;
  minus: boolean;
}

class NotAnAngle extends Error {
  constructor(readonly code: string) {
    super(code);
  }
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
    if (dashes.length === 1 && count === 2 && !tokens.some(({ kind }) => kind === "hemi")) return dashOrMinus(tokens, dashes[0]!);
    if (dashes.length > 1) return pair(tokens.filter(({ kind }) => kind !== "dash"));
    return pair(tokens.map((token) => (token.kind === "dash" ? { ...token, kind: "sep" } : token)));
  } catch (why) {
    if (why instanceof NotAnAngle) return fault(why.code);
    throw why;
  }
}

function dashOrMinus(tokens: Token[], place: number): Outcome {
  const as = (kind: "sep" | "sign") => tokens.map((token, i) => (i === place ? { ...token, kind } : token));
  if (tokens[place]!.text === "+" || tokens.some(({ kind }) => kind === "sign")) return pair(as("sign"));
  return fault("dash_or_minus", [...pair(as("sep")).readings, ...pair(as("sign")).readings]);
}

function pair(tokens: Token[]): Outcome {
  const angles = toAngles(tokens).map(unpack).slice(0, 2);
  angles.forEach(check);
  const [lat, lon] = order(angles[0]!, angles[1]!);
  const [y, x] = [signed(lat), signed(lon)];
  if (Math.abs(y) > 90) throw new NotAnAngle("latitude_range");
  if (Math.abs(x) > 180) throw new NotAnAngle("longitude_range");
  const sexagesimal = lat.numbers.length > 1 || lon.numbers.length > 1;
  return position({ format: sexagesimal ? "dms" : "decimal", datum: "WGS84", x, y, halfX: half(lon), halfY: half(lat) });
}

/** Cuts the tokens into coordinates: by letters, by labels, by separators, by marks, by signs, or into equal halves. */
function toAngles(tokens: Token[]): Angle[] {
  if (!tokens.some(({ kind }) => kind === "number")) throw new NotAnAngle("not_understood");
  const hemis = tokens.filter(({ kind }) => kind === "hemi").length;
  const labels = tokens.filter(({ kind }) => kind === "label").length;
  const leading = tokens.find(({ kind }) => kind === "number" || kind === "label")!.kind;
  if (labels === 2 && (leading === "label" || hemis === 0)) return byLetters(tokens, "label");
  if (hemis > 0) return byLetters(tokens, "hemi");
  let groups = bySeparators(tokens);
  if (groups.length === 1) groups = byMarks(groups[0]!) ?? bySigns(groups[0]!) ?? byCount(groups[0]!);
  const several = groups.length > 2 && groups.some((group) => numbers(group).length !== 1);
  if (groups.length < 2 || groups.length > 4 || several) throw missing(groups.flat());
  return groups.map(toAngle);
}

function byLetters(tokens: Token[], kind: string): Angle[] {
  const letters = tokens.filter((token) => token.kind === kind).length;
  if (letters > 2) throw new NotAnAngle("letters");
  const prefixed = tokens.find((token) => token.kind === "number" || token.kind === kind)!.kind === kind;
  let groups: Token[][] = [[]];
  for (const token of tokens) {
    if (prefixed && token.kind === kind && numbers(groups.at(-1)!).length) groups.push([]);
    groups.at(-1)!.push(token);
    if (!prefixed && token.kind === kind && groups.length < 2) groups.push([]);
  }
  groups = groups.filter((group) => numbers(group).length);
  if (groups.length === 1) {
    const cut = bySeparators(groups[0]!);
    groups = cut.length === 2 ? cut : byMarks(groups[0]!) ?? byCount(groups[0]!);
  }
  if (letters === 1 && new Set(groups.map((group) => numbers(group).length)).size > 1) throw new NotAnAngle("letters");
  return groups.map(toAngle);
}

function bySeparators(tokens: Token[]): Token[][] {
  const strong = tokens.some(({ kind, text }) => kind === "sep" && (text === ";" || text === "|"));
  let groups: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "sep" && (!strong || token.text === "|" || token.text === ";")) groups.push([]);
    else groups.at(-1)!.push(token);
  }
  groups = groups.filter((group) => numbers(group).length);
  const many = groups.length > 2 && groups.length % 2 === 0 && groups.every((group) => numbers(group).length === 1);
  const whole = (group: Token[]) => !numbers(group)[0]!.includes(".");
  return many && whole(groups[0]!) && whole(groups[groups.length / 2]!) ? [groups.flat()] : groups;
}

/** A new coordinate begins at each number that is marked as degrees. */
function byMarks(tokens: Token[]): Token[][] | null {
  const starts = tokens.flatMap(({ kind }, i) => (kind === "number" && tokens[i + 1]?.kind === "deg" ? [i] : []));
  if (starts.length !== 2) return null;
  const cut = starts[1]! - (tokens[starts[1]! - 1]?.kind === "sign" ? 1 : 0);
  return [tokens.slice(0, cut), tokens.slice(cut)];
}

/** A new coordinate begins at a sign that stands after numbers. */
function bySigns(tokens: Token[]): Token[][] | null {
  const cuts = tokens.flatMap(({ kind }, i) => (kind === "sign" && numbers(tokens.slice(0, i)).length ? [i] : []));
  if (cuts.length !== 1 || numbers(tokens).length !== 2 * numbers(tokens.slice(0, cuts[0])).length) return null;
  return [tokens.slice(0, cuts[0]), tokens.slice(cuts[0])];
}

/** 2, 4 or 6 numbers are cut in the middle; 3 or 4 that have decimals are a position with its height. */
function byCount(tokens: Token[]): Token[][] {
  const places = tokens.flatMap(({ kind }, i) => (kind === "number" ? [i] : []));
  const withSign = (place: number) => place - (tokens[place - 1]?.kind === "sign" ? 1 : 0);
  const decimals = places.filter((place) => tokens[place]!.text.includes(".")).length;
  if ((places.length === 3 || places.length === 4) && decimals >= 2 && tokens[places[0]!]!.text.includes(".")) {
    const cuts = [0, ...places.slice(1).map(withSign), tokens.length];
    return cuts.slice(1).map((cut, i) => tokens.slice(cuts[i], cut));
  }
  if (places.length !== 2 && places.length !== 4 && places.length !== 6) throw missing(tokens);
  const middle = withSign(places[places.length / 2]!);
  return [tokens.slice(0, middle), tokens.slice(middle)];
}

function missing(tokens: Token[]): NotAnAngle {
  return new NotAnAngle(numbers(tokens).length === 1 ? "one_number" : "not_understood");
}

function toAngle(tokens: Token[]): Angle {
  const angle: Angle = { numbers: [], axis: "", sign: 0, minus: false };
  let place = 0;
  for (const token of tokens) {
    if (token.kind === "number") angle.numbers.push(token.text);
    else if (UNITS.includes(token.kind)) place = mark(angle, token, place);
    else if (token.kind === "sign") {
      if (angle.numbers.length) throw new NotAnAngle("not_understood");
      angle.minus = token.text === "-";
    } else if (token.kind === "hemi" || token.kind === "label") {
      if (angle.axis && angle.axis !== token.axis) throw new NotAnAngle("letters");
      angle.axis = token.axis!;
      if (token.kind === "hemi") angle.sign = token.sign!;
    } else if (token.kind === "grid") throw new NotAnAngle("not_understood");
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
  if (numbers.length < 1 || numbers.length > 3) throw new NotAnAngle(numbers.length === 1 ? "one_number" : "not_understood");
  if (numbers.some((number) => number.split(".").length > 2)) throw new NotAnAngle("not_understood");
  if (Number(numbers[1] ?? 0) >= 60) throw new NotAnAngle("minutes_range");
  if (Number(numbers[2] ?? 0) >= 60) throw new NotAnAngle("seconds_range");
  if (numbers.slice(0, -1).some((number) => number.includes("."))) throw new NotAnAngle("not_understood");
}

function order(first: Angle, second: Angle): [Angle, Angle] {
  if (first.axis && first.axis === second.axis) throw new NotAnAngle("letters");
  if (first.axis || second.axis) return first.axis === "lat" || second.axis === "lon" ? [first, second] : [second, first];
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

function numbers(tokens: Token[]): string[] {
  return tokens.filter(({ kind }) => kind === "number").map(({ text }) => text);
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
    else pieces.forEach((text, i) => found.push(...(i ? [{ kind: "sep", text: "," } as Token] : []), { kind: "number", text }));
  }
  return found;
}
