// A layer as KML 2.2 (OGC 07-147r2) for Google Earth and field devices: name, all attributes, the shape.

import type { Geometry, Position } from "geojson";
import type { Layer } from "../../model.ts";
import { nameOf } from "../card/facts.ts";
import { flatColumns } from "./flat.ts";
import { FICTITIOUS, type Notice } from "./notice.ts";

export function* kml(layer: Layer, language: string, notice: Notice): Generator<string> {
  const columns = flatColumns(layer);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n';
  yield `<name>${xml(layer.title)}</name>\n<description>${xml(notice.text)}</description>\n`;
  for (let record = 0; record < layer.count; record++) {
    const shape = layer.geometry.toGeoJSON(record);
    const data = columns
      .filter((column) => column.get(record) !== null)
      .map((column) => `<Data name="${xml(column.name)}"><value>${xml(String(column.get(record)))}</value></Data>`);
    const name = nameOf(layer, record, language) ?? "";
    yield `<Placemark><name>${xml(notice.fictitious ? `${FICTITIOUS} – ${name}` : name)}</name>`;
    yield `<ExtendedData>${data.join("")}</ExtendedData>${shape === null ? "" : kmlShape(shape)}</Placemark>\n`;
  }
  yield "</Document>\n</kml>\n";
}

/** Text as XML 1.0 can hold it: line ends as LF, U+FFFD for control characters and halves of characters. */
export function xmlText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(NOT_XML, "\ufffd");
}

// By code points, of which halves of characters are some only where they stand alone.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

/** The same, escaped for a text or an attribute. */
export function xml(text: string): string {
  return xmlText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function kmlShape(shape: Geometry): string {
  switch (shape.type) {
    case "Point":
      return `<Point>${places([shape.coordinates])}</Point>`;
    case "LineString":
      return `<LineString>${places(shape.coordinates)}</LineString>`;
    case "Polygon":
      return `<Polygon>${shape.coordinates.map(boundary).join("")}</Polygon>`;
    case "MultiPoint":
      return several(shape.coordinates.map((coordinates) => kmlShape({ type: "Point", coordinates })));
    case "MultiLineString":
      return several(shape.coordinates.map((coordinates) => kmlShape({ type: "LineString", coordinates })));
    case "MultiPolygon":
      return several(shape.coordinates.map((coordinates) => kmlShape({ type: "Polygon", coordinates })));
    case "GeometryCollection":
      return several(shape.geometries.map(kmlShape));
  }
}

function several(shapes: string[]): string {
  return `<MultiGeometry>${shapes.join("")}</MultiGeometry>`;
}

function boundary(ring: Position[], at: number): string {
  const name = at === 0 ? "outerBoundaryIs" : "innerBoundaryIs";
  return `<${name}><LinearRing>${places(ring)}</LinearRing></${name}>`;
}

function places(positions: Position[]): string {
  return `<coordinates>${positions.map(([lon, lat]) => `${round(lon!)},${round(lat!)}`).join(" ")}</coordinates>`;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
