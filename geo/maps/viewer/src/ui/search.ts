// Searching all texts of all layers. Up to some ten thousand records an index is built (it forgives a slip of spelling);
// beyond that the columns are read through, a distinct text once. Both work in slices, so that the page stays awake.

import MiniSearch from "minisearch";
import type { Column, Layer, RecordRef } from "../model.ts";
import { Slice } from "../engine/pause.ts";
import { folded, sounding } from "./spelling.ts";
import { plainText } from "./words.ts";

export interface Found {
  refs: RecordRef[];
  /** How many records match in all. */
  total: number;
}

const MOST_INDEXED = 30_000;
const MOST_FOUND = 200;
const SLICE_MS = 12;
const SOUND = "~"; // before how a word sounds: what is spelled as asked comes before what only sounds alike
const AS_WRITTEN = 4;

export class Search {
  private index: MiniSearch | null = null;
  private building: Promise<void> | null = null;
  private readonly starts: number[] = [];
  private readonly total: number;
  private turn = 0;
  /** How far the index is, 0 to 1. */
  progress = 0;

  /** `valueText`: a value in the words of the page, so that what is read in a card is also found. */
  constructor(
    private readonly layers: readonly Layer[],
    private readonly valueText: (field: string, value: string) => string,
  ) {
    let sum = 0;
    for (const layer of layers) {
      this.starts.push(sum);
      sum += layer.count;
    }
    this.total = sum;
  }

  /** The records that hold every word of the query; null when a later query has overtaken this one. */
  async find(query: string): Promise<Found | null> {
    const turn = ++this.turn;
    const words = folded(query).split(/[\s,;]+/).filter((word) => word !== "");
    if (words.length === 0) return { refs: [], total: 0 };
    const found = this.total <= MOST_INDEXED ? await this.ask(query) : await this.scan(words, turn);
    return turn === this.turn ? found : null;
  }

  /** Begin to build the index, if there is to be one. */
  async prepare(): Promise<void> {
    if (this.total > MOST_INDEXED) return;
    await (this.building ??= this.build());
  }

  private async ask(query: string): Promise<Found> {
    await this.prepare();
    const tokens = (MiniSearch.getDefault("tokenize")(query) as string[]).map(folded).filter((word) => word !== "");
    const queries = tokens.map((word) => {
      const asWritten = { queries: [word], boostTerm: () => AS_WRITTEN };
      const sound = sounding(word);
      return { combineWith: "OR" as const, queries: [asWritten, ...(sound ? [sound, SOUND + sound] : [])] };
    });
    const hits = this.index!.search(
      { combineWith: "AND", queries },
      {
        tokenize: (word) => [word],
        processTerm: (word) => word,
        prefix: true,
        fuzzy: (term) => (term.length > 4 && !/\d/.test(term) ? 0.2 : false),
        boost: { name: 4, id: 4 },
      },
    );
    return { refs: hits.slice(0, MOST_FOUND).map((hit) => this.refOf(hit.id as number)), total: hits.length };
  }

  private refOf(number: number): RecordRef {
    let layer = this.layers.length - 1;
    while (this.starts[layer]! > number) layer -= 1;
    return { layer, record: number - this.starts[layer]! };
  }

  private async build(): Promise<void> {
    const index = new MiniSearch({ fields: ["name", "id", "rest"], processTerm: (term) => spellings(folded(term)) });
    const slice = new Slice(SLICE_MS);
    for (const layer of this.layers) {
      for (let record = 0; record < layer.count; record++) {
        index.add({ ...this.textsOf(layer, record), id: this.starts[layer.index]! + record });
        this.progress = (this.starts[layer.index]! + record) / this.total;
        if (slice.over()) await slice.pause();
      }
    }
    this.progress = 1;
    this.index = index;
  }

  private textsOf(layer: Layer, record: number): { name: string; rest: string } {
    const names: string[] = [];
    const rest: string[] = [layer.title];
    for (const column of layer.columns) {
      const text = this.textOf(column, column.get(record));
      if (text !== "") (/^(name|id)/.test(column.name) ? names : rest).push(text);
    }
    return { name: names.join(" "), rest: rest.join(" ") };
  }

  private textOf(column: Column, value: ReturnType<Column["get"]>): string {
    if (value === null || typeof value === "boolean") return "";
    // Numbers have no words of their own.
    if (typeof value === "number") return String(value);
    const texts = Array.isArray(value) ? value.map((one) => plainText(one)) : [plainText(value)];
    return texts.map((text) => `${text} ${this.valueText(column.name, text)}`).join(" ");
  }

  // One bit per word and record: a record is found when all its words are, in whatever columns.
  private async scan(words: string[], turn: number): Promise<Found | null> {
    const found: Found = { refs: [], total: 0 };
    const sounds = words.map(sounding);
    const all = 2 ** Math.min(words.length, 8) - 1;
    const columns = this.layers.reduce((sum, layer) => sum + layer.columns.length, 0);
    let read = 0;
    const slice = new Slice(SLICE_MS);
    for (const layer of this.layers) {
      const held = new Uint8Array(layer.count);
      const holding = (text: string) => {
        const low = folded(text);
        const bits = bitsOf(low, words);
        return bits === all ? bits : bits | bitsOf(sounding(low), sounds);
      };
      for (const column of layer.columns) {
        read += 1;
        const byCode = column.dictionary?.values.map((value) => holding(this.textOf(column, value)));
        if (byCode?.every((bits) => bits === 0)) continue;
        for (let record = 0; record < layer.count; record++) {
          if ((record & 255) === 0 && slice.over()) {
            this.progress = read / columns;
            await slice.pause();
            if (turn !== this.turn) return null;
          }
          if (byCode) held[record]! |= byCode[column.dictionary!.codes[record]!]!;
          else {
            const value = column.get(record);
            held[record]! |= holding(typeof value === "string" ? value : this.textOf(column, value));
          }
        }
      }
      for (let record = 0; record < layer.count; record++) {
        if (held[record] !== all) continue;
        found.total += 1;
        if (found.refs.length < MOST_FOUND) found.refs.push({ layer: layer.index, record });
      }
    }
    this.progress = 1;
    return found;
  }
}

/** One bit for each of the first eight words that a text holds. */
function bitsOf(text: string, words: string[]): number {
  let bits = 0;
  for (let at = 0; at < words.length && at < 8; at++) if (text.includes(words[at]!)) bits |= 1 << at;
  return bits;
}

/** A folded word as it is written, and how it sounds where that is another; none of an empty word. */
function spellings(word: string): string[] {
  const sound = sounding(word);
  return [word, sound === word || sound === "" ? "" : SOUND + sound].filter((each) => each !== "");
}
