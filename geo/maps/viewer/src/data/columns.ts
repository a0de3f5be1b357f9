// The columns of a layer: each value comes back as it was recorded, and none is made before someone asks for it.

import type { Column, Dictionary, Value } from "../model.ts";
import type { ColumnHeading, Container, NumbersHeading } from "./container.ts";

const WHOLE = /^-?\d+$/;
const TEXTS = new TextDecoder("utf-8", { ignoreBOM: true });

type HeadingOf<Type extends ColumnHeading["type"]> = Extract<ColumnHeading, { type: Type }>;

export function column(container: Container, heading: ColumnHeading): Column {
  const { name } = heading;
  if (heading.type === "numbers") return new NumberColumn(name, () => numbers(container, heading));
  if (heading.type === "text") return new TextColumn(name, () => textsOf(container, heading));
  if (heading.type === "numbered") return new NumberedColumn(heading, () => tailsOf(container, heading));
  return new CodedColumn(name, () => coded(container, heading));
}

/** Call back once, when first asked. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The sections that numbers are read from. */
export function sectionsOf({ missing, ints, floats }: NumbersHeading): number[] {
  return [missing, ints, floats].filter((section) => section !== undefined);
}

/** Numbers, NaN where missing. A decimal came as a whole number; the division gives back its very 64 bits. */
export function numbers(container: Container, heading: NumbersHeading): Float64Array {
  if (heading.floats !== undefined) return container.floats(heading.floats);
  const section = heading.ints!;
  const values = container.intsAtOnce(section, new Float64Array(container.width(section).count));
  const divisor = 10 ** (heading.decimals ?? 0);
  if (divisor !== 1) for (let i = 0; i < values.length; i++) values[i] = values[i]! / divisor;
  if (heading.missing !== undefined) {
    const missing = container.raw(heading.missing);
    for (let i = 0; i < values.length; i++) if (missing[i] === 1) values[i] = NaN;
  }
  return values;
}

function ends(lengths: Uint32Array): Uint32Array {
  let end = 0;
  for (let i = 0; i < lengths.length; i++) lengths[i] = end += lengths[i]!;
  return lengths;
}

class NumberColumn implements Column {
  private readonly read: () => Float64Array;

  constructor(
    readonly name: string,
    make: () => Float64Array,
  ) {
    this.read = once(make);
  }

  get numbers(): Float64Array {
    return this.read();
  }

  get(record: number): Value {
    const value = this.read()[record];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  json(record: number): string {
    const value = this.get(record);
    if (Object.is(value, -0)) return "-0.0";
    return typeof value === "number" && !Number.isFinite(value) ? JSON.stringify(String(value)) : JSON.stringify(value);
  }
}

interface Texts {
  /** All texts, one after another, and where each ends: in characters, or in bytes where `whole` is not known. */
  whole: string | null;
  bytes: Uint8Array;
  ends: Uint32Array;
}

function textsOf(container: Container, { lengths, text }: HeadingOf<"text">): Texts {
  const count = container.width(lengths).count;
  const bytes = container.raw(text);
  const inBytes = ends(container.intsAtOnce(lengths, new Uint32Array(count)));
  const whole = TEXTS.decode(bytes);
  const inCharacters = whole.length === bytes.length ? inBytes : charactersBefore(bytes, inBytes);
  // Bytes that are no text become other characters than are counted: those are read each by itself.
  const isSound = whole.length === (inCharacters[count - 1] ?? 0);
  return isSound ? { whole, bytes, ends: inCharacters } : { whole: null, bytes, ends: inBytes };
}

/** How many UTF-16 characters the texts have up to each of some places in their UTF-8 bytes. */
function charactersBefore(bytes: Uint8Array, places: Uint32Array): Uint32Array {
  const characters = new Uint32Array(places.length);
  let count = 0;
  for (let place = 0, at = 0; place < places.length; place++) {
    for (const end = places[place]!; at < end; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
    }
    characters[place] = count;
  }
  return characters;
}

class TextColumn implements Column {
  private readonly read: () => Texts;

  constructor(
    readonly name: string,
    make: () => Texts,
  ) {
    this.read = once(make);
  }

  get(record: number): Value {
    const { whole, bytes, ends } = this.read();
    const end = ends[record];
    if (end === undefined) return null;
    const start = record === 0 ? 0 : ends[record - 1]!;
    return whole === null ? TEXTS.decode(bytes.subarray(start, end)) : whole.slice(start, end);
  }

  json(record: number): string {
    return JSON.stringify(this.get(record));
  }
}

function tailsOf(container: Container, { ints, steps }: HeadingOf<"numbered">): Float64Array {
  const tails = container.intsAtOnce(ints, new Float64Array(container.width(ints).count));
  if (steps) for (let i = 1; i < tails.length; i++) tails[i] = tails[i]! + tails[i - 1]!;
  return tails;
}

/** Texts that are one beginning and a number; `width` digits, or as many as it takes where that is 0. */
class NumberedColumn implements Column {
  readonly name: string;
  private readonly prefix: string;
  private readonly width: number;
  private readonly read: () => Float64Array;

  constructor({ name, prefix, width }: { name: string; prefix: string; width: number }, make: () => Float64Array) {
    this.name = name;
    this.prefix = prefix;
    this.width = width;
    this.read = once(make);
  }

  get(record: number): Value {
    const tail = this.read()[record];
    return tail === undefined ? null : this.prefix + String(tail).padStart(this.width, "0");
  }

  json(record: number): string {
    return JSON.stringify(this.get(record));
  }
}

interface Coded {
  dictionary: Dictionary;
  /** Each distinct value as JSON. */
  texts: string[];
}

function coded(container: Container, heading: HeadingOf<"coded">): Coded {
  const codes = container.codes(heading.codes);
  const found = JSON.parse(container.text(heading.values)) as (string | null)[];
  const texts = found.map((text) => (heading.json ? (text ?? "null") : JSON.stringify(text)));
  return { dictionary: { codes, values: heading.json ? texts.map(exactly) : found }, texts };
}

class CodedColumn implements Column {
  private readonly read: () => Coded;

  constructor(
    readonly name: string,
    make: () => Coded,
  ) {
    this.read = once(make);
  }

  get dictionary(): Dictionary {
    return this.read().dictionary;
  }

  get(record: number): Value {
    const { codes, values } = this.dictionary;
    const code = codes[record];
    return code === undefined ? null : (values[code] ?? null);
  }

  json(record: number): string {
    const { dictionary, texts } = this.read();
    const code = dictionary.codes[record];
    return code === undefined ? "null" : texts[code]!;
  }
}

/** A whole number that JavaScript would round stays the digits it was written with. */
function exactly(text: string): Value {
  const value = JSON.parse(text) as Value;
  return typeof value === "number" && WHOLE.test(text) && !Number.isSafeInteger(value) ? text : value;
}
