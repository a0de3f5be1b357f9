// Runs before the records of a large map are there: has a worker open them, beside the page, while the rest of the file
// is still being read. The viewer asks for the result; where there is none it opens the records itself.

import type { Placed } from "./data/shapes.ts";

/** The text of worker.ts, put here by build.mjs. */
declare const WORKER: string;

const SILENT_MS = 3000; // a browser that forbids workers to files need not say so

type Bytes = Uint8Array<ArrayBuffer>;

/** What the viewer finds as `window.zonemarkRecords`. */
export interface Reading {
  /** Settles when the worker has begun, or none will. A browser hands it nothing before it has been told so, in the page. */
  begun: Promise<unknown>;
  /** Everything but the shapes; fails where no worker runs or the records are not whole. */
  early: Promise<Bytes>;
  /** Where the shapes of a layer lie. */
  placed(layer: number): Promise<Placed>;
}

interface Answer {
  early?: Bytes;
  layer?: number;
  placed?: Placed;
  fault?: string;
  isDone?: boolean;
}

/** A promise, and how to settle it. */
class Awaited<T> {
  resolve!: (value: T) => void;
  reject!: (fault: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => Object.assign(this, { resolve, reject }));

  constructor() {
    this.promise.catch(() => undefined); // whoever asks is told
  }
}

function reading(): Reading {
  const code = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(code);
  const begun = new Awaited<void>();
  const early = new Awaited<Bytes>();
  const layers = new Map<number, Awaited<Placed>>();
  const layer = (index: number) => {
    if (!layers.has(index)) layers.set(index, new Awaited());
    return layers.get(index)!;
  };
  let fault: Error | null = null;
  const fail = (text: string) => {
    fault = new Error(text);
    begun.resolve();
    for (const each of [early, ...layers.values()]) each.reject(fault);
    worker.terminate();
  };
  const silent = setTimeout(() => fail("No worker runs."), SILENT_MS);
  worker.onerror = () => fail("The worker has failed.");
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    clearTimeout(silent);
    setTimeout(begun.resolve); // the browser hands it what waits after this
    URL.revokeObjectURL(code);
    if (data.early) early.resolve(data.early);
    if (data.placed) layer(data.layer!).resolve(data.placed);
    if (data.fault) fail(data.fault);
    if (data.isDone) worker.terminate();
  };
  feed(worker);
  return {
    begun: begun.promise,
    early: early.promise,
    placed: (index) => (fault ? Promise.reject(fault) : layer(index).promise),
  };
}

/** Hand over each block once it is whole. The page says so after each, by `_NEXT` of geo/maps/page/page.py: of
 * its own accord a browser would tell of all of them at the end. */
function feed(worker: Worker): void {
  const blocks = document.getElementsByClassName("zm-data");
  let next = 0;
  page.zonemarkNext = () => {
    while (next < blocks.length) worker.postMessage(blocks[next++]!.textContent);
  };
  const end = () => {
    page.zonemarkNext();
    page.zonemarkNext = () => undefined;
    worker.postMessage(null);
  };
  if (document.readyState !== "loading") return end(); // a sealed map, unlocked
  addEventListener("DOMContentLoaded", end, { capture: true }); // before the viewer, which is busy for long
}

const page = window as unknown as { zonemarkNext: () => void; zonemarkRecords?: Reading };
page.zonemarkNext = () => undefined;
try {
  page.zonemarkRecords = reading();
} catch {
  // No workers here.
}
