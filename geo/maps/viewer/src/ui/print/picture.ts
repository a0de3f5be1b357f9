// A sheet as a picture, for a slide or a message: a map that travels alone must carry its warnings in its pixels.

import type { App } from "../app.ts";
import { symbol } from "../tabs/legend.ts";
import { viewOf } from "./printing.ts";
import { describe, type Sheet } from "./sheet.ts";
import { CSS_PX_PER_MM, frameFor, mercatorY } from "./sheetframe.ts";

export const WIDTH = 1280;
export const PADDING = 24;
export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", Arial, sans-serif';
export const RATIO = 2;

/** Writes lines of text downwards, wrapped to a width, from the side where the language begins. */
export class Column {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    readonly start: number,
    readonly width: number,
    public y: number,
    private readonly rtl: boolean,
  ) {}

  write(text: string, size: number, { bold = false, colour = "#1b1b1b", indent = 0 } = {}): void {
    const { context } = this;
    context.font = `${bold ? "650 " : ""}${size}px ${FONT}`;
    context.fillStyle = colour;
    context.textBaseline = "alphabetic";
    context.direction = this.rtl ? "rtl" : "ltr";
    context.textAlign = this.rtl ? "right" : "left";
    for (const line of wrapped(context, text, this.width - indent)) {
      this.y += size * 1.35;
      if (context.canvas.height > 1)
        context.fillText(line, this.rtl ? this.start + this.width - indent : this.start + indent, this.y);
    }
  }
}

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The map in view with all that stands on a sheet around it. */
export async function drawPicture(app: App): Promise<HTMLCanvasElement> {
  const view = viewOf(app);
  const shape = (view[2] - view[0]) / (mercatorY(view[3]) - mercatorY(view[1]));
  const width = WIDTH - 2 * PADDING;
  const height = Math.round(Math.min(width / Math.max(shape, 0.5), 1600));
  const frame = frameFor(view, width / CSS_PX_PER_MM, height / CSS_PX_PER_MM);
  const sheet = describe(app, frame);
  const map = canvasOf(width * RATIO, height * RATIO);
  await app.engine.drawTo(context2d(map), {
    bounds: frame.bounds,
    width,
    height,
    pixelRatio: RATIO,
    strongPatterns: true,
  });

  // The text decides how high the picture is, so it is written twice: first on nothing, to be measured.
  const needed = compose(app, sheet, map, canvasOf(1, 1), frame.bar_mm * CSS_PX_PER_MM);
  const picture = canvasOf(WIDTH * RATIO, Math.ceil(needed) * RATIO);
  compose(app, sheet, map, picture, frame.bar_mm * CSS_PX_PER_MM);
  return picture;
}

function compose(app: App, sheet: Sheet, map: HTMLCanvasElement, picture: HTMLCanvasElement, bar: number): number {
  const context = context2d(picture);
  const rtl = app.words.direction === "rtl";
  const width = WIDTH - 2 * PADDING;
  if (picture.height > 1) {
    context.scale(RATIO, RATIO);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, WIDTH, picture.height / RATIO);
  }
  const head = new Column(context, PADDING, width, PADDING - 8, rtl);
  head.write(sheet.title, 26, { bold: true });
  head.write([...sheet.dates, sheet.counts].join(" · "), 14, { colour: "#54565a" });
  for (const text of sheet.warnings) head.write(text, 14, { bold: true });
  const top = head.y + 26;
  const height = map.height / RATIO;
  context.drawImage(map, PADDING, top, width, height);
  context.strokeStyle = "#1b1b1b";
  context.lineWidth = 1.5;
  context.strokeRect(PADDING, top, width, height);
  drawGrid(context, sheet, top, width, height);
  if (sheet.fictitious !== null) drawMark(context, sheet.fictitious, top, width, height);
  const left = new Column(context, PADDING, width * 0.58, top + height + 8, rtl);
  const right = new Column(context, PADDING + width * 0.62, width * 0.38, top + height + 8, rtl);
  const [first, second] = rtl ? [right, left] : [left, right];
  drawLegend(app, context, sheet, first, rtl);
  drawScale(context, sheet, second, bar, rtl);
  for (const text of [...sheet.from, sheet.sources, sheet.datum, sheet.page])
    second.write(text, 12, { colour: "#3a3a3a" });
  return Math.max(left.y, right.y) + PADDING;
}

/** The legend in two columns; the column it is given ends below the longer one. */
function drawLegend(app: App, context: CanvasRenderingContext2D, sheet: Sheet, column: Column, rtl: boolean): void {
  column.write(app.words.text("ui.print_legend"), 14, { bold: true });
  if (sheet.legend.length === 0) column.write(sheet.nothing, 13);
  const half = Math.ceil(sheet.legend.length / 2);
  const width = column.width / 2;
  const starts = rtl ? [column.start + width, column.start] : [column.start, column.start + width];
  const ends = starts.map((start, at) => {
    const part = new Column(context, start, width - 12, column.y, rtl);
    for (const { key, setting = null, text, count } of sheet.legend.slice(at * half, (at + 1) * half)) {
      part.y += 4;
      const swatch = key === "" ? null : symbol(app, key, { ratio: RATIO, setting });
      if (swatch) context.drawImage(swatch, rtl ? start + part.width - 28 : start, part.y, 28, 20);
      part.write(count === "" ? text : `${text}: ${count}`, 13, { indent: 36 });
    }
    return part.y;
  });
  column.y = Math.max(...ends);
}

function drawScale(context: CanvasRenderingContext2D, sheet: Sheet, column: Column, bar: number, rtl: boolean): void {
  const y = column.y + 14;
  const x = rtl ? column.start + column.width - bar : column.start;
  context.fillStyle = "#1b1b1b";
  for (let part = 0; part < 4; part++) {
    context.fillStyle = part % 2 === 0 ? "#1b1b1b" : "#ffffff";
    context.fillRect(x + (bar / 4) * part, y, bar / 4, 6);
  }
  context.lineWidth = 1;
  context.strokeRect(x, y, bar, 6);
  column.y = y + 6;
  column.write(`${sheet.bar.join(" – ")} · ${sheet.ratio} · ${sheet.north} ↑`, 12);
}

function drawGrid(context: CanvasRenderingContext2D, sheet: Sheet, top: number, width: number, height: number): void {
  context.font = `11px ${FONT}`;
  context.direction = "ltr";
  context.fillStyle = "#1b1b1b";
  for (const { side, at, text } of sheet.grid) {
    context.save();
    context.textAlign = "center";
    if (side === "top") context.translate(PADDING + at * width, top - 5);
    else {
      context.translate(PADDING - 6, top + at * height);
      context.rotate(-Math.PI / 2);
    }
    context.fillText(text, 0, 0);
    context.restore();
  }
}

/** Write over a part of a picture, again and again, that all in it is invented. */
export function drawMark(
  context: CanvasRenderingContext2D,
  text: string,
  top: number,
  width: number,
  height: number,
): void {
  context.save();
  context.beginPath();
  context.rect(PADDING, top, width, height);
  context.clip();
  context.font = `700 44px ${FONT}`;
  context.fillStyle = "rgb(27 27 27 / 18%)";
  context.textAlign = "center";
  for (let y = 90; y < height + 90; y += 190) {
    for (let x = 150; x < width + 150; x += 360) {
      context.save();
      context.translate(PADDING + x, top + y);
      context.rotate(-0.4);
      context.fillText(text.toUpperCase(), 0, 0);
      context.restore();
    }
  }
  context.restore();
}

export function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  return canvas;
}

export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser gives no canvas to draw on.");
  return context;
}
