"""A layer of records as a folium layer: it carries the records, and the page's own engine draws them."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
from folium.template import Template

from geo.errors import UsageError
from geo.mapfile.encode import not_drawn
from geo.records import Layer
from geo.records.holding import Reading, as_layers, held, layer_of, unique
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class ZoneLayer(folium.map.Layer):
    """Records of one kind on a map.

    `records`: a `geo.Layer`, what `geo.read` gave, or a GeoDataFrame with a CRS, whose columns and values are
    recognised as those of a file. `name` is the key (made if missing), `title` what people read, `kind` one of hazards,
    releases, accidents, places, facts; without it a frame's columns decide. `column` is one
    to colour the records by, as in `draw`. The frame is not changed.

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
        self,
        records: Layer | Reading | GeoDataFrame,
        *,
        name: str = "",
        title: str = "",
        kind: str | None = None,
        column: str = "",
    ) -> None:
        super().__init__(overlay=True, control=False, show=True)
        self._name = "ZoneLayer"
        given = {name: records} if name else records
        (layer,) = coloured(given, column, kind=kind) if column else as_layers(given, kind=kind)
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


def coloured(what: Any, column: str, *, kind: str | None = None) -> list[Layer]:
    """Give records as layers that a map colours by a column of theirs; those of a frame are places without a `kind`.

    Raises UsageError where there is no such column, and for hazards: their symbols say how dangerous they are.
    """
    options = ReadOptions(kind=kind or "places", fields={column: "-"})
    layers = [replace(layer_of(one), column=column) for one in held(what, options=options)]
    for layer in layers:
        if layer.what.dangerous:
            raise UsageError(
                f"{layer.title or 'They'}: hazards are drawn by type and status, and not by '{column}'.",
                remedy="If they are not hazards, state their kind, such as places.",
            )
        names = [str(name) for name in layer.frame.columns if name != layer.frame.active_geometry_name]
        if column not in names:
            near = get_close_matches(column, names, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(names)}."
            raise UsageError(f"There is no column '{column}' to colour by.", remedy=hint)
    return unique(layers)
