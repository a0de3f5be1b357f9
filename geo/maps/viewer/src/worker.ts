// Beside the page, in a worker: opens the records as they come and puts their shapes in place. It is told base64 of a gzip
// stream, piece by piece, then null. It answers that it runs; then with the early part of the records; then layer by layer
// with where the shapes lie, and that it is done; or with what was wrong.

import "./old.ts";
import { bytesOf, Container, gunzip } from "./data/container.ts";
import { placed } from "./data/shapes.ts";

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
  const container = await Container.open(gunzip(pieces()), (early) => scope.postMessage({ early }, [early.buffer]));
  for (const [layer, { shapes, types }] of container.heading.layers.entries()) {
    if (shapes === undefined) continue;
    const found = await placed(container, shapes, container.raw(types!));
    const arrays = Object.values(found).filter((array) => array !== null);
    scope.postMessage({ layer, placed: found }, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
  }
  scope.postMessage({ isDone: true });
}

work().catch((fault: unknown) => scope.postMessage({ fault: String(fault) }));
scope.postMessage({ isRunning: true });
