// Records become a picture: marks when far, outlines near, turning points when very near. The same painter serves the
// tiles of the screen, the sheet of paper and the saved picture.

import { kindOf } from "../../kinds.ts";
import { type Grouping, paintGroups } from "../groups.ts";
import { DISTRICT_M } from "./classes.ts";
import { paintCircle } from "./marks/circles.ts";
import { MARGIN_PX, MarkGrid, SPECK, STRUCK } from "./marks/markgrid.ts";
import { worldPerMetre, worldX, worldY } from "../mercator.ts";
import type { Slice } from "../pause.ts";
import { LINE, POINT, POLYGON, UNITS } from "../../data/shapes.ts";
import { type DrawnLayer, visit } from "../spatial.ts";
import { paintSpecks, type Specks } from "./marks/specks.ts";
import { strike, strikeEach } from "./marks/strikes.ts";
import { COLOURS } from "./styles.ts";
import { type Context, type Parts, strokeOutline, strokeSmall, type Symbols } from "./symbols.ts";
import { areaPaths, CUT_MARGIN_PX, Trace, type View } from "./trace.ts";

const MARK_BELOW_PX = 3; // a zone smaller than this is a mark, so that it can still be seen
const HATCH_FROM_PX = 22;
const TURNING_POINTS_FROM_PX = 170;
const TURNING_POINTS_AT_MOST = 400;
const CIRCLE_FROM_PX = 9;
const PATTERN_PERIOD_PX = 24; // of all hatches
const STRUCK_ONCE_BELOW_PX = 40; // wide or high; what is larger is filled with strokes
const BATCH = 48;

export interface Painting {
  ctx: Context;
  view: View;
  symbols: Symbols;
  /** What is shown as groups at this scale. */
  groups: Grouping | null;
  slice: Slice;
  /** Asked at every pause: true ends the painting. */
  stopped: () => boolean;
}

/** Paint the shown records of the layers. The canvas's scale must be set to its pixel ratio, its origin to its corner. */
export async function paintRecords(layers: DrawnLayer[], painting: Painting): Promise<void> {
  const { ctx, view } = painting;
  // Patterns begin at the origin of the canvas: move it to where they meet those of the next canvas.
  const moved = { x: mod(view.x0, PATTERN_PERIOD_PX), y: mod(view.y0, PATTERN_PERIOD_PX) };
  const drawnView: View = { ...view, x0: view.x0 - moved.x, y0: view.y0 - moved.y };
  const canvasView: View = { ...drawnView, width: view.width + moved.x, height: view.height + moved.y };
  ctx.save();
  ctx.translate(-moved.x, -moved.y);
  const inner = { ...painting, view: canvasView };
  const found = layers.filter((each) => each.visible && each.boxes.count > 0).map((each) => new Finds(each, inner));
  const shaded = new Set<string>();
  for (const finds of found) finds.paintDistricts(shaded);
  for (const finds of found) if (!(await finds.paintShapes())) break;
  // What is dangerous lies on all else.
  for (const isLast of [false, true])
    for (const finds of found) if (finds.isDangerous === isLast && !painting.stopped()) finds.paintMarks();
  paintGroups(ctx, painting.groups, canvasView);
  ctx.restore();
}

const mod = (value: number, by: number) => ((value % by) + by) % by;

/** What of one layer lies in a view, sorted by how it is painted. */
class Finds {
  private readonly polygons: number[] = [];
  private readonly small: number[] = [];
  private readonly lines: number[] = [];
  private readonly circles: number[] = [];
  /** Strokes through shapes that have room for one: x, y and length in px, in turn. */
  private readonly strokes: number[] = [];
  private readonly filledWithStrokes = new Set<number>();
  private readonly shifts = new Map<number, number>();
  private readonly marks: MarkGrid;
  private readonly trace: Trace;
  private readonly zoom: number;

  constructor(
    private readonly drawn: DrawnLayer,
    private readonly painting: Painting,
  ) {
    this.marks = new MarkGrid(painting.view);
    this.trace = new Trace(painting.view);
    this.zoom = Math.log2(painting.view.size / 256);
    this.collect();
    const byRecord = (a: number, b: number) => a - b;
    for (const list of [this.polygons, this.small, this.lines, this.circles]) list.sort(byRecord);
  }

