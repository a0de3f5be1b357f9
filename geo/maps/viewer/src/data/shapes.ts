// The vertices of a layer: one array of whole numbers (1e-7 degree; lon, lat in turn) and where each record's part of
// it begins. A record has parts, a part has lines, a line has vertices; the lines of a polygon are its rings, without
// the closing vertex.

import type { Geometry as GeoJsonGeometry, Position } from "geojson";
import type { Bounds, Geometry, GeometryType } from "../model.ts";

export const UNITS = 1e7;
export const FULL_TURN = 360 * UNITS;

export const POINT = 1;
export const LINE = 3;
export const POLYGON = 5;
const TYPES: (GeometryType | null)[] = [
  null,
  "Point",
  "MultiPoint",
  "LineString",
  "MultiLineString",
  "Polygon",
  "MultiPolygon",
  "GeometryCollection",
];

/** Where the parts, lines and vertices of records lie. */
export interface Placed {
  partStart: Uint32Array;
  partType: Uint8Array;
  lineStart: Uint32Array;
  vertexStart: Uint32Array;
  vertices: Int32Array;
  heights: Float64Array | null;
  /** west, south, east, north of each record in units; east < west where it crosses the antimeridian. */
  boxes: Int32Array;
}

/** The shapes of a layer. Their types are known before the rest, which `place` adds. */
export class RecordGeometry implements Geometry, Placed {
  partStart!: Uint32Array;
  partType!: Uint8Array;
  lineStart!: Uint32Array;
  vertexStart!: Uint32Array;
  vertices!: Int32Array;
  heights!: Float64Array | null;
  boxes!: Int32Array;
  /** y of each vertex in the world's square, where shapes are drawn so often that it is worth keeping. */
  ys: Float64Array | null = null;

  constructor(readonly types: Uint8Array) {}

  place({ partStart, partType, lineStart, vertexStart, vertices, heights, boxes }: Placed): this {
    return Object.assign(this, { partStart, partType, lineStart, vertexStart, vertices, heights, boxes });
  }

  typeOf(record: number): GeometryType | null {
    return TYPES[this.types[record] ?? 0] ?? null;
  }

  /** First and last vertex (exclusive) of a record. */
  range(record: number): [number, number] {
    const first = this.lineStart[this.partStart[record]!]!;
    const last = this.lineStart[this.partStart[record + 1]!]!;
    return [this.vertexStart[first]!, this.vertexStart[last]!];
  }

  crosses(record: number): boolean {
    return this.boxes[4 * record + 2]! < this.boxes[4 * record]!;
  }

  bounds(record: number): Bounds | null {
    if (!this.types[record]) return null;
    const at = 4 * record;
    const { boxes } = this;
    const turn = this.crosses(record) ? 360 : 0;
    return [boxes[at]! / UNITS, boxes[at + 1]! / UNITS, boxes[at + 2]! / UNITS + turn, boxes[at + 3]! / UNITS];
  }

  anchor(record: number): [number, number] | null {
    const bounds = this.bounds(record);
    if (bounds === null) return null;
    const middle: [number, number] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
    const [lon, lat] = this.within(record, middle);
    return [lon > 180 ? lon - 360 : lon, lat];
  }

