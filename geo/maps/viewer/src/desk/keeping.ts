// What is written anew keeps what a reader had open, where the focus was, and how far it was scrolled.

const STOPS = "a[href], button, input, select, textarea, summary";

export function keepingPlace(root: HTMLElement, scroller: Element, write: () => void): void {
  const folds = Array.from(root.querySelectorAll("details"), ({ open }) => open);
  const focused = Array.from(root.querySelectorAll(STOPS)).indexOf(document.activeElement as Element);
  const { scrollTop } = scroller;
  write();
  const now = root.querySelectorAll("details");
  if (now.length === folds.length) folds.forEach((open, at) => (now[at]!.open = open));
  const stop = focused < 0 ? undefined : root.querySelectorAll<HTMLElement>(STOPS)[focused];
  stop?.focus({ preventScroll: true });
  scroller.scrollTop = scrollTop;
}
