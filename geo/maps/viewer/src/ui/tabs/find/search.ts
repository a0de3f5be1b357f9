// Searching all texts of all layers. The columns are read through, a distinct text once, and those that are nearly all
// different in one piece, in slices, so that the page stays awake: at 100 records and at 100,000 the same is found in the
// same order.

import { kindOf, kindOrder } from "../../../kinds.ts";
import type { Column, Layer, RecordRef } from "../../../model.ts";
import { Slice } from "../../../engine/pause.ts";
import { folded, isOneSlipApart, sounding, squeezed, withArticles, withoutArticle } from "../../../data/spelling.ts";
import { plainText } from "../../words.ts";
import { type Chunk, eachLineWith, Haystack } from "./haystack.ts";

export interface Found {
  refs: RecordRef[];
  /** How many records match in all. */
  total: number;
}

/** So much of a query is read: a pasted page is no search, and would keep the browser busy for minutes. */
const LONGEST_QUERY = 200;
const MOST_WORDS = 8; // one bit each of a byte
const FEW = 64; // distinct texts, below which they are not worth putting into one piece
const MOST_FOUND = 200;
const SLICE_MS = 12;
const SHORT_TEXT = 120; // names and values; a slip of spelling is not looked for in remarks
const SHORTEST_WITH_SLIP = 4;
const SHORTEST_SLIPPED = 3; // what is left of a name of four letters
const SHORTEST_SOUND = 3;
const NINE = 57; // the code of the last digit; letters come after it
const NAMES = /^(name|id$)/;
const NUMERIC = /^[\d.e+-]+$/; // what a number can hold
const MOST_PIECES = 20_000;

// How well a record matches, best first: the query is its name or id; its words begin words of the name; they stand
// somewhere as they are written; they sound alike; they are a letter off.
const EXACT = 5;
const RANKS = [4, 3, 2, 1] as const;
const [BEGUN, WRITTEN, ALIKE, CLOSE] = [0, 1, 2, 3];

export class Search {
  private turn = 0;
  private readonly haystacks = new Map<Column, Haystack>();
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

  /** Let no search that is under way come to an answer. */
  stop(): void {
    this.turn++;
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
    const take = (layers: number[], rank: number) => {
      for (const at of layers) {
        const held = ranks[at]!;
        for (
          let record = held.indexOf(rank);
          record >= 0 && refs.length < MOST_FOUND;
          record = held.indexOf(rank, record + 1)
        ) {
          refs.push({ layer: this.layers[at]!.index, record });
        }
      }
    };
    // A figure that begins with what is asked says less than a hazard that mentions it.
    const isPlaced = (at: number) => kindOf(this.layers[at]!.kind).placed;
    take(order, EXACT);
    for (let rank = RANKS[0]; rank > 0; rank--) take(order.filter(isPlaced), rank);
    for (let rank = RANKS[0]; rank > 0; rank--)
      take(
        order.filter((at) => !isPlaced(at)),
        rank,
      );
    return {
      refs,
      total: ranks.reduce((sum, held) => held.reduce((count, rank) => (rank > 0 ? count + 1 : count), sum), 0),
    };
  }

  /** The rank of each record of a layer, 0 for no match; null when the search is overtaken. */
  private async read(layer: Layer, wanted: Wanted, slice: Slice, goesOn: () => boolean): Promise<Uint8Array | null> {
    const held = new Held(layer.count);
    const step = 1 / (this.layers.length * layer.columns.length);
    for (const column of layer.columns) {
      this.progress += step;
      const isName = NAMES.test(column.name);
      if (column.dictionary) {
        const { values, codes } = column.dictionary;
        const text = (code: number) => this.textOf(column, values[code]!);
        const distinct = new Held(values.length);
        if (values.length < FEW)
          values.forEach((_, code) => distinct.add(code, wanted.match(folded(text(code)), isName)));
        else
          for await (const chunk of this.haystackOf(column, values.length, text).chunks(slice, goesOn))
            distinct.addChunk(chunk, wanted, isName);
        held.addCoded(distinct, codes);
      } else if (column.numbers === undefined || wanted.words.some((word) => NUMERIC.test(word))) {
        const text = (record: number) => this.textOf(column, column.get(record));
        for await (const chunk of this.haystackOf(column, layer.count, text).chunks(slice, goesOn))
          held.addChunk(chunk, wanted, isName);
      }
      if (slice.over()) await slice.pause();
      if (!goesOn()) return null;
    }
    return held.ranks(wanted, wanted.match(folded(layer.title), false));
  }

