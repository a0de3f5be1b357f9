"""The area for which a CRS is made, as its publisher states it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.crs.transformations import find_crs

GIVEN_CRS_MARGIN_DEG = 6.0
"""A zone that a survey names is used some way into the next one; a zone that is only supposed is not."""


def in_area_of_use(crs: Any, lon: Any, lat: Any, *, margin_deg: float | NDArray[np.float64] = 0.0) -> NDArray[np.bool_]:
    """Say for each point whether it lies in the area for which a CRS is made, or not more than `margin_deg` outside it.

    `margin_deg` is one for all points or one for each. What is not finite does not; where a CRS states no area, all
    the rest does.

    >>> in_area_of_use("EPSG:28408", np.array([46.93, -27.8]), np.array([40.39, 54.3])).tolist()
    [True, False]
    """
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    area = find_crs(crs).area_of_use
    finite: NDArray[np.bool_] = np.isfinite(lon) & np.isfinite(lat)
    if area is None:
        return finite
    half = ((area.east - area.west) % 360 or 360.0) / 2
    with np.errstate(invalid="ignore"):
        across = np.abs((lon - area.west - half + 180) % 360 - 180) <= half + margin_deg
    return np.asarray(finite & across & (lat >= area.south - margin_deg) & (lat <= area.north + margin_deg))
