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


def only_slivers(shape: Any) -> bool:
    """Say whether there is no place in a shape (lon, lat) that is a metre wide, or not a square metre in all.

    No share of anything counts: a thousandth of a large hazard is a minefield.

    >>> [only_slivers(shapely.box(46.93, 40.39, 46.94, north)) for north in (40.390001, 40.391)]
    [True, False]
    """
    if shape is None or shape.is_empty or float(area_m2([shape])[0]) <= LEAST_M2:
        return True
    south, north = shape.bounds[1], shape.bounds[3]
    narrowing = np.cos(np.radians((south + north) / 2))

    def square(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(lonlat * np.array([narrowing, 1.0]))

    return bool(shapely.buffer(shapely.transform(shape, square), -WIDTH_M / 2 / _DEGREE_M).is_empty)
