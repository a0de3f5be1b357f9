// Files of the reader's own, GeoJSON, KML, GPX or CSV, as records with a name, properties and a shape. They are read here
// only to be looked at beside the map; what is taken into a contribution is read again, strictly, at the merge.

import type { Geometry, Position } from "geojson";
import type { App } from "../ui/app.ts";
import { Fault } from "./contribution.ts";
import { positionIn } from "./kit.ts";

export interface Own {
  name: string;
  properties: { [name: string]: unknown };
  /** Null where it has no position that can be drawn. */
  geometry: Geometry | null;
}

const MOST = 20_000;

/** The records of a file. Throws a Fault that says what is wrong with it. */
export function readFile(app: App, text: string): Own[] {
  const start = text.trimStart()[0];
  const found =
    start === "{" || start === "[" ? ofGeoJson(JSON.parse(text)) : start === "<" ? ofXml(text) : ofCsv(app, text);
  if (found.length > MOST) throw new Fault("edit.why_large");
  for (const one of found) if (!isPlaced(one.geometry)) one.geometry = null;
  if (found.every(({ geometry }) => geometry === null)) throw new Fault("edit.why_no_position");
  return found;
}

function isPlaced(geometry: Geometry | null): boolean {
  if (!geometry) return false;
  if (geometry.type === "GeometryCollection")
    return geometry.geometries.length > 0 && geometry.geometries.every(isPlaced);
  const isSound = (nested: unknown): boolean => {
    if (!Array.isArray(nested) || nested.length === 0) return false;
    const [lon, lat] = nested as unknown[];
    if (Array.isArray(lon)) return nested.every(isSound);
    return (
      Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon as number) <= 180 && Math.abs(lat as number) <= 90
    );
  };
  const { type, coordinates } = geometry;
  const depth = { Point: 1, MultiPoint: 2, LineString: 2, MultiLineString: 3, Polygon: 3, MultiPolygon: 4 }[type];
  const depthOf = (nested: unknown): number => (Array.isArray(nested) ? 1 + depthOf(nested[0]) : 0);
  return depthOf(coordinates) === depth && isSound(coordinates);
}

function ofGeoJson(found: unknown): Own[] {
  const { type, features } = found as { type?: string; features?: unknown[] };
  const all = type === "FeatureCollection" ? features : type === "Feature" ? [found] : [{ geometry: found }];
  if (!Array.isArray(all)) throw new Fault("edit.why_unknown");
  return all.map((one) => {
    const { properties, geometry } = (one ?? {}) as Partial<Own>;
    const own = properties ?? {};
    return {
      name: String(own["name"] ?? own["title"] ?? own["id"] ?? ""),
      properties: own,
      geometry: geometry ?? null,
    };
  });
}

function ofXml(text: string): Own[] {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Fault("edit.why_damaged", "<!DOCTYPE");
  const page = new DOMParser().parseFromString(text, "text/xml");
  const wrong = page.getElementsByTagName("parsererror")[0];
  if (wrong) throw new Fault("edit.why_damaged", /\d+[^\n]*/.exec(wrong.textContent!)?.[0].slice(0, 80));
  const root = page.documentElement.localName;
  if (root === "kml") return all(page, "Placemark").map(ofPlacemark);
  if (root !== "gpx") throw new Fault("edit.why_unknown");
  const at = (point: Element): Position => [Number(point.getAttribute("lon")), Number(point.getAttribute("lat"))];
  const line = (of: Element, point: string): Position[] => all(of, point).map(at);
  return [...all(page, "wpt"), ...all(page, "rte"), ...all(page, "trk")].map((one) => ({
    ...named(one, ["desc", "cmt", "time", "type"]),
    geometry:
      one.localName === "wpt"
        ? { type: "Point", coordinates: at(one) }
        : one.localName === "rte"
          ? { type: "LineString", coordinates: line(one, "rtept") }
          : { type: "MultiLineString", coordinates: all(one, "trkseg").map((part) => line(part, "trkpt")) },
  }));
}

const all = (of: Element | Document, name: string) => Array.from(of.getElementsByTagNameNS("*", name));

/** The texts of an element's own children. */
function named(of: Element, names: string[]): { name: string; properties: Own["properties"] } {
  const own = (name: string) =>
    Array.from(of.children)
      .find((one) => one.localName === name)
      ?.textContent?.trim() ?? "";
  const told = names.map((name) => [name, own(name)]).filter(([, text]) => text !== "");
  return { name: own("name"), properties: Object.fromEntries(told) as Own["properties"] };
}

