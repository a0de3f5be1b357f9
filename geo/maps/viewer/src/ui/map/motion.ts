// For readers who asked their system for less motion: the map is at once where it goes.

import * as L from "leaflet";

/** Let a map move and zoom without gliding there. */
export function stopGliding(map: L.Map): void {
  (map as unknown as { _zoomAnimated: boolean })._zoomAnimated = false;
  map.options.inertia = false;
  map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
}
