"""What is left over when one edge was digitised twice, and what is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import area_m2

WIDTH_M = 1.0
"""An edge drawn twice leaves strips narrower than this; whatever is wider somewhere is land, however large the rest."""
LEAST_M2 = 1.0
_DEGREE_M = 111_195.0


def only_slivers(shape: Any, least_m2: float = LEAST_M2) -> bool:
    """Say whether there is no place in a shape (lon, lat) that is a metre wide, or not `least_m2` in all.

    No share of anything counts: a thousandth of a large hazard is a minefield.

    >>> [only_slivers(shapely.box(46.93, 40.39, 46.94, north)) for north in (40.390001, 40.391)]
    [True, False]
    """
    shapes = np.array([shape], dtype=object)
    return bool(are_slivers(shapes, area_m2(shapes), least_m2)[0])


def are_slivers(
    shapes: NDArray[np.object_], areas_m2: NDArray[np.float64], least_m2: float = LEAST_M2
) -> NDArray[np.bool_]:
    """Say of each shape whether it is only slivers; `areas_m2` are the areas of the shapes, NaN of one without any."""
    found = ~(areas_m2 > least_m2)
    if least_m2 <= 0:
        return found
    doubtful = np.flatnonzero(~found)
    flat = _flat(shapes[doubtful])
    # No point of a shape is further from its edge than the area by the length of the edge, so that a shape with twice
    # that much is surely wide; only the others are narrowed, which takes ten times as long.
    is_narrow = shapely.area(flat) / shapely.length(flat) < WIDTH_M
    found[doubtful[is_narrow]] = shapely.is_empty(shapely.buffer(flat[is_narrow], -WIDTH_M / 2))
    return np.asarray(found)


def _flat(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes in lon, lat as shapes in metres, each as wide as it is at its own latitude."""
    bounds = shapely.bounds(shapes)
    narrowing = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    lonlat, owner = shapely.get_coordinates(shapes, return_index=True)
    metres = lonlat * _DEGREE_M
    metres[:, 0] *= narrowing[owner]
    return np.asarray(shapely.set_coordinates(shapely.force_2d(shapes), metres))