function ofPlacemark(mark: Element): Own {
  const told = named(mark, ["description"]);
  for (const one of [...all(mark, "Data"), ...all(mark, "SimpleData")])
    told.properties[one.getAttribute("name") ?? ""] = one.textContent!.trim();
  const line = (of: Element): Position[] =>
    all(of, "coordinates")
      .flatMap((one) => one.textContent!.trim().split(/\s+/))
      .map((position) => position.split(",").slice(0, 2).map(Number));
  const rings = (of: Element) => [...all(of, "outerBoundaryIs"), ...all(of, "innerBoundaryIs")].map(line);
  const geometries: Geometry[] = [
    ...all(mark, "Polygon").map((one): Geometry => ({ type: "Polygon", coordinates: rings(one) })),
    ...all(mark, "LineString").map((one): Geometry => ({ type: "LineString", coordinates: line(one) })),
    ...all(mark, "Point").map((one): Geometry => ({ type: "Point", coordinates: line(one)[0] ?? [] })),
  ];
  return {
    ...told,
    geometry: geometries.length > 1 ? { type: "GeometryCollection", geometries } : (geometries[0] ?? null),
  };
}

const LAT = /^(lat|breit|широт|enlik|enlem|خط العرض)|^y$/i;
const LON = /^(lon|lng|läng|долгот|uzunluq|boylam|خط الطول)|^x$/i;
const WRITTEN = /^(wkt|position|coord|koord|коорд|mgrs|utm|الإحداثيات)/i;

function ofCsv(app: App, text: string): Own[] {
  const rows = rowsOf(text);
  const find = (row: string[], what: RegExp) => row.findIndex((one) => what.test(one.trim()));
  const at = rows
    .slice(0, 20)
    .findIndex((row) => find(row, WRITTEN) >= 0 || (find(row, LAT) >= 0 && find(row, LON) >= 0));
  if (at < 0) throw new Fault("edit.why_unknown");
  const heads = rows[at]!;
  const [lat, lon, written] = [LAT, LON, WRITTEN].map((what) => find(heads, what)) as [number, number, number];
  return rows.slice(at + 1).map((row) => {
    const properties = Object.fromEntries(heads.map((head, column) => [head, row[column] ?? ""]));
    const told = lat >= 0 && lon >= 0 ? `${row[lat]} ${row[lon]}` : (row[written] ?? "");
    return { name: properties["name"] || properties["id"] || "", properties, geometry: placeOf(app, told) };
  });
}

function placeOf(app: App, text: string): Geometry | null {
  const shape = /^\s*(?:SRID=4326;)?(MULTI)?(POINT|LINESTRING|POLYGON)\s*(\(.*\))\s*$/i.exec(text);
  if (shape) return ofWellKnownText(!!shape[1], shape[2]!.toUpperCase(), shape[3]!);
  const found = positionIn(app, text);
  return "problem" in found ? null : { type: "Point", coordinates: [found.lon, found.lat] };
}

function ofWellKnownText(isMulti: boolean, name: string, body: string): Geometry | null {
  const json = body
    .replace(/(-?[\d.]+)\s+(-?[\d.]+)[^,)]*/g, "[$1,$2]")
    .replace(/\(/g, "[")
    .replace(/\)/g, "]");
  const form = { POINT: "Point", LINESTRING: "LineString", POLYGON: "Polygon" }[name]!;
  try {
    const nested = JSON.parse(json) as unknown[];
    const coordinates =
      form !== "Point" ? nested : isMulti ? nested.map((one) => (one as unknown[][]).flat()) : nested[0];
    return { type: isMulti ? `Multi${form}` : form, coordinates } as Geometry;
  } catch {
    return null;
  }
}

/** The cells of a text table: what separates them is what its first lines have most of; quotes hold cells together. */
function rowsOf(text: string): string[][] {
  const start = text.slice(0, 2000);
  const count = (sign: string) => start.split(sign).length;
  const sign = [";", "\t", ","].sort((a, b) => count(b) - count(a))[0]!;
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${sign}\\r\\n]*))(${sign}|\\r?\\n|\\r|$)`, "y");
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Fault("edit.why_damaged", rows.length + 1);
    row.push(found[1]?.replace(/""/g, '"') ?? found[2]!);
    if (found[3] === sign) continue;
    if (row.some((one) => one !== "")) rows.push(row);
    row = [];
  }
  return rows;
}
