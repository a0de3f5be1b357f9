// What the server understood of files before anything is added, and what was stated of them here.

import type { FeatureCollection, Geometry } from "geojson";
import type { Problem } from "../parts.ts";
import type { Doubt, Fault } from "../server.ts";

export interface Options {
  kind?: string;
  fields?: { [column: string]: string };
  crs?: string;
  sheet?: string;
  headings?: boolean | string[];
  encoding?: string;
  keep_personal?: boolean;
}

/** A file that was handed over, and what was stated of it. */
export interface Asked {
  upload: string;
  name: string;
  options: Options;
  layer?: string;
  by?: string;
}

export interface Row {
  row: number;
  cells: (string | null)[];
  id: string;
  geometry: Geometry | null;
}

export interface Understood {
  upload: string;
  name: string;
  /** The file that this one is a part of, of a shapefile or a form; then nothing else is told of it. */
  part_of?: string;
  error: Fault | null;
  kind: string;
  rows: number;
  placed: number;
  layer: string;
  by: string;
  options: Options;
  remembered: string;
  sheets: string[];
  facts: { [fact: string]: string };
  columns: { name: string; field: string; personal: boolean }[];
  first: Row[];
  features: FeatureCollection;
  features_of: number;
  problems: Problem[];
  counts: { [severity: string]: number };
}

export interface Changes {
  layer: string;
  title: string;
  is_new: boolean;
  added: number;
  changed: number;
  unchanged: number;
  vanished: number;
  returned: number;
  removed: number;
}

export interface Inspected {
  files: Understood[];
  changes: Changes[];
  doubts: Doubt[];
  error: Fault | null;
}

/** What the server is told of a file: its name it knows. */
export function sent({ upload, options, layer, by }: Asked): object {
  return { upload, options, ...(layer && { layer }), ...(by && { by }) };
}
