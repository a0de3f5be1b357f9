// How many records there are of each layer and class: in an extent, passing the filter, in all.

import { GONE_SIGN, WITHDRAWN_SIGN } from "./draw/signs.ts";
import type { Bounds } from "../model.ts";
import { type DrawnLayer, eachInView, inViewByClass } from "./spatial.ts";

export interface Count {
  inView: number;
  shown: number;
  total: number;
}

export class Tallies {
  private readonly known = new Map<DrawnLayer, { total: Uint32Array; shown: Uint32Array }>();

  constructor(private readonly layers: DrawnLayer[]) {}

  /** The filter of a layer has changed. */
  forget(drawn: DrawnLayer): void {
    this.known.delete(drawn);
  }

  /** Counts by layer (`0`), by class (`0|hazards/CHA/open`), and of what its source no longer has or is withdrawn, where there is any. A
   * record counts as in view where its shape or the circle it may lie in is seen. */
  inView(box: Bounds): Map<string, Count> {
    const counts = new Map<string, Count>();
    for (const drawn of this.layers) {
      const { index, count: total } = drawn.layer;
      const tally = this.tally(drawn);
      const totals = tally.total;
      const shown = drawn.visible ? tally.shown : new Uint32Array(totals.length);
      const inView = inViewByClass(drawn, box);
      counts.set(`${index}`, { inView: sum(inView), shown: sum(shown), total });
      drawn.classes.keys.forEach((key, at) => {
        const count = { inView: inView[at]!, shown: shown[at]!, total: totals[at]! };
        if (count.total) counts.set(`${index}|${key}`, count);
      });
    }
    for (const [at, sign] of [GONE_SIGN, WITHDRAWN_SIGN].entries()) {
      const struck = this.struck(box, at + 1);
      if (struck.total) counts.set(sign, struck);
    }
    return counts;
  }

  private struck(box: Bounds, why: number): Count {
    const counts = { inView: 0, shown: 0, total: 0 };
    for (const drawn of this.layers) {
      const { gone, shown, visible } = drawn;
      if (gone === null) continue;
      for (let record = 0; record < gone.length; record++) {
        if (gone[record] !== why) continue;
        counts.total++;
        if (visible && (shown === null || shown[record] === 1)) counts.shown++;
      }
      eachInView(drawn, box, (record) => (counts.inView += gone[record] === why ? 1 : 0));
    }
    return counts;
  }

  /** Records of each class, and those that pass the filter; counted again when the filter changes. */
  private tally(drawn: DrawnLayer): { total: Uint32Array; shown: Uint32Array } {
    const known = this.known.get(drawn);
    if (known) return known;
    const { keys, codes } = drawn.classes;
    const [total, shown] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
    for (let i = 0; i < codes.length; i++) {
      total[codes[i]!]!++;
      if (drawn.shown === null || drawn.shown[i] === 1) shown[codes[i]!]!++;
    }
    this.known.set(drawn, { total, shown });
    return { total, shown };
  }
}

const sum = (counts: Uint32Array) => counts.reduce((all, count) => all + count, 0);

/** How many records each layer has, and how many of them its boxes find that are not listed as not drawn. */
export function countDrawn(layers: readonly DrawnLayer[]): { layer: number; recorded: number; drawn: number }[] {
  return layers.map(({ layer, boxes, listed }) => {
    let drawn = 0;
    // Many, for which an iterator takes its time.
    for (const list of boxes.records)
      for (let i = 0; i < list.length; i++) if (layer.geometry.types[list[i]!] && !listed.has(list[i]!)) drawn++;
    return { layer: layer.index, recorded: layer.count, drawn };
  });
}
