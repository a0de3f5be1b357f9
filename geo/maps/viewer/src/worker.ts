// Beside the page, in a worker: opens the records as they come and puts their shapes in place. It is told base64 of a gzip
// stream, piece by piece, then null. It answers that it runs; then with the early part of the records; then, once all has come and
// is whole, layer by layer with where the shapes lie, and that it is done; or with what was wrong.

import "./old.ts";
import { bytesOf } from "./data/base64.ts";
import { Container, gunzip } from "./data/container.ts";
import { placed } from "./data/placing.ts";
import type { Placed } from "./data/shapes.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<string | null>) => void;
  postMessage(message: unknown, moved?: Transferable[]): void;
};

/** The pieces as they come. */
async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const waiting: (string | null)[] = [];
  let wake = () => undefined as void;
  scope.onmessage = ({ data }) => {
    waiting.push(data);
    wake();
  };
  for (;;) {
    if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const piece = waiting.shift()!;
    if (piece === null) return;
    yield bytesOf(piece);
  }
}

async function work(): Promise<void> {
  let placing: Promise<Placed | null>[] = [];
  await Container.open(gunzip(pieces()), (early, filling) => {
    scope.postMessage({ early }, [early.buffer]);
    placing = placeAll(filling);
  });
  // Only now is it known that all is whole.
  for (const [layer, each] of placing.entries()) {
    const found = await each;
    if (found === null) continue;
    const arrays = Object.values(found).filter((array) => array !== null);
    scope.postMessage({ layer, placed: found }, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
  }
  scope.postMessage({ isDone: true });
}

/** Put the shapes of each layer in place, one after another, while the last of them are still to come. */
function placeAll(container: Container): Promise<Placed | null>[] {
  let before: Promise<unknown> = Promise.resolve();
  return container.heading.layers.map(({ shapes, types }) => {
    const mine = before.then(() => (shapes ? placed(container, shapes, container.raw(types!)) : null));
    mine.catch(() => undefined); // whoever opens the container is told
    before = mine;
    return mine;
  });
}

work().catch((fault: unknown) => scope.postMessage({ fault: String(fault) }));
scope.postMessage({ isRunning: true });
