// Patterns and marks, painted once and used again; the legend's symbols come from the same code as the map's.

import { type Hatch, type MarkShape, type Style, styleOf } from "./styles.ts";

const CASING_PX = 1.4;

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
  private readonly sprites = new Map<string, HTMLCanvasElement>();
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
    const pattern = ctx.createPattern(this.cell(style.fill, style.hatch), "repeat");
    if (!pattern) return null;
    pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
    this.patterns.set(key, pattern);
    return pattern;
  }

  private cell(fill: string | null, hatch: Hatch): HTMLCanvasElement {
    const size = hatch.spacing;
    const canvas = canvasOf(size * this.ratio, size * this.ratio);
    const ctx = canvas.getContext("2d")!;
    ctx.scale(canvas.width / size, canvas.height / size);
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fillRect(0, 0, size, size);
    }
    ctx.strokeStyle = ctx.fillStyle = this.strong ? opaque(hatch.colour) : hatch.colour;
    ctx.lineWidth = hatch.width * (this.strong ? 1.25 : 1);
    for (const line of hatch.lines) hatchLine(ctx, line, size, hatch.width);
    return canvas;
  }

  /** A mark of a class, `size` px across; `district` frames an empty place instead: somewhere in a district. */
  mark(key: string, size: number, district = false): HTMLCanvasElement {
    const name = `${key} ${size} ${district}`;
    let sprite = this.sprites.get(name);
    if (sprite) return sprite;
    const style = this.style(key);
    sprite = canvasOf((size + 4) * this.ratio, (size + 4) * this.ratio);
    const ctx = sprite.getContext("2d")!;
    ctx.scale(this.ratio, this.ratio);
    ctx.translate(size / 2 + 2, size / 2 + 2);
    if (district) frame(ctx, style, size / 2);
    else mark(ctx, style.mark, style.markFill, style.markEdge, size / 2);
    this.sprites.set(name, sprite);
    return sprite;
  }
}

function opaque(colour: string): string {
  return colour.replace(/^rgba\(([^)]*),[^,)]*\)$/, "rgb($1)");
}

function hatchLine(ctx: Context, line: Hatch["lines"][number], size: number, width: number): void {
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

function mark(ctx: Context, shape: MarkShape, fill: string, edge: string, radius: number): void {
  const line = radius < 3 ? 0.8 : 1.3;
  ctx.lineWidth = line;
  ctx.fillStyle = fill;
  ctx.strokeStyle = edge;
  ctx.beginPath();
  const r = radius - line / 2;
  if (shape === "square") ctx.rect(-r * 0.92, -r * 0.92, r * 1.84, r * 1.84);
  else if (shape === "triangle")
    polygon(ctx, [
      [0, -r],
      [r, r * 0.8],
      [-r, r * 0.8],
    ]);
  else if (shape === "diamond")
    polygon(ctx, [
      [0, -r],
      [r, 0],
      [0, r],
      [-r, 0],
    ]);
  else ctx.arc(0, 0, shape === "dot" ? r * 0.62 : r, 0, 7);
  if (shape === "ring") {
    ring(ctx, fill, edge, r, line);
    return;
  }
  ctx.fill();
  ctx.stroke();
}

function ring(ctx: Context, fill: string, edge: string, r: number, line: number): void {
  ctx.fillStyle = "rgba(255,255,255,0.7)";
  ctx.fill();
  ctx.lineWidth = line + 0.4;
  ctx.strokeStyle = edge;
  ctx.stroke();
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.arc(0, 0, Math.max(0.8, r * 0.32), 0, 7);
  ctx.fill();
}

/** Four corners around nothing: it is known to lie in the district, and no more. */
function frame(ctx: Context, style: Style, r: number): void {
  const arm = r * 0.62;
  const draw = () => {
    ctx.beginPath();
    for (const [x, y] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      ctx.moveTo(x * r, y * (r - arm));
      ctx.lineTo(x * r, y * r);
      ctx.lineTo(x * (r - arm), y * r);
    }
    ctx.stroke();
  };
  const width = r < 4 ? 1.1 : 1.8;
  ctx.strokeStyle = "rgba(255,255,255,0.9)";
  ctx.lineWidth = width + 1.6;
  draw();
  ctx.strokeStyle = style.mark === "diamond" ? style.markFill : style.markEdge;
  ctx.lineWidth = width;
  draw();
}

function polygon(ctx: Context, points: [number, number][]): void {
  points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.closePath();
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
  ctx.lineJoin = "round";
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

/** The legend's symbols by pixel ratio, made once: it is painted anew with every change of language. */
const legend = new Map<number, Symbols>();

/** How the records of a class lie on the map: all of them points, all lines, or neither. */
export type Form = "mark" | "line" | "area";

/** Paint a class's symbol to fill a canvas: a small zone, or its mark, or a line. The canvas may have any size and pixel
 * ratio; `district` is the mark of a position that names only a district. */
export function drawSymbol(
  canvas: HTMLCanvasElement,
  key: string,
  form: Form,
  district = false,
  fixed?: number,
): void {
  const ctx = canvas.getContext("2d")!;
  const ratio = fixed ?? (canvas.clientWidth ? canvas.width / canvas.clientWidth : (globalThis.devicePixelRatio ?? 1));
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const symbols = legend.get(ratio) ?? new Symbols(ratio, false);
  legend.set(ratio, symbols);
  if (form === "mark" || district) {
    const size = Math.min(width, height) * 0.62;
    const sprite = symbols.mark(key, size, district);
    ctx.drawImage(sprite, (width - size) / 2 - 2, (height - size) / 2 - 2, size + 4, size + 4);
    return;
  }
  const style = symbols.style(key);
  const [left, top, right, bottom] = [2.5, 2.5, width - 2.5, height - 2.5];
  ctx.beginPath();
  if (form === "line") {
    ctx.moveTo(left, bottom - height * 0.2);
    ctx.bezierCurveTo(left + width * 0.35, top, right - width * 0.35, bottom, right, top + height * 0.2);
    strokeOutline(ctx, style, 1.4);
    return;
  }
  const points: [number, number][] = [
    [left, top + height * 0.12],
    [right - width * 0.18, top],
    [right, bottom - height * 0.2],
    [left + width * 0.12, bottom],
  ];
  polygon(ctx, points);
  const fill = symbols.pattern(ctx, key) ?? style.fill;
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  strokeOutline(ctx, style, 1);
}
