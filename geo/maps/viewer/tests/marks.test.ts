import assert from "node:assert/strict";
import { test } from "node:test";
import { MarkGrid, STRUCK } from "../src/engine/draw/marks/markgrid.ts";

const VIEW = { x0: 0, y0: 0, width: 100, height: 100, size: 256 };

function drawn(...records: { symbol: number; rank: number }[]): number[] {
  const grid = new MarkGrid(VIEW);
  records.forEach(({ symbol, rank }, record) => grid.put(50, 50, 50, 50, rank, record, symbol));
  const found: number[] = [];
  grid.each((symbol) => found.push(symbol));
  return found;
}

test("of records at one place the gravest is drawn", () => {
  assert.deepEqual(drawn({ symbol: 8, rank: 1 }, { symbol: 16, rank: 2 }), [16]);
});

test("their mark is struck through only where all of them are", () => {
  const gone = { symbol: 16 + STRUCK, rank: 2 };
  assert.deepEqual(drawn(gone, gone), [16 + STRUCK]);
  assert.deepEqual(drawn(gone, { symbol: 8, rank: 1 }), [16]);
  assert.deepEqual(drawn({ symbol: 8, rank: 1 }, gone), [16]);
});
