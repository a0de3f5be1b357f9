// How the ground from the map maker's own file looks: pale woods and water, roads that are seen, nothing in red or orange,
// and nothing as strong as a record. geo/maps/ground/own/parts.py has the kinds.

import type { OwnPart } from "../../data/ground.ts";
import type { RecordGeometry } from "../../data/shapes.ts";

/** What can put shapes on a canvas. */
interface Painter {
  fill(areas: RecordGeometry, colour: string): void;
  stroke(lines: RecordGeometry, colour: string, width: number, dash?: number[]): void;
}

interface AreaLook {
  kind: string;
  /** The zoom from which it is seen. */
  from: number;
  colour: string;
}

interface LineLook extends AreaLook {
  /** Px when it is first seen, and from zoom 16 on. */
  width: [number, number];
  /** A darker line beneath, seen from where the line is wide enough for it. */
  casing?: string;
  dash?: number[];
}

const AREAS: AreaLook[] = [
  { kind: "sea", from: 5, colour: "#dde6ec" },
  { kind: "area", from: 5, colour: "#e9e5db" },
  { kind: "field", from: 11, colour: "#f3f0e1" },
  { kind: "built", from: 9, colour: "#e3ded4" },
  { kind: "wood", from: 9, colour: "#e0e8d6" },
  { kind: "cemetery", from: 12, colour: "#d9ddcf" },
  { kind: "water", from: 6, colour: "#d3e1ea" },
  { kind: "building", from: 13, colour: "#cbc3b6" },
];
const WATERS: LineLook[] = [
  { kind: "coast", from: 8, colour: "#a9bcc6", width: [0.9, 1.4] },
  { kind: "stream", from: 11, colour: "#a5c1d2", width: [0.6, 1.6] },
  { kind: "river", from: 6, colour: "#8fb2c8", width: [0.8, 3] },
];
const WAYS: LineLook[] = [
  { kind: "line", from: 6, colour: "#a39a8d", width: [0.7, 1.6] },
  { kind: "path", from: 13, colour: "#b0a698", width: [0.7, 1.3], dash: [2, 3] },
  { kind: "track", from: 12, colour: "#aea391", width: [0.7, 1.8], dash: [6, 3] },
  { kind: "service", from: 13, colour: "#ffffff", width: [1, 3], casing: "#c3bbae" },
  { kind: "rail", from: 8, colour: "#8d867d", width: [0.8, 2], dash: [8, 3] },
  { kind: "road_minor", from: 11, colour: "#ffffff", width: [0.8, 6], casing: "#b9b0a3" },
  { kind: "road_middle", from: 8, colour: "#ffffff", width: [0.8, 8], casing: "#a89e90" },
  { kind: "road_main", from: 5, colour: "#fffdf3", width: [1.1, 10], casing: "#8f8578" },
];
const CASED_FROM_PX = 2.2;
const LAST_ZOOM = 16;

export function paintOwnAreas(painter: Painter, own: OwnPart[], zoom: number): void {
  for (const { look, shapes } of seen(AREAS, own, zoom)) painter.fill(shapes, look.colour);
}

/** Waters first, then all casings, so that no road cuts another. */
export function paintOwnLines(painter: Painter, own: OwnPart[], zoom: number): void {
  const ways = seen(WAYS, own, zoom);
  for (const { look, shapes } of seen(WATERS, own, zoom)) painter.stroke(shapes, look.colour, widthAt(look, zoom));
  for (const { look, shapes } of ways)
    if (look.casing) painter.stroke(shapes, look.casing, widthAt(look, zoom) + (isCased(look, zoom) ? 1.4 : 0));
  for (const { look, shapes } of ways)
    if (!look.casing || isCased(look, zoom)) painter.stroke(shapes, look.colour, widthAt(look, zoom), look.dash);
}

function seen<T extends AreaLook>(looks: T[], own: OwnPart[], zoom: number): { look: T; shapes: RecordGeometry }[] {
  return looks
    .filter(({ from }) => zoom >= from)
    .flatMap((look) => own.filter(({ kind }) => kind === look.kind).map(({ shapes }) => ({ look, shapes })));
}

const isCased = (look: LineLook, zoom: number) => widthAt(look, zoom) >= CASED_FROM_PX;

function widthAt({ from, width: [first, last] }: LineLook, zoom: number): number {
  const share = Math.max(0, Math.min(1, (zoom - from) / (LAST_ZOOM - from)));
  return first + (last - first) * share ** 1.6;
}
