"""Which records of a map have a position that the checks hold for wrong, and why: they are drawn apart.

Judged by `geo.checks.positions`, as for `zonemark check`, against the extent that the records' project states. A
swapped position that is drawn as a good one sends people to another country, and makes the first view of the map a
continent.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.checks.positions import held_wrong
from geo.checks.view import Terms, View
from geo.maps.cells import ACCURACY

if TYPE_CHECKING:
    from geo.maps.page.fallback import Shown


def doubts(shown: Shown) -> dict[int, str]:
    """The code of what is wrong with the position of each record of a layer, by its index; {} for most layers.

    >>> from geo.maps.page.fallback import Shown
    >>> from geo.records import Layer
    >>> frame = GeoDataFrame({"id": ["A"]}, geometry=[shapely.Point(39.5, 46.9)], crs="EPSG:4326")
    >>> layer = Layer("h", "hazards", frame, terms={"extent": (44.7, 38.3, 50.5, 41.95)})
    >>> doubts(Shown(layer, np.array([True])))
    {0: 'swapped_axes'}
    """
    layer = shown.layer
    if not layer.what.subject or not layer.what.placed or not len(layer.frame):
        return {}
    own: dict[str, Any] = {name: layer.frame[name].to_numpy() for name in ACCURACY if name in layer.frame.columns}
    shapes = np.asarray(layer.frame.geometry, dtype=object).copy()
    shapes[~shown.drawable] = None
    high = shapely.has_z(shapes)
    shapes[high] = shapely.force_2d(shapes[high])  # of the others it would only make copies
    view = View(GeoDataFrame(own, geometry=shapes, crs="EPSG:4326"), layer.what)
    extent = layer.terms.get("extent")
    terms = Terms(today=date.max, extent=tuple(extent) if extent else None)  # nothing of a place depends on today
    with np.errstate(invalid="ignore"):
        return dict(sorted(held_wrong(view, terms).items()))
