// Records that readers of a map added and nobody has reviewed: they lie in a layer of their own, and are drawn apart.

import type { Layer } from "../model.ts";
import type { Words } from "../ui/words.ts";

const KEY = "contributed";
/** What the names of such layers begin with, as geo/store/received/overlay.py has it. */
const NOT_REVIEWED = "contributed-not-reviewed";
const TITLE = "Contributed, not reviewed";

export function isNotReviewed(layer: Pick<Layer, "name">): boolean {
  return layer.name.startsWith(NOT_REVIEWED);
}

/** The class of the records of a kind that nobody has reviewed. */
export function contributedKey(kind: string): string {
  return `${kind}/${KEY}`;
}

export function isContributed(key: string): boolean {
  return key.endsWith(`/${KEY}`);
}

/** The title of each such layer in a language; one that somebody gave another title keeps it. */
export function retitle(layers: readonly Layer[], words: Words): void {
  for (const layer of layers.filter(isNotReviewed)) {
    const given = (titles.get(layer) ?? titles.set(layer, layer.title).get(layer))!;
    if (!given.startsWith(TITLE)) continue;
    const told = words.text(`class.signs/${KEY}`);
    layer.title = given === TITLE ? told : `${told}: ${words.text(`kind.${layer.kind}`)}`;
  }
}

const titles = new WeakMap<Layer, string>();
