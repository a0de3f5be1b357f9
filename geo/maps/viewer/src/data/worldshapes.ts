// The outlines of countries, from the page's own block. A shape is made when it is first seen: most maps show little of
// the world.

import { Container, fromBase64, gunzip } from "./container.ts";
import { worldY } from "../engine/mercator.ts";
import { LINE, measureOne, POLYGON, RecordGeometry, UNITS } from "./shapes.ts";

const EDGE = 179.999 * UNITS;

/** What build.mjs writes of the world; every number but the first two is a section's. */
interface WorldHeading {
  scale: [number, number];
  translate: [number, number];
  lengths: number;
  firstX: number;
  firstY: number;
  stepX: number;
  stepY: number;
  polygons: number;
  rings: number;
  arcs: number;
  disputed: number;
  reach: number;
}

export class World {
  private readonly shapes = new Map<number, RecordGeometry>();
  private readonly stretches = new Map<number, RecordGeometry>();
  private readonly arcs = new Map<number, Int32Array>();

  private constructor(
    private readonly container: Container,
    private readonly heading: WorldHeading,
    private readonly lengths: Int32Array,
    private readonly firsts: [x: Int32Array, y: Int32Array],
    private readonly polygons: number[][][],
    /** West, south, east, north of each polygon in degrees, or a little more. */
    readonly boxes: Float64Array,
    disputed: Int32Array,
  ) {
    this.disputed = new Set(disputed);
    this.stepStart = new Uint32Array(lengths.length);
    for (let arc = 1; arc < lengths.length; arc++)
      this.stepStart[arc] = this.stepStart[arc - 1]! + lengths[arc - 1]! - 1;
    this.uses = new Uint8Array(lengths.length);
    this.arcsOf = polygons.map((polygon) => polygon.flatMap((ring) => ring.map(arcOf)));
    for (const arcs of this.arcsOf) for (const arc of arcs) this.uses[arc]!++;
    this.loose = [...this.disputed].filter((arc) => this.uses[arc] === 0);
  }
  private readonly disputed: ReadonlySet<number>;
  /** The arcs that bound no polygon: borders that the countries drawn here do not have. */
  readonly loose: readonly number[];
  /** The arcs that each polygon is bounded by. */
  readonly arcsOf: readonly number[][];
  private readonly stepStart: Uint32Array;
  private readonly uses: Uint8Array;

  /** Read the block `zm-world`; null where a page has none. */
  static async read(doc: Document): Promise<World | null> {
    const text = doc.getElementById("zm-world")?.textContent;
    if (!text) return null;
    const container = await Container.open(gunzip(fromBase64(text)));
    const heading = (container.heading as unknown as { world: WorldHeading }).world;
    const { scale, translate } = heading;
    const all = (section: number) => container.some(section, 0, container.width(section).count);
    const firsts: [Int32Array, Int32Array] = [all(heading.firstX), all(heading.firstY)];
    const polygons = sliced(sliced(all(heading.arcs), all(heading.rings)), all(heading.polygons));
    const reach = all(heading.reach);
    const boxes = new Float64Array(4 * polygons.length);
    polygons.forEach((polygon, i) => {
      const arc = arcOf(polygon[0]![0]!);
      const [lon, lat] = [firsts[0][arc]! * scale[0] + translate[0], firsts[1][arc]! * scale[1] + translate[1]];
      const [west, south, east, north] = reach.subarray(4 * i, 4 * i + 4);
      boxes.set([lon - west!, lat - south!, lon + east!, lat + north!], 4 * i);
    });
    return new World(container, heading, all(heading.lengths), firsts, polygons, boxes, all(heading.disputed));
  }

  /** A polygon, the only record of its geometry. */
  polygon(index: number): RecordGeometry {
    return kept(this.shapes, index, () => flat([this.polygons[index]!.map((ring) => this.ring(ring))], POLYGON));
  }

  /** The stretches of an arc that are coast or border, each a record, without the cut along 180°. */
  stretchesOf(arc: number): RecordGeometry {
    return kept(this.stretches, arc, () =>
      flat(
        withoutMapEdge(this.arc(arc)).map((stretch) => [stretch]),
        LINE,
      ),
    );
  }

