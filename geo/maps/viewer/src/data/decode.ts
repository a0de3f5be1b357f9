// The data blocks of a map file become layers. Nothing of them is ever markup: they arrive as base64 and leave as
// numbers and text.

import type { Layer, MapData, NotDrawn, NotDrawnReason, Settings } from "../model.ts";
import { kindOf, learnKinds } from "../kinds.ts";
import { learnDoubts } from "../doubt.ts";
import { learnLately } from "./lately.ts";
import { learnOwnClasses } from "../own.ts";
import { catalogues } from "./catalogues.ts";
import { column } from "./columns.ts";
import { Container, fromBase64, gunzip, type LayerHeading, type ShapesHeading, unpack } from "./container.ts";
import type { Reading } from "../reading.ts";
import { placed } from "./placing.ts";
import { noShapes, type Placed, RecordGeometry } from "./shapes.ts";

/** A layer as the engine sees it: with its vertices as well. */
export interface DecodedLayer extends Layer {
  geometry: RecordGeometry;
}

/** Layers whose shapes are known by type alone until `placed` settles. */
interface Read {
  layers: DecodedLayer[];
  placed: Promise<void>;
}

/** Read the blocks `zm-data` (several where there is much), `zm-settings` and `zm-words` of a page. Throws when one is missing or not
 * whole. `placed` settles when the shapes of all layers are there too. */
export async function decode(doc: Document): Promise<{ data: MapData; placed: Promise<void> }> {
  const settings = JSON.parse(new TextDecoder().decode(await unpack(block(doc, "zm-settings")))) as Settings;
  settings.catalogues = await catalogues(block(doc, "zm-words"));
  learnKinds(settings.kinds);
  learnOwnClasses(settings.layers);
  learnDoubts(settings.layers);
  learnLately(settings.layers);
  const { layers, placed } = await read(doc);
  performance.mark("zonemark:decoded");
  return { data: { layers, settings }, placed };
}

/** What reading.ts has opened meanwhile, or else the blocks. */
async function read(doc: Document): Promise<Read> {
  const reading = (globalThis as { zonemarkRecords?: Reading }).zonemarkRecords;
  const early = await reading?.early.catch(() => null);
  if (!reading || !early) return readAll(packed(doc));
  const container = Container.beginning(early);
  let whole: Promise<Container> | null = null;
  return place(container, layersOf(container), (index, shapes, types) =>
    reading
      .placed(index)
      .catch(async () => placed(await (whole ??= Container.open(gunzip(packed(doc)))), shapes, types)),
  );
}

async function* packed(doc: Document): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  block(doc, "zm-data");
  for (const { textContent } of doc.getElementsByClassName("zm-data")) yield* fromBase64(textContent ?? "");
}

async function readAll(packed: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Read> {
  let early: Uint8Array<ArrayBuffer>;
  const container = await Container.open(gunzip(packed), (bytes) => (early = bytes));
  const layers = layersOf(Container.beginning(early!)); // columns keep what they are read from, and not the shapes
  return place(container, layers, (_, shapes, types) => placed(container, shapes, types));
}

/** Read the gzip container of layers from its bytes. */
export async function decodeLayers(packed: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<DecodedLayer[]> {
  const { layers, placed } = await readAll(packed);
  await placed;
  return layers;
}

type Placing = (layer: number, shapes: ShapesHeading, types: Uint8Array) => Promise<Placed>;

function place(container: Container, layers: DecodedLayer[], of: Placing): Read {
  const all = async () => {
    for (const [index, { shapes }] of container.heading.layers.entries()) {
      const { geometry } = layers[index]!;
      if (shapes) geometry.place(await of(index, shapes, geometry.types));
    }
  };
  const placed = all();
  placed.catch(() => undefined); // whoever awaits it is told
  return { layers, placed };
}

const layersOf = (container: Container) =>
  container.heading.layers.map((heading, index) => layer(container, heading, index));

function layer(container: Container, heading: LayerHeading, index: number): DecodedLayer {
  const columns = heading.columns.map((each) => column(container, each));
  const byName = new Map(columns.map((each) => [each.name, each]));
  const listed =
    heading.notDrawn === undefined
      ? []
      : (JSON.parse(container.text(heading.notDrawn)) as [number, NotDrawnReason, string?][]);
  return {
    index,
    name: heading.name,
    title: heading.title,
    kind: kindOf(heading.kind).name,
    count: heading.count,
    columns,
    column: (name) => byName.get(name),
    geometry: heading.types === undefined ? noShapes(heading.count) : new RecordGeometry(container.raw(heading.types)),
    notDrawn: listed.map(([record, reason, entered]): NotDrawn => ({ record, reason, ...(entered && { entered }) })),
  };
}

function block(doc: Document, id: string): string {
  const text = doc.getElementById(id)?.textContent;
  if (!text) throw new Error(`The block ${id} of this map is missing.`);
  return text;
}
