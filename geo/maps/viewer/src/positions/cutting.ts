// Where one coordinate ends and the other begins, in tokens that are two in degrees. The twin of geo/positions/cutting.py.

import type { Reading } from "./outcome.ts";
import type { Token } from "./words.ts";

export type Cut = Token[][];

export class NotAnAngle extends Error {
  constructor(
    readonly code: string,
    readonly readings: Reading[] = [],
  ) {
    super(code);
  }
}

/** By letters, labels, separators, marks, signs, or into equal halves; several ways where letters leave it open. */
export function cuts(tokens: Token[]): Cut[] {
  if (!tokens.some(({ kind }) => kind === "number")) throw new NotAnAngle("position_not_understood");
  const hemis = tokens.filter(({ kind }) => kind === "hemi").length;
  const labels = tokens.filter(({ kind }) => kind === "label").length;
  if (isOne(tokens)) throw new NotAnAngle("one_number");
  const leading = tokens.find(({ kind }) => kind === "number" || kind === "label")!.kind;
  if (labels === 2 && (leading === "label" || hemis === 0)) return byLetters(tokens, "label");
  if (hemis > 0) return byLetters(tokens, "hemi");
  let groups = bySeparators(tokens);
  if (groups.length === 1) groups = byMarks(groups[0]!) ?? bySigns(groups[0]!) ?? byCount(groups[0]!);
  const several = groups.length > 2 && groups.some((group) => numbers(group).length !== 1);
  if (groups.length < 2 || groups.length > 4 || several) throw missing(groups.flat());
  return [groups];
}

/** One coordinate alone, such as 39°30.5'N: two numbers, of which only the first is degrees. */
function isOne(tokens: Token[]): boolean {
  const kinds = tokens.map(({ kind }) => kind);
  const [first, second] = [kinds.indexOf("number"), kinds.lastIndexOf("number")];
  const marked = second === first + 2 && kinds[first + 1] === "deg" && kinds.lastIndexOf("deg") === first + 1;
  return marked && !tokens[first]!.text.includes(".");
}

/** Letters stand before each coordinate, after each, around both, or inside both (40N23 46E55). */
function byLetters(tokens: Token[], kind: string): Cut[] {
  const places = tokens.flatMap((token, i) => (token.kind === kind ? [i] : []));
  if (places.length > 2) throw new NotAnAngle("letters");
  const told = tokens.filter((token) => token.kind === "number" || token.kind === kind);
  const [before, after] = [told[0]!.kind === kind, told.at(-1)!.kind === kind];
  const [one, two] = places as [number, number];
  if (places.length === 1) return [byOneLetter(tokens, one, kind)];
  if (before && after) return [halves(tokens)];
  if (before)
    return [numbers(tokens.slice(0, two)).length ? [tokens.slice(0, two), tokens.slice(two)] : halves(tokens)];
  if (numbers(tokens.slice(one, two)).length === 0) throw new NotAnAngle("letters");
  return after ? numbersBetween(tokens.slice(0, one + 1), tokens.slice(one + 1)) : [lettersInside(tokens, one, two)];
}

function byOneLetter(tokens: Token[], place: number, kind: string): Cut {
  const groups = [tokens.slice(0, place + 1), tokens.slice(place + 1)];
  const [first, second] = groups.map((group) => numbers(group).length) as [number, number];
  if (!first || !second) return halves(tokens);
  // 40N23 is one coordinate of 40°23' or two of whole degrees: a mark, a separator or a decimal tells.
  const close =
    kind === "hemi" && !tokens.some(({ kind, text }) => kind === "deg" || kind === "sep" || text.includes("."));
  if (close || first !== second) throw new NotAnAngle("letters");
  return groups;
}

/** 40N23 46E55: minutes and seconds follow the letter, as many of them in both coordinates. */
function lettersInside(tokens: Token[], one: number, two: number): Cut {
  const places = tokens.flatMap(({ kind }, i) => (kind === "number" ? [i] : []));
  const between = places.filter((place) => one < place && place < two);
  const following = places.filter((place) => place > two).length;
  if (places.length !== 2 * between.length || between.length !== following + 1) throw new NotAnAngle("letters");
  const cut = between.at(-1)! - (tokens[between.at(-1)! - 1]!.kind === "sign" ? 1 : 0);
  return [tokens.slice(0, cut), tokens.slice(cut)];
}

/** Where whole degrees stand before a letter, numbers after it can be their minutes as well. */
function numbersBetween(first: Token[], second: Token[]): Cut[] {
  const told =
    first.some(({ kind }) => kind === "deg") || numbers(first)[0]!.includes(".") || second[0]!.kind === "sep";
  const places = second.flatMap(({ kind }, i) => (kind === "number" ? [i] : []));
  if (told || numbers(first).length > 1 || places.length === 1) return [[first, second]];
  return [
    [first, second],
    ...places.slice(1).map((place) => [[...first, ...second.slice(0, place)], second.slice(place)]),
  ];
}

function halves(tokens: Token[]): Cut {
  const cut = bySeparators(tokens);
  return cut.length === 2 ? cut : (byMarks(tokens) ?? byCount(tokens));
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
  return new NotAnAngle(numbers(tokens).length === 1 ? "one_number" : "position_not_understood");
}

function numbers(tokens: Token[]): string[] {
  return tokens.filter(({ kind }) => kind === "number").map(({ text }) => text);
}
