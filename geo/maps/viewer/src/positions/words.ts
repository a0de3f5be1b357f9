// Letters, digits and marks of many hands become one alphabet; a text becomes tokens. The twin of geo/positions/words.py,
// with which it shares the words themselves.

import WORDS from "../../../../positions/words.json";

export type Axis = "lat" | "lon";
export type Kind = "number" | "deg" | "min" | "sec" | "hemi" | "label" | "grid" | "word" | "sign" | "dash" | "sep";

export interface Token {
  kind: Kind;
  text: string;
  axis?: string;
  sign?: number;
}

const CHARACTERS = new Map(
  Object.entries(WORDS.characters).flatMap(([plain, others]) => [...others].map((c) => [c, plain] as const)),
);
const AXES: Record<string, [Axis, number]> = { N: ["lat", 1], S: ["lat", -1], E: ["lon", 1], W: ["lon", -1] };
const HEMISPHERES = spread(WORDS.hemispheres);
const LABELS = spread(WORDS.labels);
const GRID = spread(WORDS.grid);
const MARKS = spread(WORDS.marks);
const LETTERS = spread(WORDS.letters);
const TWO_LETTERS = /^([^A-Za-zĐ]*)([A-ZĐ])([^A-Za-zĐ]+)([A-ZĐ])([^A-Za-zĐ]*)$/;
const NOISE = new Set(WORDS.noise.split(" "));

function spread(table: Record<string, string>): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([meaning, words]) => words.split(" ").map((word) => [word, meaning] as const)),
  );
}

export function normalise(text: string): string {
  const bare = text.replace(/^\*+|\*+$/g, ""); // with which a messenger makes letters bold
  const plain = [...bare.normalize("NFC")].map((c) => CHARACTERS.get(c) ?? c).join("");
  return inEnglish(plain.replace(/\p{M}/gu, "").split(/\s+/).filter(Boolean).join(" "));
}

/** Writes a pair of letters that only one language writes as N or S and E or W: 44°12' S 17°40' I is Bosnian. */
function inEnglish(text: string): string {
  const [, before, first, between, second, behind] = TWO_LETTERS.exec(text) ?? [];
  if (first === undefined || /(?:^|[^\d.,])\d{5}/.test(text)) return text;
  const [a, b] = LETTERS.get(`${first}${second}`) ?? [...(LETTERS.get(`${second}${first}`) ?? "")].reverse();
  return a === undefined ? text : `${before}${a}${between}${b}${behind}`;
}

const TOKEN =
  /(?<number>\d+(?:[.,]\d+)*)|(?<word>\p{L}+(?:\. ?\p{L}+)*\.?)|(?<mark>°|''|["'])|(?<sign>[-+])|(?<sep>[;/|,])|(?<space> +)|(?<noise>[:=()[\]{}_])|(?<other>[\s\S])/gu;

/** null where a character belongs to no position. */
export function tokens(text: string): Token[] | null {
  const found: Token[] = [];
  let glued = false; // whether the token before ends where this one begins
  for (const match of text.matchAll(TOKEN)) {
    const [kind, piece] = Object.entries(match.groups!).find(([, group]) => group !== undefined)!;
    if (kind === "other") return null;
    if (kind === "space") glued = false;
    if (kind === "space" || kind === "noise") continue;
    const token =
      kind === "sign"
        ? signOrDash(text, match.index + piece.length, piece, found, glued)
        : toToken(kind, piece!, found);
    if (token !== null) found.push(token);
    glued = true;
  }
  return found;
}

function signOrDash(text: string, end: number, piece: string, before: Token[], glued: boolean): Token {
  const afterNumber = ["number", "deg", "min", "sec"].includes(before.at(-1)?.kind ?? "");
  return { kind: afterNumber && (glued || text[end] === " ") ? "dash" : "sign", text: piece };
}

function toToken(kind: string, piece: string, before: Token[]): Token | null {
  if (kind === "word") return toWord(piece, before);
  if (kind === "mark") return { kind: piece === "°" ? "deg" : piece === "'" ? "min" : "sec", text: piece };
  return { kind: kind as Kind, text: piece };
}

/** null for words that say nothing. */
function toWord(piece: string, before: Token[]): Token | null {
  const key = piece
    .replace(/[. ]/g, "")
    .toLowerCase()
    .replace(/\u0307/g, "");
  const afterNumber = before.at(-1)?.kind === "number";
  if (afterNumber && /^[dmsгмс]$/.test(key) && wantsMark(key, before)) {
    return { kind: /[dг]/.test(key) ? "deg" : /[mм]/.test(key) ? "min" : "sec", text: piece };
  }
  const hemisphere = HEMISPHERES.get(key);
  if (hemisphere) return { kind: "hemi", text: key, axis: AXES[hemisphere]![0], sign: AXES[hemisphere]![1] };
  if (LABELS.has(key)) return { kind: "label", text: key, axis: LABELS.get(key)! };
  if (GRID.has(key)) return { kind: "grid", text: key, axis: GRID.get(key)! };
  if (MARKS.has(key) && afterNumber) return { kind: MARKS.get(key) as Kind, text: piece };
  return NOISE.has(key) ? null : { kind: "word", text: piece };
}

/** Tells the s of seconds from the S of south: seconds come after minutes that were marked by a letter. */
function wantsMark(key: string, before: Token[]): boolean {
  if (/[dг]/.test(key)) return true;
  const mark = before.filter(({ kind }) => kind === "deg" || kind === "min" || kind === "sec").at(-1);
  return mark !== undefined && mark.kind === (/[mм]/.test(key) ? "deg" : "min") && /^\p{L}+$/u.test(mark.text);
}
