// The distinct texts of a column, as a search reads them: many in one piece, a line each, since a
// browser finds a word in a long text a hundred times sooner than it asks a hundred thousand short ones.

import type { Slice } from "../../../engine/pause.ts";
import { folded, sounding, squeezed } from "../../../data/spelling.ts";

const LINES = 4096; // read at a time, between two pauses
/** Three characters of a line that come after the digits, as letters do. */
const THREE_LETTERS = /[:-\uffff][\0-\t\v-9]*[:-\uffff][\0-\t\v-9]*[:-\uffff]/;
const MOST_KEPT = 400_000; // texts: what takes more memory is read anew for each search

/** The texts of some records that follow one another. */
export class Chunk {
  private sounds: string | null = null;
  private bare: string | null = null;

  constructor(
    readonly first: number,
    /** Folded, a line for each record. */
    readonly text: string,
  ) {}

  /** As the texts sound; empty where none has letters enough to sound like anything. */
  get sounding(): string {
    return (this.sounds ??= THREE_LETTERS.test(this.text) ? sounding(this.text) : "");
  }

  /** Without what stands between letters and digits. */
  get squeezed(): string {
    return (this.bare ??= squeezed(this.text));
  }
}

export class Haystack {
  private readonly kept: Chunk[] = [];

  /** `textOf`: the text of a record, or of what several records have; empty for none. */
  constructor(
    private readonly count: number,
    private readonly textOf: (record: number) => string,
  ) {}

  /** The chunks in order, with pauses; ends early where `goesOn` says so after one. */
  async *chunks(slice: Slice, goesOn: () => boolean): AsyncGenerator<Chunk> {
    for (let first = 0, at = 0; first < this.count; first += LINES, at++) {
      const chunk = this.kept[at] ?? this.read(first);
      if (this.count <= MOST_KEPT) this.kept[at] = chunk;
      yield chunk;
      if (!slice.over()) continue;
      await slice.pause();
      if (!goesOn()) return;
    }
  }

  private read(first: number): Chunk {
    const lines: string[] = [];
    for (let record = first; record < Math.min(this.count, first + LINES); record++) {
      const text = this.textOf(record);
      lines.push(text.includes("\n") ? text.replaceAll("\n", " ") : text);
    }
    return new Chunk(first, folded(lines.join("\n")));
  }
}

/** Call back with the number of each line of a text that holds a word, and where in the text the word stands. */
export function eachLineWith(text: string, word: string, each: (line: number, at: number) => void): void {
  let line = 0;
  let end = text.indexOf("\n");
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    for (; end >= 0 && end < at; end = text.indexOf("\n", end + 1)) line += 1;
    each(line, at);
  }
}
