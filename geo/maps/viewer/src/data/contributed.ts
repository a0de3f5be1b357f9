// Records that readers of a map added and nobody has reviewed: they lie in a layer of their own, and are drawn apart.

import type { Layer } from "../model.ts";

const KEY = "contributed";
/** What the names of such layers begin with, as geo/store/received/overlay.py has it. */
const NOT_REVIEWED = "contributed-not-reviewed";

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
