// Finding places of the ground by any of their spellings. They are no records, and are listed by themselves.

import type { Ground, GroundPlace } from "../../data/ground.ts";
import { folded } from "../../data/spelling.ts";
import { rankOf, Wanted } from "./search.ts";

const MOST_FOUND = 12;

/** The places whose name, or another spelling of it, holds every word of the query; the best match first, and of equals
 * the most important place. */
export function placesFor(ground: Ground | null, query: string): GroundPlace[] {
  const wanted = new Wanted(query);
  if (ground === null || wanted.words.length === 0) return [];
  const found = ranked(ground, wanted);
  return found.length || !wanted.mayBeASlip ? found : ranked(ground, wanted.withSlips());
}

function ranked(ground: Ground, wanted: Wanted): GroundPlace[] {
  const found: { place: GroundPlace; rank: number }[] = [];
  spellingsOf(ground).forEach((spellings, i) => {
    const rank = spellings.reduce((best, text) => Math.max(best, rankOf(wanted, wanted.match(text, true))), 0);
    if (rank > 0) found.push({ place: ground.places[i]!, rank });
  });
  return found
    .sort((a, b) => b.rank - a.rank || b.place.rank - a.place.rank)
    .slice(0, MOST_FOUND)
    .map(({ place }) => place);
}

const known = new WeakMap<Ground, string[][]>();

function spellingsOf(ground: Ground): string[][] {
  const before = known.get(ground);
  if (before) return before;
  const made = ground.places.map(({ name, others }) => [name, ...(others ? others.split("|") : [])].map(folded));
  known.set(ground, made);
  return made;
}
