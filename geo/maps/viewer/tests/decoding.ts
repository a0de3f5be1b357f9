// Decodes a container of encode.py and writes what the page would know, as JSON: for the round trip that Python tests.
import { readFileSync } from "node:fs";
import "./kinds.ts";
import { decodeLayers } from "../src/data/decode.ts";

async function* pieces(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(readFileSync(path));
  for (let at = 0; at < whole.length; at += 1000) yield whole.slice(at, at + 1000);
}

async function read(path: string) {
  const layers = await decodeLayers(pieces(path));
  return layers.map((layer) => {
    const records = Array.from({ length: layer.count }, (_, record) => record);
    return {
      name: layer.name,
      title: layer.title,
      kind: layer.kind,
      count: layer.count,
      columns: layer.columns.map((column) => [
        column.name,
        records.map((record) => column.json(record)),
        records.map((record) => column.get(record)),
      ]),
      geometries: records.map((record) => layer.geometry.toGeoJSON(record)),
      bounds: records.map((record) => layer.geometry.bounds(record)),
      anchors: records.map((record) => layer.geometry.anchor(record)),
      notDrawn: layer.notDrawn,
    };
  });
}

process.stdout.write(JSON.stringify(await read(process.argv[2]!)));
