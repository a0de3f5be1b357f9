// Patterns and marks, painted once and used again; the legend's symbols come from the same code as the map's.

import { SPACING_PX, strokesCell } from "./marks/strikes.ts";
import { type Hatch, type MarkShape, type Style, styleOf } from "./styles.ts";

const CASING_PX = 1.4;
const BATCH = 48; // marks of one path: a drawing each costs more than ten times as much, and a path of thousands even more
const STROKES = "strokes"; // beside the keys of classes
const SHADE = "shade";
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

export type Context = CanvasRenderingContext2D;

export function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.ceil(width));
  canvas.height = Math.max(1, Math.ceil(height));
  return canvas;
}

/** Symbols for one pixel ratio. `strong`: for paper, where patterns must carry without colour. */
export class Symbols {
  private readonly patterns = new Map<string, CanvasPattern>();
  private readonly styles = new Map<string, Style>();

  constructor(
    readonly ratio: number,
    readonly strong: boolean,
  ) {}

  style(key: string): Style {
    let style = this.styles.get(key);
    if (!style) this.styles.set(key, (style = styleOf(key)));
    return style;
  }

  /** Fill colour and hatch in one pattern, so that a zone is filled once. It begins at the canvas's corner, so a canvas
   * must begin at a multiple of 24 px of the world for patterns to meet; the painter moves it there. */
  pattern(ctx: Context, key: string): CanvasPattern | null {
    const known = this.patterns.get(key);
    if (known) return known;
    const style = this.style(key);
    if (!style.hatch) return null;
    return this.repeated(ctx, key, this.cell(style.fill, style.hatch));
  }

  private repeated(ctx: Context, key: string, cell: HTMLCanvasElement): CanvasPattern | null {
    const pattern = ctx.createPattern(cell, "repeat");
    if (!pattern) return null;
    pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
    this.patterns.set(key, pattern);
    return pattern;
  }

  /** Strokes through what its source no longer has, to fill a shape with; they meet as patterns do. */
  strokes(ctx: Context): CanvasPattern | null {
    const known = this.patterns.get(STROKES);
    if (known) return known;
    const { canvas, cell } = this.square(SPACING_PX);
    strokesCell(cell);
    return this.repeated(ctx, STROKES, canvas);
  }

  /** The shade of a district that reports name, and no more; told by its sparse lines in black and white. */
  shade(ctx: Context): CanvasPattern | null {
    const hatch: Hatch = { lines: ["counter"], spacing: 12, width: 0.8, colour: "rgba(75,64,56,0.3)" };
    return this.patterns.get(SHADE) ?? this.repeated(ctx, SHADE, this.cell("rgba(75,64,56,0.1)", hatch));
  }

  private square(size: number): { canvas: HTMLCanvasElement; cell: Context } {
    const canvas = canvasOf(size * this.ratio, size * this.ratio);
    const cell = canvas.getContext("2d")!;
    cell.scale(canvas.width / size, canvas.height / size);
    return { canvas, cell };
  }

  private cell(fill: string | null, hatch: Hatch): HTMLCanvasElement {
    const size = hatch.spacing;
    const { canvas, cell: ctx } = this.square(size);
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fillRect(0, 0, size, size);
    }
    ctx.strokeStyle = ctx.fillStyle = this.strong ? opaque(hatch.colour) : hatch.colour;
    ctx.lineWidth = hatch.width * (this.strong ? 1.25 : 1);
    for (const line of hatch.lines) hatchLine(ctx, line, size, hatch.width);
    return canvas;
  }

  /** Marks of a class, `size` px across, at x, y in turn; `district` frames empty places instead: somewhere in a
   * district. Those of one call lie on one level. */
  marks(ctx: Context, key: string, size: number, district: boolean, places: readonly number[]): void {
    const style = this.style(key);
    for (let from = 0; from < places.length; from += 2 * BATCH) {
      const some = places.slice(from, from + 2 * BATCH);
      if (district) frames(ctx, style.mark === "diamond" ? style.markFill : style.markEdge, size / 2, some);
      else marks(ctx, style.mark, style.markFill, style.markEdge, size / 2, some);
    }
  }
}

function opaque(colour: string): string {
  return colour.replace(/^rgba\(([^)]*),[^,)]*\)$/, "rgb($1)");
}

function hatchLine(ctx: Context, line: Hatch["lines"][number], size: number, width: number): void {
  if (line === "questions") {
    ctx.fillStyle = ctx.strokeStyle;
    questions(ctx, size / 3, [size / 2, size / 2]);
    return;
  }
  ctx.beginPath();
  if (line === "dots") {
    ctx.arc(size / 4, size / 4, width / 2, 0, 7);
    ctx.arc((3 * size) / 4, (3 * size) / 4, width / 2, 0, 7);
    ctx.fill();
    return;
  }
  if (line === "horizontal") ctx.rect(0, size / 2 - width / 2, size, width);
  if (line === "vertical") ctx.rect(size / 2 - width / 2, 0, width, size);
  if (line === "horizontal" || line === "vertical") {
    ctx.fill();
    return;
  }
  // Three lines, so that the corners of neighbouring cells meet.
  for (const shift of [-size, 0, size]) {
    ctx.moveTo(shift - 1, line === "diagonal" ? size + 1 : -1);
    ctx.lineTo(shift + size + 1, line === "diagonal" ? -1 : size + 1);
  }
  ctx.stroke();
}

