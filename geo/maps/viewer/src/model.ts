// What a map page knows: layers of records, column by column. A record has no object of its own, because a million of
// them would not fit; it is a layer's number and a record's number, and everything about it is looked up by those two.
// Coordinates are lon, lat in degrees (WGS 84) everywhere.

import type { Geometry as GeoJsonGeometry } from "geojson";
import type { RecordKind } from "./kinds.ts";
import type { LandSettings } from "./land.ts";
import type { OwnClasses } from "./own.ts";

/** The name of a kind of record; see kinds.ts. */
export type Kind = string;

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export type GeometryType =
  | "Point"
  | "MultiPoint"
  | "LineString"
  | "MultiLineString"
  | "Polygon"
  | "MultiPolygon"
  | "GeometryCollection";

/** west, south, east, north in degrees; east is greater than 180 where a shape crosses the antimeridian. */
export type Bounds = [number, number, number, number];

export interface Dictionary {
  /** The distinct values; a missing value is null and is one of them. */
  values: Value[];
  /** The number in `values` of each record's value. */
  codes: Uint8Array | Uint16Array | Uint32Array;
}

export interface Column {
  readonly name: string;
  get(record: number): Value;
  /** The value as JSON text, exactly as recorded: a whole number beyond 2^53 keeps all its digits. */
  json(record: number): string;
  readonly dictionary?: Dictionary;
  /** NaN where missing. Made on first use. */
  readonly numbers?: Float64Array;
}

export interface Geometry {
  typeOf(record: number): GeometryType | null;
  toGeoJSON(record: number): GeoJsonGeometry | null;
  bounds(record: number): Bounds | null;
  /** A point to put a mark or a label on: inside a polygon wherever its bounds' middle is. */
  anchor(record: number): [number, number] | null;
}

/** A record without a usable position; `reason` is a catalogue key under `reason.`. */
export interface NotDrawn {
  record: number;
  reason: NotDrawnReason;
  /** The position as well-known text, when there was one. */
  entered?: string;
}

/** `no_area`: a polygon that encloses nothing. It is listed, and a mark stands at its place all the same. */
export type NotDrawnReason =
  | "no_position"
  | "empty"
  | "not_a_number"
  | "outside_the_world"
  | "too_near_a_pole"
  | "no_area"
  | "unknown_type";

export interface Layer {
  /** Its place in `MapData.layers`. */
  index: number;
  name: string;
  title: string;
  kind: Kind;
  /** How many records, drawn or not. */
  count: number;
  columns: Column[];
  column(name: string): Column | undefined;
  geometry: Geometry;
  notDrawn: NotDrawn[];
}

export interface RecordRef {
  layer: number;
  record: number;
}

/** Of when the records are, as ISO 8601 dates to the year, the month or the day; "" where not known. */
export interface DataDates {
  /** Of the newest record. */
  newest: string;
  /** Half of the bulk's dated records are of then or older; "" where most have no date. */
  middle: string;
  /** The year or month after `middle`, where the newest record is later. */
  olderThan: string;
  /** What the bulk is. */
  of: "hazards" | "records";
  /** How many of the bulk have no date, of how many. */
  undated: number;
  total: number;
}

/** What the page is told beside the records. */
export interface Settings {
  title: string;
  producer: string;
  hotline: string;
  /** The public key that the producer signs with; one that the page states is for comparing only. */
  signingKey: string;
  /** ISO 8601 dates; that of the data is as whoever made the map states it. */
  madeOn: string;
  dataDate: string;
  dates?: DataDates;
  language: string;
  languages: string[];
  catalogues: { [language: string]: { [key: string]: string } };
  fictitious: boolean;
  /** What is not shown of the records, where they were redacted: how many hazards, and the size of cells they grew to. */
  edition?: { label: string; hidden: number; cellsM: number; dissolved?: boolean } | null;
  /** How many changes that readers sent wait for a decision. */
  waiting?: number;
  /** How many records are new, changed and gone since a day. */
  since?: { date: string; new: number; changed: number; gone: number } | null;
  kinds: RecordKind[];
  layers: {
    name: string;
    title: string;
    kind: Kind;
    recorded: number;
    drawn: number;
    notDrawn: number;
    by?: OwnClasses | null;
    /** Records whose position is in doubt, and the code of what is wrong with it. */
    doubts?: [record: number, code: string][];
    /** What has lately become of records: new or changed since a day, or asked to be withdrawn. */
    lately?: [record: number, note: string][];
  }[];
  land?: LandSettings;
  /** "none" where neither borders of states nor of districts are to be drawn. */
  borders?: string;
  /** What the map's maker calls places of the ground, by the name they have otherwise: a text, or one by language. */
  names?: { [name: string]: string | { [language: string]: string } };
  sources: Value[];
  /** Whom to name for what the file has beside the built-in ground. */
  credits?: string[];
  onlineTiles: { [key: string]: Value } | null;
  /** Layers of folium beside the records: their titles, and the variables of the page that hold them. */
  others?: { title: string; names: string[] }[];
  /** For the editor, where the map carries it; see src/edit/desk.ts. */
  edit?: object | null;
  version: string;
  warnings: string[];
  [more: string]: unknown;
}

export interface MapData {
  layers: Layer[];
  settings: Settings;
}
