// The block of bytes that geo/maps/encode.py makes: base64 in the page, gzip inside, then a heading and sections.

import { type Bytes, bytesOf } from "./base64.ts";
import type { Unpacking } from "../unpack.ts";
import { pause, Slice } from "../engine/pause.ts";

const MAGIC = [0x5a, 0x4d, 0x41, 0x52, 0x4b, 0, 0, 1];
const TEXT_SLICE = 4 << 20; // characters of base64 turned into bytes at a time; a multiple of four

export type { Bytes };

/** The bytes that a base64 text stands for, a slice at a time. */
export async function* fromBase64(text: string): AsyncGenerator<Bytes> {
  const clean = /\s/.test(text.slice(0, 200) + text.slice(-200)) ? text.replace(/\s+/g, "") : text;
  for (let at = 0; at < clean.length; at += TEXT_SLICE) {
    if (at > 0) await pause();
    yield bytesOf(clean.slice(at, at + TEXT_SLICE));
  }
}

/** What a gzip stream holds, piece by piece, or all at once where the browser has no means of its own. Fails where a piece cannot
 * be had, as where the stream itself is at fault: a decompressor that is no longer fed would wait for ever. */
export async function* gunzip(packed: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const inflate = (globalThis as unknown as Partial<Unpacking>).zonemarkInflate;
  if (inflate) return yield inflate(await joined(packed));
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const feeding = (async () => {
    for await (const piece of packed) await writer.write(piece);
    await writer.close();
  })();
  const starved = feeding.then(() => new Promise<never>(() => undefined));
  starved.catch(() => undefined); // whoever reads is told
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), starved]);
    if (done) break;
    yield value as Bytes;
  }
  await feeding;
}

/** All of a base64 text's gzip content at once; for small blocks. */
export async function unpack(text: string): Promise<Bytes> {
  return joined(gunzip(fromBase64(text)));
}

/** All that gzip of some bytes holds. */
export async function unpackBytes(packed: Bytes): Promise<Bytes> {
  return joined(gunzip(onePiece(packed)));
}

async function* onePiece(bytes: Bytes): AsyncGenerator<Bytes> {
  yield bytes;
}

async function joined(pieces: AsyncIterable<Bytes>): Promise<Bytes> {
  const held: Bytes[] = [];
  let size = 0;
  for await (const piece of pieces) {
    held.push(piece);
    size += piece.length;
  }
  return join(held, size);
}

