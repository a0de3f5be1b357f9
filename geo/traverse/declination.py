"""How far magnetic north lies east of true north, by the World Magnetic Model (NOAA NCEI and BGS)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pygeomag import GeoMag

from geo.cells.partial_dates import span
from geo.errors import UsageError

_MODELS = ((2010, "WMM_2010"), (2015, "WMM_2015v2"), (2020, "WMM_2020"), (2025, "WMM_2025"))
_UNCERTAINTY_2010_DEG = 0.5
"""No error model of this form is published for 2010; those after it give 0.31–0.34° at 40° N, 47° E."""


class Declination(NamedTuple):
    """Degrees, east positive; its standard deviation; the model it comes from."""

    deg: float
    sigma_deg: float
    model: str


def declination(lon: float, lat: float, on: str, *, altitude_m: float = 0.0) -> Declination:
    """Compute the declination at a place (degrees, WGS 84) on an ISO date; YYYY and YYYY-MM mean their middle.

    Raises UsageError for a date outside 2010…2029, for something that is not a date, and near a magnetic pole, where a
    compass does not serve.

    >>> round(declination(46.93, 39.99, "2021-04-04").deg, 2)
    6.35
    """
    year = _decimal_year(on)
    model = next((name for start, name in reversed(_MODELS) if start <= year < start + 5), None)
    if model is None:
        raise UsageError(
            f"The magnetic model does not cover {on}; it covers 2010 to 2029.",
            remedy="Type the declination that is printed on the map, brought to the year of the survey.",
        )
    result = _model(model).calculate(glat=lat, glon=lon, alt=altitude_m / 1000, time=year)
    if result.in_blackout_zone:
        raise UsageError(f"A compass does not serve at {lat:.3f}, {lon:.3f}.", remedy="Measure true bearings.")
    sigma = _UNCERTAINTY_2010_DEG if year < 2015 else float(result.calculate_uncertainty().d)
    return Declination(float(result.d), sigma, model.replace("_", " "))


@lru_cache(maxsize=8)
def _model(name: str) -> GeoMag:
    return GeoMag(coefficients_file=f"wmm/{name}.COF")


def _decimal_year(text: str) -> float:
    days = span(text)
    if days is None:
        raise UsageError(f"{text[:40]!r} is not a date.", remedy="Write it as 2021-04-04.")
    middle = date.fromordinal(sum(days) // 2)
    return middle.year + (middle - date(middle.year, 1, 1)).days / (366 if isleap(middle.year) else 365)
