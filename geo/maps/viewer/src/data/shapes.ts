// The vertices of a layer: one array of whole numbers (1e-7 degree; lon, lat in turn) and where each record's part of
// it begins. A record has parts, a part has lines, a line has vertices; the lines of a polygon are its rings, without
// the closing vertex.

import type { Geometry as GeoJsonGeometry, Position } from "geojson";
import type { Bounds, Geometry, GeometryType } from "../model.ts";
import { numbers } from "./columns.ts";
import type { Container, Folded, ShapesHeading } from "./container.ts";
import { Slice } from "../engine/pause.ts";

export const UNITS = 1e7;
const HALF_TURN = 180 * UNITS;
const FULL_TURN = 360 * UNITS;

export const POINT = 1;
export const LINE = 3;
export const POLYGON = 5;
const COLLECTION = 7;
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

/** Read where the shapes of a layer lie. */
export async function placed(container: Container, heading: ShapesHeading, types: Uint8Array): Promise<Placed> {
  const read = (section: number) => container.ints(section, new Uint32Array(container.width(section).count));
  const parts = await read(heading.parts);
  const members = container.raw(heading.members);
  const { partStart, partType } = partsOf(types, parts, members);
  const { lineStart, vertexStart } = linesOf(partType, await read(heading.rings), await read(heading.lengths));
  const vertices = new Int32Array(2 * vertexStart[vertexStart.length - 1]!);
  const stepStart = stepStarts(partType, lineStart, vertexStart, container.raw(heading.scales));
  const lines = { vertexStart, stepStart, vertices };
  const lons = await place(container, heading.firstLon, heading.stepLon, lines, 0);
  const lats = await place(container, heading.firstLat, heading.stepLat, lines, 1);
  const heights = heading.heights ? numbers(container, heading.heights) : null;
  const boxes = new Int32Array(4 * types.length);
  const all = { partStart, partType, lineStart, vertexStart, vertices, heights, boxes };
  await measure(new RecordGeometry(types).place(all), lons, lats);
  return all;
}

function partsOf(types: Uint8Array, parts: Uint32Array, members: Uint8Array) {
  const partStart = new Uint32Array(types.length + 1);
  let total = 0;
  for (let record = 0, several = 0; record < types.length; record++) {
    const type = types[record]!;
    const multi = type === 2 || type === 4 || type >= 6;
    total += multi ? parts[several++]! : type === 0 ? 0 : 1;
    partStart[record + 1] = total;
  }
  const partType = new Uint8Array(total);
  for (let record = 0, member = 0; record < types.length; record++) {
    const type = types[record]!;
    for (let part = partStart[record]!; part < partStart[record + 1]!; part++) {
      // MultiPoint, MultiLineString and MultiPolygon are numbered one above the type of their parts.
      partType[part] = type === COLLECTION ? members[member++]! : type % 2 === 0 ? type - 1 : type;
    }
  }
  return { partStart, partType };
}

function linesOf(partType: Uint8Array, rings: Uint32Array, lengths: Uint32Array) {
  const lineStart = new Uint32Array(partType.length + 1);
  let lines = 0;
  for (let part = 0, polygon = 0; part < partType.length; part++) {
    lines += partType[part] === POLYGON ? rings[polygon++]! : 1;
    lineStart[part + 1] = lines;
  }
  const vertexStart = new Uint32Array(lines + 1);
  let vertices = 0;
  for (let part = 0, line = 0, length = 0; part < partType.length; part++) {
    for (const end = lineStart[part + 1]!; line < end; line++) {
      vertices += partType[part] === POINT ? 1 : lengths[length++]!;
      vertexStart[line + 1] = vertices;
    }
  }
  return { lineStart, vertexStart };
}

/** Where each line's steps begin: they came sorted by the lines' scales, lines of one scale in their own order. */
function stepStarts(
  partType: Uint8Array,
  lineStart: Uint32Array,
  vertexStart: Uint32Array,
  scales: Uint8Array,
): Uint32Array {
  // A sort by counting: how many steps each scale has, where the first of each scale stands, and then a place for each
  // line in turn.
  const steps = new Float64Array(257);
  const scaleOf = new Uint8Array(vertexStart.length - 1);
  for (let part = 0, line = 0, at = 0; part < partType.length; part++) {
    for (const end = lineStart[part + 1]!; line < end; line++) {
      if (partType[part] === POINT) continue;
      const scale = scales[at++]!;
      scaleOf[line] = scale;
      steps[scale + 1]! += vertexStart[line + 1]! - vertexStart[line]! - 1;
    }
  }
  for (let scale = 0; scale < 256; scale++) steps[scale + 1]! += steps[scale]!;
  const starts = new Uint32Array(scaleOf.length);
  for (let line = 0; line < starts.length; line++) {
    const scale = scaleOf[line]!;
    starts[line] = steps[scale]!;
    steps[scale]! += vertexStart[line + 1]! - vertexStart[line]! - 1;
  }
  return starts;
}

/** Where lines and their steps begin, and the vertices that they are to become. */
interface Lines {
  vertexStart: Uint32Array;
  stepStart: Uint32Array;
  vertices: Int32Array;
}

