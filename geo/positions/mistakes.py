"""Mistakes that put a position in a wrong place, and how far off each would be.

Nothing is corrected here. Each mistake says where the place would be if it had been made, so that a reader who knows
where it ought to be can tell which one it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.crs import distance_m, from_lonlat, points_to_lonlat
from geo.errors import UsageError
from geo.positions.formats import utm_crs, utm_zone
from geo.positions.grids import gauss_kruger_zones

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One mistake: what happened, where the place would be without it (degrees, WGS 84), and how far that is off.

    `distance_m` is how far the place would then be from the one it was said to be near, NaN if none was named.
    """

    code: str
    what: str
    lon: float
    lat: float
    shift_m: float
    distance_m: float


def suspects(lon: float, lat: float, *, near: Place | None = None) -> list[Suspect]:
    """List the mistakes that may lie behind a position, with the shift of each in metres.

    With `near` (lon, lat) only those are listed that bring the place nearer to it, the nearest first; without it all,
    the smallest shift first.

    >>> [round(s.shift_m, -1) for s in suspects(46.93, 40.39) if s.code == "sk42_as_wgs84"]
    [100.0]
    """
    found = []
    for code, what, undo in _MISTAKES:
        try:
            place = undo(lon, lat)
        except UsageError:
            continue
        for x, y in place:
            if math.isfinite(x) and math.isfinite(y) and abs(y) <= 90 and abs(x) <= 180 and (x, y) != (lon, lat):
                far = float("nan") if near is None else float(distance_m(x, y, *near))
                found.append(Suspect(code, what, x, y, float(distance_m(lon, lat, x, y)), far))
    if near is None:
        return sorted(found, key=lambda suspect: suspect.shift_m)
    now = float(distance_m(lon, lat, *near))
    return sorted((s for s in found if s.distance_m < now), key=lambda suspect: suspect.distance_m)


def _sk42(lon: float, lat: float) -> list[Place]:
    return [_points(lon, lat, "EPSG:4284")]


def _gauss_kruger(lon: float, lat: float) -> list[Place]:
    """Take the metres of a UTM position for Gauss–Krüger ones on the same meridian, which have no scale of 0.9996."""
    zone = utm_zone(lon, lat)
    crs = gauss_kruger_zones("Pulkovo 1942", 6, by="CM").get((zone - 1) * 6 - 177)
    if crs is None:
        return []
    (x,), (y,) = from_lonlat(lon, lat, utm_crs(zone, lat))
    return [_points(float(x), float(y), crs)]


def _zone(lon: float, lat: float) -> list[Place]:
    """Keep easting and northing and change the zone by one: a whole zone width along the parallel."""
    return [((lon + step + 540) % 360 - 180, lat) for step in (-6, 6)]


def _packed(lon: float, lat: float) -> list[Place]:
    """Take 40.2328 for 40°23′28″."""
    return _repacked(lon, lat, _from_packed)


def _packed_minutes(lon: float, lat: float) -> list[Place]:
    """Take 40.23473 for 40°23.473′."""
    return _repacked(lon, lat, _from_packed_minutes)


def _repacked(lon: float, lat: float, change: Callable[[float], float]) -> list[Place]:
    x, y = change(lon), change(lat)
    return [(x, y)] if math.isfinite(x) and math.isfinite(y) else []


def _from_packed(value: float) -> float:
    size = abs(value)
    degrees = math.floor(size)
    minutes, seconds = divmod(round((size - degrees) * 10000, 6), 100)
    return math.copysign(degrees + minutes / 60 + seconds / 3600, value) if minutes < 60 and seconds < 60 else math.nan


def _from_packed_minutes(value: float) -> float:
    size = abs(value)
    degrees = math.floor(size)
    minutes = round((size - degrees) * 100, 8)
    return math.copysign(degrees + minutes / 60, value) if minutes < 60 else math.nan


def _swapped(lon: float, lat: float) -> list[Place]:
    return [(lat, lon)]


def _signs(lon: float, lat: float) -> list[Place]:
    return [(-lon, lat), (lon, -lat), (-lon, -lat)]


def _points(x: float, y: float, crs: str) -> Place:
    points = points_to_lonlat(np.array([x]), np.array([y]), crs)
    return float(points.lon[0]), float(points.lat[0])


_MISTAKES: tuple[tuple[str, str, Callable[[float, float], list[Place]]], ...] = (
    ("sk42_as_wgs84", "Degrees of a Soviet map (Pulkovo 1942) were read as WGS 84.", _sk42),
    ("gk_as_utm", "Gauss–Krüger metres without their zone were read as UTM.", _gauss_kruger),
    ("dms_as_decimal", "Degrees, minutes and seconds were typed as decimals (40.2328 for 40°23′28″).", _packed),
    ("dm_as_decimal", "Degrees and minutes were typed as decimals (40.23473 for 40°23.473′).", _packed_minutes),
    ("utm_zone", "The UTM zone is one too high or too low.", _zone),
    ("swapped_axes", "Latitude and longitude are swapped.", _swapped),
    ("hemisphere", "A sign or a hemisphere letter is wrong.", _signs),
)
