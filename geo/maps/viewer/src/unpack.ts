// Opens the block of the viewer and runs it. A browser that cannot decompress gets the means here, and the viewer has them
// from here too.

import { gunzipSync } from "fflate";
import { type Bytes, bytesOf } from "./data/base64.ts";
import { fromBase85 } from "./data/base85.ts";
import { crc32 } from "./data/seal.ts";
import type { Reading } from "./reading.ts";
import type { Guard } from "./ui/failure.ts";

/** What of this script the viewer and the page's own scripts use. */
export interface Unpacking {
  /** Decompress gzip; null where the browser does that by itself. */
  zonemarkInflate: ((packed: Bytes) => Bytes) | null;
  zonemarkFromBase85: (text: string) => Bytes;
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

/** Base 85 is shorter, base 64 sooner read: a file of many records has its program in that. */
const IN_BASE_64 = /^[A-Za-z0-9+/=]+$/;

async function unpacked(text: string): Promise<string> {
  const bytes = IN_BASE_64.test(text) ? bytesOf(text) : fromBase85(text);
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
  // To read the program keeps the page busy, and a worker that waits for the page waits with it.
  await Promise.race([page.zonemarkRecords?.begun, read]);
  document.head.append(program);
}

const page = window as unknown as Unpacking & { zonemarkGuard: Guard; zonemarkRecords?: Reading };
const read = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
const loading = document.getElementById("zm-loading"); // a sealed map has none before it is unlocked
page.zonemarkFromBase85 = fromBase85;
page.zonemarkInflate = typeof DecompressionStream === "function" ? null : inflate;
if (loading) loading.hidden = false;
page.zonemarkUnpacked = Promise.all([run(), read]);
