// The ground under the records, from the page's own blocks: the whole world coarsely (`zm-world`), and what lies around
// the records finely (`zm-ground`). geo/maps/ground/block.py writes both.

import { worldX, worldY } from "../engine/mercator.ts";
import { Container, fromBase64, gunzip, type ShapesHeading } from "./container.ts";
import { measureOne, placed } from "./placing.ts";
import { LINE, RecordGeometry, UNITS } from "./shapes.ts";

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
  riverNames?: number;
  states: number;
  places: { units: number; lon: number; lat: number; rank: number; names: number; others: number; called?: number };
  own?: { units: number; parts: (ShapesTold & { kind: string; names: number })[] };
};

/** Names of those that have any, each with its index. */
type Sparse = [index: number, names: Names][];

/** Shapes of one kind from the file of the map's maker, and what some of them are called. */
export interface OwnPart {
  kind: string;
  shapes: RecordGeometry;
  names: Map<number, Names>;
}

/** A populated place; `x` and `y` in the world's square. A higher rank is a more important place. */
export interface GroundPlace {
  name: string;
  /** Other spellings, joined by "|". */
  others: string;
  /** What it is called in some languages; null where that is not known. */
  called: Names | null;
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
    readonly riverNames: Map<number, Names>,
    readonly states: StatePoint[],
    /** The most important first. */
    readonly places: GroundPlace[],
    readonly own: OwnPart[],
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
    const own: OwnPart[] = [];
    for (const part of heading.own?.parts ?? []) {
      const found = await geometry(container, part, heading.own!.units);
      own.push({ kind: part.kind, shapes: found, names: new Map(json(part.names) as Sparse) });
    }
    const riverNames = new Map(heading.riverNames === undefined ? [] : (json(heading.riverNames) as Sparse));
    return new Ground(heading.boxes, shapes, json(heading.lakeNames) as Names[], riverNames, states, places, own);
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
  const ys = new Float64Array(vertices.length / 2);
  for (let i = 0; i < ys.length; i++) ys[i] = worldY(vertices[2 * i + 1]!);
  shapes.ys = ys;
  return shapes;
}

function placesOf(container: Container, told: GroundHeading["places"]): GroundPlace[] {
  const read = (section: number) => container.some(section, 0, container.width(section).count);
  const [lons, lats, ranks] = [read(told.lon), read(told.lat), read(told.rank)];
  const names = container.text(told.names).split("\n");
  const others = container.text(told.others).split("\n");
  const called = new Map(told.called === undefined ? [] : (JSON.parse(container.text(told.called)) as Sparse));
  let [lon, lat] = [0, 0];
  const places = Array.from(ranks, (rank, i) => {
    lon += lons[i]!;
    lat += lats[i]!;
    const [east, north] = [lon / told.units, lat / told.units];
    const at = { lon: east, lat: north, x: worldX(east * UNITS), y: worldY(north * UNITS) };
    return { name: names[i]!, others: others[i]!, called: called.get(i) ?? null, ...at, rank };
  });
  return places.sort((a, b) => b.rank - a.rank);
}

/** The outlines of polygons as lines, each a record, without the stretches along the edges of the boxes, where the
 * ground was cut and nothing ends. */
function withoutEdges(areas: RecordGeometry, boxes: Box[]): RecordGeometry {
  const { vertices, vertexStart } = areas;
  const isCut = cutEdges(areas, boxes);
  const starts: number[] = [];
  const kept = new Int32Array(2 * vertices.length); // an edge by itself is a line of two vertices
  let end = 0;
  const keep = (vertex: number) => {
    kept[end++] = vertices[2 * vertex]!;
    kept[end++] = vertices[2 * vertex + 1]!;
  };
  for (let ring = 0; ring + 1 < vertexStart.length; ring++) {
    const [first, last] = [vertexStart[ring]!, vertexStart[ring + 1]! - 1];
    for (let at = first; at <= last; at++) {
      if (isCut[at] === 1) continue;
      if (at === first || isCut[at - 1] === 1) {
        starts.push(end / 2);
        keep(at);
      }
      keep(at < last ? at + 1 : first);
    }
  }
  starts.push(end / 2);
  return linesOf(Uint32Array.from(starts), kept.slice(0, end));
}

/** 1 for each vertex of rings from which the way to the next lies along a side of one of the boxes. */
function cutEdges({ vertices, vertexStart }: RecordGeometry, boxes: Box[]): Uint8Array {
  const isCut = new Uint8Array(vertices.length / 2);
  for (const box of boxes) {
    const [west, south, east, north] = box.map((side) => Math.round(side * UNITS)) as Box;
    const near = (value: number, side: number) => Math.abs(value - side) < UNITS / 500;
    const sides = (vertex: number) => {
      const lon = vertices[2 * vertex]!;
      const lat = vertices[2 * vertex + 1]!;
      return +near(lon, west) | (+near(lon, east) << 1) | (+near(lat, south) << 2) | (+near(lat, north) << 3);
    };
    for (let ring = 0; ring + 1 < vertexStart.length; ring++) {
      const [first, last] = [vertexStart[ring]!, vertexStart[ring + 1]! - 1];
      let before = sides(last);
      for (let at = first, from = last; at <= last; from = at++) {
        const here = sides(at);
        if (before & here) isCut[from] = 1;
        before = here;
      }
    }
  }
  return isCut;
}

function linesOf(vertexStart: Uint32Array, vertices: Int32Array): RecordGeometry {
  const count = vertexStart.length - 1;
  const each = Uint32Array.from(vertexStart, (_, i) => i);
  const partType = new Uint8Array(count).fill(LINE);
  const geometry = new RecordGeometry(partType).place({
    partStart: each,
    partType,
    lineStart: each,
    vertexStart,
    vertices,
    heights: null,
    boxes: new Int32Array(4 * count),
  });
  for (let line = 0; line < count; line++) measureOne(geometry, line);
  return withHeights(geometry);
}
