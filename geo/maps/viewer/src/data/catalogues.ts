// The texts of a page, as geo/maps/catalogue.py writes them: lines of base 85, each of gzip. The first holds the keys and most
// languages; each further one a language whose letters would take several bytes each, a byte a letter.

import type { Settings } from "../model.ts";
import { type Bytes, unpackBytes } from "./container.ts";

interface Told {
  /** What all languages of the map have. */
  keys: string[];
  /** What English has beside them. */
  rest: string[];
  /** Forms of counted texts that English does not need. */
  forms: string[];
  /** Texts in the order of the keys, "" where there is none; or the letters of a language that stands apart, as the first
   * and last of each run. */
  texts: { [language: string]: string[] | { letters: string } };
}

export async function catalogues(text: string): Promise<Settings["catalogues"]> {
  const [first, ...apart] = await Promise.all(text.split("\n").map((line) => unpackBytes(fromBase85(line))));
  const { keys, rest, forms, texts } = JSON.parse(new TextDecoder().decode(first)) as Told;
  const found: Settings["catalogues"] = {};
  for (const [language, told] of Object.entries(texts)) {
    const own = Array.isArray(told) ? told : written(apart.shift()!, told.letters);
    const catalogue: Settings["catalogues"][string] = (found[language] = {});
    [...keys, ...(language === "en" ? rest : forms)].forEach((key, index) => {
      if (own[index]) catalogue[key] = own[index];
    });
  }
  return found;
}

function written(bytes: Bytes, runs: string): string[] {
  const letters: string[] = [];
  for (let at = 0; at < runs.length; at += 2)
    for (let letter = runs.charCodeAt(at); letter <= runs.charCodeAt(at + 1); letter++)
      letters.push(String.fromCharCode(letter));
  return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : letters[byte - 128]))
    .join("")
    .split("\n");
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** The bytes of a text in base 85 (RFC 1924, "," for "<"): five digits are four bytes. What is no digit counts for nothing,
 * and the checksum of gzip tells. */
export function fromBase85(text: string): Bytes {
  const short = (5 - (text.length % 5)) % 5;
  const padded = text + DIGITS[84]!.repeat(short);
  const bytes = new Uint8Array((padded.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  for (let at = 0; at < padded.length; at += 5) {
    let number = 0;
    for (let i = at; i < at + 5; i++) number = number * 85 + (values[padded.charCodeAt(i)] ?? 0);
    view.setUint32((at / 5) * 4, number);
  }
  return bytes.subarray(0, bytes.length - short);
}
