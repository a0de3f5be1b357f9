// Long work is done in slices, so that the page answers a finger while a million zones are read or drawn.

const SLICE_MS = 24;
const SHOWN_MS = 500;
const LATEST_MS = 1000; // a page that never rests is checked all the same
let waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** Let the browser handle input and paint, then go on. A message comes sooner than a timer, which browsers hold back. */
export function pause(): Promise<void> {
  channel ??= listen(new MessageChannel());
  const { port1, port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    keepAwake(port1, true);
    port2.postMessage(null);
  });
}

/** Settles once the browser has shown what there is and has nothing else to do, or soon after. */
export function atRest(): Promise<void> {
  const idle = (then: () => void) =>
    globalThis.requestIdleCallback ? globalThis.requestIdleCallback(then, { timeout: LATEST_MS }) : then();
  return new Promise((resolve) => setTimeout(() => idle(resolve), SHOWN_MS));
}

function listen(made: MessageChannel): MessageChannel {
  made.port1.onmessage = () => {
    const ready = waiting;
    waiting = [];
    keepAwake(made.port1, false);
    for (const go of ready) go();
  };
  return made;
}

/** Node, where the tests run, ends a program that only waits for a message unless the port says otherwise. */
function keepAwake(port: MessagePort, awake: boolean): void {
  const { ref, unref } = port as unknown as { ref?: () => void; unref?: () => void };
  (awake ? ref : unref)?.call(port);
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
