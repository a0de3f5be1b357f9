// Layers that are coloured by a column of whoever drew them: which class each record is in, what a class is called and
// what it looks like. All of it comes with the settings; a class's key is `KIND/own/LAYER.CLASS`.

import type { Hatch, MarkShape, Style } from "./engine/draw/styles.ts";

interface OwnClass {
  fill: string;
  text?: string;
  low?: number;
  high?: number;
  digits?: number;
  other?: boolean;
  missing?: boolean;
  /** Of a layer of which nothing is known: it has a colour and a look only to be told from others. */
  unknown?: boolean;
  look?: number;
}

export interface OwnClasses {
  column: string;
  classes: OwnClass[];
  /** One letter a record, from "0" on; empty where all are in the first class. */
  codes: string;
}

interface Said {
  text(key: string): string;
  number(n: number, digits?: number): string;
}

const FIRST_LETTER = 48;
const SHAPES: MarkShape[] = ["circle", "square", "triangle", "diamond", "ring"];
const LINES: Hatch["lines"][] = [[], ["diagonal"], ["horizontal"], ["counter"], ["vertical"], ["dots"]];

let layers: (OwnClasses | null)[] = [];

/** Take in the classes of a map's layers, in their order. */
export function learnOwnClasses(ofLayers: readonly { by?: OwnClasses | null }[]): void {
  layers = ofLayers.map(({ by }) => by ?? null);
}

/** The classes of a layer and the class of each of its records; null for a layer with the symbols of its kind. */
export function ownClassesOf(layer: number, kind: string, count: number): { keys: string[]; codes: Uint8Array } | null {
  const own = layers[layer] ?? null;
  if (own === null) return null;
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) codes[i] = own.codes === "" ? 0 : own.codes.charCodeAt(i) - FIRST_LETTER;
  // Two digits, so that keys sort as the classes do.
  return { keys: own.classes.map((_, at) => `${kind}/own/${layer}.${String(at).padStart(2, "0")}`), codes };
}

/** The column that a layer is coloured by; empty for none. */
export function ownColumn(layer: number): string {
  return layers[layer]?.column ?? "";
}

function ownClass(place: string): { own: OwnClass; at: number; isRamp: boolean } {
  const [layer, at] = place.split(".").map(Number) as [number, number];
  const own = layers[layer]?.classes[at];
  if (own === undefined) throw new Error(`There is no class ${place}.`);
  return { own, at, isRamp: own.low !== undefined };
}

/** What a class is called: its value as recorded, or its range. */
export function ownWords(words: Said, place: string): string {
  const { own } = ownClass(place);
  if (own.unknown) return words.text("class.hazards/unknown/unknown");
  if (own.missing) return words.text("ui.not_recorded");
  if (own.other) return words.text("ui.other_values");
  if (own.low === undefined || own.high === undefined) return own.text ?? "";
  const [low, high] = [words.number(own.low, own.digits), words.number(own.high, own.digits)];
  return low === high ? low : `${low} – ${high}`;
}

/** A colour, and a pattern and a shape that tell it from the others without colour; a ramp is told by its shade. */
export function ownStyle(place: string): Style {
  const { own, at: number, isRamp } = ownClass(place);
  const at = own.look ?? number;
  const lines = isRamp || own.missing ? [] : LINES[at % LINES.length]!;
  return {
    fill: `${own.fill}66`,
    hatch: lines.length === 0 ? null : { lines, spacing: 9, width: lines[0] === "dots" ? 2 : 1.1, colour: own.fill },
    outline: {
      colour: own.fill,
      width: 1.6,
      dash: own.missing || own.unknown ? [3, 3] : [],
      casing: "#ffffff",
      cased: "line",
    },
    mark: isRamp || own.missing ? "circle" : SHAPES[at % SHAPES.length]!,
    markFill: own.fill,
    markEdge: isRamp ? "#173d75" : "#ffffff",
  };
}
