// What lies near a position: hazards, releases and accidents by their distance on the ellipsoid. A filter or a switched-
// off layer hides nothing here, because a person who asks what is near must not be told less than is recorded. Every
// number and every sentence about a place comes from `near`, which looks at all records; only its lists are cut.

import { dangerousKind, kindOf, nearKinds } from "../kinds.ts";
import type { Kind, RecordRef } from "../model.ts";
import { accuracies } from "./draw/classes.ts";
import { nearestPoint, Origin } from "./shapedistance.ts";
import { POINT } from "../data/shapes.ts";
import type { DrawnLayer } from "./spatial.ts";

/** In the order in which they are told. */

/** What is no farther away has no direction: coordinates are kept to 1e-7 degree, which is 1 cm. */
const TOUCHING_M = 0.02;

/** A place asked about: degrees, and how far off it may be, in metres (0 where that is not known). */
export interface Place {
  lon: number;
  lat: number;
  accuracy_m: number;
}

export interface Near {
  ref: RecordRef;
  /** To the nearest point of the shape; 0 inside it. */
  distance_m: number;
  /** 0 = north, 90 = east; null where the place is inside, on an edge or at the very point. */
  bearing_deg: number | null;
  inside: boolean;
  /** To the nearest place where it may lie, if it and the place asked about are as far off as they may be. */
  atLeast_m: number;
  /** How far the record itself may be off; 0 where that is not known. */
  accuracy_m: number;
}

/** Records of one kind in a list: one, or all that are the same point. */
export interface NearRow extends Near {
  refs: RecordRef[];
}

export interface NearOfKind {
  kind: Kind;
  /** Records no farther away than the radius. */
  within: number;
  /** Records farther away that may lie within the radius all the same, because positions are approximate. */
  possible: number;
  /** Records without a place on the map. */
  unplaced: number;
  /** Of both, the nearest first, as many as asked for. */
  rows: NearRow[];
  /** How many records the rows hold: fewer than `within` and `possible` where the list is cut. */
  listed: number;
}

export interface Surroundings {
  radius_m: number;
  /** What is told of each kind, hazards first. */
  kinds: NearOfKind[];
  hazards: NearOfKind;
  /** Hazards that the place is inside of, on the edge of, or at the point of. */
  touching: Near[];
  /** Hazards outside of which the place is, if positions were exact; they are not. */
  mayTouch: Near[];
  /** However far; with all hazards at the same point. Null where no hazard has a place. */
  nearestHazard: NearRow | null;
}

/** A layer with the accuracy of each record's position, in metres. */
interface Subject {
  drawn: DrawnLayer;
  kind: Kind;
  accuracy: Float64Array | null;
}

/** Say what is near a place: counts of all records within a radius, and lists of `mostRows` rows for each kind. */
export function near(layers: DrawnLayer[], asked: Place, limits: { radius_m: number; mostRows: number }): Surroundings {
  const subjects = layers.flatMap((drawn): Subject[] => {
    const { kind } = drawn.layer;
    return kindOf(kind).subject ? [{ drawn, kind, accuracy: accuracies(drawn.layer) }] : [];
  });
  const search = new Search(asked, limits.radius_m);
  const found = new Map<Kind, Near[]>(nearKinds().map((kind) => [kind, []]));
  for (const subject of subjects) for (const one of search.within(subject)) found.get(subject.kind)!.push(one);
  const kinds = [...found].map(([kind, records]) => told(kind, records, subjects, limits));
  const dangerous = dangerousKind();
  const hazards = found.get(dangerous) ?? [];
  const nearest = search.nearest(
    subjects.filter(({ kind }) => kind === dangerous),
    hazards,
  );
  return {
    radius_m: limits.radius_m,
    kinds,
    hazards: kinds.find(({ kind }) => kind === dangerous)!,
    touching: hazards.filter((one) => one.bearing_deg === null),
    mayTouch: hazards.filter((one) => one.bearing_deg !== null && one.atLeast_m === 0),
    nearestHazard: rowsOf(subjects, nearest)[0] ?? null,
  };
}

class Search {
  private readonly origin: Origin;

  constructor(
    private readonly asked: Place,
    private readonly radius_m: number,
  ) {
    this.origin = new Origin(asked.lon - 360 * Math.round(asked.lon / 360), asked.lat);
  }

  /** The records of a layer that lie or may lie within the radius. */
  within(subject: Subject): Near[] {
    const found: Near[] = [];
    const { geometry, count } = subject.drawn.layer;
    for (let record = 0; record < count; record++) {
      if (!geometry.types[record]) continue;
      const off_m = (subject.accuracy?.[record] ?? 0) + this.asked.accuracy_m;
      if (this.origin.atLeast(geometry.boxes, record) - off_m > this.radius_m) continue;
      const one = this.measured(subject, record);
      if (one.atLeast_m <= this.radius_m) found.push(one);
    }
    return found;
  }

