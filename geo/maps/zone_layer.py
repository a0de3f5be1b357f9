"""A layer of records as a folium layer: it carries the records, and the page's own engine draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pandas as pd
from folium.template import Template

from geo.cells.names import unique_names
from geo.errors import UsageError
from geo.maps.encode import not_drawn
from geo.records import DEFAULT_KIND, KINDS, Layer
from geo.records.layer import is_project

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONLAT = 4326


class ZoneLayer(folium.map.Layer):
    """Records of one kind on a map.

    `records`: a `geo.Layer`, or a GeoDataFrame with a CRS. Of a frame, `name` is the key (made if missing), `title`
    what people read, `kind` one of hazards, releases, accidents, places, facts. The frame is not changed.

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
        self, records: Layer | GeoDataFrame, *, name: str = "", title: str = "", kind: str = "hazards"
    ) -> None:
        super().__init__(overlay=True, control=False, show=True)
        self._name = "ZoneLayer"
        self.layer = as_layer(records, name=name, title=title, kind=kind)

    def _get_self_bounds(self) -> list[list[float | None]]:
        """South-west and north-east of what can be drawn, in folium's order: lat, lon."""
        frame = self.layer.frame
        drawn = np.ones(len(frame), dtype=bool)
        drawn[[one.record for one in not_drawn(self.layer)]] = False
        if not self.layer.what.placed or not drawn.any():
            return [[None, None], [None, None]]
        west, south, east, north = frame.geometry[drawn].total_bounds.tolist()
        return [[south, west], [north, east]]


def as_layers(layers: Any, *, kind: str | None = None) -> list[Layer]:
    """Turn what `draw` accepts into layers with names of their own, in the order given.

    Raises UsageError for what is neither a layer nor a frame.
    """
    found: list[Layer] = []
    for name, records in _named(layers):
        layer = as_layer(records, name=name, kind=kind or _kind_of(records))
        found.append(layer)
    return unique(found)


def unique(layers: Sequence[Layer]) -> list[Layer]:
    """Number the names that come again; a name is how the page tells layers apart."""
    taken: set[str] = set()
    renamed: list[Layer] = []
    for layer in layers:
        name, number = layer.name, 1
        while name in taken:
            number += 1
            name = f"{layer.name}-{number}"
        taken.add(name)
        renamed.append(layer if name == layer.name else replace(layer, name=name))
    return renamed


def as_layer(records: Any, *, name: str = "", title: str = "", kind: str = "hazards") -> Layer:
    """Give records as a layer in EPSG:4326 (lon, lat) with ids; the frame that came is not changed."""
    if isinstance(records, Layer):
        return replace(records, kind=_known(records.kind), frame=_framed(records.frame, records.name))
    if hasattr(records, "frame") and hasattr(records, "kind"):  # a Reading: what a file gave
        source = str(getattr(records, "source", ""))
        return Layer(name or source or "layer", _known(records.kind), _framed(records.frame, source), title or source)
    if not hasattr(records, "iloc") or not hasattr(records, "columns"):
        raise UsageError(
            f"{type(records).__name__} is nothing a map can show.",
            remedy="Give a geo.Project, a geo.Layer, a GeoDataFrame, a list of them, or a mapping of titles to frames.",
        )
    return Layer(name or "layer", _known(kind), _framed(records, name or "the frame"), title or name)


def _named(layers: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(layers, Mapping):
        yield from ((str(name), records) for name, records in layers.items())
    elif isinstance(layers, (list, tuple)) or (not hasattr(layers, "columns") and hasattr(layers, "__next__")):
        yield from (named for records in layers for named in _named(records))
    elif is_project(layers):
        yield from (("", layer) for layer in layers.layers())
    else:
        yield "", layers


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise UsageError(f"There is no kind of record '{kind}'.", remedy=f"Choose from: {', '.join(KINDS)}.")
    return kind


def _kind_of(records: Any) -> str:
    if hasattr(records, "columns"):
        from geo.records import guess_kind

        return str(guess_kind(map(str, records.columns)))
    return DEFAULT_KIND


def _framed(frame: Any, called: str) -> Any:
    """The frame in lon/lat with a column `id` and names that differ; a copy where anything had to be changed."""
    names = unique_names(frame.columns)
    if names != list(frame.columns):
        frame = _renamed(frame, names)
    geometry = getattr(frame, "_geometry_column_name", None) if hasattr(frame, "to_crs") else None
    if geometry is not None and geometry in frame.columns:
        frame = _in_lonlat(frame, called)
    if "id" not in frame.columns:
        ids = frame.index.astype(str) if frame.index.is_unique else [str(at + 1) for at in range(len(frame))]
        frame = frame.assign(id=ids)
    return frame


def _renamed(frame: Any, names: list[str]) -> Any:
    geometry = getattr(frame, "_geometry_column_name", None)
    place = list(frame.columns).index(geometry) if geometry is not None and geometry in frame.columns else None
    copy = pd.DataFrame(frame).set_axis(names, axis=1)
    renamed = copy if place is None else frame.__class__(copy, geometry=names[place], crs=frame.crs)
    renamed.attrs.update(frame.attrs)
    return renamed


def _in_lonlat(frame: Any, called: str) -> Any:
    if frame.crs is None:
        if frame.geometry.isna().all():
            return frame.set_crs(LONLAT)
        raise UsageError(
            f"{called} does not say in which reference system its coordinates are.",
            remedy="Set it, for lon/lat on WGS 84 with frame.set_crs(4326).",
        )
    if frame.crs == "EPSG:4326":
        return frame
    from geo.crs import to_lonlat

    moved = to_lonlat(frame.geometry.to_numpy(), frame.crs.to_string())
    return frame.set_geometry(list(moved.geometries), crs=LONLAT)
