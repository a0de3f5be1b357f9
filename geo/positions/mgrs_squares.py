"""MGRS references at every precision: the position is the centre of the square, the accuracy half its diagonal.

An MGRS reference names a square, not a point (NGA.STND.0037, *Universal Grids*). Its south-west corner, which other
tools give, is wrong to one side by up to the whole diagonal. A reference without its zone, or without its 100 km
square, is ambiguous; candidates are made from a place that is known to be near.
"""

from __future__ import annotations

import re
from functools import lru_cache

import mgrs
import numpy as np

from geo.crs import band_limits, points_to_lonlat
from geo.findings.counting import counted
from geo.positions.written import Outcome, Written, fault, position

_PREFIX = r"(?:MGRS|UTMREF|USNG)?:? ?"
_WHOLE = re.compile(
    _PREFIX
    + r"(?:(\d{1,2})[ -]?)?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?([A-HJ-NP-Z])[ -]?(\d{0,14})(?:[ ,/-](\d{1,7}))?",
    re.IGNORECASE,
)
_WITHOUT_ZONE = re.compile(_PREFIX + r"([A-HJ-NP-Z])[ -]?([A-HJ-NP-V])[ -]?(\d{1,5})[ -](\d{1,5})", re.IGNORECASE)
_WITHOUT_SQUARE = re.compile(_PREFIX + r"(\d{1,2})[ -]?([C-HJ-NP-X])[ -](\d{1,5})[ -](\d{1,5})", re.IGNORECASE)
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROW_LETTERS = "ABCDEFGHJKLMNPQRSTUV"
_POLAR_COLUMNS = {
    "A": ("JKLPQRSTUXYZ", 800_000.0),
    "B": ("ABCFGHJKLPQR", 2_000_000.0),
    "Y": ("RSTUXYZ", 1_300_000.0),
    "Z": ("ABCFGHJ", 2_000_000.0),
}
_POLAR_ROWS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_CONVERTER = mgrs.MGRS()


def read_mgrs(text: str) -> Outcome | None:
    """Read an MGRS reference; None if the text does not look like one."""
    match = _WHOLE.fullmatch(text)
    if match is None or (match[1] is None and match[2].upper() not in "ABYZ"):
        return _incomplete(text)
    zone_number, band, column, row_letter, east, north = match.groups()
    digits = (east or "") + (north or "")
    if len(digits) % 2 or len(digits) > 10 or (north is not None and len(east) != len(north)):
        return fault(
            "mgrs_digits",
            f"{text!r} has {counted(len(digits), 'digit')} after the square; easting and northing need as many each.",
            "Write 2, 4, 6, 8 or 10 digits.",
        )
    if zone_number is not None and band.upper() in "ABYZ":
        reading = None
    else:
        reading = square(f"{zone_number or ''}{band}{column}{row_letter}{digits}")
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
    digits = reference[letters:]
    half = len(digits) // 2
    side = 10.0 ** (5 - half)
    prefix = reference[:letters]
    corner = _corner(int(prefix[:-3]), prefix[-3], prefix[-2:]) if prefix[:-3] else _polar_corner(prefix)
    if corner is None:
        return None
    crs, x, y = corner
    x, y = (start + float(part or 0) * side + side / 2 for start, part in ((x, digits[:half]), (y, digits[half:])))
    shown = f"{side / 1000:g} km" if side >= 1000 else f"{side:g} m"
    return Written(f"MGRS, centre of a square of {shown}", crs, x, y, side / 2, side / 2)


