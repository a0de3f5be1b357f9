// A layer as GeoJSON (RFC 7946): attributes exactly as recorded and flat, one feature a line, coordinates to 1e-7 degree.

import type { Layer } from "../../model.ts";
import { flatColumns } from "./flat.ts";
import type { Notice } from "./notice.ts";

/** The format of the records in a file, as geo/geojson/writing.py has it. */
export const FORMAT = 2;

/** The text of a layer's file, in pieces: a million records do not fit one string. */
export function* geojson(layer: Layer, notice: Notice): Generator<string> {
  const columns = flatColumns(layer);
  const names = columns.map((column) => JSON.stringify(column.name));
  const reasons = new Map(layer.notDrawn.map((one) => [one.record, one]));
  const { edition } = notice;
  const zonemark = { format: FORMAT, kind: layer.kind, title: layer.title, ...(edition && { edition }) };
  const members = JSON.stringify({ name: layer.title, description: notice.text, zonemark }).slice(1, -1);
  const id = layer.column("id");
  yield `{"type":"FeatureCollection",${members},"features":[`;
  for (let record = 0; record < layer.count; record++) {
    const own = columns.map((column, at) => [names[at]!, column.json(record)]);
    const properties = withPosition(own, reasons.get(record)?.entered).map(([name, json]) => `${name}:${json}`);
    const geometry = JSON.stringify(layer.geometry.toGeoJSON(record), rounded);
    const member = id === undefined || id.get(record) === null ? "" : `,"id":${id.json(record)}`;
    yield `${record > 0 ? "," : ""}\n{"type":"Feature"${member},"properties":{${properties.join(",")}},"geometry":${geometry}}`;
  }
  yield "\n]}\n";
}

const POSITION = '"position_entered"';

/** What could not be placed keeps the position that was given, where the record does not say itself what was entered. */
function withPosition(own: string[][], given: string | undefined): string[][] {
  if (given === undefined || own.some(([name, json]) => name === POSITION && json !== "null")) return own;
  return [...own.filter(([name]) => name !== POSITION), [POSITION, JSON.stringify(given)]];
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1e7) / 1e7 : value;
}
