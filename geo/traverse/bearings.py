"""From a bearing as it was read to a true one, leg by leg: what north it counts from may change within an area.

true = magnetic + declination (east positive); true = grid + convergence (grid north east of true north positive).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from pyproj import Proj

from geo.crs import find_crs
from geo.errors import Problem, SourceError
from geo.positions.formats import utm_zone
from geo.traverse.declination import declination
from geo.traverse.model import BEARING_UNITS, Leg, Traverse
from geo.traverse.path import where


class Variation(NamedTuple):
    """The declination of one leg in degrees, east positive, and its standard deviation; 0 where it has none."""

    deg: float = 0.0
    sigma_deg: float = 0.0


def variations(traverse: Traverse) -> tuple[list[Variation], list[Problem]]:
    """Give the declination of each leg, typed or of its date, and what there is to say of them.

    Raises SourceError for a magnetic bearing without either.
    """
    found: list[Variation] = []
    modelled: dict[str, Variation] = {}
    problems: list[Problem] = []
    for leg in traverse.legs:
        typed = traverse.declination_deg if leg.declination_deg is None else leg.declination_deg
        date = leg.date or traverse.date
        if leg.north != "magnetic":
            found.append(Variation())
        elif typed is not None:
            found.append(Variation(typed))
        elif not date:
            raise SourceError(
                f"{where(traverse, leg)}: the bearing is magnetic, but neither declination nor date is said.",
                remedy="Write the date of the survey, or the declination.",
            )
        else:
            if date not in modelled:
                model = declination(traverse.lon, traverse.lat, date)
                modelled[date] = Variation(model.deg, model.sigma_deg)
                what = f"Magnetic declination {model.deg:+.2f}° ± {model.sigma_deg:.2f}° by {model.model} for {date}."
                problems.append(Problem("declination", "note", what, source=traverse.source, id=traverse.name))
            found.append(modelled[date])
    return found, problems


def the_variation(traverse: Traverse, found: list[Variation]) -> float:
    """Give the declination of all magnetic bearings; NaN where there are none, or where it changes."""
    values = {own.deg for leg, own in zip(traverse.legs, found, strict=True) if leg.north == "magnetic"}
    return values.pop() if len(values) == 1 else math.nan


def true_bearing(leg: Leg, here: tuple[float, float], variation: Variation, traverse: Traverse) -> float:
    """Give the true bearing, 0…360 degrees, of a leg that leaves from `here` (lon, lat)."""
    degrees = leg.bearing / BEARING_UNITS[leg.bearing_unit] * 360.0 + variation.deg
    if leg.north == "grid":
        degrees += convergence_deg(*here, leg.grid_crs or traverse.grid_crs or _utm_crs(traverse.lon, traverse.lat))
    return degrees % 360.0


def convergence_deg(lon: float, lat: float, crs: str) -> float:
    """Give the angle by which grid north lies east of true north.

    >>> round(convergence_deg(46.93, 40.39, "EPSG:32638"), 3)
    1.251
    """
    return float(Proj(find_crs(crs)).get_factors(lon, lat).meridian_convergence)


def _utm_crs(lon: float, lat: float) -> str:
    return f"EPSG:{(32600 if lat >= 0 else 32700) + utm_zone(lon, lat)}"
