// Long work is done in slices, so that the page answers a finger while a million zones are read or drawn.

const SLICE_MS = 24;
let waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** Let the browser handle input and paint, then go on. A message comes sooner than a timer, which browsers hold back. */
export function pause(): Promise<void> {
  if (channel === null) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const ready = waiting;
      waiting = [];
      for (const go of ready) go();
    };
    // Node keeps a program alive for an open port; the tests should end.
    (channel.port1 as unknown as { unref?: () => void }).unref?.();
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel!.port2.postMessage(null);
  });
}

/** Says when it is time to pause; ask it often, it is cheap. */
export class Slice {
  private end: number;
  constructor(private readonly length = SLICE_MS) {
    this.end = performance.now() + length;
  }

  over(): boolean {
    return performance.now() >= this.end;
  }

  async pause(): Promise<void> {
    await pause();
    this.end = performance.now() + this.length;
  }
}
