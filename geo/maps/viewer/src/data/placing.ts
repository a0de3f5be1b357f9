// Reading where the shapes of a layer lie: records, parts and lines are counted out, first vertices and steps are added up, and
// each record is measured on the way.

import { Slice } from "../engine/pause.ts";
import { numbers, sectionsOf } from "./columns.ts";
import type { Container, Folded, ShapesHeading } from "./container.ts";
import { FULL_TURN, type Placed, POINT, POLYGON, RecordGeometry } from "./shapes.ts";

const HALF_TURN = FULL_TURN / 2;
const COLLECTION = 7;

/** Read where the shapes of a layer lie, as far as the container has them and then as they come. */
export async function placed(container: Container, heading: ShapesHeading, types: Uint8Array): Promise<Placed> {
  const read = (section: number) => container.ints(section, new Uint32Array(container.width(section).count));
  await container.has(heading.parts, heading.members, heading.rings, heading.lengths, heading.scales);
  const parts = await read(heading.parts);
  const members = container.raw(heading.members);
  const { partStart, partType } = partsOf(types, parts, members);
  const { lineStart, vertexStart } = linesOf(partType, await read(heading.rings), await read(heading.lengths));
  const vertices = new Int32Array(2 * vertexStart[vertexStart.length - 1]!);
  const stepStart = stepStarts(partType, lineStart, vertexStart, container.raw(heading.scales));
  const lines = { vertexStart, stepStart, vertices };
  const lons = await place(container, heading.firstLon, heading.stepLon, lines, 0);
  const lats = await place(container, heading.firstLat, heading.stepLat, lines, 1);
  if (heading.heights) await container.has(...sectionsOf(heading.heights));
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
  await container.has(first, step);
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
    measureLines(geometry, record, from, lineStart[partStart[record + 1]!]!, lons, lats);
    if ((record & 0x3fff) === 0 && slice.over()) await slice.pause();
  }
}

function measureLines(
  geometry: RecordGeometry,
  record: number,
  from: number,
  to: number,
  lons: Int32Array,
  lats: Int32Array,
): void {
  let west = lons[2 * from]!;
  let east = lons[2 * from + 1]!;
  let south = lats[2 * from]!;
  let north = lats[2 * from + 1]!;
  for (let line = from + 1; line < to; line++) {
    west = Math.min(west, lons[2 * line]!);
    east = Math.max(east, lons[2 * line + 1]!);
    south = Math.min(south, lats[2 * line]!);
    north = Math.max(north, lats[2 * line + 1]!);
  }
  putBox(geometry, record, west, south, east, north);
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