function join(pieces: Bytes[], size: number): Bytes {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export interface NumbersHeading {
  type: "numbers";
  missing?: number;
  ints?: number;
  decimals?: number;
  floats?: number;
}

export type ColumnHeading = { name: string } & (
  | NumbersHeading
  | { type: "coded"; json: boolean; codes: number; values: number }
  | { type: "text"; lengths: number; text: number }
  | { type: "numbered"; prefix: string; width: number; ints: number; steps: boolean }
);

export interface ShapesHeading {
  parts: number;
  members: number;
  rings: number;
  lengths: number;
  firstLon: number;
  firstLat: number;
  stepLon: number;
  stepLat: number;
  scales: number;
  heights?: NumbersHeading;
}

export interface LayerHeading {
  name: string;
  title: string;
  kind: string;
  count: number;
  columns: ColumnHeading[];
  /** The section of the records' types, where the layer has shapes. */
  types?: number;
  shapes?: ShapesHeading;
  notDrawn?: number;
}

interface Heading {
  version: number;
  layers: LayerHeading[];
  /** How many sections come before those of the shapes. */
  early: number;
  sections: [bytes: number, count: number, planes: number, signed: number][];
}

/** Where whole numbers lie: the byte `plane` of number `i` is at start + plane * count + i. */
export interface Folded {
  bytes: Uint8Array;
  start: number;
  count: number;
  planes: number;
  signed: boolean;
}

/** A container opened: its heading, and its sections as the kinds of number they are wanted in. */
export class Container {
  /** Where each section begins, and the end of the last. */
  private readonly starts: number[] = [];
  /** Up to where the bytes have come, and what waits for more of them. */
  private arrived = Infinity;
  private waiting: { end: number; go: () => void; fail: (fault: unknown) => void }[] = [];
  private readonly slice = new Slice();

  private constructor(
    private readonly bytes: Bytes,
    readonly heading: Heading,
    start: number,
    /** How many of the sections are there. */
    held = heading.sections.length,
  ) {
    this.starts.push(start);
    for (const [length] of heading.sections) this.starts.push((start += padded(length)));
    if (this.starts[held] !== bytes.length) throw new Error("The data of this map are not whole.");
  }

  /** Open the early part that `open` gave. */
  static beginning(bytes: Bytes): Container {
    const start = headingEnd(bytes);
    const heading = headingOf(bytes, start);
    return new Container(bytes, heading, start, heading.early);
  }

  /** Fill one buffer as the pieces come: the heading, which comes first, says how large it must be. `begun` is given all but
   * the shapes, for `beginning`, as soon as it is there, and the container that is being filled, whose sections may be read
   * as far as it `has` them; whether the rest is whole is not yet known then. */
  static async open(
    pieces: AsyncIterable<Bytes>,
    begun?: (early: Bytes, filling: Container) => void,
  ): Promise<Container> {
    const filling: { container: Container | null } = { container: null };
    try {
      return await Container.fill(pieces, filling, begun);
    } catch (fault) {
      for (const { fail } of filling.container?.waiting ?? []) fail(fault);
      throw fault;
    }
  }

  private static async fill(
    pieces: AsyncIterable<Bytes>,
    filling: { container: Container | null },
    begun?: (early: Bytes, filling: Container) => void,
  ): Promise<Container> {
    let whole: Bytes | null = null;
    let beginning: Bytes = new Uint8Array(0);
    let size = 0;
    let start = 0;
    let earlyEnd = Infinity;
    for await (const piece of pieces) {
      if (whole === null) {
        size += piece.length;
        beginning = join([beginning, piece], size);
        start = headingEnd(beginning);
        if (start < 0) continue;
        const heading = headingOf(beginning, start);
        const lengths = heading.sections.map(([length]) => padded(length));
        const end = (sections: number) => lengths.slice(0, sections).reduce((sum, length) => sum + length, start);
        whole = new Uint8Array(end(lengths.length));
        whole.set(beginning);
        earlyEnd = end(heading.early);
        filling.container = new Container(whole, heading, start);
      } else {
        if (size + piece.length > whole.length) throw new Error("The data of this map are longer than they say.");
        whole.set(piece, size);
        size += piece.length;
      }
      const container = filling.container!;
      container.reach(size);
      if (size < earlyEnd) continue;
      begun?.(whole.slice(0, earlyEnd), container);
      earlyEnd = Infinity;
    }
    if (filling.container === null || size !== whole?.length) throw new Error("The data of this map end too early.");
    return filling.container;
  }

  private reach(size: number): void {
    this.arrived = size;
    for (const { end, go } of this.waiting) if (end <= size) go();
    this.waiting = this.waiting.filter(({ end }) => end > size);
  }

  /** Settles when some sections are there; fails when they do not come. */
  async has(...sections: number[]): Promise<void> {
    const end = Math.max(...sections.map((section) => this.starts[section + 1]!));
    if (end > this.arrived) await new Promise<void>((go, fail) => this.waiting.push({ end, go, fail }));
  }

  /** The bytes of a section, copied, so that the container can be let go. */
  raw(section: number): Bytes {
    const start = this.starts[section]!;
    return this.bytes.slice(start, start + this.heading.sections[section]![0]);
  }

  text(section: number): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.raw(section));
  }

  floats(section: number): Float64Array {
    return new Float64Array(this.raw(section).buffer);
  }

  /** How many bytes wide the numbers of a section are, and whether there is a sign. */
  width(section: number): { planes: number; signed: boolean; count: number } {
    const [, count, planes, signed] = this.heading.sections[section]!;
    return { planes, signed: signed === 1, count };
  }

  /** The bytes of a section's numbers as they lie: plane after plane, with the sign folded into the lowest bit. */
  folded(section: number): Folded {
    return { bytes: this.bytes, start: this.starts[section]!, ...this.width(section) };
  }

  /** Numbers without a sign, as narrow as they come: codes and types. */
  codes(section: number): Uint8Array | Uint16Array | Uint32Array {
    const { planes, count } = this.width(section);
    if (planes === 1) return this.raw(section);
    return this.intsAtOnce(section, planes === 2 ? new Uint16Array(count) : new Uint32Array(count));
  }

  /** Some numbers of a section whose numbers take at most three bytes. */
  some(section: number, from: number, to: number): Int32Array {
    const { planes, signed, count } = this.width(section);
    const values = new Int32Array(to - from);
    readNarrow(this.bytes, this.starts[section]!, count, planes, signed, from, to, values, 0);
    return values;
  }

  /** Read whole numbers into an array that can hold them. */
  async ints<T extends Target>(section: number, into: T): Promise<T> {
    for (let from = 0; from < into.length; from += SLICE) {
      this.sliceOf(section, from, into);
      if (this.slice.over()) await this.slice.pause();
    }
    return into;
  }

  /** The same without pausing: for one number or so of each record. */
  intsAtOnce<T extends Target>(section: number, into: T): T {
    for (let from = 0; from < into.length; from += SLICE) this.sliceOf(section, from, into);
    return into;
  }

  private sliceOf(section: number, from: number, into: Target): void {
    const { planes, signed, count } = this.width(section);
    const to = Math.min(count, from + SLICE);
    const read = planes > 4 ? readWide : readNarrow;
    read(this.bytes, this.starts[section]!, count, planes, signed, from, to, into);
  }
}

