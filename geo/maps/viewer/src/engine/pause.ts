// Long work is done in slices, so that the page answers a finger while a million zones are read or drawn.

const SLICE_MS = 24;
/** Before the map is there nothing can be moved, and each pause lets the browser lay out and show what is half done. */
const OPENING_MS = 1000;
const SHOWN_MS = 500;
/** So much longer where nobody waits: each picture that is shown meanwhile takes its time too. */
const UNASKED_MS = 60;
const IDLE_MS = 300;
const LATEST_MS = 1000; // a page that never rests is checked all the same
let waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;
let isOpening = false;

/** Work at a stretch until the map is shown, or not: `whenShown` settles either way. */
export function openingUntil(whenShown: Promise<unknown>): void {
  isOpening = true;
  const end = () => (isOpening = false);
  whenShown.then(end, end);
}

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

/** Settles when the browser has nothing else to do, or soon: a finger on the page comes before what nobody waits for. */
export async function idle(latest_ms = IDLE_MS): Promise<void> {
  const ask = globalThis.requestIdleCallback;
  if (ask) await new Promise((resolve) => ask(resolve, { timeout: latest_ms }));
  else await pause();
}

/** Settles once the browser has shown what there is, has let a reader begin, and has nothing else to do, or soon after. */
export async function atRest(): Promise<void> {
  await onScreen();
  await after(SHOWN_MS);
  await idle(LATEST_MS);
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Settles when what there is now is on the screen, or soon: a page in the background has no frames. What follows holds up
 * no frame that has begun. */
export async function onScreen(): Promise<void> {
  const frame = globalThis.requestAnimationFrame;
  const shown = new Promise<void>((resolve) => frame?.(() => frame(() => resolve())));
  await Promise.race([shown, after(LATEST_MS)]);
  await pause();
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

/** Some browsers say whether a finger waits to be heard. */
const scheduling = (globalThis.navigator as { scheduling?: Scheduling } | undefined)?.scheduling;

interface Scheduling {
  isInputPending(options: { includeContinuous: boolean }): boolean;
}

/** Says when it is time to pause; ask it often, it is cheap. */
export class Slice {
  private end: number;
  constructor(private readonly length = SLICE_MS) {
    this.end = this.next();
  }

  private next(): number {
    return performance.now() + (isOpening ? OPENING_MS : this.length);
  }

  over(): boolean {
    const late = performance.now() - this.end;
    if (late < 0) return false;
    return late > UNASKED_MS || !scheduling || scheduling.isInputPending({ includeContinuous: true });
  }

  async pause(): Promise<void> {
    await pause();
    this.end = this.next();
  }
}
