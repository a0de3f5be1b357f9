// Finding places of the ground by any of their spellings. They are no records, and are listed by themselves.

import type { Ground, GroundPlace } from "../../../data/ground.ts";
import { folded } from "../../../data/spelling.ts";
import { Chunk } from "./haystack.ts";
import { Held, Wanted } from "./search.ts";

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
  const { chunk, places } = spellingsOf(ground);
  const held = new Held(places.length);
  held.addChunk(chunk, wanted, true);
  const best = new Map<GroundPlace, number>();
  held.ranks(wanted, null).forEach((rank, line) => {
    const place = places[line]!;
    if (rank > (best.get(place) ?? 0)) best.set(place, rank);
  });
  return [...best]
    .sort(([a, rankOfA], [b, rankOfB]) => rankOfB - rankOfA || b.rank - a.rank)
    .slice(0, MOST_FOUND)
    .map(([place]) => place);
}

/** All spellings, and the place of each. */
interface Spellings {
  chunk: Chunk;
  places: GroundPlace[];
}

const known = new WeakMap<Ground, Spellings>();

function spellingsOf(ground: Ground): Spellings {
  const before = known.get(ground);
  if (before) return before;
  const [lines, places]: [string[], GroundPlace[]] = [[], []];
  for (const place of ground.places)
    for (const spelling of [place.name, ...(place.others ? place.others.split("|") : [])]) {
      lines.push(spelling);
      places.push(place);
    }
  const made = { chunk: new Chunk(0, folded(lines.join("\n"))), places };
  known.set(ground, made);
  return made;
}
