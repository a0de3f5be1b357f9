"""The table of mistakes that put a position in a wrong place: what each is called, asks, and how it is undone.

Nothing is corrected here. A check names a mistake where undoing it puts a record among the others; a reader who knows
where a place ought to be can ask which mistake would bring it there, and how far off each is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from geo.crs import distance_m, from_lonlat, points_to_lonlat
from geo.errors import UsageError

Lonlat = tuple[float, float]
Positions = NDArray[np.float64]
"""Degrees (WGS 84), a row for each position: longitude, latitude."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to get a position wrong.

    `undo` gives where places would be without it, NaN where it cannot have been made.
    `proof`: what it takes to name it of a record, besides that it lies among the others once it is undone. "apart": the
    record lies far from them; "zone": far, and undone within `within_m` of them; "": one record alone does not show it.
    """

    code: str
    what: str
    question: str
    undo: Callable[[Positions], Positions]
    proof: str = ""
    within_m: float = np.inf


def _scaled(lon: int, lat: int, positions: Positions) -> Positions:
    return positions * [lon, lat]


def _swapped(lon: int, lat: int, positions: Positions) -> Positions:
    return positions[:, ::-1] * [lon, lat]


def _moved(lon: float, lat: float, positions: Positions) -> Positions:
    moved = positions + [lon, lat]
    moved[:, 0] = np.where(np.abs(moved[:, 0]) > 180, (moved[:, 0] + 540) % 360 - 180, moved[:, 0])
    return moved


def _of_sk42(positions: Positions) -> Positions:
    """Take degrees that were read as WGS 84 for what stood on a Soviet map."""
    points = points_to_lonlat(positions[:, 0], positions[:, 1], "EPSG:4284")
    return np.column_stack([points.lon, points.lat])


def _of_gauss_kruger(positions: Positions) -> Positions:
    """Take the metres of UTM positions for Gauss–Krüger ones on the same meridian, which have no scale of 0.9996."""
    from geo.positions.formats import utm_crs, utm_zone
    from geo.positions.grids import gauss_kruger_zones

    meant = np.full(positions.shape, np.nan)
    for index, (lon, lat) in enumerate(positions.tolist()):
        if not (abs(lon) <= 180 and abs(lat) <= 80):
            continue
        zone_number = utm_zone(lon, lat)
        crs = gauss_kruger_zones("Pulkovo 1942", 6, by="CM").get((zone_number - 1) * 6 - 177)
        if crs is not None:
            points = points_to_lonlat(*from_lonlat(lon, lat, utm_crs(zone_number, lat)), crs)
            meant[index] = points.lon[0], points.lat[0]
    return meant


def _unpacked(positions: Positions) -> Positions:
    """Take 40.2328 for 40°23′28″."""
    size = np.abs(positions)
    degrees = np.floor(size)
    minutes, seconds = np.divmod(np.round((size - degrees) * 10_000, 6), 100)
    can_be = (minutes < 60) & (seconds < 60)
    return np.where(
        can_be.all(axis=1, keepdims=True), _signed(degrees + minutes / 60 + seconds / 3600, positions), np.nan
    )


def _unpacked_minutes(positions: Positions) -> Positions:
    """Take 40.23473 for 40°23.473′."""
    size = np.abs(positions)
    degrees = np.floor(size)
    minutes = np.round((size - degrees) * 100, 8)
    return np.where((minutes < 60).all(axis=1, keepdims=True), _signed(degrees + minutes / 60, positions), np.nan)


def _signed(sizes: Positions, positions: Positions) -> Positions:
    return np.copysign(sizes, positions)


_SIGN = "Was a minus sign, or a W or S, lost or added?"
_SWAP = "Are the columns swapped?"
_WHICH_ZONE = "Was the right zone named when reading?"
_OFF = "The record lies {}° of longitude off, as in a wrong UTM zone"
_HALF = "The record lies as in the UTM zone of the wrong hemisphere"
DATUM = Mistake(
    "datum_suspected",
    "Degrees of a Soviet map (Pulkovo 1942) were read as WGS 84",
    "Was one of the two read in another datum (such as SK-42 for WGS 84)? Name its CRS when reading.",
    _of_sk42,
)
DMS = Mistake(
    "dms_as_decimals",
    "Degrees, minutes and seconds were typed as decimals",
    "Were degrees and minutes and seconds typed as decimals (40° 35' 20\" as 40.3520)? Read the positions again as "
    "degrees and minutes and seconds.",
    _unpacked,
)
DM = Mistake(
    "dms_as_decimals",
    "Degrees and minutes were typed as decimals",
    "Were degrees and minutes typed as decimals (40° 35' as 40.35)? Read the positions again as degrees and minutes.",
    _unpacked_minutes,
)
# The order is that in which they are tried: the first that explains a record is the one that is named. Northings of the
# southern half count from 10,000 km south of the equator, which is a quarter of a meridian.
MISTAKES = (
    Mistake("sign_error", "The longitude has the wrong sign", _SIGN, partial(_scaled, -1, 1), "apart"),
    Mistake("sign_error", "The latitude has the wrong sign", _SIGN, partial(_scaled, 1, -1), "apart"),
    Mistake("swapped_axes", "Longitude and latitude are swapped", _SWAP, partial(_swapped, 1, 1), "apart"),
    Mistake("sign_error", "Longitude and latitude have the wrong sign", _SIGN, partial(_scaled, -1, -1), "apart"),
    *(
        Mistake("swapped_axes", "Longitude and latitude are swapped and a sign is wrong", _SWAP, undo, "apart")
        for undo in (partial(_swapped, -1, 1), partial(_swapped, 1, -1))
    ),
    *(
        Mistake("zone_suspected", _OFF.format(abs(by)), _WHICH_ZONE, partial(_moved, by, 0), "zone", 25_000)
        for by in (6, -6, 12, -12)
    ),
    *(Mistake("zone_suspected", _HALF, _WHICH_ZONE, partial(_moved, 0, by), "zone", 60_000) for by in (90, -90)),
    DATUM,
    Mistake(
        "gk_as_utm",
        "Gauss–Krüger metres without their zone were read as UTM",
        "Are these metres of a Soviet grid? Name its CRS when reading.",
        _of_gauss_kruger,
    ),
    DMS,
    DM,
)


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


def suspects(lon: float, lat: float, *, near: Lonlat | None = None) -> list[Suspect]:
    """List the mistakes that may lie behind a position, with the shift of each in metres.

    With `near` (lon, lat) only those are listed that bring the place nearer to it, the nearest first; without it all,
    the smallest shift first.

    >>> [round(s.shift_m, -1) for s in suspects(46.93, 40.39) if s.code == "datum_suspected"]
    [100.0]
    """
    found = []
    for mistake in MISTAKES:
        try:
            ((x, y),) = mistake.undo(np.array([[lon, lat]])).tolist()
        except UsageError:
            continue
        if abs(x) <= 180 and abs(y) <= 90 and (x, y) != (lon, lat):
            far = float("nan") if near is None else float(distance_m(x, y, *near))
            shift = float(distance_m(lon, lat, x, y))
            found.append(Suspect(mistake.code, f"{mistake.what}.", x, y, shift, far))
    if near is None:
        return sorted(found, key=lambda suspect: suspect.shift_m)
    now = float(distance_m(lon, lat, *near))
    return sorted((each for each in found if each.distance_m < now), key=lambda suspect: suspect.distance_m)
