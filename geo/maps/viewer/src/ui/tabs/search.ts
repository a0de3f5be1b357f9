// Searching all texts of all layers. The columns are read through, a distinct text once, in slices, so that the page stays
// awake: at 100 records and at 100,000 the same is found in the same order.

import { kindOrder } from "../../kinds.ts";
import type { Column, Layer, RecordRef } from "../../model.ts";
import { Slice } from "../../engine/pause.ts";
import { folded, isOneSlipApart, sounding, squeezed, withoutArticle } from "../../data/spelling.ts";
import { plainText } from "../words.ts";

export interface Found {
  refs: RecordRef[];
  /** How many records match in all. */
  total: number;
}

/** So much of a query is read: a pasted page is no search, and would keep the browser busy for minutes. */
const LONGEST_QUERY = 200;
const MOST_WORDS = 8; // one bit each
const MOST_FOUND = 200;
const SLICE_MS = 12;
const SHORT_TEXT = 120; // names and values; a slip of spelling is not looked for in remarks
const SHORTEST_WITH_SLIP = 4;
const SHORTEST_SOUND = 3;
const NINE = 57; // the code of the last digit; letters come after it
const NAMES = /^(name|id$)/;

// How well a record matches, best first: the query is its name or id; its words begin words of the name; they stand
// somewhere as they are written; they sound alike; they are a letter off.
const EXACT = 5;
const RANKS = [4, 3, 2, 1] as const;

export class Search {
  private turn = 0;
  /** How far the search is, 0 to 1. */
  progress = 0;

  /** `valueText`: a value in the words of the page, so that what is read in a card is also found. */
  constructor(
    private readonly layers: readonly Layer[],
    private readonly valueText: (field: string, value: string) => string,
  ) {}

  /** The records that hold every word of the query, best matches and hazards first; null when a later query has
   * overtaken this one. */
  async find(query: string): Promise<Found | null> {
    const turn = ++this.turn;
    const wanted = new Wanted(query);
    if (wanted.words.length === 0) return { refs: [], total: 0 };
    let found = await this.ranked(wanted, turn);
    if (found?.total === 0 && wanted.mayBeASlip) found = await this.ranked(wanted.withSlips(), turn);
    return turn === this.turn ? found : null;
  }

  private async ranked(wanted: Wanted, turn: number): Promise<Found | null> {
    const slice = new Slice(SLICE_MS);
    const ranks: Uint8Array[] = [];
    this.progress = 0;
    for (const layer of this.layers) {
      const held = await this.read(layer, wanted, slice, () => turn === this.turn);
      if (held === null) return null;
      ranks.push(held);
    }
    this.progress = 1;
    return this.best(ranks);
  }

  private best(ranks: Uint8Array[]): Found {
    const order = [...this.layers.keys()].sort(
      (a, b) => kindOrder(this.layers[a]!.kind) - kindOrder(this.layers[b]!.kind) || a - b,
    );
    const refs: RecordRef[] = [];
    for (let rank = EXACT; rank > 0; rank--) {
      for (const at of order) {
        const held = ranks[at]!;
        for (
          let record = held.indexOf(rank);
          record >= 0 && refs.length < MOST_FOUND;
          record = held.indexOf(rank, record + 1)
        ) {
          refs.push({ layer: this.layers[at]!.index, record });
        }
      }
    }
    return {
      refs,
      total: ranks.reduce((sum, held) => held.reduce((count, rank) => (rank > 0 ? count + 1 : count), sum), 0),
    };
  }

  /** The rank of each record of a layer, 0 for no match; null when the search is overtaken. */
  private async read(layer: Layer, wanted: Wanted, slice: Slice, goesOn: () => boolean): Promise<Uint8Array | null> {
    // One bit per word for each way of matching, whatever columns the words stand in.
    const held = RANKS.map(() => new Uint8Array(layer.count));
    const exact = new Uint8Array(layer.count);
    const title = wanted.match(folded(layer.title), false);
    const step = 1 / (this.layers.length * layer.columns.length);
    for (const column of layer.columns) {
      this.progress += step;
      const isName = NAMES.test(column.name);
      const match = (value: ReturnType<Column["get"]>) => wanted.match(folded(this.textOf(column, value)), isName);
      const byCode = column.dictionary?.values.map(match);
      if (byCode?.every((one) => one === null)) continue;
      for (let record = 0; record < layer.count; record++) {
        if ((record & 255) === 0 && slice.over()) {
          await slice.pause();
          if (!goesOn()) return null;
        }
        const one = byCode ? byCode[column.dictionary!.codes[record]!] : match(column.get(record));
        if (!one) continue;
        for (let way = 0; way < held.length; way++) held[way]![record]! |= one.bits[way]!;
        if (one.exact) exact[record] = 1;
      }
    }
    return exact.map((is, record) => {
      if (is) return EXACT;
      const way = held.findIndex((bits, at) => (bits[record]! | (title?.bits[at] ?? 0)) === wanted.all);
      return way < 0 ? 0 : RANKS[way]!;
    });
  }

