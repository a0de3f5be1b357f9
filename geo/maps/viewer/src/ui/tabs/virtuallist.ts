// A list that makes elements only for what is seen, so that it can hold a million rows. One row can be reached by Tab;
// the arrow keys, Home, End, Page Up and Page Down go on from there. A screen reader is told each row's place in the whole.

import { el } from "../dom.ts";

/** Browsers draw nothing beyond some 16 million pixels; a longer list is scrolled in proportion. */
const TALLEST_PX = 8_000_000;

export interface ListRow {
  /** Fill a row's element. */
  (element: HTMLElement, at: number): void;
}

export class VirtualList {
  readonly root = el("div", { class: "zm-list" });
  private readonly rowsBox = el("div", { class: "zm-listrows", role: "list" });
  private readonly spacer = el("div", { class: "zm-listspace" }, this.rowsBox);
  private count = 0;
  private active = 0;
  private readonly rows = new Map<number, HTMLElement>();

  constructor(
    private readonly rowHeight: number,
    private readonly write: ListRow,
    private readonly choose: (at: number) => void,
  ) {
    this.root.append(this.spacer);
    this.root.addEventListener("scroll", () => this.draw());
    this.root.addEventListener("keydown", (event) => this.keys(event));
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  set label(text: string) {
    this.rowsBox.setAttribute("aria-label", text);
  }

  /** Show `count` rows, written anew. */
  show(count: number): void {
    this.count = count;
    this.active = Math.min(this.active, Math.max(0, count - 1));
    this.spacer.style.blockSize = `${this.height}px`;
    this.clear();
    this.draw();
  }

  private get full(): number {
    return this.count * this.rowHeight;
  }

  private get height(): number {
    return Math.min(this.full, TALLEST_PX);
  }

  /** The distance in the whole list that the scroll position stands for. */
  private get offset(): number {
    const view = this.root.clientHeight;
    if (this.full <= TALLEST_PX) return this.root.scrollTop;
    return (this.root.scrollTop / Math.max(1, this.height - view)) * (this.full - view);
  }

  private set offset(px: number) {
    const view = this.root.clientHeight;
    const part = this.full <= TALLEST_PX ? 1 : (this.height - view) / Math.max(1, this.full - view);
    this.root.scrollTop = px * part;
  }

  private clear(): void {
    this.rows.clear();
    this.rowsBox.replaceChildren();
  }

  private draw(): void {
    const view = this.root.clientHeight;
    if (view === 0) return;
    const offset = this.offset;
    const first = Math.max(0, Math.floor(offset / this.rowHeight) - 3);
    const last = Math.min(this.count - 1, Math.ceil((offset + view) / this.rowHeight) + 3);
    for (const [at, row] of this.rows) {
      if (at >= first && at <= last) continue;
      row.remove();
      this.rows.delete(at);
    }
    for (let at = first; at <= last; at++) {
      const row = this.rows.get(at) ?? this.make(at);
      row.style.insetBlockStart = `${this.root.scrollTop - offset + at * this.rowHeight}px`;
    }
  }

  private make(at: number): HTMLElement {
    const button = el("button", { type: "button", class: "zm-listbutton", on: { click: () => this.choose(at) } });
    button.tabIndex = at === this.active ? 0 : -1;
    this.write(button, at);
    const row = el(
      "div",
      { class: "zm-listrow", role: "listitem", "aria-setsize": this.count, "aria-posinset": at + 1 },
      button,
    );
    row.style.blockSize = `${this.rowHeight}px`;
    this.rows.set(at, row);
    const after = [...this.rowsBox.children].find((other) => Number(other.getAttribute("aria-posinset")) > at + 1);
    this.rowsBox.insertBefore(row, after ?? null);
    return row;
  }

  private keys(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.rowHeight) - 1);
    const to: { [key: string]: number } = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.count - 1,
    };
    if (!Object.hasOwn(to, event.key) || this.count === 0) return;
    event.preventDefault();
    this.moveTo(Math.max(0, Math.min(this.count - 1, to[event.key]!)));
  }

  private moveTo(at: number): void {
    const before = this.rows.get(this.active)?.querySelector("button");
    if (before) before.tabIndex = -1;
    this.active = at;
    const top = at * this.rowHeight;
    const view = this.root.clientHeight;
    if (top < this.offset) this.offset = top;
    else if (top + this.rowHeight > this.offset + view) this.offset = top + this.rowHeight - view;
    this.draw();
    const button = this.rows.get(at)?.querySelector("button");
    if (!button) return;
    button.tabIndex = 0;
    button.focus({ preventScroll: true });
  }
}
