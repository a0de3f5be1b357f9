// Reports that name a district and no more: where a layer of places has that district's outline, the district is shaded,
// and no circle is drawn that reaches over half of the country.

import { POINT, POLYGON, UNITS } from "../../data/shapes.ts";
import { folded, sounding } from "../../data/spelling.ts";
import { kindOf } from "../../kinds.ts";
import { DISTRICT_M } from "../draw/classes.ts";
import type { DrawnLayer } from "../spatial.ts";

export interface District {
  /** The place that is the district. */
  drawn: DrawnLayer;
  record: number;
  /** The records of one layer that name it and no more. */
  reports: number[];
}

/** Find the districts of all layers' reports: by name, where the report's point lies in the district's box. */
export function linkDistricts(layers: readonly DrawnLayer[]): void {
  const known = outlines(layers);
  if (known.size === 0) return;
  for (const drawn of layers) {
    const { layer, accuracy } = drawn;
    const column = layer.column("admin2") ?? layer.column("admin1");
    if (accuracy === null || column === undefined || kindOf(layer.kind).ground) continue;
    const { types, boxes } = layer.geometry;
    const found = new Map<string, District>();
    for (let record = 0; record < layer.count; record++) {
      if (!(accuracy[record]! >= DISTRICT_M) || types[record] !== POINT) continue;
      const name = heard(column.get(record));
      const area = known.get(name);
      if (area === undefined || !holds(area, boxes[4 * record]!, boxes[4 * record + 1]!)) continue;
      const district = found.get(name) ?? { ...area, reports: [] };
      found.set(name, district);
      district.reports.push(record);
      drawn.districts.set(record, district);
    }
  }
}

/** The areas of places that a district can be, by how their names sound. */
function outlines(layers: readonly DrawnLayer[]): Map<string, Omit<District, "reports">> {
  const known = new Map<string, Omit<District, "reports">>();
  for (const drawn of layers) {
    const { layer } = drawn;
    const names = layer.columns.filter(({ name }) => /^name(_|:|$)/.test(name));
    const setting = layer.column("setting"); // woods and houses have one
    if (!kindOf(layer.kind).ground) continue;
    for (let record = 0; record < layer.count; record++)
      if (layer.geometry.types[record]! >= POLYGON && (setting?.get(record) ?? null) === null)
        for (const column of names) known.set(heard(column.get(record)), { drawn, record });
  }
  known.delete("");
  return known;
}

const heard = (value: unknown) => (typeof value === "string" ? sounding(folded(value)) : "");

function holds({ drawn, record }: Omit<District, "reports">, lon: number, lat: number): boolean {
  const { boxes } = drawn.layer.geometry;
  const [west, south, east, north] = [0, 1, 2, 3].map((side) => boxes[4 * record + side]! / UNITS) as [
    number,
    number,
    number,
    number,
  ];
  return lon / UNITS >= west && lon / UNITS <= east && lat / UNITS >= south && lat / UNITS <= north;
}
