// The legend's symbols, from the same code as the map's: what a row of it stands for is seen as it is drawn.

import { isDoubt } from "../../../doubt.ts";
import { kindOf } from "../../../kinds.ts";
import { LINE, POINT } from "../../../data/shapes.ts";
import type { Value } from "../../../model.ts";
import type { DrawnLayer } from "../../spatial.ts";
import { drawBadge, drawPictogram, pictogramOf, PICTURED } from "./pictograms.ts";
import { drawSign } from "../signs.ts";
import { COLOURS } from "../styles.ts";
import { type Context, strokeOutline, Symbols } from "../symbols.ts";

/** By pixel ratio, made once: a legend is painted anew with every change of language. */
const legend = new Map<number, Symbols>();

/** Types of shapes, and that of none. */
const TYPES = 8;

/** How the records of a class lie on the map: all of them points, all lines, or neither. */
type Form = "mark" | "line" | "area";

/** What a symbol is drawn with beside its class. */
export interface Swatch {
  /** Px of the canvas to the CSS px, where it is not that of the screen. */
  ratio?: number;
  /** As recorded; its pictogram stands in the symbol. */
  setting?: Value;
}

/** Make a canvas ready to be painted anew in CSS px; it may have any size and pixel ratio. */
function fresh(
  canvas: HTMLCanvasElement,
  fixed?: number,
): { ctx: Context; ratio: number; width: number; height: number } {
  const ctx = canvas.getContext("2d")!;
  const ratio =
    fixed ??
    (canvas.isConnected && canvas.clientWidth ? canvas.width / canvas.clientWidth : (globalThis.devicePixelRatio ?? 1));
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return { ctx, ratio, width, height };
}

export class Swatches {
  private readonly forms = new Map<string, Form>();

  constructor(private readonly layers: readonly DrawnLayer[]) {}

  /** Paint a class's symbol to fill a canvas; one of the signs of `signsIn` (`signs/circle`), or a pictogram alone
   * (`settings/road`). */
  draw(canvas: HTMLCanvasElement, key: string, { ratio: fixed, setting = null }: Swatch): void {
    const { ctx, ratio, width, height } = fresh(canvas, fixed);
    const [family, name] = key.split("/");
    if (family === "signs") return drawSign(ctx, key, width, height);
    const middle = [width / 2, height / 2] as const;
    const size = Math.min(width, height);
    if (family === "settings") return drawPictogram(ctx, pictogramOf(name), middle, size * 0.8, COLOURS.ink);
    const symbols = legend.get(ratio) ?? new Symbols(ratio, false);
    legend.set(ratio, symbols);
    const form = this.formOf(key);
    const pictogram = isDoubt(key) ? "" : pictogramOf(setting);
    if (form === "mark" && pictogram !== "") {
      drawBadge(ctx, symbols.style(key), pictogram, middle, size - 0.5);
      return;
    }
    paintSymbol(ctx, symbols, key, form, [width, height]);
    if (pictogram !== "") drawPictogram(ctx, pictogram, middle, size * 0.66, COLOURS.ink, true);
  }

  /** As a mark where all records of a class are points, as a line where all of a kind of place are lines. */
  private formOf(key: string): Form {
    if (this.forms.size === 0) this.findForms();
    const isMark = ["accident", "plain"].includes(kindOf(key.split("/")[0]!).symbol.family);
    return this.forms.get(key) ?? (isMark ? "mark" : "area");
  }

  private findForms(): void {
    for (const { layer, classes } of this.layers) {
      const { codes, keys } = classes;
      const found = keys.map(() => new Uint8Array(TYPES)); // the types of each class
      const { types } = layer.geometry;
      for (let i = 0; i < layer.count; i++) found[codes[i]!]![types[i]!] = 1;
      for (const [at, name] of keys.entries())
        for (let type = 1; type < TYPES; type++) {
          if (found[at]![type] === 0) continue;
          const form = type <= POINT + 1 ? "mark" : type <= LINE + 1 && kindOf(layer.kind).ground ? "line" : "area";
          const known = this.forms.get(name) ?? form;
          this.forms.set(name, known === form ? form : "area");
        }
    }
  }

  /** The setting of a layer all of whose records have the same, as far as they have one; null for others, and for the
   * ground, which is drawn without. */
  settingOf(index: number): string | null {
    const { layer, settings } = this.layers[index]!;
    const found = new Set((kindOf(layer.kind).subject && settings) || []);
    found.delete(0);
    return found.size === 1 ? PICTURED[[...found][0]! - 1]! : null;
  }
}

function paintSymbol(ctx: Context, symbols: Symbols, key: string, form: Form, [width, height]: [number, number]): void {
  if (form === "mark") {
    symbols.marks(ctx, key, Math.min(width, height) * 0.62, false, [width / 2, height / 2]);
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

function polygon(ctx: Context, points: [number, number][]): void {
  points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.closePath();
}
