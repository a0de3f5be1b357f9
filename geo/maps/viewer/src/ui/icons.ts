// Outline icons as path data, drawn on 24 × 24 with a stroke of the current colour. Each stands beside its word.

import { svg } from "./dom.ts";

const PATHS = {
  layers: ["M12 3 3 8l9 5 9-5z", "M3 12l9 5 9-5", "M3 16l9 5 9-5"],
  find: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M15.5 15.5 21 21"],
  near: ["M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z", "M12 2v4M12 18v4M2 12h4M18 12h4"],
  records: ["M8 6h13M8 12h13M8 18h13", "M3.5 6h.01M3.5 12h.01M3.5 18h.01"],
  numbers: ["M4 20V12M10 20V4M16 20v-6M3 20.500h18"],
  close: ["M5 5l14 14M19 5 5 19"],
  plus: ["M12 5v14M5 12h14"],
  minus: ["M5 12h14"],
  all: ["M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
  measure: ["M3 16 16 3l5 5L8 21z", "M7 12l2 2M10 9l3 3M13 6l2 2"],
  print: ["M7 9V3h10v6", "M7 17H4V9h16v8h-3", "M7 14h10v7H7z"],
  save: ["M12 3v12M7 10l5 5 5-5", "M4 20h16"],
  more: ["M5 12h.01M12 12h.01M19 12h.01"],
  move: ["M12 3v18M3 12h18", "M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"],
  up: ["M5 15l7-7 7 7"],
  down: ["M5 9l7 7 7-7"],
  left: ["M15 5l-7 7 7 7"],
  right: ["M9 5l7 7-7 7"],
  previous: ["M15 5l-7 7 7 7"],
  next: ["M9 5l7 7-7 7"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  play: ["M7 4l12 8-12 8z"],
  pause: ["M8 5v14M16 5v14"],
  device: ["M21 3 3 10l8 3 3 8z"],
  pick: [
    "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.500 12 21 12 21z",
    "M12 7.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  ],
  warning: ["M12 3 2 20h20z", "M12 10v4M12 17h.01"],
  draw: ["M4 20l1-5L16 4l4 4L9 19z", "M13 7l4 4"],
  undo: ["M9 6 4 11l5 5", "M4 11h11a5 5 0 0 1 0 10h-3"],
} as const;

export type Icon = keyof typeof PATHS;

/** The drawing of an icon; hidden from screen readers, because its word stands beside it. */
export function icon(name: Icon): SVGSVGElement {
  const drawing = svg(...PATHS[name]);
  drawing.classList.add("zm-icon");
  if (name === "previous" || name === "next" || name === "undo") drawing.classList.add("zm-mirror");
  return drawing;
}