@lru_cache(maxsize=4096)
def _corner(zone_number: int, band: str, letters: str) -> tuple[str, float, float] | None:
    """Give the south-west corner of a square of 100 km; None if no such square reaches into the band.

    The letters of columns repeat every three zones, those of rows every 2,000 km and shifted by five in even zones
    (NGA.STND.0037, 5.4); the band says which of the rows is meant. Zones 32, 34 and 36 have no band X.
    """
    column, row = _COLUMNS[(zone_number - 1) % 3].find(letters[0]), _ROW_LETTERS.find(letters[1])
    if not 1 <= zone_number <= 60 or min(column, row) < 0 or (band == "X" and zone_number in (32, 34, 36)):
        return None
    easting = (column + 1) * 1e5
    first = ((row - (0 if zone_number % 2 else 5)) % 20) * 1e5
    base = 32600 if band >= "N" else 32700
    south, north = band_limits(band)
    x, y = np.array([0.0, 1e5, 0.0, 1e5]), np.array([0.0, 0.0, 1e5, 1e5])
    for northing in np.arange(first, 1e7, 2e6):
        # The shape of a zone is that of every other: 31 stands for all.
        lat = points_to_lonlat(easting + x, northing + y, f"EPSG:{base + 31}").lat
        if lat.max() > south and lat.min() < north:
            return f"EPSG:{base + zone_number}", easting, float(northing)
    return None


@lru_cache(maxsize=512)
def _polar_corner(letters: str) -> tuple[str, float, float] | None:
    """Give the south-west corner of a square of 100 km near a pole; None if no such square reaches beyond UTM."""
    north = letters[0] in "YZ"
    columns, easting = _POLAR_COLUMNS[letters[0]]
    column, row = columns.find(letters[1]), (_POLAR_ROWS[:14] if north else _POLAR_ROWS).find(letters[2])
    if min(column, row) < 0:
        return None
    corner = easting + column * 1e5, (1_300_000.0 if north else 800_000.0) + row * 1e5
    crs = "EPSG:5041" if north else "EPSG:5042"
    x, y = np.array([0.0, 1e5, 0.0, 1e5]), np.array([0.0, 0.0, 1e5, 1e5])
    lat = points_to_lonlat(corner[0] + x, corner[1] + y, crs).lat
    return (crs, *corner) if np.abs(lat).max() > (84.0 if north else 80.0) else None


def _incomplete(text: str) -> Outcome | None:
    match = _WITHOUT_ZONE.fullmatch(text)
    if match and len(match[3]) == len(match[4]):
        column, row_letter, east, north = match.groups()
        return Outcome(
            code="mgrs_zone",
            problem=f"{text!r} is an MGRS reference without its zone.",
            remedy="Write the zone and band in front, such as 38T, or say which place is near.",
            square=("", (column + row_letter).upper(), east + north),
        )
    match = _WITHOUT_SQUARE.fullmatch(text)
    if match and len(match[3]) == len(match[4]) and match[2].upper() not in "NS":
        zone_number, band, east, north = match.groups()
        return Outcome(
            code="mgrs_no_square",
            problem=f"{text!r} lacks the two letters of the 100 km square.",
            remedy="Write them between the zone and the digits, or say which place is near.",
            square=((zone_number + band).upper(), "", east + north),
        )
    return None


def squares_near(parts: tuple[str, str, str], near: tuple[float, float]) -> tuple[Written, ...]:
    """Complete a reference that lacks its zone or its square from the squares around a place (lon, lat).

    >>> [w.crs for w in squares_near(("", "PK", "6372"), (46.93, 40.39))]
    ['EPSG:32638']
    """
    zone_number, letters, digits = parts
    found: dict[str, None] = {}
    for dlat in (-0.9, 0.0, 0.9):
        for dlon in (-1.2, 0.0, 1.2):
            lat, lon = near[1] + dlat, (near[0] + dlon + 540) % 360 - 180
            if abs(lat) > 84 - 4 * (lat < 0):
                continue
            around = _CONVERTER.toMGRS(lat, lon, MGRSPrecision=0).strip("\x00 ")
            prefix, pair = around[:-2], around[-2:]
            if (zone_number and int(prefix[:-1]) == int(zone_number[:-1])) or (letters and pair == letters):
                found[f"{prefix}{letters or pair}{digits}"] = None
    squares = [(reference, square(reference)) for reference in found]
    return tuple(
        Written(f"MGRS {reference}", written.crs, written.x, written.y, written.half_x, written.half_y)
        for reference, written in squares
        if written is not None
    )
