// What lies under the records beside the built-in world: the PMTiles file of a page, if it has one.

import type * as L from "leaflet";
import { fromBase64 } from "../../data/container.ts";
import type { Context } from "./symbols.ts";
import type { View } from "./trace.ts";

export interface Basemap {
  layer: L.GridLayer;
  /** Paint it for paper or a picture. */
  drawTo: (ctx: Context, view: View) => Promise<void>;
  /** Whose map it is, as text. */
  attribution: string;
}

type Open = (bytes: Uint8Array<ArrayBuffer>, language: string) => Promise<Basemap>;

/** Open the block `zm-basemap`; null where a page has none. The script that reads it is in the page only then. */
export async function readBasemap(doc: Document, language: string): Promise<Basemap | null> {
  const text = doc.getElementById("zm-basemap")?.textContent;
  if (!text) return null;
  const open = (window as unknown as { zonemarkBasemap?: Open }).zonemarkBasemap;
  if (!open) throw new Error("This map has a background file but not the script that draws it.");
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of fromBase64(text)) pieces.push(piece);
  return open(new Uint8Array(await new Blob(pieces).arrayBuffer()), language);
}
