"""What was released of each hazard on a map and what remains of it, for the card of the hazard and for its drawing.

Measured and judged by `geo.checks.outlines.land`, as for `zonemark check`, and carried in the page as numbers and
codes. A hazard takes no part whose releases cannot be told from those of another (its id appears twice), or that has no
area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.analysis.cuts import PRODUCTS, Cut
from geo.analysis.slivers import only_slivers
from geo.checks.outlines.land import Land, judge
from geo.checks.view import Terms, View
from geo.maps import cells
from geo.maps.page.fallback import Shown
from geo.records import KINDS

_UNITS = 10_000_000
"""The page's own unit, 1e-7 degree: the outlines of its records have the same."""
_FIELDS = ("id", "hazard_id", "product", "status", "completed_on", "information_on", "reported_on")


def land(layers: Sequence[Shown]) -> dict[str, Any]:
    """Measure the hazards that have releases. Gives {} for a map without either.

    `hazards`: one row for each hazard that releases were measured for: its layer and record, its area in m², the parts
    of it that were cleared, reduced, cancelled and released without a product said, what remains, and the outline of
    what remains (None where all does, or nothing) as polygons of rings of whole 1e-7 degrees, lon, lat in turn, each
    vertex as its step from the one before. `conflicts`: layer, record and the codes of what does not fit together.

    >>> from geo.records import Layer
    >>> whole, half = shapely.box(46.93, 40.39, 46.94, 40.40), shapely.box(46.93, 40.39, 46.935, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1"]}, geometry=[whole], crs="EPSG:4326")
    >>> releases = GeoDataFrame({"id": ["R1"], "hazard_id": ["H1"], "product": ["cleared"]}, geometry=[half], crs=4326)
    >>> told = land([Shown(Layer("h", "hazards", hazards), np.array([True])),
    ...              Shown(Layer("r", "releases", releases), np.array([True]))])
    >>> layer, record, area, cleared, reduced, cancelled, other, remains, outline = told["hazards"][0]
    >>> round(remains / area, 6), told["conflicts"]
    (0.5, [])
    """
    judged_ones = {
        number: shown
        for number, shown in enumerate(layers)
        if shown.layer.kind in ("hazards", "releases") and len(shown.layer.frame)
    }
    if {shown.layer.kind for shown in judged_ones.values()} != {"hazards", "releases"}:
        return {}
    views = {_view(shown): number for number, shown in judged_ones.items()}
    judged = judge([*views], Terms(today=date.max))  # nothing of land depends on today
    rows, conflicts = _rows(judged, views), _conflicts(judged, views)
    return {"hazards": rows, "conflicts": conflicts} if rows or conflicts else {}


def _view(shown: Shown) -> View:
    """The records of a layer as they are judged. What the page cannot draw is not measured, so that no odd coordinate
    reaches the measuring."""
    frame = shown.layer.frame
    own = {
        name: pd.Series([text or None for text in cells.texts(frame[name])], dtype=object)
        for name in frame.columns.intersection(list(_FIELDS))
    }
    shapes = shapely.force_2d(np.where(shown.drawable, frame.geometry.to_numpy(), None))
    return View(GeoDataFrame(own, geometry=shapes, crs="EPSG:4326"), KINDS[shown.layer.kind])


def _rows(judged: Land, views: dict[View, int]) -> list[Any]:
    rows = []
    for hazard, cut in sorted(judged.cuts.items()):
        view, record = judged.hazards.at(hazard)
        parts = [cut.whole_m2, *(cut.by_product[product] for product in PRODUCTS), cut.remaining_m2]
        rows.append([views[view], record, *(round(value, 2) for value in parts), _outline_left(cut)])
    return rows


def _conflicts(judged: Land, views: dict[View, int]) -> list[Any]:
    """The codes of each record that have to be looked at; a note can be right, and is for `zonemark check`."""
    codes: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for fault in judged.faults:
        if fault.is_conflict:
            for view, record in ((fault.view, fault.index), *fault.of):
                codes[views[view], record][fault.code] = None
    return [[layer, record, list(own)] for (layer, record), own in sorted(codes.items())]


def _outline_left(cut: Cut) -> Any:
    """The outline of what remains, None where all or nothing does; a strip would be drawn as a line."""
    is_cut = sum(cut.by_product.values()) > 0 and not only_slivers(cut.remaining)
    return _outline(cut.remaining) if is_cut else None


def _outline(shape: Any) -> list[list[list[int]]]:
    """Write polygons as rings of steps; the vertex that closes a ring is left out."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in shapely.get_rings(polygon):
            units = np.rint(shapely.get_coordinates(ring)[:-1] * _UNITS).astype(np.int64)
            rings.append(np.diff(units, axis=0, prepend=0).ravel().tolist())
        polygons.append(rings)
    return polygons