  private collect(): void {
    const { drawn } = this;
    const { view, groups } = this.painting;
    const { size, x0, y0, width, height } = view;
    const { codes, rank } = drawn.classes;
    const { types } = drawn.layer.geometry;
    const grouped = groups?.of[drawn.layer.index];
    visit(
      drawn,
      (x0 - MARGIN_PX) / size,
      (y0 - MARGIN_PX) / size,
      (x0 + width + MARGIN_PX) / size,
      (y0 + height + MARGIN_PX) / size,
      (record, shift, { west, north, east, south }) => {
        const type = types[record]!;
        const isGrouped = Boolean(grouped?.[record]);
        if (isGrouped && type === POINT) return; // its group stands for it
        const extent = Math.max(east - west, south - north) * size;
        if (shift !== 0) this.shifts.set(record, shift);
        if (type === POINT || (extent < MARK_BELOW_PX && !this.isGround)) {
          const accuracy = drawn.accuracy?.[record] ?? 0;
          const x = ((west + east) / 2) * size;
          const y = ((north + south) / 2) * size;
          const code = codes[record]!;
          const bits = (type === POINT ? 2 : 0) + (accuracy >= DISTRICT_M ? 1 : 0) + (isGrouped ? SPECK : 0);
          const symbol = this.symbolOf(record) + bits;
          this.marks.put(x, y, x - x0, y - y0, rank[code]!, record, symbol);
          if (type === POINT && extent > 2 * CIRCLE_FROM_PX && accuracy > 0 && !drawn.districts.has(record))
            this.circles.push(record);
          return;
        }
        if (type === LINE || type === LINE + 1) this.lines.push(record);
        else if (extent < HATCH_FROM_PX) this.small.push(record);
        else this.polygons.push(record);
        if (this.isStruck(record)) this.strikeThrough(record, extent, Math.min(east - west, south - north) * size);
      },
    );
  }

  private isStruck(record: number): boolean {
    return (this.drawn.gone?.[record] ?? 0) > 0;
  }

  /** The number of a record's symbol on the grid of marks, without the bits of its position. */
  private symbolOf(record: number): number {
    return 16 * this.drawn.classes.codes[record]! + (this.isStruck(record) ? STRUCK : 0);
  }

  /** Fill a shape with strokes later, or draw one through it where it has room for no more, `least` px wide or high. */
  private strikeThrough(record: number, extent: number, least: number): void {
    const { geometry } = this.drawn.layer;
    const type = geometry.types[record]!;
    if (type === POINT + 1) return; // each of its marks has a stroke
    if (type >= POLYGON && least >= STRUCK_ONCE_BELOW_PX) {
      this.filledWithStrokes.add(record);
      return;
    }
    const anchor = geometry.anchor(record);
    if (anchor === null) return;
    const { view } = this.painting;
    const x = (worldX(anchor[0] * UNITS) + (this.shifts.get(record) ?? 0)) * view.size - view.x0;
    this.strokes.push(x, worldY(anchor[1] * UNITS) * view.size - view.y0, Math.max(14, Math.min(extent, 26)));
  }

  /** Shade the districts that shown records name; `shaded`: those that another layer has shaded. */
  paintDistricts(shaded: Set<string>): void {
    const { ctx, view, symbols } = this.painting;
    const { districts, shown } = this.drawn;
    for (const { drawn, record, reports } of new Set(districts.values())) {
      const place = `${drawn.layer.index} ${record}`;
      if (shaded.has(place) || (shown !== null && !reports.some((one) => shown[one] === 1))) continue;
      shaded.add(place);
      const paths = areaPaths(view, drawn.layer.geometry, record);
      if (paths === null) continue;
      ctx.fillStyle = symbols.shade(ctx) ?? "rgba(75,64,56,0.1)";
      ctx.fill(paths.area, "evenodd");
      ctx.lineWidth = 1.2;
      ctx.strokeStyle = "rgba(75,64,56,0.65)";
      ctx.stroke(paths.outline);
    }
  }

  /** False when the painting was stopped. */
  async paintShapes(): Promise<boolean> {
    const { slice, stopped } = this.painting;
    for (const record of this.polygons) {
      this.polygon(record);
      if (slice.over()) {
        await slice.pause();
        if (stopped()) return false;
      }
    }
    if (!(await this.smallOnes())) return false;
    const passes: Parts[] = this.isGround ? ["casing", "line"] : ["both"];
    for (const parts of passes) {
      for (const record of this.lines) {
        this.outline(record, parts);
        if (slice.over()) {
          await slice.pause();
          if (stopped()) return false;
        }
      }
    }
    return true;
  }

