"""The area for which a CRS is made, as its publisher states it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from geo.crs.systems import find_crs

GIVEN_CRS_MARGIN_DEG = 6.0
"""A zone that a survey names is used some way into the next one; a zone that is only supposed is not."""
WHOLE_COUNTRY_MARGIN_DEG = 15.0
"""How far a zone that is used for a whole country reaches: India 13° beyond zone 44, Iran 9° beyond 39, Ukraine 8°
beyond 36. PROJ's transverse Mercator sets no limit: 30° from the meridian and back is within 4 nm."""
Bounds = tuple[float, float, float, float]
_HALF_ZONE_DEG = 3.0
_TM_SOUTH, _TM_NORTH = -80.0, 84.0
_GRIDS_END = 84.5


@lru_cache(maxsize=256)
def area_of_use(crs: Any) -> Bounds | None:
    """Give west, south, east, north in degrees of the area for which a CRS is made; None where nothing says it.

    Files such as those of MapInfo write a grid without its code. A transverse Mercator grid is then taken for a zone of
    six degrees, which is what nearly all of them are.

    >>> area_of_use("EPSG:32638")
    (42.0, 0.0, 48.0, 84.0)
    """
    found = find_crs(crs)
    area = found.area_of_use
    if area is None and (code := found.to_authority(min_confidence=70)):
        area = CRS.from_authority(*code).area_of_use
    if area is not None:
        return area.west, area.south, area.east, area.north
    meridian = central_meridian(crs)
    if meridian is None:
        return None
    west, east = ((meridian + off + 540) % 360 - 180 for off in (-_HALF_ZONE_DEG, _HALF_ZONE_DEG))
    return west, _TM_SOUTH, east, _TM_NORTH


def central_meridian(crs: Any) -> float | None:
    """Give the central meridian of a transverse Mercator grid in degrees, None for another projection."""
    found = find_crs(crs)
    operation = (found.source_crs if found.is_bound and found.source_crs else found).coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    return next((float(each.value) for each in operation.params if each.name == "Longitude of natural origin"), None)


def in_own_zone(crs: Any, x: Any) -> NDArray[np.bool_]:
    """Say for each easting whether it can be of the zone of its CRS.

    The eastings of Gauss–Krüger grids carry the number of their zone in front of six digits (8 579 000 m), so that one
    with another number is of another zone. Where eastings carry none, all can be.

    >>> in_own_zone("EPSG:28408", np.array([8_579_000, 9_579_000])).tolist(), bool(in_own_zone("EPSG:32638", 5e5))
    ([True, False], True)
    """
    number = _zone_in_front(crs)
    x = np.asarray(x, float)
    return np.ones(x.shape, dtype=bool) if number is None else np.floor(x / 1e6) == number


@lru_cache(maxsize=256)
def _zone_in_front(crs: Any) -> int | None:
    """The number of the zone in front of the eastings of a CRS, None where there is none."""
    found = find_crs(crs)
    operation = found.coordinate_operation if central_meridian(crs) is not None else None
    params = operation.params if operation else []
    number, rest = divmod(next((float(each.value) for each in params if each.name == "False easting"), 0.0), 1e6)
    return int(number) if number and rest == 500_000 else None


def in_area_of_use(crs: Any, lon: Any, lat: Any, *, margin_deg: float | NDArray[np.float64] = 0.0) -> NDArray[np.bool_]:
    """Say for each point whether it lies in the area for which a CRS is made, or not more than `margin_deg` outside it.

    `margin_deg` is one for all points or one for each. What is not finite does not; where a CRS states no area, all
    the rest does.

    >>> in_area_of_use("EPSG:28408", np.array([46.93, -27.8]), np.array([40.39, 54.3])).tolist()
    [True, False]
    """
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    finite: NDArray[np.bool_] = np.isfinite(lon) & np.isfinite(lat)
    area = area_of_use(crs)
    if area is None:
        return finite
    west, south, east, north = area
    half = ((east - west) % 360 or 360.0) / 2
    with np.errstate(invalid="ignore"):
        across = np.abs((lon - west - half + 180) % 360 - 180) <= half + margin_deg
    # A margin of whole zones must not reach over the ends of a grid that are near the poles.
    ends = (lat >= min(south, -_GRIDS_END)) & (lat <= max(north, _GRIDS_END))
    return np.asarray(finite & across & ends & (lat >= south - margin_deg) & (lat <= north + margin_deg))
