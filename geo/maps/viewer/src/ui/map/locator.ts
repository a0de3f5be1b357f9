// The locator in a corner of the map: the country around what is seen, and a frame. It stands where it covers no record,
// and nowhere if there is no such corner.

import { frameIn, locatorView } from "../../engine/ground/locator.ts";
import { pixelRatio } from "../../engine/draw/tiles.ts";
import type { View } from "../../engine/draw/trace.ts";
import type { App } from "../app.ts";
import { el } from "../dom.ts";
import { viewOf } from "../print/printing.ts";

const WIDTH = 138;
const HEIGHT = 96;
const ASIDE_PX = 12;
/** The picture is drawn anew when the frame comes near its edge, or is not between a speck and half of it. */
const EDGE_PX = 10;
const SMALLEST_PX = 9;
/** Who sees more of the world knows where it is. */
const WIDEST_DEG = 60;

export function locator(app: App): HTMLElement {
  const wide = window.matchMedia("(min-width: 900px) and (min-height: 500px)");
  const canvas = el("canvas", {});
  const frame = el("span", {});
  const root = el("div", { class: "zm-locator", "aria-hidden": "true" }, canvas, frame);
  root.dataset.corner = "left"; // its room is kept free until it is known where it goes
  root.style.visibility = "hidden";
  let view: View = { x0: 0, y0: 0, width: WIDTH, height: HEIGHT, size: WIDTH };
  let isStale = true;
  let hasLand = false;
  let waiting = 0;

  const put = async () => {
    const bounds = viewOf(app);
    const free = bounds[2] - bounds[0] > WIDEST_DEG ? null : freeCorner(app);
    place(free);
    if (free === null || !wide.matches) return;
    if (isStale || !fits(frameIn(view, bounds))) {
      isStale = false;
      view = locatorView(bounds, WIDTH, HEIGHT);
      canvas.width = WIDTH * pixelRatio();
      canvas.height = HEIGHT * pixelRatio();
      hasLand = await app.engine.drawLocator(canvas, view, bounds, false);
    }
    place(hasLand ? free : null);
    root.style.visibility = "visible";
    const [left, top, width, height] = frameIn(view, bounds).map((px) => `${px}px`);
    Object.assign(frame.style, { left, top, width, height });
  };
  const place = (corner: string | null) => {
    if (root.hidden === (corner === null) && root.dataset.corner === (corner ?? root.dataset.corner)) return;
    root.hidden = corner === null;
    if (corner !== null) root.dataset.corner = corner;
    app.engine.relabel();
  };
  // The map itself comes first.
  const later = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void put(), 300);
  };
  for (const change of ["view", "drawn", "filters"] as const) app.on(change, later);
  app.on("language", () => {
    isStale = true;
    later();
  });
  return root;
}

function fits([x, y, width, height]: [number, number, number, number]): boolean {
  const isInside = x > EDGE_PX && y > EDGE_PX && x + width < WIDTH - EDGE_PX && y + height < HEIGHT - EDGE_PX;
  return isInside && width >= SMALLEST_PX && width < WIDTH / 2;
}

/** A lower corner of the map where no record is drawn; the first is that where the language begins. */
function freeCorner(app: App): string | null {
  const { x, y } = app.map.getSize();
  const isFree = (left: number) => {
    const [a, b] = [
      [left - ASIDE_PX, y],
      [left + WIDTH + ASIDE_PX, y - HEIGHT - 2 * ASIDE_PX],
    ].map((at) => app.map.containerPointToLatLng(at as [number, number]));
    return app.hazardLayers.every(
      ({ index }) => app.engine.recordsInView(index, [a!.lng, a!.lat, b!.lng, b!.lat]).length === 0,
    );
  };
  if (isFree(ASIDE_PX)) return "left";
  return isFree(x - WIDTH - ASIDE_PX) ? "right" : null;
}
