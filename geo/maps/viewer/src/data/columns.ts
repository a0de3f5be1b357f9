// The columns of a layer: each value comes back as it was recorded, and none is made before someone asks for it.

import type { Column, Dictionary, Value } from "../model.ts";
import type { ColumnHeading, Container, NumbersHeading } from "./container.ts";

const WHOLE = /^-?\d+$/;

export async function column(container: Container, heading: ColumnHeading): Promise<Column> {
  if (heading.type === "numbers") return new NumberColumn(heading.name, await numbers(container, heading));
  if (heading.type === "text") {
    const lengths = await container.ints(heading.lengths, new Uint32Array(container.width(heading.lengths).count));
    return new TextColumn(heading.name, container.raw(heading.text), ends(lengths));
  }
  if (heading.type === "numbered") {
    const numbers = await container.ints(heading.ints, new Float64Array(container.width(heading.ints).count));
    if (heading.steps) for (let i = 1; i < numbers.length; i++) numbers[i] = numbers[i]! + numbers[i - 1]!;
    return new NumberedColumn(heading.name, heading.prefix, heading.width, numbers);
  }
  const codes = await container.codes(heading.codes);
  const texts = JSON.parse(container.text(heading.values)) as (string | null)[];
  return new CodedColumn(heading.name, codes, texts, heading.json);
}

/** Numbers, NaN where missing. A decimal came as a whole number; the division gives back its very 64 bits. */
export async function numbers(container: Container, heading: NumbersHeading): Promise<Float64Array> {
  if (heading.floats !== undefined) return container.floats(heading.floats);
  const section = heading.ints!;
  const values = await container.ints(section, new Float64Array(container.width(section).count));
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
  constructor(
    readonly name: string,
    readonly numbers: Float64Array,
  ) {}

  get(record: number): Value {
    const value = this.numbers[record];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  json(record: number): string {
    const value = this.get(record);
    if (Object.is(value, -0)) return "-0.0";
    return typeof value === "number" && !Number.isFinite(value) ? JSON.stringify(String(value)) : JSON.stringify(value);
  }
}

class TextColumn implements Column {
  private static readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  constructor(
    readonly name: string,
    private readonly bytes: Uint8Array,
    private readonly ends: Uint32Array,
  ) {}

  get(record: number): Value {
    const end = this.ends[record];
    if (end === undefined) return null;
    return TextColumn.decoder.decode(this.bytes.subarray(record === 0 ? 0 : this.ends[record - 1], end));
  }

  json(record: number): string {
    return JSON.stringify(this.get(record));
  }
}

/** Texts that are one beginning and a number; `width` digits, or as many as it takes where that is 0. */
class NumberedColumn implements Column {
  constructor(
    readonly name: string,
    private readonly prefix: string,
    private readonly width: number,
    private readonly tails: Float64Array,
  ) {}

  get(record: number): Value {
    const tail = this.tails[record];
    return tail === undefined ? null : this.prefix + String(tail).padStart(this.width, "0");
  }

  json(record: number): string {
    return JSON.stringify(this.get(record));
  }
}

class CodedColumn implements Column {
  readonly dictionary: Dictionary;
  private readonly texts: string[];
  constructor(
    readonly name: string,
    codes: Dictionary["codes"],
    texts: (string | null)[],
    areJson: boolean,
  ) {
    this.texts = areJson ? texts.map((text) => text ?? "null") : texts.map((text) => JSON.stringify(text));
    this.dictionary = { codes, values: areJson ? this.texts.map(exactly) : texts };
  }

  get(record: number): Value {
    const code = this.dictionary.codes[record];
    return code === undefined ? null : (this.dictionary.values[code] ?? null);
  }

  json(record: number): string {
    const code = this.dictionary.codes[record];
    return code === undefined ? "null" : this.texts[code]!;
  }
}

/** A whole number that JavaScript would round stays the digits it was written with. */
function exactly(text: string): Value {
  const value = JSON.parse(text) as Value;
  return typeof value === "number" && WHOLE.test(text) && !Number.isSafeInteger(value) ? text : value;
}
