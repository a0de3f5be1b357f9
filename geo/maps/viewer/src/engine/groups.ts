// Groups: where more records lie close together than can be told apart, a hexagon says how many they are, and by colour
// what. It stands in the middle of a cell of a lattice, so nobody takes it for the place of a record; what is dangerous
// comes first in it and never goes under. Outlines are drawn beneath as they are; so is what is large enough.

import { isDoubt } from "../doubt.ts";
import { kindOf } from "../kinds.ts";
import { POINT } from "../data/shapes.ts";
import type { RecordRef } from "../model.ts";
import { styleOf } from "./draw/styles.ts";
import type { Context } from "./draw/symbols.ts";
import type { View } from "./draw/trace.ts";
import type { DrawnLayer } from "./spatial.ts";

/** Between the middles of two cells of the lattice, px. */
const CELL_PX = 60;
const ROW_PX = CELL_PX * Math.sqrt(0.75);
/** Fewer in a cell, or in all, are shown one by one; so is everything from near. */
const FEWEST = 10;
const FEWEST_IN_ALL = 400;
const BELOW_ZOOM = 11;
const LARGE_PX = 22;
/** How much of a hexagon belongs to what is dangerous, however rare it is among the rest. */
const DANGEROUS = 0.4;
const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

export interface Group {
  /** Of its middle, in px of the world at the scale of the grouping. */
  x: number;
  y: number;
  count: number;
  radius: number;
  /** By the colour of their symbols: how many, and whether they are dangerous. */
  parts: Map<string, { count: number; dangerous: boolean }>;
}

interface Cell extends Group {
  number: number;
}

export interface Grouping {
  groups: Group[];
  /** For each layer and record its group, from 1; 0 for none. */
  of: Uint32Array[];
}

/** Whether a layer's records go into groups, as far as they are shown and not too large. */
const isGrouped = ({ layer, counted, visible }: DrawnLayer) => counted && visible && !kindOf(layer.kind).ground;

const isShown = ({ shown, listed }: DrawnLayer, record: number) =>
  (shown === null || shown[record] !== 0) && !(listed.size > 0 && listed.has(record));

/** The colour that each class of a layer has in a group; "" where it goes into none. */
const coloursOf = ({ classes }: DrawnLayer) => classes.keys.map((key) => (isDoubt(key) ? "" : styleOf(key).markFill));

/** Whether there are groups at any scale: from far enough away, all that can be in a group are in one. */
export function hasGroups(layers: readonly DrawnLayer[]): boolean {
  let [total, coloured] = [0, 0];
  for (const drawn of layers.filter(isGrouped)) {
    const { boxes, classes } = drawn;
    const colours = coloursOf(drawn);
    for (const list of boxes.records)
      for (let at = 0; at < list.length; at++) {
        const record = list[at]!;
        if (!isShown(drawn, record)) continue;
        total++;
        if (colours[classes.codes[record]!] !== "") coloured++;
        if (total >= FEWEST_IN_ALL && coloured >= FEWEST) return true;
      }
  }
  return false;
}

/** The groups of the records that a map is about and that are shown, at a scale: `size` px is the width of the world. Null
 * where all are shown one by one. */
export function groupsOf(layers: readonly DrawnLayer[], size: number): Grouping | null {
  if (Math.log2(size / 256) >= BELOW_ZOOM) return null;
  const cells = new Map<number, Cell>();
  const of: Uint32Array[] = [];
  let total = 0;
  for (const drawn of layers) {
    const { layer, boxes, classes } = drawn;
    const { types } = layer.geometry;
    const { codes } = classes;
    const numbers = new Uint32Array(layer.count);
    of[layer.index] = numbers;
    if (!isGrouped(drawn)) continue;
    const colours = coloursOf(drawn);
    const goesIn = Uint8Array.from(colours, (colour) => (colour === "" ? 0 : 1));
    boxes.search(-1, -1, 3, 2, (record, { west, north, east, south }) => {
      if (!isShown(drawn, record)) return;
      total++;
      if (!goesIn[codes[record]!]) return;
      if (types[record] !== POINT && Math.max(east - west, south - north) * size >= LARGE_PX) return;
      const middle = (west + east) / 2;
      const cell = cellAt((middle - Math.floor(middle)) * size, ((north + south) / 2) * size, cells);
      cell.count++;
      numbers[record] = cell.number;
    });
    takeParts(cells, numbers, codes, colours, kindOf(layer.kind).dangerous);
  }
  if (total < FEWEST_IN_ALL) return null;
  const groups = [...cells.values()].filter(({ count }) => count >= FEWEST);
  const numbers = new Uint32Array(cells.size + 1);
  groups.forEach((group, at) => {
    group.radius = 8 + 4.2 * Math.log10(group.count);
    numbers[group.number] = at + 1;
  });
  for (const each of of) each?.forEach((number, record) => (each[record] = numbers[number]!));
  return groups.length > 0 ? { groups, of } : null;
}

/** Count how many records of each colour a layer has put into each cell. One by one into the cells, as they are found, takes
 * longer than finding them. */
function takeParts(
  cells: Map<number, Cell>,
  numbers: Uint32Array,
  codes: Uint8Array,
  colours: readonly string[],
  dangerous: boolean,
): void {
  const wide = colours.length;
  const counts = new Uint32Array((cells.size + 1) * wide);
  for (let record = 0; record < numbers.length; record++) counts[numbers[record]! * wide + codes[record]!]!++;
  for (const { number, parts } of cells.values())
    colours.forEach((colour, code) => {
      const count = counts[number * wide + code]!;
      if (count === 0) return;
      const part = parts.get(colour);
      if (part) part.count += count;
      else parts.set(colour, { count, dangerous });
    });
}

