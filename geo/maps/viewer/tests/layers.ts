// Layers made by hand, for tests of what the interface does with them.

import { readFileSync } from "node:fs";
import type { Geometry as Shape } from "geojson";
import "./kinds.ts";
import type { Column, Kind, Layer, NotDrawn, Value } from "../src/model.ts";
import { type Catalogue, Words } from "../src/ui/words.ts";

const FOLDER = (globalThis as unknown as { viewerFolder: string }).viewerFolder;

function columnOf(name: string, values: Value[], coded: boolean): Column {
  const column = {
    name,
    get: (record: number) => values[record] ?? null,
    json: (record: number) => JSON.stringify(values[record] ?? null),
  };
  if (!coded) return column;
  const texts = values.map((value) => JSON.stringify(value ?? null));
  const distinct = [...new Set(texts)];
  const codes = Uint8Array.from(texts, (text) => distinct.indexOf(text));
  return { ...column, dictionary: { values: distinct.map((text) => JSON.parse(text) as Value), codes } };
}

export interface Made {
  kind?: Kind;
  index?: number;
  coded?: boolean;
  shapes?: (Shape | null)[];
  notDrawn?: NotDrawn[];
}

/** A layer of columns; `coded`: as the page holds values that repeat. */
export function layerOf(values: { [column: string]: Value[] }, made: Made = {}): Layer {
  const { kind = "hazards", index = 0, coded = false, shapes = [], notDrawn = [] } = made;
  const count = Math.max(shapes.length, ...Object.values(values).map((column) => column.length));
  const columns = Object.entries(values).map(([name, column]) => columnOf(name, column, coded));
  const shape = (record: number) => shapes[record] ?? null;
  const anchor = (record: number): [number, number] | null => {
    const one = shape(record);
    return one?.type === "Point" ? [one.coordinates[0]!, one.coordinates[1]!] : null;
  };
  return {
    index,
    name: `layer${index}`,
    title: `Layer ${index}`,
    kind,
    count,
    columns,
    column: (name) => columns.find((column) => column.name === name),
    geometry: {
      typeOf: (record) => shape(record)?.type ?? null,
      toGeoJSON: shape,
      bounds: () => null,
      anchor,
    },
    notDrawn,
  };
}

export function catalogue(language: string): Catalogue {
  return JSON.parse(readFileSync(`${FOLDER}/../languages/${language}.json`, "utf8")) as Catalogue;
}

export function wordsIn(language: string): Words {
  return new Words({ en: catalogue("en"), [language]: catalogue(language) }, language);
}
