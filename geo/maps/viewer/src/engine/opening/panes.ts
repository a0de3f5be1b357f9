// What lies over what on the map: the ground, a background of the maker's, the records, names and halos.

import type * as L from "leaflet";

const PANES = [
  ["zm-world", "150"],
  ["zm-basemap", "160"],
  ["zm-records", "390"],
  ["zm-overlay", "395"],
] as const;

/** Give a map the panes of the engine; no finger is for what is written on it. */
export function makePanes(map: L.Map): void {
  for (const [name, zIndex] of PANES) {
    const pane = map.getPane(name) ?? map.createPane(name);
    pane.style.zIndex = zIndex;
    if (name === "zm-overlay") pane.style.pointerEvents = "none";
  }
}
