// The map painted at once for paper or a picture, with the hand that paints the screen; nobody waits at it with a finger.

import type { Bounds, RecordRef } from "../model.ts";
import type { Basemap } from "./draw/background.ts";
import { paintGraticule } from "./draw/graticule.ts";
import type { Lettering } from "./draw/lettering.ts";
import { paintRecords } from "./draw/painter.ts";
import { type Context, Symbols } from "./draw/symbols.ts";
import type { View } from "./draw/trace.ts";
import { type Grounds, paintGround } from "./ground/paint.ts";
import type { Groups } from "./groups.ts";
import { worldX, worldY } from "./mercator.ts";
import { Slice } from "./pause.ts";
import { UNITS } from "../data/shapes.ts";
import type { DrawnLayer } from "./spatial.ts";
import { Taken } from "./taken.ts";

const SLICE_MS = 60;

export interface SheetView {
  bounds: Bounds;
  width: number;
  height: number;
  pixelRatio: number;
  strongPatterns: boolean;
}

/** What is painted on a sheet: the layers in the order in which they are painted, and what lies under and over them. */
export interface OnSheet {
  layers: DrawnLayer[];
  grounds: Grounds;
  basemap: Basemap | null;
  groups: Groups;
  lettering: Lettering;
  selected: RecordRef | null;
}

/** Paint a map that is ready; `ctx`'s canvas is `width` × `height` CSS px times the pixel ratio. */
export async function paintSheet(ctx: Context, sheet: SheetView, map: OnSheet): Promise<void> {
  const { grounds, groups, lettering, selected } = map;
  const view = viewOf(sheet);
  ctx.save();
  ctx.setTransform(sheet.pixelRatio, 0, 0, sheet.pixelRatio, 0, 0);
  ctx.beginPath();
  ctx.rect(0, 0, sheet.width, sheet.height);
  ctx.clip();
  await grounds.ready(view);
  paintGround(ctx, grounds, view, sheet.strongPatterns);
  await map.basemap?.drawTo(ctx, view);
  paintGraticule(ctx, view, null);
  const symbols = new Symbols(sheet.pixelRatio, sheet.strongPatterns);
  const slice = new Slice(SLICE_MS);
  await paintRecords(map.layers, { ctx, view, symbols, groups: groups.at(view.size), slice, stopped: () => false });
  const taken = new Taken();
  lettering.keepOffGroups(taken, view);
  lettering.paint(ctx, view, symbols, { edge: 0, taken, selected });
  ctx.restore();
}

/** The view that shows the bounds of a sheet from its corner on, at the scale at which all of them have room. */
function viewOf({ bounds: [west, south, east, north], width, height }: SheetView): View {
  const [left, top] = [worldX(west * UNITS), worldY(north * UNITS)];
  const size = Math.min(width / (worldX(east * UNITS) - left), height / (worldY(south * UNITS) - top));
  return { x0: left * size, y0: top * size, width, height, size };
}
