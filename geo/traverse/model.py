"""What a field sheet says: a named point with a position, and legs that lead from point to point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

North = Literal["true", "magnetic", "grid"]

BEARING_UNITS: dict[str, float] = {"degrees": 360.0, "mils": 6400.0, "mils6000": 6000.0, "gons": 400.0}
"""Units to the full circle. Soviet compasses and binoculars have 6000 mils, those of NATO 6400."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of sight: from a point to the next, as entered, in the units of the sheet.

    `distance_unit`: a name of `geo.cells.numbers.LENGTH_UNITS`, or paces, which are as long as `pace_m` states.

    `slope_deg`: the angle of the tape against the horizontal, up or down. `row`: the row or line of the sheet.
    The declination, the date and what follows are those of this leg; where they are missing, those of the traverse.
    """

    start: str
    end: str
    bearing: float
    distance: float
    north: North = "true"
    bearing_unit: str = "degrees"
    distance_unit: str = "m"
    pace_m: float | None = None
    slope_deg: float = 0.0
    row: int | None = None
    declination_deg: float | None = None
    date: str = ""
    grid_crs: str = ""
    bearing_sigma_deg: float | None = None
    distance_sigma: float | None = None


@dataclass(slots=True)
class Traverse:
    """The legs of one area. `at` is the point whose position is known: lon, lat in degrees (WGS 84).

    `declination_deg` (east is positive) overrides `date` (ISO 8601), from which it is computed otherwise. `grid_crs`
    is the CRS whose north grid bearings count from; without one, `position_crs`, if that is a grid, or the UTM zone of
    the place. `position_crs` is the CRS in which the position was written, and `position_transformation` what brought
    it to WGS 84. `bearing_sigma_deg` and
    `distance_sigma` (a share of the distance) are standard deviations of one leg, None where the sheet does not say.
    `begins` names the first point of the polygon, where the sheet says it.
    """

    name: str
    at: str
    lon: float
    lat: float
    legs: list[Leg] = field(default_factory=list)
    position_entered: str = ""
    position_accuracy_m: float = 0.0
    date: str = ""
    declination_deg: float | None = None
    grid_crs: str = ""
    bearing_sigma_deg: float | None = None
    distance_sigma: float | None = None
    begins: str = ""
    source: str = ""
    position_crs: str = ""
    position_transformation: str = ""
