// The turning points of a shape as a field team walks them: outline by outline, each with the way to the next.

import type { Geometry, Position } from "geojson";
import { type Way, way } from "./geodesy.ts";

export interface TurningLine {
  kind: "outline" | "hole" | "line";
  /** Each once: an outline closes, but its first point is not repeated at its end. */
  points: Position[];
}

/** The outlines, holes and lines of a shape, in the order in which it is written; points have none. */
export function turningLines(shape: Geometry | null): TurningLine[] {
  switch (shape?.type) {
    case "LineString":
      return [{ kind: "line", points: shape.coordinates }];
    case "MultiLineString":
      return shape.coordinates.map((points) => ({ kind: "line", points }));
    case "Polygon":
      return shape.coordinates.map((ring, i) => ({ kind: i === 0 ? "outline" : "hole", points: ring.slice(0, -1) }));
    case "MultiPolygon":
      return shape.coordinates.flatMap((coordinates) => turningLines({ type: "Polygon", coordinates }));
    case "GeometryCollection":
      return shape.geometries.flatMap(turningLines);
    default:
      return [];
  }
}

/** The way on the ellipsoid from a point to the next one; null at the end of a line. */
export function wayOn({ kind, points }: TurningLine, at: number): Way | null {
  const next = points[at + 1] ?? (kind === "line" ? undefined : points[0]);
  return next === undefined ? null : way(points[at]![0]!, points[at]![1]!, next[0]!, next[1]!);
}

/** What a point is called on the map and in its table: "3", or "2.3" where the shape has several outlines. */
export function pointNumber(line: number, point: number, lines: number): string {
  return lines > 1 ? `${line + 1}.${point + 1}` : `${point + 1}`;
}
