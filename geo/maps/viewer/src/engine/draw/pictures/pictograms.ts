// The picture of a setting: house, waves, grave marker, … It stands in a record's symbol, whose fill and outline go on
// saying type and status, and alone where no record is meant. The paths are those of geo/records/pictograms.json, which
// the picture without scripts is made of too.

import FILE from "../../../../../../records/pictograms.json";
import type { Style } from "../styles.ts";
import { type Context, frames, outlineOf } from "../symbols.ts";

const PATHS: Record<string, string> = FILE.paths;
const OTHER = "other";
const NONE = new Set(["", "unknown", "null", "undefined"]);

/** How large a symbol with a pictogram is on the map, in px. */
export const BADGE_PX = 22;
/** Of a pictogram that stands on an area or alone. */
export const PICTOGRAM_PX = 14;
const HALO = "rgba(255,255,255,0.92)";
const INK = "#1b1b1b";

const drawn = new Map<string, Path2D>();

/** The settings that have a pictogram, in the records' own order. */
export const PICTURED = Object.keys(PATHS);

/** The pictogram for a recorded setting: empty where none is recorded, `other` for a value of a programme's own. */
export function pictogramOf(setting: unknown): string {
  const value = String(setting);
  if (NONE.has(value)) return "";
  return Object.hasOwn(PATHS, value) ? value : OTHER;
}

/** Draw a pictogram around x, y; with a halo it stays apart from whatever lies under it. */
export function drawPictogram(
  ctx: Context,
  name: string,
  [x, y]: readonly [number, number],
  size: number,
  colour: string,
  halo = false,
): void {
  let path = drawn.get(name);
  if (!path) drawn.set(name, (path = new Path2D(PATHS[name])));
  const scale = size / FILE.size;
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(scale, scale);
  if (halo) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.2 / scale;
    ctx.strokeStyle = HALO;
    ctx.stroke(path);
  }
  ctx.fillStyle = colour;
  ctx.fill(path, "evenodd");
  ctx.restore();
}

/** How much of a symbol its pictogram takes, and how far below the middle it stands: a triangle has little room. */
const ROOM: Record<string, readonly [share: number, down: number, larger: number]> = {
  square: [0.68, 0, 1],
  circle: [0.62, 0, 1.06],
  ring: [0.62, 0, 1.06],
  triangle: [0.44, 0.16, 1.3],
  diamond: [0.46, 0, 1.24],
};

/** Draw the mark of a style with the pictogram in it, `size` px across; of a district its four corners. */
export function drawBadge(
  ctx: Context,
  style: Style,
  name: string,
  [x, y]: readonly [number, number],
  size: number,
  district = false,
): void {
  if (district) {
    const colour = style.mark === "diamond" ? style.markFill : style.markEdge;
    ctx.fillStyle = HALO;
    ctx.fillRect(x - size / 2, y - size / 2, size, size); // what lies beneath would be read as part of the picture
    frames(ctx, colour, size / 2 + 1, [x, y]);
    drawPictogram(ctx, name, [x, y], size * 0.58, colour, true);
    return;
  }
  const [share, down, larger] = ROOM[style.mark] ?? ROOM.circle!;
  const radius = (size * larger) / 2;
  const isPaper = style.mark === "ring" || style.mark === "dot";
  ctx.save();
  ctx.lineJoin = "round";
  ctx.beginPath();
  outlineOf(ctx, style.mark === "dot" ? "circle" : style.mark, radius - 1.6, x, y);
  // White around the outline: neighbours stay apart, and from what they lie on.
  for (const [width, colour] of [
    [3.6, HALO],
    [1.8, isPaper && style.mark === "dot" ? style.markFill : style.markEdge],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
  ctx.fillStyle = isPaper ? "#ffffff" : style.markFill;
  ctx.fill();
  ctx.restore();
  const colour = isPaper ? style.markFill : isLight(style.markFill) ? INK : "#ffffff";
  drawPictogram(ctx, name, [x, y + down * radius], 2 * radius * share, colour);
}

/** Whether ink is read on a colour better than white (relative luminance of WCAG 2.2). */
function isLight(colour: string): boolean {
  const linear = (at: number) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5) > 0.22;
}
