// Boxes of a view that are taken, so that what is written on the map does not lie on one another, and what of the view is
// in sight: more is painted, as it comes into sight when the map is moved.

import type { View } from "./draw/trace.ts";

const COLUMN_PX = 128;
const ROW_PX = 32;
const ROWS = 1 << 16;

/** In a coarse grid, so that the many are found quickly. */
export class Taken {
  /** Left, top, right and bottom of each box, in turn, by the number of the cell. */
  private readonly cells = new Map<number, number[]>();

  /** False where something is in the way already, unless `always`. */
  take(left: number, top: number, right: number, bottom: number, always = false): boolean {
    const toX = Math.floor(right / COLUMN_PX);
    const toY = Math.floor(bottom / ROW_PX);
    for (let pass = always ? 1 : 0; pass < 2; pass++) {
      for (let x = Math.floor(left / COLUMN_PX); x <= toX; x++) {
        for (let y = Math.floor(top / ROW_PX); y <= toY; y++) {
          const cell = x * ROWS + y;
          const boxes = this.cells.get(cell);
          if (pass === 1) {
            if (boxes) boxes.push(left, top, right, bottom);
            else this.cells.set(cell, [left, top, right, bottom]);
          } else if (boxes && meetsOne(boxes, left, top, right, bottom)) return false;
        }
      }
    }
    return true;
  }
}

function meetsOne(boxes: readonly number[], left: number, top: number, right: number, bottom: number): boolean {
  for (let i = 0; i < boxes.length; i += 4)
    if (left < boxes[i + 2]! && right > boxes[i]! && top < boxes[i + 3]! && bottom > boxes[i + 1]!) return true;
  return false;
}

export interface Sight {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** All of a view, but for so many px at each side. */
export function within({ width, height }: View, edge = 0): Sight {
  return { left: edge, top: edge, right: width - edge, bottom: height - edge };
}

const EDGE_PX = 3;

/** Whether a box is not cut: it lies in sight, not too near to its edge, or out of it. */
export function isWhole(sight: Sight, left: number, top: number, right: number, bottom: number): boolean {
  const isInside =
    left >= sight.left + EDGE_PX &&
    right <= sight.right - EDGE_PX &&
    top >= sight.top + EDGE_PX &&
    bottom <= sight.bottom - EDGE_PX;
  return isInside || left >= sight.right || right <= sight.left || top >= sight.bottom || bottom <= sight.top;
}
