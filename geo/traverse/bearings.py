"""From a bearing as it was read to a true one, leg by leg: what north it counts from may change within an area.

true = magnetic + declination (east positive); true = grid + convergence (grid north east of true north positive).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from pyproj import CRS, Proj

from geo.crs import find_crs, in_area_of_use
from geo.errors import SourceError
from geo.findings import Findings
from geo.positions.formats import utm_crs, utm_zone
from geo.traverse.declination import declination
from geo.traverse.model import BEARING_UNITS, Leg, Traverse
from geo.traverse.route import where

_BESIDE_DEG = 0.5
"""How far beside its area of use a grid is still taken for one that a map of the place may have."""


class Variation(NamedTuple):
    """The declination of one leg in degrees, east positive, and its standard deviation; 0 where it has none."""

    deg: float = 0.0
    sigma_deg: float = 0.0


def variations(traverse: Traverse) -> tuple[list[Variation], Findings]:
    """Give the declination of each leg, typed or of its date, and what there is to say of them.

    Raises SourceError for a magnetic bearing without either.
    """
    found: list[Variation] = []
    modelled: dict[str, Variation] = {}
    problems = Findings(traverse.source)
    for leg in traverse.legs:
        typed = traverse.declination_deg if leg.declination_deg is None else leg.declination_deg
        date = leg.date or traverse.date
        if leg.north != "magnetic":
            found.append(Variation())
        elif typed is not None:
            found.append(Variation(typed))
        elif not date:
            raise SourceError(
                f"{where(traverse, leg)}: the bearing is magnetic, but neither declination nor date is given.",
                remedy="Write the date of the survey, or the declination.",
            )
        else:
            if date not in modelled:
                model = declination(traverse.lon, traverse.lat, date)
                modelled[date] = Variation(model.deg, model.sigma_deg)
                what = f"Magnetic declination {model.deg:+.2f}° ± {model.sigma_deg:.2f}° by {model.model} for {date}."
                problems.add("declination", what, id=traverse.name)
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
        degrees += convergence_deg(*here, grid_of(leg, traverse))
    return degrees % 360.0


def grid_of(leg: Leg, traverse: Traverse) -> str:
    """Give the CRS whose north a grid bearing counts from: stated, that of the written position, or the UTM zone there.

    Raises SourceError for a CRS that has no grid north, and for a stated one that is not made for the place, unless
    the position was written in it too.
    """
    named, own = leg.grid_crs or traverse.grid_crs, traverse.position_crs
    there = utm_crs(utm_zone(traverse.lon, traverse.lat), traverse.lat)
    crs = named or (own if own and find_crs(own).is_projected else there)
    found = find_crs(crs)
    if not found.is_projected:
        what, remedy = f"{crs} is in degrees and has no grid north", "Name the grid of the map, such as EPSG:32638."
    elif found.coordinate_operation is not None and "Pseudo" in found.coordinate_operation.method_name:
        what, remedy = f"{crs} is for pictures of maps, not for bearings", "Name the grid of the paper map."
    elif named and not (own and find_crs(own) == found) and not _is_made_for(found, traverse):
        what = f"{crs} ({found.name}) is not made for {traverse.lat:.4f}, {traverse.lon:.4f}"
        remedy = "Check grid_crs, or write the position in it too."
    else:
        return crs
    raise SourceError(f"{where(traverse, leg)}: {what}.", remedy=remedy)


def _is_made_for(crs: CRS, traverse: Traverse) -> bool:
    return bool(in_area_of_use(crs, [traverse.lon], [traverse.lat], margin_deg=_BESIDE_DEG).all())


def convergence_deg(lon: float, lat: float, crs: str) -> float:
    """Give the angle by which grid north lies east of true north.

    >>> round(convergence_deg(46.93, 40.39, "EPSG:32638"), 3)
    1.251
    """
    return float(Proj(find_crs(crs)).get_factors(lon, lat).meridian_convergence)
