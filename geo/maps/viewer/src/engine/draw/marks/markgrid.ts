// Which marks are drawn where many lie on one another.

import type { View } from "../trace.ts";

const CELL_PX = 4; // marks within one cell are one mark
/** The bit of a symbol's number that says: struck through. */
export const STRUCK = 4;
/** The bit that says: no more than a speck of its colour. */
export const SPECK = 8;
export const MARGIN_PX = 16; // how far a symbol can reach beyond its record; a multiple of the cell

/** Where marks go: one per cell, that of the highest rank, so that the cost is bounded however many records there are. */
export class MarkGrid {
  readonly columns: number;
  private readonly left: number;
  private readonly top: number;
  private readonly best: Uint8Array;
  private readonly first: Uint32Array;
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private readonly symbol: Uint16Array;
  /** 1 where any of a cell's records is not struck through: then its mark is not, whichever it is. */
  private readonly held: Uint8Array;

  constructor(view: View) {
    this.left = Math.floor((view.x0 - MARGIN_PX) / CELL_PX);
    this.top = Math.floor((view.y0 - MARGIN_PX) / CELL_PX);
    this.columns = Math.ceil((view.width + 2 * MARGIN_PX) / CELL_PX) + 2;
    const cells = this.columns * (Math.ceil((view.height + 2 * MARGIN_PX) / CELL_PX) + 2);
    this.best = new Uint8Array(cells);
    this.first = new Uint32Array(cells);
    this.x = new Float32Array(cells);
    this.y = new Float32Array(cells);
    this.symbol = new Uint16Array(cells);
    this.held = new Uint8Array(cells);
  }

  put(worldX: number, worldY: number, x: number, y: number, rank: number, record: number, symbol: number): void {
    const column = Math.floor(worldX / CELL_PX) - this.left;
    const row = Math.floor(worldY / CELL_PX) - this.top;
    const cell = row * this.columns + column;
    if (column < 0 || column >= this.columns || row < 0 || cell >= this.best.length) return;
    if ((symbol & STRUCK) === 0) this.held[cell] = 1;
    const known = this.best[cell]!;
    if (known > rank || (known === rank && this.first[cell]! <= record)) return;
    this.best[cell] = rank;
    this.first[cell] = record;
    this.x[cell] = x;
    this.y[cell] = y;
    this.symbol[cell] = symbol;
  }

  /** Lower ranks first, so that a higher one lies on top; within a rank the places of each symbol, x, y in turn. */
  each(draw: (symbol: number, places: readonly number[]) => void): void {
    const { best } = this;
    const starts = new Uint32Array(257);
    for (let cell = 0; cell < best.length; cell++) starts[best[cell]! + 1]!++;
    for (let rank = 0; rank < 256; rank++) starts[rank + 1]! += starts[rank]!;
    const [empty, taken] = [starts[1]!, starts[256]!];
    const cells = new Uint32Array(taken);
    for (let cell = 0; cell < best.length; cell++) cells[starts[best[cell]!]!++] = cell;
    for (let i = empty; i < taken; ) {
      const rank = best[cells[i]!]!;
      const places = new Map<number, number[]>();
      for (; i < taken && best[cells[i]!] === rank; i++) {
        const cell = cells[i]!;
        const symbol = this.held[cell] ? this.symbol[cell]! & ~STRUCK : this.symbol[cell]!;
        const of = places.get(symbol);
        if (of) of.push(this.x[cell]!, this.y[cell]!);
        else places.set(symbol, [this.x[cell]!, this.y[cell]!]);
      }
      for (const [symbol, at] of places) draw(symbol, at);
    }
  }
}