  /** What an arc is: a border that not all views of the world have, a border, or coast. */
  kindOf(arc: number): "disputed" | "border" | "coast" {
    return this.disputed.has(arc) ? "disputed" : this.uses[arc]! > 1 ? "border" : "coast";
  }

  /** An arc in units of 1e-7 degree: lon, lat in turn. */
  private arc(arc: number): Int32Array {
    return kept(this.arcs, arc, () => {
      const { container, heading, lengths, firsts, stepStart } = this;
      const { scale, translate } = heading;
      const [from, length] = [stepStart[arc]!, lengths[arc]!];
      const stepX = container.some(heading.stepX, from, from + length - 1);
      const stepY = container.some(heading.stepY, from, from + length - 1);
      const points = new Int32Array(2 * length);
      let [x, y] = [firsts[0][arc]!, firsts[1][arc]!];
      for (let i = 0; i < length; i++) {
        if (i > 0) {
          x += stepX[i - 1]!;
          y += stepY[i - 1]!;
        }
        points[2 * i] = Math.round((x * scale[0] + translate[0]) * UNITS);
        points[2 * i + 1] = Math.round((y * scale[1] + translate[1]) * UNITS);
      }
      return points;
    });
  }

  private ring(numbers: readonly number[]): Int32Array {
    const points: number[] = [];
    for (const number of numbers) {
      const arc = this.arc(arcOf(number));
      const count = arc.length / 2;
      for (let i = 0; i < count - 1; i++) {
        const at = number < 0 ? count - 1 - i : i; // the last vertex is the next arc's first
        points.push(arc[2 * at]!, arc[2 * at + 1]!);
      }
    }
    return Int32Array.from(points);
  }
}

/** The arc that a number in a ring means: ~n is arc n backwards. */
const arcOf = (number: number) => (number < 0 ? ~number : number);

function kept<T>(among: Map<number, T>, key: number, make: () => T): T {
  const known = among.get(key);
  if (known !== undefined) return known;
  const made = make();
  among.set(key, made);
  return made;
}

/** A list cut into lists of the given lengths. */
function sliced<T>(list: ArrayLike<T>, lengths: Int32Array): T[][] {
  let at = 0;
  return Array.from(lengths, (length) => Array.prototype.slice.call(list, at, (at += length)) as T[]);
}

function withoutMapEdge(arc: Int32Array): Int32Array[] {
  if (!arc.some((value, i) => i % 2 === 0 && Math.abs(value) > EDGE)) return [arc];
  const out: Int32Array[] = [];
  let from = 0;
  for (let i = 1; i <= arc.length / 2; i++) {
    const atEdge = i < arc.length / 2 && Math.abs(arc[2 * i]!) > EDGE && Math.abs(arc[2 * i - 2]!) > EDGE;
    if (!atEdge && i < arc.length / 2) continue;
    if (i - from > 1) out.push(arc.slice(2 * from, 2 * i));
    from = i;
  }
  return out;
}

function flat(shapes: Int32Array[][], type: number): RecordGeometry {
  const lineStart = new Uint32Array(shapes.length + 1);
  shapes.forEach((lines, i) => (lineStart[i + 1] = lineStart[i]! + lines.length));
  const lines = shapes.flat();
  const vertexStart = new Uint32Array(lines.length + 1);
  lines.forEach((line, i) => (vertexStart[i + 1] = vertexStart[i]! + line.length / 2));
  const vertices = new Int32Array(2 * vertexStart[lines.length]!);
  lines.forEach((line, i) => vertices.set(line, 2 * vertexStart[i]!));
  const types = new Uint8Array(shapes.length).fill(type);
  const geometry = new RecordGeometry(types).place({
    partStart: Uint32Array.from({ length: shapes.length + 1 }, (_, i) => i),
    partType: types,
    lineStart,
    vertexStart,
    vertices,
    heights: null,
    boxes: new Int32Array(4 * shapes.length),
  });
  shapes.forEach((_, i) => measureOne(geometry, i));
  geometry.ys = Float64Array.from({ length: vertices.length / 2 }, (_, i) => worldY(vertices[2 * i + 1]!));
  return geometry;
}