  /** The nearest of all records, those at the same distance as well; `known` are measured already. */
  nearest(subjects: Subject[], known: Near[]): Near[] {
    let best = known.reduce((least, { distance_m }) => Math.min(least, distance_m), Infinity);
    if (best <= this.radius_m) return known.filter(({ distance_m }) => distance_m === best); // all so near are known
    let found: Near[] = [];
    const left = this.mayBeNearer(subjects, best).sort((a, b) => a.atLeast_m - b.atLeast_m);
    for (const { subject, record, atLeast_m } of left) {
      if (atLeast_m > best) break;
      const one = this.measured(subject, record);
      if (one.distance_m < best) found = [];
      if (one.distance_m <= best) found.push(one);
      best = Math.min(best, one.distance_m);
    }
    return found;
  }

  /** Records whose bounds do not rule out that they are as near as `best` and as the one with the nearest bounds. */
  private mayBeNearer(subjects: Subject[], best: number): { subject: Subject; record: number; atLeast_m: number }[] {
    const bounds = subjects.map(({ drawn: { layer } }) => {
      const atLeast_m = new Float64Array(layer.count).fill(Infinity);
      for (let record = 0; record < layer.count; record++) {
        if (layer.geometry.types[record]) atLeast_m[record] = this.origin.atLeast(layer.geometry.boxes, record);
      }
      return atLeast_m;
    });
    let limit = best;
    for (const [at, subject] of subjects.entries()) {
      const least = bounds[at]!.reduce((a, b) => Math.min(a, b), Infinity);
      if (least < limit) limit = Math.min(limit, this.measured(subject, bounds[at]!.indexOf(least)).distance_m);
    }
    const left: { subject: Subject; record: number; atLeast_m: number }[] = [];
    for (const [at, subject] of subjects.entries()) {
      bounds[at]!.forEach((atLeast_m, record) => {
        if (atLeast_m <= limit && atLeast_m < Infinity) left.push({ subject, record, atLeast_m });
      });
    }
    return left;
  }

  private measured({ drawn, accuracy }: Subject, record: number): Near {
    const { distance_m, bearing_deg, inside } = nearestPoint(drawn.layer.geometry, record, this.origin);
    const accuracy_m = accuracy?.[record] ?? 0;
    return {
      ref: { layer: drawn.layer.index, record },
      distance_m,
      bearing_deg: distance_m <= TOUCHING_M ? null : bearing_deg,
      inside,
      atLeast_m: Math.max(0, distance_m - accuracy_m - this.asked.accuracy_m),
      accuracy_m,
    };
  }
}

function told(
  kind: Kind,
  found: Near[],
  subjects: Subject[],
  { radius_m, mostRows }: { radius_m: number; mostRows: number },
): NearOfKind {
  const within = found.reduce((sum, one) => sum + (one.distance_m <= radius_m ? 1 : 0), 0);
  const unplaced = subjects
    .filter((subject) => subject.kind === kind)
    .reduce((sum, { drawn }) => sum + drawn.layer.geometry.types.reduce((none, type) => none + (type ? 0 : 1), 0), 0);
  const rows = rowsOf(subjects, found).slice(0, mostRows);
  const listed = rows.reduce((sum, { refs }) => sum + refs.length, 0);
  return { kind, within, possible: found.length - within, unplaced, rows, listed };
}

/** The nearest first, but before all else what the place is, or may be, inside of; those at one point are one row. */
function rowsOf(subjects: Subject[], found: Near[]): NearRow[] {
  const rank = (one: Near) => (one.bearing_deg === null ? 0 : one.atLeast_m === 0 ? 1 : 2);
  const rows = new Map<string, NearRow>();
  for (const one of [...found].sort((a, b) => rank(a) - rank(b) || a.distance_m - b.distance_m)) {
    const point = pointOf(subjects, one.ref);
    const row = rows.get(point);
    if (row === undefined) rows.set(point, { ...one, refs: [one.ref] });
    else {
      row.refs.push(one.ref);
      row.accuracy_m = Math.max(row.accuracy_m, one.accuracy_m);
    }
  }
  return [...rows.values()];
}

/** The same text for the same point, another for each other shape. */
function pointOf(subjects: Subject[], { layer, record }: RecordRef): string {
  const { geometry } = subjects.find(({ drawn }) => drawn.layer.index === layer)!.drawn.layer;
  if (geometry.types[record] !== POINT) return `${layer}/${record}`;
  return `${geometry.boxes[4 * record]} ${geometry.boxes[4 * record + 1]}`;
}
