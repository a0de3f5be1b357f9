// The texts of a page, as geo/maps/catalogue.py writes them: lines of base 85, each of gzip. The first holds the keys and most
// languages; each further one a language whose letters would take several bytes each: a byte a letter, a byte for each of the blanks
// that the English texts begin with, and a small letter for the capital of a sentence.

import type { Settings } from "../model.ts";
import type { Unpacking } from "../unpack.ts";
import { type Bytes, unpackBytes } from "./container.ts";

interface Told {
  /** What all languages of the map have. */
  keys: string[];
  /** What English has beside them. */
  rest: string[];
  /** Plural forms that English does not need. */
  forms: string[];
  /** Texts in the order of the keys, "" where there is none, "=" for that of English; or the letters of a language that stands apart, as the first
   * and last of each run. */
  texts: { [language: string]: string[] | { letters: string } };
}

export async function catalogues(text: string): Promise<Settings["catalogues"]> {
  const { zonemarkFromBase85 } = globalThis as unknown as Unpacking;
  const [first, ...apart] = await Promise.all(text.split("\n").map((line) => unpackBytes(zonemarkFromBase85(line))));
  const { keys, rest, forms, texts } = JSON.parse(new TextDecoder().decode(first)) as Told;
  const english = zipped([...keys, ...rest], texts["en"] as string[]);
  const all = Object.values(english).join("\n");
  const blanks = new Set(all.match(/\{\w+\}/g));
  const carried = keys.flatMap((key) => [key, ...formsOf(key, forms)]);
  const read = ([language, told]: [string, string[] | { letters: string }]) => {
    if (language === "en") return [language, english];
    const own = Array.isArray(told) ? told : written(apart.shift()!, told.letters, [...blanks]);
    return [language, zipped(carried, own, english)];
  };
  return Object.fromEntries(Object.entries(texts).map(read));
}

function zipped(keys: string[], texts: string[], english: { [key: string]: string } = {}): { [key: string]: string } {
  const told = keys.map((key, index) => [key, texts[index] === "=" ? english[key] : texts[index]]);
  return Object.fromEntries(told.filter(([, text]) => text));
}

/** The keys of a counted text's further forms. */
function formsOf(key: string, forms: string[]): string[] {
  return key.endsWith(".other") ? forms.map((form) => key.replace(/other$/, form)) : [];
}

const BLANKS = [1, 2, 3, 4, 5, 6, 7, 8, 9, ...Array.from({ length: 21 }, (_, at) => 11 + at)];

const SENTENCE = /(^|[.?!] )(\x7f?)(.)/gu;
const begunLarge = (_: string, before: string, isMarked: string, letter: string) =>
  before + (isMarked ? letter : letter.toUpperCase());

function written(bytes: Bytes, runs: string, blanks: string[]): string[] {
  const letters = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte));
  BLANKS.forEach((byte, at) => (letters[byte] = blanks[at]!));
  for (let at = 0; at < runs.length; at += 2)
    for (let letter = runs.charCodeAt(at); letter <= runs.charCodeAt(at + 1); letter++)
      letters.push(String.fromCharCode(letter));
  return Array.from(bytes, (byte) => letters[byte])
    .join("")
    .split("\n")
    .map((text) => text.replace(SENTENCE, begunLarge));
}
