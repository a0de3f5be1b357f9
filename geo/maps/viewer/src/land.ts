// What was released of each hazard and what remains of it. Measured by Python when the map was made (geo/maps/land.py).

import type { RecordRef } from "./model.ts";

/** Layer and record; m² of the hazard, cleared, reduced, cancelled, released without a product said, remaining; outline. */
type Row = [number, number, number, number, number, number, number, number, number[][][] | null];

/** The block `land` of a page's settings; empty for a map without releases. */
export interface LandSettings {
  hazards?: Row[];
  /** Layer, record, codes. */
  conflicts?: [number, number, string[]][];
}

/** Areas in m²; the four parts and what remains add up to `area`. */
export interface Balance {
  area: number;
  cleared: number;
  reduced: number;
  cancelled: number;
  other: number;
  released: number;
  remaining: number;
}

/** Polygons of rings of lon, lat in turn, in whole 1e-7 degrees; a ring's first vertex is not repeated at its end. */
export type Outline = number[][][];

const key = (layer: number, record: number) => `${layer}/${record}`;

export class Land {
  private readonly rows = new Map<string, Row>();
  private readonly codes = new Map<string, string[]>();

  constructor({ hazards = [], conflicts = [] }: LandSettings = {}) {
    for (const row of hazards) this.rows.set(key(row[0], row[1]), row);
    for (const [layer, record, codes] of conflicts) this.codes.set(key(layer, record), codes);
  }

  /** The balance of a hazard that releases were measured for; null for all other records. */
  balanceOf({ layer, record }: RecordRef): Balance | null {
    const row = this.rows.get(key(layer, record));
    if (row === undefined) return null;
    const [, , area, cleared, reduced, cancelled, other, remaining] = row;
    return { area, cleared, reduced, cancelled, other, released: cleared + reduced + cancelled + other, remaining };
  }

  /** The outline of what remains, where releases have taken a part; null where the hazard is whole, or nothing is left. */
  remainingOf({ layer, record }: RecordRef): Outline | null {
    const outline = this.rows.get(key(layer, record))?.[8] ?? null;
    return outline && outline.map((polygon) => polygon.map(fromSteps));
  }

  /** What does not fit together between a hazard and its releases, as codes of the catalogue's `conflict.` texts. */
  conflictsOf({ layer, record }: RecordRef): readonly string[] {
    return this.codes.get(key(layer, record)) ?? [];
  }
}

function fromSteps(steps: number[]): number[] {
  const ring = [...steps];
  for (let i = 2; i < ring.length; i++) ring[i]! += ring[i - 2]!;
  return ring;
}
