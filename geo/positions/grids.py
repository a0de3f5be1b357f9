"""Eastings and northings: UTM with a band or a hemisphere, Gauss–Krüger with and without its zone.

A Soviet easting carries its zone in front of its six digits (8 579 000 m lies 79 000 m east of the central meridian
of zone 8), and Soviet practice writes the northing first. Which number is which, and whether zones of 6° or of 3° are
meant, is decided by the area for which each grid is published; where two remain, the text is ambiguous. A pair
without any zone is always ambiguous: its candidates are made from a place that is known to be near.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo.crs import BANDS, band_limits
from geo.positions.words import Token
from geo.positions.written import Outcome, Written, fault, half_step, position

_SOUTH_AND_LAND = range(18, 23)
"""UTM zones in which land lies under both readings of an S: band S, and the southern hemisphere (Falklands)."""
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.']\d{3}){1,2}(?![\d])")
_MARGIN_DEG = 0.5
_LEAST_NORTHING = 1e6
"""No Gauss–Krüger grid with a zone prefix is used south of 9° N."""
_HINT_ZONE = "Write the zone in front, such as 38N or 38T, name the CRS, or say which place is near."


@dataclass(slots=True)
class Grid:
    """Numbers in metres as written, and what was said of zone and axes."""

    numbers: list[str]
    axes: list[str]
    grid_zone: int = 0
    letter: str = ""


def join_groups(text: str) -> str:
    """Close up digits that were written in groups of three: 4 473 000 becomes 4473000.

    >>> join_groups("38T 579 000 4 473 000")
    '38T 579000 4473000'
    """
    return _GROUPS.sub(lambda match: re.sub(r"[ ,.']", "", match.group()), text)


def collect(tokens: list[Token]) -> Grid | None:
    """Find two numbers, their letters and a zone among tokens; None if there are not two, or letters are left over."""
    grid = Grid([], [])
    waiting = ""
    last = ""
    for token in tokens:
        if token.kind == "number":
            grid.numbers.append(token.text)
            grid.axes.append(waiting)
            waiting = ""
        elif token.text.isalpha():
            letter = _letter(token)
            if last == "number" and _is_zone(grid, letter):
                grid.grid_zone, grid.letter = int(grid.numbers.pop()), letter.upper()
                grid.axes.pop()
            elif letter in ("M", "М"):
                continue  # the m of metres belongs to the number before it: 500000 m E
            elif letter not in ("e", "n", "x", "y") or waiting:
                return None
            else:
                waiting = _attach(grid, letter, last)
        elif token.kind not in ("sep", "sign") or token.text == "-":
            return None
        last = token.kind
    return None if waiting else _take_zone(grid)


def _letter(token: Token) -> str:
    """Give e, n, x or y for an axis; N, S, SOUTH or the letter of a band for what can stand after a zone."""
    if token.kind == "hemi":
        if token.axis == "lon":
            return "e" if token.sign == 1 else {"w": "W"}.get(token.text, "?")  # W is a band; the west is none
        return "n" if token.sign == 1 else {"s": "s"}.get(token.text, "SOUTH")
    return token.axis if token.kind == "grid" else token.text.upper()


def _is_zone(grid: Grid, letter: str) -> bool:
    number = grid.numbers[-1]
    return not grid.grid_zone and number.isdigit() and 1 <= int(number) <= 60 and letter.upper() in (*BANDS, "SOUTH")


def _attach(grid: Grid, letter: str, last: str) -> str:
    """Give a letter to the number before it, or keep it for the number after it."""
    if last == "number" and not grid.axes[-1]:
        grid.axes[-1] = letter
        return ""
    return letter


def _take_zone(grid: Grid) -> Grid | None:
    if len(grid.numbers) == 3 and not grid.grid_zone:
        index = 0 if _small(grid.numbers[0]) else 2
        if not _small(grid.numbers[index]):
            return None
        grid.grid_zone = int(grid.numbers.pop(index))
        grid.axes.pop(index)
    if len(grid.numbers) != 2 or any(number.count(".") + number.count(",") > 1 for number in grid.numbers):
        return None
    if grid.axes[0] and grid.axes[0] == grid.axes[1]:
        return None
    grid.numbers = [number.replace(",", ".") for number in grid.numbers]
    return grid


def _small(number: str) -> bool:
    return number.isdigit() and 1 <= int(number) <= 60


def read_grid(grid: Grid, text: str, family: str) -> Outcome:
    """Read a pair in metres. `family` is the datum that the text names, such as Pulkovo 1942, or nothing."""
    if family and family != "WGS 84":
        return _gauss_kruger(grid, text, family)
    if grid.grid_zone:
        return _utm(grid, text)
    if any(float(number) >= 1e6 and _prefix(number) for number in grid.numbers) and not family:
        found = _gauss_kruger(grid, text, "Pulkovo 1942")
        if found.readings:
            return found
    pair = _east_north(grid)
    if pair is None:
        return fault(
            "grid_range",
            f"{text!r} is not a pair of metres on a grid that is known here.",
            "Name the CRS by its EPSG code.",
        )
    east, north = (float(number) for number in pair)
    return Outcome(
        code="no_zone",
        problem=f"{text!r} are metres on a grid whose zone is not given.",
        remedy=_HINT_ZONE,
        grid=(east, north, half_step(max(pair, key=len))),
    )


def labelled(grid: Grid) -> tuple[int, int] | None:
    """Say which number is the easting, if letters E and N say it; X and Y mean either, by country."""
    if "e" in grid.axes:
        index = grid.axes.index("e")
        return index, 1 - index
    if "n" in grid.axes:
        index = grid.axes.index("n")
        return 1 - index, index
    return None


def _east_north(grid: Grid) -> tuple[str, str] | None:
    """Tell easting from northing in a pair without a zone prefix: only a northing reaches a million."""
    said = labelled(grid)
    if said is None:
        said = (1, 0) if float(grid.numbers[0]) >= 1e6 > float(grid.numbers[1]) else (0, 1)
    east, north = grid.numbers[said[0]], grid.numbers[said[1]]
    if 1e5 <= float(east) < 1e6 and 0 <= float(north) <= 1e7:
        return east, north
    return None


def _utm(grid: Grid, text: str) -> Outcome:
    pair = _east_north(grid)
    if pair is None or not 1 <= grid.grid_zone <= 60:
        return fault(
            "utm_range",
            f"{text!r} is outside UTM: eastings run from 100000 to 900000 m, northings from 0 to 10000000 m.",
            "Are the two numbers swapped, or is a digit missing?",
        )
    north, south = _utm_reading(grid, pair, "north"), _utm_reading(grid, pair, "south")
    possible = tuple(reading for reading in (north, south) if _possible(reading))
    letter = grid.letter
    if not letter:
        return fault(
            "utm_hemisphere",
            f"{text!r} does not say whether the zone is north or south of the equator.",
            f"Write {grid.grid_zone}N or {grid.grid_zone}S.",
            possible,
        )
    if letter in ("N", "SOUTH"):
        return _within_utm(north if letter == "N" else south, text, possible)
    if letter == "S":
        return _band_or_south(grid, text, north, south)
    reading = north if letter > "M" else south
    if not _in_band(letter, reading):
        return fault(
            "utm_band",
            f"The northing of {text!r} does not lie in band {letter}.",
            "Check the band letter and the northing.",
            possible,
        )
    return position(reading)


def _band_or_south(grid: Grid, text: str, north: Written, south: Written) -> Outcome:
    """Decide what an S after a zone is: band S (32–40° N), or the southern hemisphere.

    Where the northing lies in band S, the southern reading lies at 50–58° S, which is sea but for a few zones.
    """
    if not _in_band("S", north):
        if abs(_latitude(north) - 36) > 6:
            return _within_utm(south, text, (north,) if _possible(north) else ())
        both = (north, south)
    elif grid.grid_zone in _SOUTH_AND_LAND:
        both = (north, south)
    else:
        return position(_renamed(north, f"UTM {grid.grid_zone}S, S read as the band of 32–40° N"))
    return fault(
        "utm_band_or_hemisphere",
        f"The S of {text!r} is band S (32–40° N) or the southern hemisphere.",
        f"Write {grid.grid_zone}N for north of the equator, or 'south'.",
        both,
    )


def _within_utm(reading: Written, text: str, possible: tuple[Written, ...]) -> Outcome:
    """Refuse a northing that lies beyond 84° N or 80° S, where UTM ends: it is the other hemisphere's, or mistyped."""
    if _possible(reading):
        return position(reading)
    return fault(
        "utm_range",
        f"{text!r} would lie at {_latitude(reading):.1f}° of latitude; UTM ends at 84° N and 80° S.",
        "Is it the other hemisphere?",
        possible,
    )


