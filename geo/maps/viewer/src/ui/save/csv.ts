// A layer as CSV for spreadsheets: all columns, a position in degrees, and the shape as well-known text. The notice stands
// in the first line: a browser saves one file, and a text beside it would be lost.

import type { Geometry, Position } from "geojson";
import type { Layer } from "../../model.ts";
import { type Cell, flatColumns } from "./flat.ts";
import { FICTITIOUS, type Notice } from "./notice.ts";

export const BYTE_ORDER_MARK = "\ufeff"; // without it Excel reads other letters than those written

export function* csv(layer: Layer, notice: Notice): Generator<string> {
  const columns = flatColumns(layer);
  const names = columns.map((column) => column.name);
  const place = onlyPoints(layer) ? LON_LAT : WKT;
  const invented = notice.fictitious ? [FICTITIOUS] : [];
  yield BYTE_ORDER_MARK + csvLine([`# ${notice.text}`]);
  yield csvLine([...names, ...place.names, ...invented.map(() => "fictitious")].map(defused));
  for (let record = 0; record < layer.count; record++) {
    const shape = layer.geometry.toGeoJSON(record);
    yield line([
      ...columns.map((column) => cell(written(column.get(record)))),
      ...(shape === null ? place.names.map(() => "") : place.write(shape)),
      ...invented,
    ]);
  }
}

const WKT = { names: ["wkt"], write: (shape: Geometry) => [cell(wellKnownText(shape))] };
// What every spreadsheet and device understands, where it says all there is to say.
const LON_LAT = {
  names: ["longitude", "latitude"],
  write: (shape: Geometry) => (shape.type === "Point" ? pair(shape.coordinates).split(" ") : ["", ""]),
};

function onlyPoints(layer: Layer): boolean {
  const taken = layer.columns.some((column) => LON_LAT.names.includes(column.name));
  for (let record = 0; record < layer.count; record++) {
    const type = layer.geometry.typeOf(record);
    if (type !== null && type !== "Point") return false;
  }
  return !taken;
}

// What nobody sees before a sign hides none: geo/cells/formulas.py has the same, and both read one table of cases.
const FORMULA =
  /^(?:[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]|[\t\r\n])/;

/** A text that a spreadsheet would run as a formula, made harmless by an apostrophe; any other as it is. */
export function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function written(value: Cell): string {
  if (value === null) return "";
  return typeof value === "string" ? defused(value) : String(value);
}

function cell(text: string): string {
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row of texts, quoted where they must be. */
export function csvLine(texts: string[]): string {
  return line(texts.map(cell));
}

function line(cells: string[]): string {
  return `${cells.join(",")}\r\n`;
}

/** A shape as well-known text, lon before lat. */
export function wellKnownText(shape: Geometry): string {
  if (shape.type === "GeometryCollection") {
    return `GEOMETRYCOLLECTION (${shape.geometries.map(wellKnownText).join(", ")})`;
  }
  return `${shape.type.toUpperCase()} ${nested(shape.coordinates, shape.type === "Point" || shape.type === "MultiPoint")}`;
}

function nested(coordinates: unknown, points: boolean): string {
  const list = coordinates as unknown[];
  if (typeof list[0] === "number") return points ? `(${pair(list as Position)})` : pair(list as Position);
  return `(${list.map((one) => nested(one, points)).join(", ")})`;
}

function pair([lon, lat]: Position): string {
  return `${Math.round(lon! * 1e7) / 1e7} ${Math.round(lat! * 1e7) / 1e7}`;
}
