// A list or table that makes elements only for what is seen, so that it can hold a million rows. One row can be reached by
// Tab; the arrow keys, Home, End, Page Up and Page Down go on from there. A screen reader is told each row's place in the
// whole.

import { el, fill } from "../dom.ts";

/** Browsers draw nothing beyond some 16 million pixels; a longer list is scrolled in proportion. */
const TALLEST_PX = 8_000_000;

export interface ListRow {
  /** Fill a row's element. */
  (element: HTMLElement, at: number): void;
}

export class VirtualList {
  readonly root = el("div", { class: "zm-list" });
  private readonly rowsBox: HTMLElement;
  private readonly headRow = el("div", { class: "zm-tablerow zm-tablehead", role: "row", "aria-rowindex": 1 });
  private readonly spacer: HTMLElement;
  private count = 0;
  private active = 0;
  private readonly rows = new Map<number, HTMLElement>();

  constructor(
    private readonly rowHeight: number,
    private readonly write: ListRow,
    private readonly choose: (at: number) => void,
    /** Whether its rows are cells under headings. */
    private readonly isTable = false,
  ) {
    this.rowsBox = el("div", { class: "zm-listrows", role: isTable ? "rowgroup" : "list" });
    this.spacer = el("div", { class: "zm-listspace" }, this.rowsBox);
    if (isTable) {
      this.root.setAttribute("role", "table");
      this.root.append(el("div", { class: "zm-tableheads", role: "rowgroup" }, this.headRow));
    }
    this.root.append(this.spacer);
    this.root.addEventListener("scroll", () => this.draw());
    this.root.addEventListener("keydown", (event) => this.keys(event));
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  set label(text: string) {
    (this.isTable ? this.root : this.rowsBox).setAttribute("aria-label", text);
  }

  /** The headings of a table. */
  set heads(heads: HTMLElement[]) {
    fill(this.headRow, ...heads);
  }

  /** Show `count` rows, written anew. */
  show(count: number): void {
    this.count = count;
    this.active = Math.min(this.active, Math.max(0, count - 1));
    if (this.isTable) this.root.setAttribute("aria-rowcount", String(count + 1));
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
    const on = { click: () => this.choose(at) };
    const row = this.isTable
      ? el("div", { class: "zm-listrow zm-tablerow", role: "row", "aria-rowindex": at + 2, on })
      : el("div", { class: "zm-listrow", role: "listitem", "aria-setsize": this.count, "aria-posinset": at + 1 });
    if (!this.isTable) row.append(el("button", { type: "button", class: "zm-listbutton", on }));
    const target = this.targetIn(row);
    target.tabIndex = at === this.active ? 0 : -1;
    this.write(target, at);
    row.style.blockSize = `${this.rowHeight}px`;
    this.rows.set(at, row);
    this.rowsBox.insertBefore(row, this.nextAfter(at) ?? null);
    return row;
  }

  /** What of a row takes the focus. */
  private targetIn(row: HTMLElement): HTMLElement {
    return this.isTable ? row : row.querySelector("button")!;
  }

  private nextAfter(at: number): HTMLElement | undefined {
    const later = [...this.rows].filter(([other]) => other > at).sort(([a], [b]) => a - b);
    return later[0]?.[1];
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
    if (this.isTable && event.key === "Enter" && (event.target as Element).matches(".zm-listrow"))
      return this.choose(this.active);
    if (!Object.hasOwn(to, event.key) || this.count === 0) return;
    event.preventDefault();
    this.moveTo(Math.max(0, Math.min(this.count - 1, to[event.key]!)));
  }

  private moveTo(at: number): void {
    const before = this.rows.get(this.active);
    if (before) this.targetIn(before).tabIndex = -1;
    this.active = at;
    const top = at * this.rowHeight;
    const view = this.root.clientHeight;
    if (top < this.offset) this.offset = top;
    else if (top + this.rowHeight > this.offset + view) this.offset = top + this.rowHeight - view;
    this.draw();
    const row = this.rows.get(at);
    if (!row) return;
    const target = this.targetIn(row);
    target.tabIndex = 0;
    target.focus({ preventScroll: true });
  }
}
