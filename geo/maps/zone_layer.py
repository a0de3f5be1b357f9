"""A layer of records as a folium layer: it carries the records, and the page's own engine draws them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import folium
import numpy as np
from folium.template import Template

from geo.maps.encode import not_drawn
from geo.records import Layer
from geo.records.holding import Reading, as_layers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class ZoneLayer(folium.map.Layer):
    """Records of one kind on a map.

    `records`: a `geo.Layer`, what `geo.read` gave, or a GeoDataFrame with a CRS, whose columns and values are
    recognised as those of a file. `name` is the key (made if missing), `title` what people read, `kind` one of hazards,
    releases, accidents, places, facts; without it a frame's columns decide. The frame is not changed.

    No text of the records goes through folium: the layer has only a name of its own and a number there. The page's
    legend shows and hides it, so it stands in no LayerControl.

    >>> import geopandas, shapely
    >>> frame = geopandas.GeoDataFrame({"id": ["A-1"]}, geometry=[shapely.Point(46.75, 39.91)], crs=4326)
    >>> ZoneLayer(frame, title="Reported", kind="hazards").layer.kind
    'hazards'
    """

    # A leaflet layer that draws nothing: folium's own code may ask for it by name.
    _template = Template("{% macro script(this, kwargs) %}var {{ this.get_name() }} = L.layerGroup();{% endmacro %}")

    def __init__(
        self, records: Layer | Reading | GeoDataFrame, *, name: str = "", title: str = "", kind: str | None = None
    ) -> None:
        super().__init__(overlay=True, control=False, show=True)
        self._name = "ZoneLayer"
        (layer,) = as_layers({name: records} if name else records, kind=kind)
        self.layer = replace(layer, name=name or layer.name, title=title or layer.title)

    def _get_self_bounds(self) -> list[list[float | None]]:
        """South-west and north-east of what can be drawn, in folium's order: lat, lon."""
        frame = self.layer.frame
        drawn = np.ones(len(frame), dtype=bool)
        drawn[[one.record for one in not_drawn(self.layer)]] = False
        if not self.layer.what.placed or not drawn.any():
            return [[None, None], [None, None]]
        west, south, east, north = frame.geometry[drawn].total_bounds.tolist()
        return [[south, west], [north, east]]
