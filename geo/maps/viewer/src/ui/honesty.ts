// Whether the page shows what it was given. It compares its own counts with those written into the file when the map
// was made, and listens for every fault of a script; either way a red banner says so and cannot be put away.

import { isSubject, kindOf } from "../kinds.ts";
import type { Kind, MapData } from "../model.ts";

export interface Drawn {
  layer: number;
  recorded: number;
  drawn: number;
}

export interface Honesty {
  /** Records of all layers that belong on a map. */
  recorded: number;
  drawn: number;
  /** Recorded without a usable position: said in the heading, listed, and no failure. */
  withoutPosition: number;
  /** Neither drawn nor listed: the map fails by these. */
  lost: number;
}

/** Compare what was written into the file, what was read from it, and what was drawn; of all kinds of records that belong
 * on a map, or of those that `counts`. */
export function compare(
  data: MapData,
  drawn: readonly Drawn[],
  counts = (kind: Kind): boolean => kindOf(kind).placed,
): Honesty {
  const sum: Honesty = { recorded: 0, drawn: 0, withoutPosition: 0, lost: 0 };
  const byLayer = new Map(drawn.map((one) => [one.layer, one]));
  for (const layer of data.layers) {
    if (!counts(layer.kind)) continue;
    const written = data.settings.layers.find((one) => one.name === layer.name);
    const recorded = Math.max(layer.count, written?.recorded ?? 0);
    const listed = layer.notDrawn.length;
    const shown = byLayer.get(layer.index)?.drawn ?? 0;
    sum.recorded += recorded;
    sum.drawn += shown;
    sum.withoutPosition += listed;
    sum.lost += Math.max(0, recorded - shown - listed);
  }
  for (const written of data.settings.layers) {
    if (!counts(written.kind) || data.layers.some((layer) => layer.name === written.name)) continue;
    sum.recorded += written.recorded;
    sum.lost += written.recorded;
  }
  return sum;
}

/** What the map is about, compared: the heading's numbers. */
export function compareSubject(data: MapData, drawn: readonly Drawn[]): Honesty {
  return compare(data, drawn, isSubject([...data.layers, ...data.settings.layers].map((layer) => layer.kind)));
}

/** What browsers send as an error where sizes are told of in the next frame: no script has failed, and nothing is lost. */
const DELAYED_SIZES = /^(?:Uncaught )?ResizeObserver loop /;

/** Call `report` for every fault that nothing else has caught, from now on. */
export function watchFaults(report: (what: string) => void): void {
  window.addEventListener("error", ({ error, message }) => {
    if (!(error == null && DELAYED_SIZES.test(message))) report(message);
  });
  window.addEventListener("unhandledrejection", (event) => report(String(event.reason)));
}
