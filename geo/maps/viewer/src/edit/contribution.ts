// What a reader has drawn and corrected, and its file: docs/pages/contributions.md has the format. A change that was saved
// is never altered; whoever thinks again makes a new one.

import type { Geometry } from "geojson";
import type { App } from "../ui/app.ts";
import type { Cell } from "../ui/save/flat.ts";
import { flatColumns, idOf } from "./kit.ts";
import { type Drawn, fromGeometry } from "./shapes.ts";

export type Op = "add" | "correct" | "cut" | "split" | "withdraw" | "note";
export type Values = { [field: string]: Cell };

export interface Change {
  id: string;
  op: Op;
  edition: string;
  layer: string;
  target: string;
  after: string[];
  set?: { [field: string]: [old: Cell, next: Cell] };
  geometry?: Geometry;
  radius_m?: number;
  entered?: string[];
  knife?: Geometry;
  text?: string;
  because?: string;
}

interface Edition {
  layers: { [name: string]: string };
}

interface Contribution {
  type: string;
  format: number;
  editions: { [id: string]: Edition };
  changes: Change[];
}

const TYPE = "zonemark-contribution";
const FORMAT = 1;
export const MOST_BYTES = 5_000_000;
export const MOST_CHANGES = 2000;
const OPS = ["add", "correct", "cut", "split", "withdraw", "note"];

/** The map that is open, as a contribution names it. */
function thisEdition({ data: { settings } }: App): { id: string; versions: Map<string, string>; told: object } {
  const text = document.getElementById("zm-manifest")?.textContent;
  const manifest = (text ? JSON.parse(text) : {}) as {
    edition?: string;
    layers?: { name: string; version?: string }[];
  };
  return {
    id: manifest.edition ?? "0".repeat(12),
    versions: new Map((manifest.layers ?? []).map(({ name, version }) => [name, version ?? ""])),
    told: {
      title: settings.title.slice(0, 300),
      made_on: settings.madeOn,
      redacted: !!settings.edition,
      profile: settings.edition?.label ?? "",
    },
  };
}

/** A random UUID; older browsers have no function for it. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The map's id for what is made now. */
export const editionId = (app: App) => thisEdition(app).id;

/** The text of a contribution's file. `earlier`: the editions of contributions that it goes on from. */
export function written(app: App, changes: Change[], earlier: { [id: string]: object }, maker: object): string {
  const { id, versions, told } = thisEdition(app);
  const own = new Set(changes.filter(({ edition }) => edition === id).map(({ layer }) => layer));
  const layers = Object.fromEntries(Array.from(own, (name) => [name, versions.get(name) ?? ""]));
  const used = new Set(changes.map(({ edition }) => edition));
  const kept = Object.entries(earlier).filter(([one]) => used.has(one));
  const before = (earlier[id] as Edition | undefined)?.layers;
  return JSON.stringify({
    type: TYPE,
    format: FORMAT,
    id: uuid(),
    made_on: `${new Date().toISOString().slice(0, 19)}Z`,
    language: app.words.language,
    program: `zonemark ${app.data.settings.version}`,
    maker,
    editions: {
      ...Object.fromEntries(kept),
      ...(own.size > 0 && { [id]: { ...told, layers: { ...before, ...layers } } }),
    },
    changes,
  });
}

/** Why a file is not taken: a key of the catalogue, and where in the file. */
export class Fault extends Error {
  constructor(
    key: string,
    readonly at: string | number = "",
  ) {
    super(key);
  }
}

/** The changes of a file; null for another file. Throws a Fault for one that is damaged, or that a newer program wrote. */
export function readContribution(file: string): Contribution | null {
  if (!file.includes(TYPE)) return null;
  const { type, format, editions, changes } = JSON.parse(file) as Contribution;
  if (type !== TYPE) return null;
  if (format !== FORMAT) throw new Fault("edit.why_newer");
  const isText = (value: unknown) => typeof value === "string";
  const isChange = (one: Change) =>
    [one.id, one.layer, one.target, one.edition].every(isText) && OPS.includes(one.op) && Array.isArray(one.after);
  if (!Array.isArray(changes) || typeof editions !== "object") throw new Fault("edit.why_damaged", "changes");
  if (changes.length > MOST_CHANGES) throw new Fault("edit.why_large");
  const wrong = changes.findIndex((one) => !isChange(one));
  if (wrong >= 0) throw new Fault("edit.why_damaged", `changes[${wrong}]`);
  return { type, format, editions, changes };
}

/** A record of the map or of the contribution. */
export interface Target {
  layer: number;
  id: string;
  /** Its number in the layer; none of one that was added. */
  record?: number;
}

const found = new Map<string, Target>();

export function recordOf(app: App, name: string, id: string): Target | null {
  const layer = app.layers.findIndex((one) => one.name === name);
  if (layer < 0) return null;
  const key = `${layer} ${id}`;
  if (!found.has(key)) {
    const own = app.layers[layer]!;
    let record = 0;
    while (record < own.count && idOf(own, record) !== id) record++;
    found.set(key, record < own.count ? { layer, id, record } : { layer, id });
  }
  return found.get(key)!;
}

/** What is known of a record once the changes are applied that can be applied here: knives cut at the merge only. */
export function known(
  app: App,
  { layer, id, record }: Target,
  changes: Change[],
): { values: Values; drawn: Drawn | null } {
  const own = app.layers[layer]!;
  const values: Values = {};
  let geometry: Geometry | null = null;
  let radius = 0;
  if (record !== undefined) {
    for (const column of flatColumns(own)) values[column.name] = column.get(record);
    geometry = own.geometry.toGeoJSON(record);
  }
  for (const one of changes) {
    if (one.target !== id || one.layer !== own.name) continue;
    for (const [field, [, next]] of Object.entries(one.set ?? {})) values[field] = next;
    if (one.geometry) [geometry, radius] = [one.geometry, one.radius_m ?? 0];
  }
  const drawn = geometry && fromGeometry(geometry, radius);
  return { values, drawn: drawn?.parts.length ? drawn : null };
}
