"""Places that are areas or lines, in the picture without scripts: woods, waters and roads, and outlines of districts.

They look as the page has them (`viewer/src/engine/draw/places.ts`). A district that reports name and no more is shaded
where its outline is known, as no circle could say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.words import fold
from geo.maps.cells import texts
from geo.records import Layer

_WATER = ("#d3e2eb", "#9dbccd", 1.1)
_FIELD = ("#f8f4e7", "#e2dbc9", 0.6)
_BUILT = ("#dad6cf", "#b3ada3", 0.7)
_ROAD = ("#efece5", "#aaa49a", 1.6)
_LOOKS = {
    "residential_area": _BUILT,
    "riverbank": _WATER,
    "crossroads": _ROAD,
    "cemetery": ("#e7e9e1", "#a9ad9f", 0.9),
    "road": _ROAD,
    "bridge": _ROAD,
    "farmland": _FIELD,
    "pasture": ("#f0f1df", "#e2dbc9", 0.6),
    "forest": ("#e0e8d8", "#c3cfb8", 0.8),
    "water_source": _WATER,
    "school": _BUILT,
    "health_facility": _BUILT,
    "place_of_worship": _BUILT,
    "infrastructure": _BUILT,
    "military_position": _BUILT,
}
_BOUNDARY = ("none", '#938a7e" stroke-dasharray="6 4', 1.1)
_SHADE = ('#6b5748" fill-opacity="0.16', '#6b5748" stroke-dasharray="6 4', 1.1)
_BENEATH = ("forest", "pasture", "farmland")  # whatever else there is lies on these


class Look(NamedTuple):
    """Fill and line of areas, as attributes of SVG, and the line's width in px."""

    fill: str
    line: str
    width: float


Shapes = NDArray[np.object_]
Drawable = tuple[Layer, NDArray[np.bool_]]


def places(layers: Sequence[Drawable], shaded: Sequence[Any]) -> list[tuple[Look, Shapes]]:
    """List the areas and lines of places with their looks, in the order in which they are drawn.

    `shaded`: the outlines of districts that reports name and no more.
    """
    by_look: dict[tuple[int, str], list[Shapes]] = {}
    for layer, drawable in layers:
        if not layer.what.ground:
            continue
        shapes = np.asarray(layer.frame.geometry, dtype=object)
        spread = drawable & (shapely.get_dimensions(shapes) > 0)
        settings = _settings(layer)
        for setting in np.unique(settings[spread]).tolist():
            order = _BENEATH.index(setting) if setting in _BENEATH else len(_BENEATH) + (setting not in _LOOKS)
            by_look.setdefault((order, setting), []).append(shapes[spread & (settings == setting)])
    drawn = [
        (Look(*_LOOKS.get(setting, _BOUNDARY)), np.concatenate(found))
        for (_, setting), found in sorted(by_look.items())
    ]
    return [*drawn, (Look(*_SHADE), np.array(shaded, dtype=object))] if shaded else drawn


def districts(layers: Sequence[Drawable], reports: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    """Give by folded name the outlines of the districts that are named, where a report of that name lies.

    `reports`: by the folded names of districts where the reports lie that name no more than these.
    """
    return {name: area for name, area in _outlines(layers) if _holds(area, reports.get(name, ()))}


def _holds(area: Any, points: Sequence[tuple[float, float]]) -> bool:
    west, south, east, north = area.bounds
    return any(west <= lon <= east and south <= lat <= north for lon, lat in points)


def _outlines(layers: Sequence[Drawable]) -> list[tuple[str, Any]]:
    """The areas of places of no kind, under each of their names."""
    found = []
    for layer, drawable in layers:
        if not layer.what.ground:
            continue
        shapes = np.asarray(layer.frame.geometry, dtype=object)
        areas = np.flatnonzero(drawable & (shapely.get_dimensions(shapes) == 2) & (_settings(layer) == ""))
        columns = [name for name in layer.frame.columns if name == "name" or name.startswith(("name_", "name:"))]
        for column in columns if len(areas) else ():
            entered = layer.frame[column].tolist()
            found += [(fold(entered[at]), shapes[at]) for at in areas.tolist() if isinstance(entered[at], str)]
    return found


def _settings(layer: Layer) -> NDArray[np.object_]:
    if "setting" not in layer.frame.columns:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array(texts(layer.frame["setting"]), dtype=object)
