// Boxes of a view that are taken, so that what is written on the map does not lie on one another.

type Box = [left: number, top: number, right: number, bottom: number];

/** In a coarse grid, so that the many are found quickly. */
export class Taken {
  private readonly cells = new Map<string, Box[]>();

  /** False where something is in the way already, unless `always`. */
  take(left: number, top: number, right: number, bottom: number, always = false): boolean {
    const keys: string[] = [];
    for (let x = Math.floor(left / 128); x <= Math.floor(right / 128); x++) {
      for (let y = Math.floor(top / 32); y <= Math.floor(bottom / 32); y++) {
        const key = `${x} ${y}`;
        for (const [l, t, r, b] of always ? [] : (this.cells.get(key) ?? [])) {
          if (left < r && right > l && top < b && bottom > t) return false;
        }
        keys.push(key);
      }
    }
    for (const key of keys) {
      const list = this.cells.get(key) ?? [];
      list.push([left, top, right, bottom]);
      this.cells.set(key, list);
    }
    return true;
  }
}