/** The cell of the lattice in which a place lies: that of the nearest middle. */
function cellAt(x: number, y: number, cells: Map<number, Cell>): Cell {
  const above = Math.floor(y / ROW_PX);
  let [best, bestX, bestRow, bestColumn] = [Infinity, 0, 0, 0];
  for (let row = above; row <= above + 1; row++) {
    const column = Math.round(x / CELL_PX - (row & 1) / 2);
    const middle = (column + (row & 1) / 2) * CELL_PX;
    const away = (middle - x) ** 2 + (row * ROW_PX - y) ** 2;
    if (away >= best) continue;
    best = away;
    bestX = middle;
    bestRow = row;
    bestColumn = column;
  }
  const key = bestRow * 65_536 + bestColumn;
  let cell = cells.get(key);
  if (!cell) {
    cell = { number: cells.size + 1, x: bestX, y: bestRow * ROW_PX, count: 0, radius: 0, parts: new Map() };
    cells.set(key, cell);
  }
  return cell;
}

/** The groupings of a map, each made once for a scale and what is shown. */
export class Groups {
  private known = new Map<number, Grouping | null>();

  constructor(private readonly layers: readonly DrawnLayer[]) {}

  at(size: number): Grouping | null {
    const known = this.known.get(size);
    if (known !== undefined) return known;
    if (this.known.size > 2) this.known.clear();
    const found = groupsOf(this.layers, size);
    this.known.set(size, found);
    return found;
  }

  /** Whether there are any at any scale. */
  get areAnywhere(): boolean {
    return hasGroups(this.layers);
  }

  /** What is shown has changed. */
  forget(): void {
    this.known.clear();
  }

  /** The records of a group. */
  recordsOf({ groups, of }: Grouping, group: Group): RecordRef[] {
    const number = groups.indexOf(group) + 1;
    return of.flatMap((numbers, layer) => {
      const found: RecordRef[] = [];
      numbers.forEach((each, record) => each === number && found.push({ layer, record }));
      return found;
    });
  }
}

/** Call back for each group whose hexagon meets a view, with its middle in px of the view. */
export function eachGroup(
  grouping: Grouping | null,
  view: View,
  each: (group: Group, x: number, y: number) => void,
): void {
  if (grouping === null) return;
  const { x0, y0, width, height, size } = view;
  for (let shift = Math.floor(x0 / size) - 1; shift <= Math.floor((x0 + width) / size); shift++)
    for (const group of grouping.groups) {
      const [x, y, r] = [group.x + shift * size - x0, group.y - y0, group.radius + 2];
      if (x > -r && y > -r && x < width + r && y < height + r) each(group, x, y);
    }
}

export function paintGroups(ctx: Context, grouping: Grouping | null, view: View): void {
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  eachGroup(grouping, view, (group, x, y) => {
    hexagon(ctx, group, x, y);
    ctx.font = `700 ${group.count < 1000 ? 11 : 12}px ${FAMILY}`;
    ctx.strokeStyle = "rgba(255,255,255,0.95)";
    ctx.lineWidth = 3;
    ctx.strokeText(`${group.count}`, x, y + 0.5);
    ctx.fillStyle = "#1b1b1b";
    ctx.fillText(`${group.count}`, x, y + 0.5);
  });
  ctx.restore();
}

/** How far the corners of a hexagon go out when its sides do. */
const CORNER = 1 / Math.sqrt(0.75);
const HALO_PX = 2;
const EDGE_PX = 0.8;

/** A hexagon in stripes, one for each colour of its records, as wide as they are many; what is dangerous on the left. Its
 * edge and its halo are hexagons beneath it, which take a canvas half as long as lines around it. */
export function hexagon(ctx: Context, { radius, parts }: Pick<Group, "radius" | "parts">, x: number, y: number): void {
  const half = radius * Math.sqrt(0.75);
  ctx.save();
  for (const [wider, colour] of [
    [HALO_PX, "rgba(255,255,255,0.9)"],
    [EDGE_PX, "#1b1b1b"],
    [-EDGE_PX, "#fff"],
  ] as const) {
    corners(ctx, radius + wider * CORNER, x, y);
    ctx.fillStyle = colour;
    ctx.fill();
  }
  ctx.clip();
  ctx.globalAlpha = 0.62;
  let from = x - half;
  for (const [colour, share] of sharesOf(parts)) {
    ctx.fillStyle = colour;
    ctx.fillRect(from, y - radius, 2 * half * share, 2 * radius);
    from += 2 * half * share;
  }
  ctx.restore();
}

function corners(ctx: Context, radius: number, x: number, y: number): void {
  ctx.beginPath();
  for (let corner = 0; corner < 6; corner++) {
    const angle = ((corner + 0.5) * Math.PI) / 3;
    ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.closePath();
}

/** The colours of a group with their shares of it, the dangerous first: these have a good part in any case. */
export function sharesOf(parts: Group["parts"]): [colour: string, share: number][] {
  const list = [...parts].sort(([, a], [, b]) => Number(b.dangerous) - Number(a.dangerous) || b.count - a.count);
  const sum = (dangerous: boolean) =>
    list.reduce((all, [, part]) => all + (part.dangerous === dangerous ? part.count : 0), 0);
  const [grave, rest] = [sum(true), sum(false)];
  const graveShare = grave === 0 ? 0 : Math.max(DANGEROUS, grave / (grave + rest));
  return list.map(([colour, { count, dangerous }]) => [
    colour,
    dangerous ? (graveShare * count) / grave : ((1 - (rest > 0 ? graveShare : 0)) * count) / rest,
  ]);
}