  private haystackOf(column: Column, count: number, textOf: (at: number) => string): Haystack {
    let found = this.haystacks.get(column);
    if (!found) this.haystacks.set(column, (found = new Haystack(count, textOf)));
    return found;
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

/** What records, or the distinct texts of a column, hold of the words: one bit per word, a byte for each way of matching,
 * whatever columns the words stand in. */
export class Held {
  private readonly bytes: Uint32Array;
  private readonly exact: Uint8Array;

  constructor(count: number) {
    this.bytes = new Uint32Array(count);
    this.exact = new Uint8Array(count);
  }

  /** One text. */
  add(at: number, match: Match | null): void {
    if (match === null) return;
    this.bytes[at]! |= packed(match);
    if (match.exact) this.exact[at] = 1;
  }

  /** A column of fewer texts than records, by the number of each record's. */
  addCoded({ bytes, exact }: Held, codes: ArrayLike<number>): void {
    const mine = this.bytes;
    if (bytes.some((byte) => byte !== 0)) for (let i = 0; i < mine.length; i++) mine[i]! |= bytes[codes[i]!]!;
    if (exact.includes(1)) for (let i = 0; i < mine.length; i++) this.exact[i]! |= exact[codes[i]!]!;
  }

  /** Some texts that follow one another. */
  addChunk(chunk: Chunk, wanted: Wanted, isName: boolean): void {
    const { bytes } = this;
    wanted.matchLines(chunk, isName, (line, from, bits) => {
      bytes[chunk.first + line]! |= (bits * IN_EACH) & (-1 << (8 * from));
    });
    if (isName) wanted.exactLines(chunk, (line) => (this.exact[chunk.first + line] = 1));
  }

  /** The rank of each record; `title`: what the title of the layer holds. */
  ranks({ all }: Wanted, title: Match | null): Uint8Array {
    const { bytes, exact } = this;
    const ranks = new Uint8Array(exact.length);
    const more = title === null ? 0 : packed(title);
    for (let i = 0; i < ranks.length; i++) {
      const held = bytes[i]! | more;
      if (exact[i] === 1) ranks[i] = EXACT;
      else if (held !== 0) {
        const way = RANKS.findIndex((_, at) => ((held >>> (8 * at)) & 255) === all);
        if (way >= 0) ranks[i] = RANKS[way]!;
      }
    }
    return ranks;
  }
}

/** A byte's bits in each byte. */
const IN_EACH = 0x01010101;

const packed = ({ bits }: Match) => bits.reduce((bytes, byte, way) => bytes | (byte << (8 * way)), 0);

interface Match {
  /** For each way of matching, one bit per word; a better way's bits are in the weaker ways' too. */
  bits: number[];
  exact: boolean;
}

/** What is looked for, made ready once. */
export class Wanted {
  readonly words: string[];
  readonly all: number;
  /** The query as a name may be written that is it. */
  private readonly wholes: ReadonlySet<string>;
  private forgiving = false;
  private readonly sounds: string[];
  private readonly squeezed: string[];
  private readonly squeezedWhole: string;
  /** The words that each piece of a text is a slip away from. */
  private readonly pieces = new Map<string, number>();

  constructor(query: string) {
    const whole = folded(query.slice(0, LONGEST_QUERY)).trim();
    this.wholes = new Set(withArticles(whole));
    this.squeezedWhole = squeezed(whole);
    const words = whole.split(/[\s,;]+/).filter((word) => word !== "");
    this.words = [...new Set(words)].slice(0, MOST_WORDS).map(withoutArticle);
    this.all = 2 ** this.words.length - 1;
    // One or two sounds are in every text; doubled letters sound like one, so that "zzzz" would find every z.
    this.sounds = this.words
      .map(sounding)
      .map((sound) => (sound.length >= SHORTEST_SOUND && lettersIn(sound) > 0 ? sound : ""));
    // Where letters, digits and what stands between them are written in several ways: AZ-001, Saint-Denis.
    this.squeezed = this.words.map((word) => (/\d/.test(word) || squeezed(word) !== word ? squeezed(word) : ""));
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
    const slips = alike === this.all || !this.forgiving ? alike : alike | this.slips(text);
    if (slips === 0) return null;
    const exact =
      isName && (this.wholes.has(text) || (this.squeezed.some(Boolean) && squeezed(text) === this.squeezedWhole));
    return { bits: [begun, written, alike, slips], exact };
  }

  /** Whether a text has letters enough for a sound; most ids have not, and how a text sounds takes long to find out. */
  private mayHold(text: string, sound: string): boolean {
    return sound !== "" && lettersIn(text) >= lettersIn(sound);
  }

  /** Call back for what the lines of a chunk hold of the words: from which way of matching on, and the bits. */
  matchLines(chunk: Chunk, isName: boolean, found: (line: number, from: number, bits: number) => void): void {
    this.words.forEach((word, at) => {
      const bit = 1 << at;
      const { text } = chunk;
      eachLineWith(text, word, (line, from) => found(line, isName && beginsAt(text, from) ? BEGUN : WRITTEN, bit));
      if (isName && this.squeezed[at])
        eachLineWith(chunk.squeezed, this.squeezed[at]!, (line) => found(line, WRITTEN, bit));
      if (this.sounds[at]) eachLineWith(chunk.sounding, this.sounds[at]!, (line) => found(line, ALIKE, bit));
    });
    if (!this.forgiving) return;
    chunk.text.split("\n").forEach((text, line) => {
      const bits = lettersIn(text) >= SHORTEST_WITH_SLIP - 1 ? this.slips(text) : 0;
      if (bits > 0) found(line, CLOSE, bits);
    });
  }

  /** Call back for the lines of a chunk of names that are what is looked for. */
  exactLines(chunk: Chunk, found: (line: number) => void): void {
    const whole = (text: string, wanted: string) =>
      eachLineWith(text, wanted, (line, at) => {
        const end = at + wanted.length;
        if ((at === 0 || text[at - 1] === "\n") && (end === text.length || text[end] === "\n")) found(line);
      });
    for (const each of this.wholes) whole(chunk.text, each);
    if (this.squeezed.some(Boolean)) whole(chunk.squeezed, this.squeezedWhole);
  }

  /** The words that have a word in a text that is one slip of a finger away. */
  private slips(text: string): number {
    if (text.length > SHORT_TEXT) return 0;
    let bits = 0;
    for (const piece of text.split(/[^\p{L}\p{M}\p{N}]+/u)) {
      if (piece.length < SHORTEST_WITH_SLIP) continue;
      let found = this.pieces.get(piece);
      if (found === undefined) {
        found = this.slipsOf(withoutArticle(piece));
        if (this.pieces.size < MOST_PIECES) this.pieces.set(piece, found);
      }
      bits |= found;
    }
    return bits;
  }

  private slipsOf(piece: string): number {
    if (piece.length < SHORTEST_WITH_SLIP) return 0;
    let bits = 0;
    let sounded: string | null = null;
    for (let at = 0; at < this.words.length; at++) {
      const word = this.words[at]!;
      if (!takesASlip(word)) continue;
      const sound = this.sounds[at]!;
      if (
        isOneSlipApart(piece, word) ||
        (sound.length >= SHORTEST_WITH_SLIP && isOneSlipApart((sounded ??= sounding(piece)), sound))
      )
        bits |= 1 << at;
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
  return word.length >= SHORTEST_SLIPPED && !/\d/.test(word);
}

function beginsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (beginsAt(text, at)) return true;
  return false;
}

/** Whether a word begins at a place of a text; after the Arabic article too. */
function beginsAt(text: string, at: number): boolean {
  const isWithin = (before: number) => before >= 0 && /[\p{L}\p{M}\p{N}]/u.test(text[before]!);
  return !isWithin(at - 1) || (text.slice(Math.max(0, at - 2), at) === "ال" && !isWithin(at - 3));
}