def _renamed(reading: Written, name: str) -> Written:
    return Written(name, reading.crs, reading.x, reading.y, reading.half_x, reading.half_y)


def _utm_reading(grid: Grid, pair: tuple[str, str], hemisphere: str) -> Written:
    east, north = pair
    base = 32600 if hemisphere == "north" else 32700
    return Written(
        f"UTM {grid.grid_zone} {hemisphere}",
        f"EPSG:{base + grid.grid_zone}",
        float(east),
        float(north),
        half_step(east),
        half_step(north),
    )


def _latitude(reading: Written) -> float:
    """Give the latitude at which the northing meets the central meridian (Snyder 1987, 3-26): at most 0.1° off."""
    northing = reading.y - (1e7 if reading.crs.startswith("EPSG:327") else 0.0)
    rectifying = northing / 0.9996 / 6_367_449.146
    return math.degrees(rectifying + 0.00251882 * math.sin(2 * rectifying))


def _possible(reading: Written) -> bool:
    return -80.5 <= _latitude(reading) <= 84.5


def _in_band(letter: str, reading: Written) -> bool:
    south, north = band_limits(letter)
    return south - 0.1 <= _latitude(reading) <= north + 0.1


def _prefix(number: str) -> int:
    """Give the zone that stands in front of the six digits of an easting, or 0."""
    grid_zone, rest = divmod(float(number), 1e6)
    return int(grid_zone) if 1 <= grid_zone <= 64 and 1e5 <= rest < 9e5 else 0