/** A section ends at a multiple of eight bytes. */
const padded = (length: number) => Math.ceil(length / 8) * 8;

const SLICE = 1 << 18;
const RUN = 1 << 10;
const NUMBERS = new Int32Array(SLICE);
const UNSIGNED = new Uint32Array(NUMBERS.buffer);

type Target = Int32Array | Uint32Array | Uint16Array | Float64Array;

/** Read up to a slice of numbers of at most four bytes. They go by way of one array of one kind, since a loop that has
 * seen several kinds of array runs several times slower; copying between kinds is the browser's own work, and fast. */
function readNarrow(
  bytes: Uint8Array,
  start: number,
  count: number,
  planes: number,
  signed: boolean,
  from: number,
  to: number,
  into: Target,
  at = from,
): void {
  const length = to - from;
  const first = start + from;
  if (planes === 1 && !signed) return into.set(bytes.subarray(first, first + length), at);
  for (let done = 0; done < length; done += RUN)
    readRun(bytes, first, count, planes, signed, done, Math.min(length, done + RUN));
  into.set((signed ? NUMBERS : UNSIGNED).subarray(0, length), at);
}

// A browser makes a function that is called often fast sooner than one long loop.
function readRun(
  bytes: Uint8Array,
  first: number,
  count: number,
  planes: number,
  signed: boolean,
  from: number,
  to: number,
): void {
  const values = NUMBERS;
  for (let i = from, at = first + from; i < to; i++, at++) {
    let value = bytes[at]!;
    if (planes > 1) value |= bytes[at + count]! << 8;
    if (planes > 2) value |= bytes[at + 2 * count]! << 16;
    if (planes > 3) value |= bytes[at + 3 * count]! << 24;
    values[i] = signed ? (value >>> 1) ^ -(value & 1) : value;
  }
}

const unfolded = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/** Beyond 32 bits the operators for bits no longer serve. */
function readWide(
  bytes: Uint8Array,
  start: number,
  count: number,
  planes: number,
  signed: boolean,
  from: number,
  to: number,
  into: Target,
): void {
  for (let i = from; i < to; i++) {
    let value = 0;
    for (let plane = planes - 1; plane >= 0; plane--) value = value * 256 + bytes[start + plane * count + i]!;
    into[i] = signed ? unfolded(value) : value;
  }
}

function headingOf(bytes: Uint8Array, end: number): Heading {
  const heading = JSON.parse(new TextDecoder().decode(bytes.subarray(16, end))) as Heading;
  if (heading.version !== 1) throw new Error(`The data of this map have version ${heading.version}, not 1.`);
  return heading;
}

function headingEnd(bytes: Uint8Array): number {
  if (bytes.length < 16) return -1;
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new Error("The data of this map are not Zonemark's.");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  return bytes.length >= 16 + length ? 16 + length : -1;
}