  get isDangerous(): boolean {
    return kindOf(this.drawn.layer.kind).dangerous;
  }

  private get isGround(): boolean {
    return kindOf(this.drawn.layer.kind).ground;
  }

  /** How wide the ground's lines are: hairs from afar, and roads as wide as roads when near. */
  private widthOf(grows: boolean | undefined): number {
    if (!this.isGround) return 1;
    if (grows) return Math.max(0.4, Math.min(1.8, 1 + (this.zoom - 14) * 0.16));
    return this.zoom < 8 ? 0.7 : 1;
  }

  private key(record: number): string {
    return this.drawn.classes.keys[this.drawn.classes.codes[record]!]!;
  }

  private eachLine(record: number, each: (closed: boolean, single: boolean) => void): void {
    const { geometry } = this.drawn.layer;
    this.trace.begin(geometry, record, this.shifts.get(record) ?? 0);
    for (let part = geometry.partStart[record]!; part < geometry.partStart[record + 1]!; part++) {
      const type = geometry.partType[part];
      for (let line = geometry.lineStart[part]!; line < geometry.lineStart[part + 1]!; line++) {
        this.trace.line(geometry, line);
        each(type === POLYGON, type === POINT);
      }
    }
  }

  /** A zone with its pattern, outline and turning points. */
  private polygon(record: number): void {
    const { ctx, symbols } = this.painting;
    const key = this.key(record);
    const style = symbols.style(key);
    const fill = symbols.pattern(ctx, key) ?? style.fill;
    const strokes = this.filledWithStrokes.has(record) ? symbols.strokes(ctx) : null;
    if (fill || strokes) {
      ctx.beginPath();
      this.eachLine(record, (closed, single) => {
        if (single || !closed) return;
        if (this.trace.reachesFar(4 * CUT_MARGIN_PX)) this.trace.clipRing(CUT_MARGIN_PX);
        this.trace.to(ctx, true);
      });
      for (const one of [fill, strokes]) {
        if (!one) continue;
        ctx.fillStyle = one;
        ctx.fill("evenodd");
      }
    }
    this.outline(record);
    this.turningPoints(record);
  }

  private outline(record: number, parts: Parts = "both"): void {
    const { ctx, symbols } = this.painting;
    const style = symbols.style(this.key(record));
    const width = this.widthOf(style.outline.grows);
    this.eachLine(record, (closed, single) => {
      if (single) {
        this.markAt(this.trace.points[0]!, this.trace.points[1]!, record);
      } else if (this.trace.reachesFar(4 * CUT_MARGIN_PX)) {
        this.trace.stretches(closed, CUT_MARGIN_PX, (path, along) => {
          ctx.lineDashOffset = along;
          strokeOutline(ctx, style, width, path, parts);
        });
        ctx.lineDashOffset = 0;
      } else {
        ctx.beginPath();
        this.trace.outlineTo(ctx, closed);
        strokeOutline(ctx, style, width, undefined, parts);
      }
    });
  }

  private markAt(x: number, y: number, record: number): void {
    const { view } = this.painting;
    const code = this.drawn.classes.codes[record]!;
    const rank = this.drawn.classes.rank[code]!;
    this.marks.put(x + view.x0, y + view.y0, x, y, rank, record, this.symbolOf(record) + 2);
  }

  private turningPoints(record: number): void {
    const { geometry, kind } = this.drawn.layer;
    const { ctx, symbols, view } = this.painting;
    const [from, to] = geometry.range(record);
    const span = ((geometry.boxes[4 * record + 3]! - geometry.boxes[4 * record + 1]!) / UNITS / 360) * view.size;
    if (kindOf(kind).ground || this.zoom < 15 || span < TURNING_POINTS_FROM_PX || to - from > TURNING_POINTS_AT_MOST)
      return;
    const { outline } = symbols.style(this.key(record));
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = outline.casing && outline.cased !== "paper" ? outline.casing : outline.colour;
    ctx.fillStyle = "#fff";
    ctx.beginPath();
    this.eachLine(record, () => {
      const { points, length } = this.trace;
      for (let i = 0; i < length; i += 2) {
        const x = points[i]!;
        const y = points[i + 1]!;
        if (x > -8 && y > -8 && x < view.width + 8 && y < view.height + 8) ctx.rect(x - 2.5, y - 2.5, 5, 5);
      }
    });
    ctx.fill();
    ctx.stroke();
  }