function marks(
  ctx: Context,
  shape: MarkShape,
  fill: string,
  edge: string,
  radius: number,
  places: readonly number[],
): void {
  const line = radius < 3 ? 0.8 : 1.3;
  const r = radius - line / 2;
  ctx.lineWidth = line;
  ctx.fillStyle = fill;
  ctx.strokeStyle = edge;
  ctx.beginPath();
  for (let i = 0; i < places.length; i += 2) outlineOf(ctx, shape, r, places[i]!, places[i + 1]!);
  if (shape === "ring") {
    rings(ctx, fill, r, line, places);
    return;
  }
  if (shape === "question") {
    hollow(ctx, edge, r, line, places);
    return;
  }
  ctx.fill();
  ctx.stroke();
}

/** Rings of the current path around a question mark each. */
function hollow(ctx: Context, colour: string, r: number, line: number, places: readonly number[]): void {
  ctx.fillStyle = "rgba(255,255,255,0.85)";
  ctx.fill();
  ctx.setLineDash([2.5, 1.5]);
  ctx.lineWidth = line;
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = colour;
  if (r >= 3) questions(ctx, r, places);
}

function questions(ctx: Context, r: number, places: readonly number[]): void {
  ctx.font = `bold ${Math.round(1.7 * r)}px sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let i = 0; i < places.length; i += 2) ctx.fillText("?", places[i]!, places[i + 1]! + r * 0.1);
}

export function outlineOf(ctx: Context, shape: MarkShape, r: number, x: number, y: number): void {
  if (shape === "square") ctx.rect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84);
  else if (shape === "triangle") {
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y + r * 0.8);
    ctx.lineTo(x - r, y + r * 0.8);
    ctx.closePath();
  } else if (shape === "diamond") {
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y);
    ctx.lineTo(x, y + r);
    ctx.lineTo(x - r, y);
    ctx.closePath();
  } else dot(ctx, x, y, shape === "dot" ? r * 0.62 : r);
}

function dot(ctx: Context, x: number, y: number, r: number): void {
  ctx.moveTo(x + r, y);
  ctx.arc(x, y, r, 0, 2 * Math.PI);
}

function rings(ctx: Context, fill: string, r: number, line: number, places: readonly number[]): void {
  ctx.fillStyle = "rgba(255,255,255,0.7)";
  ctx.fill();
  ctx.lineWidth = line + 0.4;
  ctx.stroke();
  ctx.fillStyle = fill;
  ctx.beginPath();
  for (let i = 0; i < places.length; i += 2) dot(ctx, places[i]!, places[i + 1]!, Math.max(0.8, r * 0.32));
  ctx.fill();
}

/** Four corners around nothing: it is known to lie in the district, and no more. */
export function frames(ctx: Context, colour: string, r: number, places: readonly number[]): void {
  const arm = r * 0.62;
  ctx.beginPath();
  for (let i = 0; i < places.length; i += 2) {
    for (const [right, down] of CORNERS) {
      const [x, y] = [places[i]! + right * r, places[i + 1]! + down * r];
      ctx.moveTo(x, y - down * arm);
      ctx.lineTo(x, y);
      ctx.lineTo(x - right * arm, y);
    }
  }
  const width = r < 4 ? 1.1 : 1.8;
  ctx.strokeStyle = "rgba(255,255,255,0.9)";
  ctx.lineWidth = width + 1.6;
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

/** The parts of an outline: of crossing roads the casings come first, so that the roads meet. */
export type Parts = "both" | "casing" | "line";

/** Stroke the current path, or the one given, as an outline: the casing beneath, the dash above. */
export function strokeOutline(ctx: Context, style: Style, scale: number, path?: Path2D, parts: Parts = "both"): void {
  const { outline } = style;
  const stroke = (colour: string, width: number, dash: number[]) => {
    ctx.setLineDash(dash);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * scale;
    if (path) ctx.stroke(path);
    else ctx.stroke();
  };
  const round = outline.dash[0] !== undefined && outline.dash[0] < 1;
  ctx.lineJoin = "round";
  ctx.lineCap = round ? "round" : "butt";
  const dash = outline.dash.map((length) => length * scale);
  if (outline.casing && parts !== "line")
    stroke(outline.casing, outline.width + CASING_PX, outline.cased === "dashes" ? dash : []);
  if (parts !== "casing") stroke(outline.colour, outline.width, dash);
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
}

/** An outline too short for dashes: its colour, or its casing's where the colour is pale; `thin` for the ground. */
export function strokeSmall(ctx: Context, style: Style, path: Path2D, thin = false): void {
  ctx.lineJoin = "bevel";
  if (thin) {
    ctx.strokeStyle = style.outline.colour;
    ctx.lineWidth = Math.min(1, style.outline.width);
    ctx.stroke(path);
    return;
  }
  if (style.outline.cased !== "paper" && style.outline.casing) {
    ctx.strokeStyle = style.outline.casing;
    ctx.lineWidth = 2.4;
    ctx.stroke(path);
  }
  ctx.strokeStyle = style.outline.colour;
  ctx.lineWidth = 1.4;
  ctx.stroke(path);
}