  private textOf(column: Column, value: ReturnType<Column["get"]>): string {
    if (value === null || typeof value === "boolean") return "";
    // Numbers have no words of their own.
    if (typeof value === "number") return String(value);
    const texts = Array.isArray(value) ? value.map((one) => plainText(one)) : [plainText(value)];
    if (NAMES.test(column.name)) return texts.join(" "); // no word of the page stands for a name
    return texts.map((text) => `${text} ${this.valueText(column.name, text)}`.trim()).join(" ");
  }
}

interface Match {
  /** For each way of matching, one bit per word; a better way's bits are in the weaker ways' too. */
  bits: number[];
  exact: boolean;
}

/** How well a text by itself matches, 0 for not at all. */
export function rankOf(wanted: Wanted, match: Match | null): number {
  if (match === null) return 0;
  if (match.exact) return EXACT;
  const way = match.bits.indexOf(wanted.all);
  return way < 0 ? 0 : RANKS[way]!;
}

/** What is looked for, made ready once. */
export class Wanted {
  readonly words: string[];
  readonly all: number;
  private readonly whole: string;
  private forgiving = false;
  private readonly sounds: string[];
  private readonly squeezed: string[];

  constructor(query: string) {
    this.whole = folded(query.slice(0, LONGEST_QUERY)).trim();
    const words = this.whole.split(/[\s,;]+/).filter((word) => word !== "");
    this.words = [...new Set(words)].slice(0, MOST_WORDS).map(withoutArticle);
    this.all = 2 ** this.words.length - 1;
    // One or two sounds are in every text; doubled letters sound like one, so that "zzzz" would find every z.
    this.sounds = this.words
      .map(sounding)
      .map((sound) => (sound.length >= SHORTEST_SOUND && lettersIn(sound) > 0 ? sound : ""));
    this.squeezed = this.words.map((word) => (/\d/.test(word) ? squeezed(word) : ""));
  }

  /** Whether a word is long enough to be looked for with a letter wrong. A wrong digit makes another id. */
  get mayBeASlip(): boolean {
    return this.words.some(takesASlip);
  }

  /** The same, looked for with a letter wrong too. It takes longer, so it is done where nothing is found otherwise. */
  withSlips(): Wanted {
    this.forgiving = true;
    return this;
  }

  /** What a folded text holds of the words; null for nothing. */
  match(text: string, isName: boolean): Match | null {
    if (text === "") return null;
    let [begun, written, alike] = [0, 0, 0];
    let sound: string | null = null;
    let close: string | null = null;
    for (let at = 0; at < this.words.length; at++) {
      const word = this.words[at]!;
      const bit = 1 << at;
      if (text.includes(word)) {
        written |= bit;
        if (isName && beginsAWord(text, word)) begun |= bit;
      } else if (this.squeezed[at] && isName && (close ??= squeezed(text)).includes(this.squeezed[at]!)) written |= bit;
      else if (this.mayHold(text, this.sounds[at]!) && (sound ??= sounding(text)).includes(this.sounds[at]!))
        alike |= bit;
    }
    alike |= written;
    const slips = alike === this.all || !this.forgiving ? alike : alike | this.slips(text, alike);
    if (slips === 0) return null;
    const exact =
      isName && (text === this.whole || (this.squeezed.some(Boolean) && squeezed(text) === squeezed(this.whole)));
    return { bits: [begun, written, alike, slips], exact };
  }

  /** Whether a text has letters enough for a sound; most ids have not, and how a text sounds takes long to find out. */
  private mayHold(text: string, sound: string): boolean {
    return sound !== "" && lettersIn(text) >= lettersIn(sound);
  }

  /** The words that are not there and have a word there that is one slip of a finger away. */
  private slips(text: string, there: number): number {
    if (text.length > SHORT_TEXT) return 0;
    let bits = 0;
    let pieces: string[] | null = null;
    for (let at = 0; at < this.words.length; at++) {
      const word = this.words[at]!;
      if (there & (1 << at) || !takesASlip(word)) continue;
      pieces ??= text.split(/[^\p{L}\p{N}]+/u).map(withoutArticle);
      const sound = this.sounds[at]!;
      const isClose = (piece: string) =>
        isOneSlipApart(piece, word) || (sound.length >= SHORTEST_WITH_SLIP && isOneSlipApart(sounding(piece), sound));
      if (pieces.some((piece) => piece.length >= SHORTEST_WITH_SLIP && isClose(piece))) bits |= 1 << at;
    }
    return bits;
  }
}

function lettersIn(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > NINE) letters += 1;
  return letters;
}

function takesASlip(word: string): boolean {
  return word.length >= SHORTEST_WITH_SLIP && !/\d/.test(word);
}

function beginsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
    if (text.slice(Math.max(0, at - 2), at) === "ال" && (at === 2 || !/[\p{L}\p{N}]/u.test(text[at - 3]!))) return true;
  }
  return false;
}
