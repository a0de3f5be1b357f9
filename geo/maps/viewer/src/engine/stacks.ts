// How many records lie at one and the same point: reports that name a village all lie in its middle, and one mark must
// not look like one report.

import type { Grouping } from "./groups.ts";
import { kindOf } from "../kinds.ts";
import { POINT } from "../data/shapes.ts";
import { type DrawnLayer, visit } from "./spatial.ts";
import type { View } from "./draw/trace.ts";

/** Beyond this many records in a view their marks are a cloud, and numbers beside them would be no help. */
const MOST_RECORDS = 20_000;

/** So many numbers a view can carry and still be calm: those of the largest stacks. */
const MOST_STACKS = 80;

export interface Stack {
  /** In px of the view. */
  x: number;
  y: number;
  count: number;
}

/** The points of a view, beside its groups, with more than one hazard, release or accident, and how many each has. */
export function stacks(layers: DrawnLayer[], view: View, groups: Grouping | null = null): Stack[] {
  const found = new Map<string, Stack>();
  let seen = 0;
  for (const drawn of layers) {
    const { kind, geometry } = drawn.layer;
    if (!drawn.visible || kindOf(kind).ground || !drawn.hasPoints || seen > MOST_RECORDS) continue;
    const [west, east] = [view.x0 / view.size, (view.x0 + view.width) / view.size];
    const [north, south] = [view.y0 / view.size, (view.y0 + view.height) / view.size];
    visit(drawn, west, north, east, south, (record, shift, box) => {
      if (geometry.types[record] !== POINT || groups?.of[drawn.layer.index]?.[record] || seen++ > MOST_RECORDS) return;
      const place = `${geometry.boxes[4 * record]} ${geometry.boxes[4 * record + 1]} ${shift}`;
      const stack = found.get(place);
      if (stack) stack.count++;
      else {
        const x = ((box.west + box.east) / 2) * view.size - view.x0;
        const y = ((box.north + box.south) / 2) * view.size - view.y0;
        found.set(place, { x, y, count: 1 });
      }
    });
  }
  if (seen > MOST_RECORDS) return [];
  const several = [...found.values()].filter(({ count }) => count > 1);
  return several.sort((a, b) => b.count - a.count || a.y - b.y || a.x - b.x).slice(0, MOST_STACKS);
}