  /** The point of a polygon on the parallel through `middle` that lies most inside; of anything else its middle vertex. */
  private within(record: number, middle: [number, number]): [number, number] {
    const from = this.partStart[record]!;
    const to = this.partStart[record + 1]!;
    const crosses = this.crosses(record);
    let best: [number, number] | null = null;
    let widest = 0;
    for (let part = from; part < to; part++) {
      if (this.partType[part] !== POLYGON) continue;
      const cuts = this.cuts(part, middle[1] * UNITS, crosses);
      // Inside is from the first cut to the second, from the third to the fourth: a hole lies between two such stretches.
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        const width = cuts[i + 1]! - cuts[i]!;
        if (width > widest) {
          widest = width;
          best = [(cuts[i]! + cuts[i + 1]!) / 2 / UNITS, middle[1]];
        }
      }
    }
    if (best !== null) return best;
    const [first, last] = this.range(record);
    if (last - first === 1 || this.types[record] !== POLYGON) {
      const vertex = (first + last - 1) >> 1;
      const lon = this.vertices[2 * vertex]!;
      return [(crosses && lon < 0 ? lon + FULL_TURN : lon) / UNITS, this.vertices[2 * vertex + 1]! / UNITS];
    }
    return middle;
  }

  /** Where a parallel cuts the rings of a polygon, from west to east. */
  private cuts(part: number, lat: number, crosses: boolean): number[] {
    const cuts: number[] = [];
    const { vertices } = this;
    for (let line = this.lineStart[part]!; line < this.lineStart[part + 1]!; line++) {
      const start = this.vertexStart[line]!;
      const end = this.vertexStart[line + 1]!;
      for (let i = start, j = end - 1; i < end; j = i++) {
        const y1 = vertices[2 * j + 1]!;
        const y2 = vertices[2 * i + 1]!;
        // Half open: a vertex on the parallel belongs to one of its two edges alone, so the number of cuts is even.
        if (y1 > lat === y2 > lat) continue;
        let x1 = vertices[2 * j]!;
        let x2 = vertices[2 * i]!;
        if (crosses && x1 < 0) x1 += FULL_TURN;
        if (crosses && x2 < 0) x2 += FULL_TURN;
        cuts.push(x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1));
      }
    }
    return cuts.sort((a, b) => a - b);
  }

  toGeoJSON(record: number): GeoJsonGeometry | null {
    const type = this.typeOf(record);
    if (type === null) return null;
    const from = this.partStart[record]!;
    const parts = Array.from({ length: this.partStart[record + 1]! - from }, (_, i) => from + i);
    if (type === "GeometryCollection") {
      const single = { [POINT]: "Point", [LINE]: "LineString", [POLYGON]: "Polygon" } as const;
      const geometries = parts.map((part) => ({
        type: single[this.partType[part] as 1 | 3 | 5],
        coordinates: this.coordinates(part),
      }));
      return { type, geometries: geometries as GeoJsonGeometry[] };
    }
    const coordinates = parts.map((part) => this.coordinates(part));
    return { type, coordinates: type.startsWith("Multi") ? coordinates : coordinates[0] } as GeoJsonGeometry;
  }

  private coordinates(part: number): Position | Position[] | Position[][] {
    const lines: Position[][] = [];
    const closed = this.partType[part] === POLYGON;
    for (let line = this.lineStart[part]!; line < this.lineStart[part + 1]!; line++) {
      const positions: Position[] = [];
      for (let at = this.vertexStart[line]!; at < this.vertexStart[line + 1]!; at++) positions.push(this.position(at));
      if (closed) positions.push([...positions[0]!]);
      lines.push(positions);
    }
    return closed ? lines : this.partType[part] === LINE ? lines[0]! : lines[0]![0]!;
  }

  private position(vertex: number): Position {
    const position = [this.vertices[2 * vertex]! / UNITS, this.vertices[2 * vertex + 1]! / UNITS];
    const height = this.heights?.[vertex];
    if (height !== undefined && !Number.isNaN(height)) position.push(height);
    return position;
  }
}

/** Whether a record that crosses the 180th meridian is areas cut at it: what ends there on one side goes on at the other.
 * Where it does not wholly, an edge along the meridian may be a true one. */
export function isSplitAtSeam(geometry: RecordGeometry, record: number): boolean {
  const [east, west] = [FULL_TURN / 2, -FULL_TURN / 2].map((side) => alongSide(geometry, record, side));
  return east!.length > 0 && east!.join() === west!.join();
}

/** From where to where a record's rings lie along a meridian, in units of latitude from south to north, joined. */
function alongSide({ partStart, partType, lineStart, vertexStart, vertices }: Placed, record: number, side: number) {
  const stretches: [number, number][] = [];
  for (let part = partStart[record]!; part < partStart[record + 1]!; part++) {
    if (partType[part] !== POLYGON) continue;
    for (let line = lineStart[part]!; line < lineStart[part + 1]!; line++) {
      const [start, end] = [vertexStart[line]!, vertexStart[line + 1]!];
      for (let i = start, j = end - 1; i < end; j = i++) {
        if (vertices[2 * i] !== side || vertices[2 * j] !== side) continue;
        const [a, b] = [vertices[2 * i + 1]!, vertices[2 * j + 1]!];
        stretches.push([Math.min(a, b), Math.max(a, b)]);
      }
    }
  }
  const joined: [number, number][] = [];
  for (const [from, to] of stretches.sort((a, b) => a[0] - b[0])) {
    const last = joined[joined.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Shapes for a layer that has none. */
export function noShapes(count: number): RecordGeometry {
  const none = new Uint32Array(1);
  return new RecordGeometry(new Uint8Array(count)).place({
    partStart: new Uint32Array(count + 1),
    partType: new Uint8Array(0),
    lineStart: none,
    vertexStart: none,
    vertices: new Int32Array(0),
    heights: null,
    boxes: new Int32Array(4 * count),
  });
}
