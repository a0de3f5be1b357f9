// Records whose position the checks hold for wrong: which they are, and why. They come with the settings, as
// geo/maps/page/doubts.py judges them, and are drawn apart from all others.

import type { Layer } from "./model.ts";

const KEY = "doubt";

let layers: ReadonlyMap<number, string>[] = [];

/** Take in the doubts of a map's layers, in their order: records and the codes of what is wrong. */
export function learnDoubts(ofLayers: readonly { doubts?: [record: number, code: string][] }[]): void {
  layers = ofLayers.map(({ doubts }) => new Map(doubts ?? []));
}

/** The code of what is wrong with the position of each record of a layer that is in doubt. */
export function doubtsOf(layer: Layer): ReadonlyMap<number, string> {
  return layers[layer.index] ?? new Map<number, string>();
}

/** The class of the records of a kind that are in doubt. */
export function doubtKey(kind: string): string {
  return `${kind}/${KEY}`;
}

export function isDoubt(key: string): boolean {
  return key.endsWith(`/${KEY}`);
}
