// The data blocks of a map file become layers. Nothing of them is ever markup: they arrive as base64 and leave as
// numbers and text.

import type { Kind, Layer, MapData, NotDrawn, NotDrawnReason, Settings } from "../model.ts";
import { column } from "./columns.ts";
import { Container, fromBase64, gunzip, type LayerHeading, unpack } from "./container.ts";
import { type RecordGeometry, noShapes, shapes } from "./shapes.ts";

/** A layer as the engine sees it: with its vertices as well. */
export interface DecodedLayer extends Layer {
  geometry: RecordGeometry;
}

/** Read the blocks `zm-data` and `zm-settings` of a page. Throws when one is missing or not whole. */
export async function decode(doc: Document): Promise<MapData> {
  const settings = JSON.parse(new TextDecoder().decode(await unpack(block(doc, "zm-settings")))) as Settings;
  const layers = await decodeLayers(fromBase64(block(doc, "zm-data")));
  performance.mark("zonemark:decoded");
  return { layers, settings };
}

/** Read the gzip container of layers from its bytes. */
export async function decodeLayers(packed: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<DecodedLayer[]> {
  const container = await Container.open(gunzip(packed));
  const layers: DecodedLayer[] = [];
  for (const heading of container.heading.layers) layers.push(await layer(container, heading, layers.length));
  return layers;
}

async function layer(container: Container, heading: LayerHeading, index: number): Promise<DecodedLayer> {
  const columns = [];
  for (const each of heading.columns) columns.push(await column(container, each));
  const byName = new Map(columns.map((each) => [each.name, each]));
  const listed =
    heading.notDrawn === undefined
      ? []
      : (JSON.parse(container.text(heading.notDrawn)) as [number, NotDrawnReason, string?][]);
  return {
    index,
    name: heading.name,
    title: heading.title,
    kind: heading.kind as Kind,
    count: heading.count,
    columns,
    column: (name) => byName.get(name),
    geometry: heading.shapes ? await shapes(container, heading.shapes) : noShapes(heading.count),
    notDrawn: listed.map(([record, reason, entered]): NotDrawn => ({ record, reason, ...(entered && { entered }) })),
  };
}

function block(doc: Document, id: string): string {
  const text = doc.getElementById(id)?.textContent;
  if (!text) throw new Error(`The block ${id} of this map is missing.`);
  return text;
}
