// What is written anew keeps what a reader had open, where the focus was, and how far it was scrolled.  What stands there
// before and afterwards is known again by the keys around it (`data-key`), and among those of one key by its number.

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

export function keepingPlace(root: HTMLElement, scroller: Element, write: () => void): void {
  const folds = places<HTMLDetailsElement>(root, "details");
  const open = new Map(Array.from(folds, ([place, fold]) => [place, fold.open]));
  const focused = Array.from(places(root, STOPS)).find(([, stop]) => stop === document.activeElement)?.[0];
  const { scrollTop } = scroller;
  write();
  for (const [place, fold] of places<HTMLDetailsElement>(root, "details")) fold.open = open.get(place) ?? fold.open;
  if (focused !== undefined) places(root, STOPS).get(focused)?.focus({ preventScroll: true });
  scroller.scrollTop = scrollTop;
}

/** What a selector finds, by the keys around each and its number among those with the same. */
function places<T extends HTMLElement>(root: HTMLElement, selector: string): Map<string, T> {
  const found = new Map<string, T>();
  const counts = new Map<string, number>();
  for (const one of root.querySelectorAll<T>(selector)) {
    const keys: string[] = [];
    for (let at: HTMLElement | null = one; at !== null && at !== root; at = at.parentElement) {
      if (at.dataset["key"] !== undefined) keys.push(at.dataset["key"]);
    }
    const key = JSON.stringify(keys);
    const number = counts.get(key) ?? 0;
    counts.set(key, number + 1);
    found.set(`${number} ${key}`, one);
  }
  return found;
}
