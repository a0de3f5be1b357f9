// Where the map goes: to what it opens on, to records, to all of them.

import * as L from "leaflet";
import { POINT } from "../../data/shapes.ts";
import { kindOf } from "../../kinds.ts";
import type { RecordRef } from "../../model.ts";
import { CIRCLE_M } from "../draw/classes.ts";
import { latOf, lonOf } from "../mercator.ts";
import type { DrawnLayer } from "../spatial.ts";
import { type FirstView, firstView, type WorldBox } from "./firstview.ts";

const NEAREST_ZOOM = 17;
const POINT_ZOOM = 14;
const FIT_PX = 28;

/** A record, several, everything but the background, or what of it the map opens on. */
export type Target = RecordRef | RecordRef[] | "all" | "first";

function boundsOf(box: WorldBox | null): L.LatLngBounds {
  if (box === null) return L.latLngBounds([]);
  const [west, north, east, south] = box;
  return L.latLngBounds([latOf(south), lonOf(west)], [latOf(north), lonOf(east)]);
}

export class Views {
  private first: FirstView = { bulk: null, all: null, outside: [] };

  constructor(
    private readonly map: L.Map,
    private readonly layers: readonly DrawnLayer[],
  ) {}

  /** Find where all lies that is not background, or the background if there is nothing else, once the boxes are known. */
  look(): void {
    const placed = this.layers.filter(({ boxes }) => boxes.count > 0);
    const subject = placed.filter((each) => !kindOf(each.layer.kind).ground);
    this.first = firstView(subject.length ? subject : placed);
  }

  /** The records that the map does not open on, because they lie far from all others or their position is in doubt. */
  get farOutside(): readonly RecordRef[] {
    return this.first.outside;
  }

  get extent(): L.LatLngBounds {
    return boundsOf(this.first.all);
  }

  /** Move the map; `covered` px of its left and right lie under something else. */
  fit(what: Target, animate: boolean, covered: { left: number; right: number }): void {
    const bounds = what === "all" ? this.extent : boundsOf(what === "first" ? this.first.bulk : null);
    let maxZoom = NEAREST_ZOOM;
    for (const ref of typeof what === "string" ? [] : Array.isArray(what) ? what : [what]) {
      const drawn = this.layers[ref.layer];
      const box = drawn?.layer.geometry.bounds(ref.record);
      if (!drawn || !box) continue;
      bounds.extend([box[1], box[0]]).extend([box[3], box[2]]);
      if (drawn.layer.geometry.types[ref.record] === POINT) {
        const metres = drawn.accuracy?.[ref.record] ?? 0;
        if (metres >= CIRCLE_M) bounds.extend(L.latLng(box[1], box[0]).toBounds(2 * metres));
        maxZoom = Math.min(maxZoom, Math.max(POINT_ZOOM, this.hasView() ? this.map.getZoom() : 0));
      }
    }
    const padding = {
      paddingTopLeft: [FIT_PX + covered.left, FIT_PX] as [number, number],
      paddingBottomRight: [FIT_PX + covered.right, FIT_PX] as [number, number],
    };
    if (bounds.isValid()) this.map.fitBounds(bounds, { ...padding, maxZoom, animate });
    else if (!this.hasView()) this.map.setView([20, 20], 2, { animate: false });
  }

  private hasView(): boolean {
    return (this.map as unknown as { _loaded?: boolean })._loaded === true;
  }
}
