// A background from one PMTiles file inside the page, vector or raster. It is a script of its own, put only into pages
// that have such a file. The file is untrusted like any other: nothing of it becomes markup, and what it says of its
// origin is shown as text.

import { namedFlavor } from "@protomaps/basemaps";
import type * as L from "leaflet";
import { PMTiles, type RangeResponse, type Source, TileType } from "pmtiles";
import {
  type Feature,
  GeomType,
  labelRules,
  leafletLayer,
  type LeafletLayerOptions,
  LineSymbolizer,
  type PaintRule,
  paintRules,
  PolygonSymbolizer,
  Static,
} from "protomaps-leaflet";
import type { Basemap } from "./engine/draw/background.ts";
import { latOf, lonOf } from "./engine/mercator.ts";
import { CanvasTiles } from "./engine/draw/tiles.ts";
import type { Context } from "./engine/draw/symbols.ts";
import type { View } from "./engine/draw/trace.ts";

const PANE = "zm-basemap";
// Layers of the basemap schema that protomaps draws; other schemas have one of these names too, but not both.
const KNOWN = ["earth", "roads"];
const OPENSTREETMAP = "© OpenStreetMap contributors"; // of whose data all files of that schema are made

/** The file in memory, read from by offset and length. */
class Embedded implements Source {
  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  getKey(): string {
    return "zm-basemap";
  }

  getBytes(offset: number, length: number): Promise<RangeResponse> {
    return Promise.resolve({ data: this.bytes.buffer.slice(offset, offset + length) });
  }
}

/** Open the file of a page. Throws if it is no PMTiles. */
export async function openBasemap(bytes: Uint8Array<ArrayBuffer>, language: string): Promise<Basemap> {
  const archive = new PMTiles(new Embedded(bytes));
  const header = await archive.getHeader();
  const metadata = ((await archive.getMetadata()) ?? {}) as {
    attribution?: unknown;
    vector_layers?: { id?: unknown }[];
  };
  let attribution = typeof metadata.attribution === "string" ? textOf(metadata.attribution) : "";
  if (header.tileType !== TileType.Mvt) return raster(archive, header.minZoom, header.maxZoom, attribution);
  const layers = (metadata.vector_layers ?? []).map((layer) => String(layer.id));
  if (attribution === "" && KNOWN.every((name) => layers.includes(name))) attribution = OPENSTREETMAP;
  return vector(archive, header.maxZoom, layers, language, attribution);
}

/** The words of an attribution that may be written in HTML; the parser's document is inert. */
function textOf(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent?.trim() ?? "";
}

// Grey, because red and orange are hazards; water as on the built-in background.
function flavor() {
  return { ...namedFlavor("grayscale"), earth: "#f1eee7", water: "#dfe7ec", background: "#f1eee7" };
}

function vector(
  archive: PMTiles,
  maxDataZoom: number,
  layers: string[],
  language: string,
  attribution: string,
): Basemap {
  const isKnown = KNOWN.every((name) => layers.includes(name));
  const rules = isKnown ? paintRules(flavor()) : plainRules(layers);
  const labels = isKnown ? labelRules(flavor(), language) : [];
  // protomaps-leaflet brings its own copy of the type, which is the same but in name.
  const url = archive as unknown as NonNullable<LeafletLayerOptions["url"]>;
  const options = { url, maxDataZoom, paintRules: rules, labelRules: labels };
  const layer = leafletLayer({ ...options, pane: PANE, attribution: "", maxZoom: 22 }) as unknown as L.GridLayer;
  const sheet = new Static(options);
  const drawTo = async (ctx: Context, view: View) => {
    const [x, y] = [(view.x0 + view.width / 2) / view.size, (view.y0 + view.height / 2) / view.size];
    const centre = { x: lonOf(x), y: latOf(y) } as Parameters<Static["drawContext"]>[3];
    ctx.save();
    await sheet.drawContext(ctx, view.width, view.height, centre, Math.log2(view.size / 256));
    ctx.restore();
  };
  return { layer, drawTo, attribution };
}

/** For a file of another schema: its areas, lines and no names, in greys. */
function plainRules(layers: string[]): PaintRule[] {
  const is = (type: GeomType) => (_zoom: number, feature: Feature) => feature.geomType === type;
  const isWater = (name: string) => /water|ocean|sea|lake|river/i.test(name);
  const areas = layers.map((name) => ({
    dataLayer: name,
    symbolizer: new PolygonSymbolizer({ fill: isWater(name) ? "#dfe7ec" : "#e7e3da", stroke: "#c9c3b8", width: 0.8 }),
    filter: is(GeomType.Polygon),
  }));
  const lines = layers.map((name) => ({
    dataLayer: name,
    symbolizer: new LineSymbolizer({ color: isWater(name) ? "#b9cbd6" : "#a9a39a", width: 1 }),
    filter: is(GeomType.Line),
  }));
  return [...areas, ...lines];
}

function raster(archive: PMTiles, minZoom: number, maxZoom: number, attribution: string): Basemap {
  const kept = new Map<string, Promise<ImageBitmap | null>>();
  const tile = (z: number, x: number, y: number) => {
    const key = `${z}/${x}/${y}`;
    let found = kept.get(key);
    if (!found) {
      found = picture(archive, z, x, y);
      kept.set(key, found);
      if (kept.size > 256) kept.delete(kept.keys().next().value!);
    }
    return found;
  };
  const drawTo = async (ctx: Context, view: View, stopped = () => false) => {
    const z = Math.max(minZoom, Math.min(maxZoom, Math.round(Math.log2(view.size / 256))));
    const count = 2 ** z;
    const side = view.size / count;
    for (let x = Math.floor(view.x0 / side); x * side < view.x0 + view.width; x++) {
      for (let y = Math.max(0, Math.floor(view.y0 / side)); y < count && y * side < view.y0 + view.height; y++) {
        const image = await tile(z, ((x % count) + count) % count, y);
        if (stopped()) return;
        if (image) ctx.drawImage(image, x * side - view.x0, y * side - view.y0, side, side);
      }
    }
  };
  const layer = new CanvasTiles((ctx, view, _slice, stopped) => drawTo(ctx, view, stopped), {
    pane: PANE,
    maxZoom: 22,
  });
  return { layer, drawTo, attribution };
}

async function picture(archive: PMTiles, z: number, x: number, y: number): Promise<ImageBitmap | null> {
  const found = await archive.getZxy(z, x, y);
  return found ? createImageBitmap(new Blob([found.data])) : null;
}

(window as unknown as { zonemarkBasemap: typeof openBasemap }).zonemarkBasemap = openBasemap;
