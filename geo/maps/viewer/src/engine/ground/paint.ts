// Painting the ground: sea, land, lakes, rivers, borders and the dots of places. It lies under everything, is never as
// strong as a record, and steps back where one has come closer than it is exact.

import type { RecordGeometry } from "../../data/shapes.ts";
import { UNITS } from "../../data/shapes.ts";
import type { Box, Ground } from "../../data/ground.ts";
import { paintOwnAreas, paintOwnLines } from "./own.ts";
import { seenAt } from "./places.ts";
import { latOf, lonOf, worldX, worldY } from "../mercator.ts";
import type { Context } from "../draw/symbols.ts";
import { Trace, type View } from "../draw/trace.ts";

/** The grounds of a map. The whole world is opened when it is first seen: most views lie within what is near. */
export class Grounds {
  /** The whole world, coarse; null before it is opened. */
  world: Ground | null = null;
  private opening: Promise<Ground | null> | null = null;

  constructor(
    /** What lies around the records, fine; null where they lie all over the world. */
    readonly near: Ground | null,
    /** Whether borders of states and districts are drawn. */
    readonly borders: boolean,
    private readonly read: () => Promise<Ground | null>,
  ) {}

  /** Settles when what a view shows is there; true if it had to be opened for it. */
  async ready(view: View): Promise<boolean> {
    if (this.world !== null || this.nearboxes(view).some(covers(view))) return false;
    this.world = await (this.opening ??= this.read());
    return this.world !== null;
  }

  /** Where the near ground lies on a canvas; nowhere from so far that the coarse one shows as much. */
  nearboxes(view: View): Rectangle[] {
    const isSeen = this.near !== null && Math.log2(view.size / 256) >= NEAR_FROM_ZOOM;
    return isSeen ? this.near!.boxes.flatMap((box) => onCanvas(box, view)) : [];
  }
}

export const WATER = [221, 230, 236] as const;
export const LAND = [242, 239, 231] as const;
const PAPER = [247, 246, 242] as const;
const SHORE = "#a9bcc6";
const RIVER = "#93b4c8";
const DISTRICT = "#c9c1b4";
const BORDER = "#8f877c";
const DISPUTED = [4, 3.5]; // dashes of borders on which views of the world differ
const DOT = "#6d675f";

/** From here on the ground fades: it is about a kilometre off, which is then a finger's width. */
export const EXACT_TO_ZOOM = 11;
const FADED_AT_ZOOM = 14;
const FAINTEST = 0.3;
/** From here on what the coarse world is off by can be seen. */
export const NEAR_FROM_ZOOM = 4.5;
const SAME_PX = 0.8;
/** A shape that is smaller, in px, is not seen. */
const SPECK_PX = 0.4;

/** Paint the ground. `white`: on paper, where land is white. */
export function paintGround(ctx: Context, grounds: Grounds, view: View, white: boolean): void {
  const { world, near, borders } = grounds;
  const zoom = Math.log2(view.size / 256);
  const faded = Math.max(0, Math.min(1, (zoom - EXACT_TO_ZOOM) / (FADED_AT_ZOOM - EXACT_TO_ZOOM)));
  const look = { white, faded, zoom, borders };
  const boxes = grounds.nearboxes(view);
  if (!boxes.some(covers(view))) {
    ctx.save();
    if (boxes.length) {
      ctx.beginPath();
      ctx.rect(0, 0, view.width, view.height);
      for (const box of boxes) ctx.rect(...box);
      ctx.clip("evenodd");
    }
    if (world !== null) new GroundPainter(ctx, world, view, look).paint();
    else {
      ctx.fillStyle = mixed(PAPER, PAPER, 0);
      ctx.fillRect(0, 0, view.width, view.height);
    }
    ctx.restore();
  }
  if (!boxes.length) return;
  ctx.save();
  ctx.beginPath();
  for (const box of boxes) ctx.rect(...box);
  ctx.clip();
  new GroundPainter(ctx, near!, view, look).paint();
  ctx.restore();
}

interface Look {
  white: boolean;
  /** 0 where the ground is exact enough for the scale, 1 where it is faintest. */
  faded: number;
  zoom: number;
  borders: boolean;
}

class GroundPainter {
  private readonly trace: Trace;
  private readonly shifts: number[] = [];

  constructor(
    private readonly ctx: Context,
    private readonly ground: Ground,
    private readonly view: View,
    private readonly look: Look,
  ) {
    this.trace = new Trace(view, SAME_PX);
    for (let shift = Math.floor(view.x0 / view.size); shift <= Math.floor((view.x0 + view.width) / view.size); shift++)
      this.shifts.push(shift);
  }