/** Add up first vertices and steps into the longitudes (`offset` 0) or latitudes (1) of all vertices; returns the least
 * and the most of each line, in turn. Sums are modulo 2³²: they end where they should though a step may be a full turn. */
async function place(
  container: Container,
  first: number,
  step: number,
  lines: Lines,
  offset: 0 | 1,
): Promise<Int32Array> {
  const firsts = await container.ints(first, new Int32Array(container.width(first).count));
  const steps = container.folded(step);
  const limits = new Int32Array(2 * firsts.length);
  const slice = new Slice();
  let start = 0;
  for (let line = 0; line < firsts.length; line++) {
    start = (start + firsts[line]!) | 0;
    placeLine(lines, line, offset, start, steps, limits);
    if ((line & 0xfff) === 0 && slice.over()) await slice.pause();
  }
  return limits;
}

// A function by itself: a browser makes one that is called often fast sooner than a loop inside one that waits.
function placeLine(lines: Lines, line: number, offset: 0 | 1, first: number, steps: Folded, limits: Int32Array): void {
  const { vertexStart, stepStart, vertices } = lines;
  const { bytes, count, planes, signed } = steps;
  const end = 2 * vertexStart[line + 1]!;
  let at = 2 * vertexStart[line]! + offset;
  let from = steps.start + stepStart[line]!;
  let value = first;
  let least = value;
  let most = value;
  vertices[at] = value;
  for (at += 2; at < end; at += 2, from++) {
    // The bytes of a step lie apart, the lowest of all steps first. Folded, an even number is positive and an odd one
    // negative, so that a full turn takes 33 bits: its highest is bit 31 once the sign is shifted out.
    let folded = bytes[from]!;
    if (planes > 1) folded |= bytes[from + count]! << 8;
    if (planes > 2) folded |= bytes[from + 2 * count]! << 16;
    if (planes > 3) folded |= bytes[from + 3 * count]! << 24;
    const top = planes > 4 ? bytes[from + 4 * count]! << 31 : 0;
    value = (value + (signed ? ((folded >>> 1) | top) ^ -(folded & 1) : folded)) | 0;
    vertices[at] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  limits[2 * line] = least;
  limits[2 * line + 1] = most;
}

/** Find the bounds of every record from the least and the most of its lines. */
async function measure(geometry: RecordGeometry, lons: Int32Array, lats: Int32Array): Promise<void> {
  const { types, partStart, lineStart } = geometry;
  const slice = new Slice();
  for (let record = 0; record < types.length; record++) {
    if (types[record] === 0) continue;
    const from = lineStart[partStart[record]!]!;
    const to = lineStart[partStart[record + 1]!]!;
    let [west, east] = [lons[2 * from]!, lons[2 * from + 1]!];
    let [south, north] = [lats[2 * from]!, lats[2 * from + 1]!];
    for (let line = from + 1; line < to; line++) {
      west = Math.min(west, lons[2 * line]!);
      east = Math.max(east, lons[2 * line + 1]!);
      south = Math.min(south, lats[2 * line]!);
      north = Math.max(north, lats[2 * line + 1]!);
    }
    putBox(geometry, record, west, south, east, north);
    if ((record & 0x3fff) === 0 && slice.over()) await slice.pause();
  }
}

/** Find the bounds of one record from its vertices. */
export function measureOne(geometry: RecordGeometry, record: number): void {
  const { types, vertices, partStart, lineStart, vertexStart } = geometry;
  if (types[record] === 0) return;
  const from = vertexStart[lineStart[partStart[record]!]!]!;
  const to = vertexStart[lineStart[partStart[record + 1]!]!]!;
  let west = HALF_TURN;
  let south = HALF_TURN;
  let east = -HALF_TURN;
  let north = -HALF_TURN;
  for (let i = 2 * from; i < 2 * to; i += 2) {
    const lon = vertices[i]!;
    const lat = vertices[i + 1]!;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  putBox(geometry, record, west, south, east, north);
}

function putBox(
  geometry: RecordGeometry,
  record: number,
  west: number,
  south: number,
  east: number,
  north: number,
): void {
  const { boxes, vertices } = geometry;
  const at = 4 * record;
  if (east - west > HALF_TURN) [west, east] = around(vertices, ...geometry.range(record), west, east);
  boxes[at] = west;
  boxes[at + 1] = south;
  boxes[at + 2] = east;
  boxes[at + 3] = north;
}

/** A shape wider than half the world is narrower when seen across the antimeridian, if it crosses it: then east < west. */
function around(vertices: Int32Array, from: number, to: number, west: number, east: number): [number, number] {
  let smallest = Infinity;
  let largest = -Infinity;
  for (let i = from; i < to; i++) {
    const lon = vertices[2 * i]!;
    const turned = lon < 0 ? lon + FULL_TURN : lon;
    if (turned < smallest) smallest = turned;
    if (turned > largest) largest = turned;
  }
  if (largest - smallest >= east - west || largest < HALF_TURN) return [west, east];
  return [smallest, largest - FULL_TURN];
}
