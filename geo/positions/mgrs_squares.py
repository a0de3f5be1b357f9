"""MGRS references at every precision: the position is the centre of the square, the accuracy half its diagonal.

An MGRS reference names a square, not a point (NGA.STND.0037, *Universal Grids*). Its south-west corner, which other
tools give, is wrong to one side by up to the whole diagonal. A reference without its zone, or without its 100 km
square, is ambiguous; candidates are made from a place that is known to be near.
"""

from __future__ import annotations

import math
import re
import warnings

import mgrs
from mgrs.core import MGRSError

from geo.crs import from_lonlat
from geo.positions.written import Outcome, Written, fault, position

_PREFIX = r"(?:MGRS|UTMREF|USNG)?:? ?"
_WHOLE = re.compile(
    _PREFIX
    + r"(?:(\d{1,2})[ -]?)?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?(\d{0,14})(?:[ ,/-](\d{1,7}))?",
    re.IGNORECASE,
)
_WITHOUT_ZONE = re.compile(_PREFIX + r"([A-HJ-NP-Z])[ -]?([A-HJ-NP-V])[ -]?(\d{1,5})[ -](\d{1,5})", re.IGNORECASE)
_WITHOUT_SQUARE = re.compile(_PREFIX + r"(\d{1,2})[ -]?([C-HJ-NP-X])[ -](\d{1,5})[ -](\d{1,5})", re.IGNORECASE)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_CONVERTER = mgrs.MGRS()


def read_mgrs(text: str) -> Outcome | None:
    """Read an MGRS reference; None if the text does not look like one."""
    match = _WHOLE.fullmatch(text)
    if match is None or (match[1] is None and match[2].upper() not in "ABYZ"):
        return _incomplete(text)
    zone, band, column, row, east, north = match.groups()
    digits = (east or "") + (north or "")
    if len(digits) % 2 or len(digits) > 10 or (north is not None and len(east) != len(north)):
        return fault(
            "mgrs_digits",
            f"{text!r} has {len(digits)} digits after the square; easting and northing need as many each.",
            "Write 2, 4, 6, 8 or 10 digits.",
        )
    if zone is not None and band.upper() in "ABYZ":
        reading = None
    else:
        reading = square(f"{zone or ''}{band}{column}{row}{digits}")
    if reading is None:
        return fault(
            "mgrs_square",
            f"{text!r} names a square that does not exist.",
            "Check the zone, the band and the two letters of the 100 km square.",
        )
    return position(reading)


def square(reference: str) -> Written | None:
    """Give the centre of the square that a whole reference names; None if there is no such square.

    >>> square("38TPK6372").x
    663500.0
    """
    reference = reference.upper()
    letters = len(reference.rstrip("0123456789"))
    side = 10.0 ** (5 - (len(reference) - letters) // 2)
    try:
        with warnings.catch_warnings():
            # A northing a little outside its band is warned of; the square is the same.
            warnings.simplefilter("ignore", RuntimeWarning)
            crs, x, y = _grid(reference)
    except MGRSError:
        return None
    if reference[0].isdigit() and not _in_band(reference, crs, y):
        return None
    # Versions of the library give the corner or the centre; both are multiples of half a side within its rounding.
    x, y = (math.floor(round(value / side * 2, 3) / 2) * side + side / 2 for value in (x, y))
    shown = f"{side / 1000:g} km" if side >= 1000 else f"{side:g} m"
    return Written(f"MGRS, centre of a square of {shown}", crs, float(x), float(y), side / 2, side / 2)


def _in_band(reference: str, crs: str, northing: float) -> bool:
    """Say whether a northing lies in the band of its reference, give or take a square that the edge cuts."""
    band = _BANDS.index(reference.lstrip("0123456789")[0])
    south, north = band * 8 - 80, 84 if band == 19 else band * 8 - 72
    metres = northing - (1e7 if crs.startswith("EPSG:327") else 0.0)
    return south - 1.0 <= metres / 0.9996 / 111_132.95 <= north + 1.0


def _grid(reference: str) -> tuple[str, float, float]:
    """Give the CRS of the grid, and metres east and north in it."""
    if reference[0].isdigit():
        zone, hemisphere, x, y = _CONVERTER.MGRSToUTM(reference)
        return f"EPSG:{(32600 if hemisphere == 'N' else 32700) + int(zone)}", x, y
    crs = "EPSG:5041" if reference[0] in "YZ" else "EPSG:5042"
    lat, lon = _CONVERTER.toLatLon(reference)
    (x,), (y,) = from_lonlat(lon, lat, crs)
    return crs, float(x), float(y)


def _incomplete(text: str) -> Outcome | None:
    match = _WITHOUT_ZONE.fullmatch(text)
    if match and len(match[3]) == len(match[4]):
        column, row, east, north = match.groups()
        return Outcome(
            code="mgrs_zone",
            problem=f"{text!r} is an MGRS reference without its zone.",
            remedy="Write the zone and band in front, such as 38T, or say which place is near.",
            square=("", (column + row).upper(), east + north),
        )
    match = _WITHOUT_SQUARE.fullmatch(text)
    if match and len(match[3]) == len(match[4]) and match[2].upper() not in "NS":
        zone, band, east, north = match.groups()
        return Outcome(
            code="mgrs_no_square",
            problem=f"{text!r} lacks the two letters of the 100 km square.",
            remedy="Write them between the zone and the digits, or say which place is near.",
            square=((zone + band).upper(), "", east + north),
        )
    return None


def squares_near(parts: tuple[str, str, str], near: tuple[float, float]) -> tuple[Written, ...]:
    """Complete a reference that lacks its zone or its square from the squares around a place (lon, lat).

    >>> [w.crs for w in squares_near(("", "PK", "6372"), (46.93, 40.39))]
    ['EPSG:32638']
    """
    zone, letters, digits = parts
    found: dict[str, None] = {}
    for dlat in (-0.9, 0.0, 0.9):
        for dlon in (-1.2, 0.0, 1.2):
            lat, lon = near[1] + dlat, (near[0] + dlon + 540) % 360 - 180
            if abs(lat) > 84 - 4 * (lat < 0):
                continue
            around = _CONVERTER.toMGRS(lat, lon, MGRSPrecision=0).strip("\x00 ")
            prefix, pair = around[:-2], around[-2:]
            if (zone and int(prefix[:-1]) == int(zone[:-1])) or (letters and pair == letters):
                found[f"{prefix}{letters or pair}{digits}"] = None
    squares = [(reference, square(reference)) for reference in found]
    return tuple(
        Written(f"MGRS {reference}", written.crs, written.x, written.y, written.half_x, written.half_y)
        for reference, written in squares
        if written is not None
    )
