// The ground under the records, from the page's own blocks: the whole world coarsely (`zm-world`), and what lies around
// the records finely (`zm-ground`). geo/maps/ground/block.py writes both.

import { worldX, worldY } from "../engine/mercator.ts";
import { Container, fromBase64, gunzip, type ShapesHeading } from "./container.ts";
import { LINE, measureOne, placed, RecordGeometry, UNITS } from "./shapes.ts";

/** Names by language; under "" the one that people there use. */
export type Names = { [language: string]: string };
/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

const SHAPES = ["land", "lakes", "rivers", "borders", "disputed", "districts"] as const;

interface ShapesTold {
  types: number;
  shapes: ShapesHeading;
}

/** Numbers are those of sections, but for `units` (of the grid, to the degree). */
type GroundHeading = { [name in (typeof SHAPES)[number]]: ShapesTold } & {
  boxes: Box[];
  units: number;
  lakeNames: number;
  states: number;
  places: { units: number; lon: number; lat: number; rank: number; names: number; others: number };
};

/** A populated place; `x` and `y` in the world's square. A higher rank is a more important place. */
export interface GroundPlace {
  name: string;
  /** Other spellings, joined by "|". */
  others: string;
  lon: number;
  lat: number;
  x: number;
  y: number;
  rank: number;
}

/** A point that a state's name may stand at, and how far the state reaches around it, in shares of the world's width. */
export interface StatePoint {
  x: number;
  y: number;
  reach: number;
  names: Names;
}

export class Ground {
  /** Coasts and the shores of lakes, without the edges of the boxes. */
  readonly coasts: RecordGeometry;
  readonly shores: RecordGeometry;

  private constructor(
    readonly boxes: Box[],
    readonly shapes: { [name in (typeof SHAPES)[number]]: RecordGeometry },
    readonly lakeNames: Names[],
    readonly states: StatePoint[],
    /** The most important first. */
    readonly places: GroundPlace[],
  ) {
    this.coasts = withoutEdges(shapes.land, boxes);
    this.shores = withoutEdges(shapes.lakes, boxes);
  }

  /** Read a block of the page; null where a page has none. */
  static async read(doc: Document, block: "zm-world" | "zm-ground"): Promise<Ground | null> {
    const text = doc.getElementById(block)?.textContent;
    if (!text) return null;
    const container = await Container.open(gunzip(fromBase64(text)));
    const heading = (container.heading as unknown as { ground: GroundHeading }).ground;
    const shapes = {} as { [name in (typeof SHAPES)[number]]: RecordGeometry };
    for (const name of SHAPES) shapes[name] = await geometry(container, heading[name], heading.units);
    const json = (section: number) => JSON.parse(container.text(section)) as unknown;
    const states = (json(heading.states) as [number, number, number, Names][]).map(([lon, lat, reach, names]) => {
      const y = worldY(lat * UNITS);
      return { x: worldX(lon * UNITS), y, reach: y - worldY((lat + reach) * UNITS), names };
    });
    const places = placesOf(container, heading.places);
    return new Ground(heading.boxes, shapes, json(heading.lakeNames) as Names[], states, places);
  }

  /** Whether a position lies where this ground is known. */
  covers(lon: number, lat: number): boolean {
    return this.boxes.some(([west, south, east, north]) => lon >= west && lon <= east && lat >= south && lat <= north);
  }
}

async function geometry(container: Container, told: ShapesTold, units: number): Promise<RecordGeometry> {
  const types = container.raw(told.types);
  const shapes = new RecordGeometry(types).place(await placed(container, told.shapes, types));
  const finer = UNITS / units;
  for (const list of [shapes.vertices, shapes.boxes]) for (let i = 0; i < list.length; i++) list[i] = list[i]! * finer;
  return withHeights(shapes);
}

/** Keep the height of each vertex in the world's square, once: the ground is drawn often. */
function withHeights(shapes: RecordGeometry): RecordGeometry {
  const { vertices } = shapes;
  shapes.ys = Float64Array.from({ length: vertices.length / 2 }, (_, i) => worldY(vertices[2 * i + 1]!));
  return shapes;
}

function placesOf(container: Container, told: GroundHeading["places"]): GroundPlace[] {
  const read = (section: number) => container.some(section, 0, container.width(section).count);
  const [lons, lats, ranks] = [read(told.lon), read(told.lat), read(told.rank)];
  const names = container.text(told.names).split("\n");
  const others = container.text(told.others).split("\n");
  let [lon, lat] = [0, 0];
  const places = Array.from(ranks, (rank, i) => {
    lon += lons[i]!;
    lat += lats[i]!;
    const [east, north] = [lon / told.units, lat / told.units];
    const at = { lon: east, lat: north, x: worldX(east * UNITS), y: worldY(north * UNITS) };
    return { name: names[i]!, others: others[i]!, ...at, rank };
  });
  return places.sort((a, b) => b.rank - a.rank);
}

/** The outlines of polygons as lines, each a record, without the stretches along the edges of the boxes, where the
 * ground was cut and nothing ends. */
function withoutEdges(areas: RecordGeometry, boxes: Box[]): RecordGeometry {
  const { vertices, lineStart, vertexStart } = areas;
  const sides = boxes.map((box) => box.map((side) => Math.round(side * UNITS)));
  const onEdge = (a: number, b: number) =>
    sides.some(([west, south, east, north]) => {
      const both = (offset: 0 | 1, side: number) =>
        Math.abs(vertices[2 * a + offset]! - side) < UNITS / 500 &&
        Math.abs(vertices[2 * b + offset]! - side) < UNITS / 500;
      return both(0, west!) || both(0, east!) || both(1, south!) || both(1, north!);
    });
  const lines: number[][] = [];
  for (let ring = 0; ring + 1 < vertexStart.length && ring < lineStart[lineStart.length - 1]!; ring++) {
    const [start, end] = [vertexStart[ring]!, vertexStart[ring + 1]!];
    let line: number[] = [];
    for (let at = start; at < end; at++) {
      const next = at + 1 < end ? at + 1 : start;
      if (onEdge(at, next)) {
        line = [];
        continue;
      }
      if (line.length === 0) lines.push((line = [vertices[2 * at]!, vertices[2 * at + 1]!]));
      line.push(vertices[2 * next]!, vertices[2 * next + 1]!);
    }
  }
  return linesOf(lines);
}

function linesOf(lines: number[][]): RecordGeometry {
  const each = Uint32Array.from({ length: lines.length + 1 }, (_, i) => i);
  const vertexStart = new Uint32Array(lines.length + 1);
  lines.forEach((line, i) => (vertexStart[i + 1] = vertexStart[i]! + line.length / 2));
  const vertices = new Int32Array(2 * vertexStart[lines.length]!);
  lines.forEach((line, i) => vertices.set(line, 2 * vertexStart[i]!));
  const types = new Uint8Array(lines.length).fill(LINE);
  const geometry = new RecordGeometry(types).place({
    partStart: each,
    partType: types,
    lineStart: each,
    vertexStart,
    vertices,
    heights: null,
    boxes: new Int32Array(4 * lines.length),
  });
  lines.forEach((_, i) => measureOne(geometry, i));
  return withHeights(geometry);
}