def _gauss_kruger(grid: Grid, text: str, family: str) -> Outcome:
    """Collect every zone and order in which a pair can be a Gauss–Krüger position on a datum."""
    readings = []
    said = labelled(grid)
    for east, north in (said,) if said else ((1, 0), (0, 1)):
        easting, northing = float(grid.numbers[east]), float(grid.numbers[north])
        grid_zone = _prefix(grid.numbers[east])
        if not grid_zone and grid.grid_zone and 1e5 <= easting < 9e5:
            grid_zone, easting = grid.grid_zone, easting + grid.grid_zone * 1e6
        if not grid_zone or not _LEAST_NORTHING <= northing <= 1e7 or (grid.grid_zone and grid_zone != grid.grid_zone):
            continue
        for width in (6, 3):
            code = gauss_kruger_zones(family, width).get(grid_zone)
            if code:
                name = f"Gauss–Krüger zone {grid_zone} of {width}°, taken as {family}"
                halves = half_step(grid.numbers[east]), half_step(grid.numbers[north])
                readings.append(Written(name, code, easting, northing, *halves, margin_deg=_MARGIN_DEG))
    if not readings:
        pair = _east_north(grid)
        return Outcome(
            code="no_zone",
            problem=f"{text!r} does not say in which zone of {family} it lies.",
            remedy="Write the zone in front of the easting, or say which place is near.",
            grid=(float(pair[0]), float(pair[1]), half_step(pair[0])) if pair else None,
        )
    return Outcome(
        tuple(readings),
        "zone_or_order",
        f"{text!r} can be in several zones of {family}.",
        "Name the CRS by its EPSG code, such as EPSG:28408.",
    )


@lru_cache(maxsize=32)
def gauss_kruger_zones(family: str, width: int, *, by: str = "zone") -> dict[int, str]:
    """List the Gauss–Krüger CRS of a datum in EPSG, by zone number or (`by="CM"`) by central meridian in degrees east.

    >>> gauss_kruger_zones("Pulkovo 1942", 6)[8], gauss_kruger_zones("Pulkovo 1942", 6, by="CM")[45]
    ('EPSG:28408', 'EPSG:2498')
    """
    degrees = "3-degree " if width == 3 else ""
    pattern = re.compile(re.escape(f"{family} / {degrees}Gauss-Kruger {by} ") + r"(\d+)([EW]?)")
    found = {}
    for info in _projected():
        match = pattern.fullmatch(info[0])
        if match:
            found[-int(match[1]) if match[2] == "W" else int(match[1])] = f"EPSG:{info[1]}"
    return found


@lru_cache(maxsize=1)
def _projected() -> tuple[tuple[str, str], ...]:
    infos = query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS)
    return tuple((info.name, info.code) for info in infos if "Gauss-Kruger" in info.name and not info.deprecated)


def grids_near(grid: tuple[float, float, float], near: tuple[float, float]) -> tuple[Written, ...]:
    """List the UTM and Pulkovo 1942 zones around a place (lon, lat) in which metres without a zone can lie."""
    east, north, half = grid
    grid_zone = int((near[0] + 180) // 6) % 60
    readings = []
    for step in (0, -1, 1):
        number = (grid_zone + step) % 60 + 1
        for hemisphere, base in (("north", 32600), ("south", 32700)):
            if (near[1] >= -8) if hemisphere == "north" else (near[1] <= 8):
                code = f"EPSG:{base + number}"
                readings.append(Written(f"UTM {number} {hemisphere}", code, east, north, half, half))
    taken: set[int] = set()
    for width in (6, 3):
        meridians = gauss_kruger_zones("Pulkovo 1942", width, by="CM")
        for meridian in sorted(meridians, key=lambda m: abs((near[0] - m + 180) % 360 - 180))[:2]:
            if meridian in taken:
                continue
            taken.add(meridian)
            name = f"Pulkovo 1942, Gauss–Krüger, central meridian {meridian}° E"
            readings.append(Written(name, meridians[meridian], east, north, half, half, margin_deg=_MARGIN_DEG))
    return tuple(readings)