  paint(): void {
    const { ctx, ground, look } = this;
    const { white, faded, zoom } = look;
    const water = mixed(WATER, PAPER, faded * (1 - FAINTEST));
    ctx.fillStyle = water;
    ctx.fillRect(0, 0, this.view.width, this.view.height);
    this.fill(ground.shapes.land, white ? "#fff" : mixed(LAND, PAPER, faded));
    this.fill(ground.shapes.lakes, water);
    paintOwnAreas(this, ground.own, zoom);
    ctx.globalAlpha = 1 - (1 - FAINTEST) * faded;
    ctx.lineJoin = "bevel"; // nobody sees the corners of a hair, and round ones take longer
    this.stroke(ground.shapes.rivers, RIVER, zoom < 7 ? 0.7 : zoom < 9 ? 1 : 1.3);
    this.stroke(ground.shores, SHORE, 0.7);
    this.stroke(ground.coasts, SHORE, 0.9);
    ctx.globalAlpha = 1; // a file of the maker's is as exact as it is
    paintOwnLines(this, ground.own, zoom);
    ctx.globalAlpha = 1 - (1 - FAINTEST) * faded;
    if (look.borders) this.borders(zoom);
    this.dots();
    ctx.globalAlpha = 1;
  }

  private borders(zoom: number): void {
    const { districts, borders, disputed } = this.ground.shapes;
    const width = zoom < 5 ? 0.8 : 1.2;
    if (zoom >= 5) this.stroke(districts, DISTRICT, zoom < 8 ? 0.6 : 0.9);
    this.stroke(borders, BORDER, width);
    this.stroke(disputed, BORDER, width, DISPUTED);
  }

  fill(areas: RecordGeometry, colour: string): void {
    const { ctx, trace } = this;
    ctx.beginPath();
    this.each(areas, (line) => {
      trace.line(areas, line);
      if (trace.reachesFar(64)) trace.clipRing(32);
      trace.to(ctx, true);
    });
    ctx.fillStyle = colour;
    ctx.fill("evenodd");
  }

  stroke(lines: RecordGeometry, colour: string, width: number, dash: number[] = []): void {
    const { ctx, trace } = this;
    const path = new Path2D();
    this.each(lines, (line) => {
      trace.line(lines, line);
      if (trace.reachesFar(64)) trace.stretches(false, 8, (stretch) => path.addPath(stretch));
      else trace.to(path, false);
    });
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke(path);
    ctx.setLineDash([]);
  }

  /** Call back for each line of each shape that is in view, in every copy of the world that is. */
  private each(shapes: RecordGeometry, line: (line: number) => void): void {
    const { boxes, partStart, lineStart } = shapes;
    const speck = (SPECK_PX / this.view.size) * 360 * UNITS;
    for (const shift of this.shifts) {
      const [west, south, east, north] = degreesOf(this.view, shift).map((side) => side * UNITS) as Box;
      for (let record = 0; record < shapes.types.length; record++) {
        const at = 4 * record;
        if (boxes[at]! > east || boxes[at + 2]! < west || boxes[at + 1]! > north || boxes[at + 3]! < south) continue;
        if (boxes[at + 2]! - boxes[at]! < speck && boxes[at + 3]! - boxes[at + 1]! < speck) continue;
        this.trace.begin(shapes, record, shift);
        const end = lineStart[partStart[record + 1]!]!;
        for (let one = lineStart[partStart[record]!]!; one < end; one++) line(one);
      }
    }
  }

  private dots(): void {
    const { ctx, view, look } = this;
    ctx.fillStyle = DOT;
    ctx.strokeStyle = look.white ? "#fff" : mixed(PAPER, PAPER, 0);
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const { x, y, radius } of seenAt(this.ground, view)) {
      ctx.moveTo(x + radius, y);
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
    }
    ctx.stroke();
    ctx.fill();
  }
}

/** What a view shows of the copy of the world that lies `shift` worlds to the east, in degrees. */
function degreesOf({ x0, y0, width, height, size }: View, shift: number): Box {
  return [lonOf(x0 / size - shift), latOf((y0 + height) / size), lonOf((x0 + width) / size - shift), latOf(y0 / size)];
}

type Rectangle = [x: number, y: number, width: number, height: number];

/** Where a box lies on the canvas, for each copy of the world in view. */
function onCanvas([west, south, east, north]: Box, view: View): Rectangle[] {
  const found: Rectangle[] = [];
  for (
    let shift = Math.floor(view.x0 / view.size) - 1;
    shift <= Math.floor((view.x0 + view.width) / view.size);
    shift++
  ) {
    // On whole pixels, so that no seam shows where two kinds of ground meet.
    const left = Math.round((worldX(west * UNITS) + shift) * view.size - view.x0);
    const right = Math.round((worldX(east * UNITS) + shift) * view.size - view.x0);
    const top = Math.round(worldY(north * UNITS) * view.size - view.y0);
    const bottom = Math.round(worldY(south * UNITS) * view.size - view.y0);
    if (right < 0 || left > view.width || bottom < 0 || top > view.height) continue;
    found.push([left, top, right - left, bottom - top]);
  }
  return found;
}

const covers =
  (view: View) =>
  ([x, y, width, height]: Rectangle) =>
    x <= 0 && y <= 0 && x + width >= view.width && y + height >= view.height;

function mixed(a: readonly number[], b: readonly number[], share: number): string {
  return `rgb(${a.map((value, i) => Math.round(value + (b[i]! - value) * share)).join(",")})`;
}
