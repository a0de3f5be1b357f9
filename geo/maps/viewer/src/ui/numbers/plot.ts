// Figures over time as an element: a canvas, with the same in a table beside it.

import type { App } from "../app.ts";
import { el } from "../dom.ts";
import { paintPoints } from "./points.ts";
import { type Series, seriesTitle } from "./series.ts";

const [WIDTH, HEIGHT, RATIO] = [330, 190, 3];

export function seriesPlot(app: App, series: Series, font: string): HTMLElement {
  const canvas = el("canvas", {
    class: "zm-plot",
    role: "img",
    "aria-label": seriesTitle(app, series),
    width: WIDTH * RATIO,
    height: HEIGHT * RATIO,
  });
  const context = canvas.getContext("2d")!;
  context.scale(RATIO, RATIO);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const box = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
  paintPoints(context, series, app.words, box, { size: 11, font });
  return canvas;
}
