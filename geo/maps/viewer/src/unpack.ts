// Opens the block of the viewer and runs it. A browser that cannot decompress gets the means here, and the viewer has them
// from here too.

import { gunzipSync } from "fflate";
import { crc32 } from "./data/seal.ts";
import type { Guard } from "./ui/failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What of this script the viewer and the page's own scripts use. */
export interface Unpacking {
  /** Decompress gzip; null where the browser does that by itself. */
  zonemarkInflate: ((packed: Bytes) => Bytes) | null;
  /** Settles once the viewer has run and the page has been read. */
  zonemarkUnpacked: Promise<unknown>;
}

function inflate(packed: Bytes): Bytes {
  const bytes = gunzipSync(packed);
  const { buffer, byteOffset, length } = packed;
  const trailer = new DataView(buffer, byteOffset + length - 8);
  if (trailer.getUint32(0, true) !== crc32(bytes) || trailer.getUint32(4, true) !== bytes.length)
    throw new Error("What was packed is damaged.");
  return bytes;
}

function bytesOf(base64: string): Bytes {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Bytes }).fromBase64;
  return native ? native.call(Uint8Array, base64) : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function unpacked(base64: string): Promise<string> {
  const bytes = bytesOf(base64);
  if (page.zonemarkInflate) return new TextDecoder().decode(page.zonemarkInflate(bytes));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function run(): Promise<void> {
  const block = document.getElementById("zm-viewer");
  if (block === null) return; // a page with other folium objects has the viewer as it is
  const program = document.createElement("script");
  program.textContent = await unpacked(block.textContent!).catch((fault) => {
    page.zonemarkGuard.fail("damaged");
    throw fault;
  });
  document.head.append(program);
}

const page = window as unknown as Unpacking & { zonemarkGuard: Guard };
const read = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
const loading = document.getElementById("zm-loading"); // a sealed map has none before it is unlocked
page.zonemarkInflate = typeof DecompressionStream === "function" ? null : inflate;
if (loading) loading.hidden = false;
page.zonemarkUnpacked = Promise.all([run(), read]);