  /** Zones too small for a pattern: fills one by one, since they may overlap; outlines of a class in small batches. */
  private async smallOnes(): Promise<boolean> {
    const { ctx, symbols, slice, stopped } = this.painting;
    const batches = new Map<string, { path: Path2D; count: number }[]>();
    for (const record of this.small) {
      const key = this.key(record);
      const list = batches.get(key) ?? [];
      if (list.length === 0) batches.set(key, list);
      if (list.length === 0 || list[list.length - 1]!.count >= BATCH) list.push({ path: new Path2D(), count: 0 });
      const batch = list[list.length - 1]!;
      batch.count++;
      ctx.beginPath();
      this.eachLine(record, (closed, single) => {
        if (single) {
          this.markAt(this.trace.points[0]!, this.trace.points[1]!, record);
          return;
        }
        if (closed) this.trace.to(ctx, true);
        this.trace.outlineTo(batch.path, closed);
      });
      const { fill } = symbols.style(key);
      if (fill) {
        ctx.fillStyle = fill;
        ctx.fill("evenodd");
      }
      if (slice.over()) {
        await slice.pause();
        if (stopped()) return false;
      }
    }
    for (const [key, list] of batches) {
      for (const { path } of list) strokeSmall(ctx, symbols.style(key), path, this.isGround);
    }
    return true;
  }

  paintMarks(): void {
    this.paintCircles();
    const { ctx, symbols } = this.painting;
    const { keys } = this.drawn.classes;
    strike(ctx, this.strokes);
    const [small, large] = this.sizes();
    const specks: Specks[] = [];
    const marks: [symbol: number, places: readonly number[]][] = [];
    this.marks.each((symbol, places) => {
      if (symbol & SPECK) specks.push({ colour: symbols.style(keys[symbol >> 4]!).markFill, places });
      else marks.push([symbol, places]);
    });
    paintSpecks(ctx, specks);
    for (const [symbol, places] of marks) {
      const district = (symbol & 1) === 1;
      const size = (symbol & 2) === 0 ? small : district ? large + 3 : large;
      symbols.marks(ctx, keys[symbol >> 4]!, size, district, places);
      if (symbol & STRUCK) strikeEach(ctx, places, 1.6 * size);
    }
  }

  /** How large a zone's and a point's mark are, in px, at this zoom. */
  private sizes(): [zone: number, point: number] {
    const { zoom } = this;
    if (this.isGround) return [4, zoom < 8 ? 3 : zoom < 11 ? 5 : 7];
    const accident = kindOf(this.drawn.layer.kind).symbol.family === "accident" ? 2 : 0;
    return [zoom < 6 ? 4 : zoom < 10 ? 5 : 7, (zoom < 6 ? 5 : zoom < 9 ? 7 : zoom < 12 ? 9 : 11) + accident];
  }

  /** The circles that positions may lie in, each once, as outlines: filled they would hide the map and one another. Faint
   * for a district, whose circle says little. */
  private paintCircles(): void {
    const { ctx, view, symbols } = this.painting;
    const { geometry, kind } = this.drawn.layer;
    const done = new Set<string>();
    for (const record of this.circles) {
      const metres = this.drawn.accuracy![record]!;
      const [lon, lat] = [geometry.boxes[4 * record]!, geometry.boxes[4 * record + 1]!];
      const place = `${lon} ${lat} ${metres} ${this.drawn.classes.codes[record]}`;
      if (done.has(place)) continue;
      done.add(place);
      const x = (worldX(lon) + (this.shifts.get(record) ?? 0)) * view.size - view.x0;
      const y = worldY(lat) * view.size - view.y0;
      const radius = metres * worldPerMetre(lat / UNITS) * view.size;
      const line = kindOf(kind).dangerous ? COLOURS.redBrown : symbols.style(this.key(record)).markFill;
      paintCircle(ctx, { x, y, radius, line, faint: metres >= DISTRICT_M }, view);
    }
  }
}
