"""Pairs of metres in a projected CRS that is named; what the text itself says of zone or datum must agree with it.

A text that says zone 39 in a column of zone 38 was written by somebody who knew better, or is in the wrong column:
which of the two is not decided here, for they lie 512 km apart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from geo.crs import GIVEN_CRS_MARGIN_DEG, find_crs
from geo.positions.grids import Grid, gauss_kruger_zones, labelled, read_grid
from geo.positions.written import WGS84, Outcome, Written, fault, half_step, in_crs

NORTHING_FIRST = "northing first"
_MOST_METRES = 7e7
"""Eastings with the number of a zone in front reach 64,900,000 m."""
_UTM_NAME = re.compile(r"UTM zone (\d+)([NS])$")
_GK_NAME = re.compile(r"^([^/]+) / (3-degree )?Gauss-Kruger (zone|CM) (\d+)E?$")
_DIRECTION = re.compile(r"EPSG:32([67])\d\d")


def read_pair(grid: Grid, text: str, crs: str) -> Outcome:
    """Read a pair of metres in a projected CRS that is given; the order is the one that lies where the CRS is used."""
    if max(float(number) for number in grid.numbers) > _MOST_METRES:
        return fault("grid_range", f"{text!r} has more digits than metres of any grid.", "Is a space missing?")
    found = find_crs(crs)
    orders = [(0, 1, "easting first"), (1, 0, NORTHING_FIRST)]
    said = labelled(grid)
    if said is not None:
        orders = [(*said, "as labelled")]
    readings = tuple(metres_in(crs, order, grid.numbers[east], grid.numbers[north]) for east, north, order in orders)
    if grid.grid_zone:
        against = _zone_against(grid, text, crs, readings)
        if against is not None:
            return against
    east_first = found.axis_info[0].direction == "east"
    return Outcome(
        readings,
        "first_fit" if east_first or len(readings) == 1 else "axis_order",
        f"{text!r} lies in the area of {found.name} whichever of its numbers is the easting.",
        "Write the letters E and N with the numbers.",
    )


def metres_in(crs: str, order: str, east: str, north: str) -> Written:
    """Make a reading of two numbers in a projected CRS, to be refuted where they lie far from its area of use."""
    return Written(
        f"{find_crs(crs).name}, {order}",
        crs,
        float(east),
        float(north),
        half_step(east),
        half_step(north),
        margin_deg=GIVEN_CRS_MARGIN_DEG,
    )


def _zone_against(grid: Grid, text: str, crs: str, readings: tuple[Written, ...]) -> Outcome | None:
    """Say what is wrong if the zone that a text names is not the zone of the CRS; None if the two agree."""
    name = find_crs(crs).name
    utm, kruger = _UTM_NAME.search(name), _GK_NAME.match(name)
    own = read_grid(grid, text, kruger[1] if kruger and not grid.letter else "")
    if own.code in ("utm_range", "utm_band"):
        return own
    if utm and int(utm[1]) == grid.grid_zone:
        halves = {"N" if match[1] == "6" else "S" for w in own.readings if (match := _DIRECTION.fullmatch(w.crs))}
        if utm[2] in halves:
            return None
    if kruger and not grid.letter and _zone_of(kruger) == grid.grid_zone:
        return None
    letter = {"SOUTH": " south"}.get(grid.letter, grid.letter)
    return fault(
        "crs_conflict",
        f"{text!r} says zone {grid.grid_zone}{letter}, which is not that of {name} ({crs}).",
        "Say which of the two holds.",
        readings + own.readings,
    )


def _zone_of(kruger: re.Match[str]) -> int:
    """Give the number of a Gauss–Krüger zone; zones of 3° have central meridians of three times their number."""
    number, narrow = int(kruger[4]), bool(kruger[2])
    if kruger[3] == "zone":
        return number
    return number // 3 if narrow else (number + 3) // 6


@lru_cache(maxsize=64)
def datum_of(crs: str) -> str | None:
    """Give the code of the geographic CRS under a CRS, which is its datum; None if it has no code.

    >>> datum_of("EPSG:28408"), datum_of("EPSG:32638")
    ('EPSG:4284', 'EPSG:4326')
    """
    base = find_crs(crs).geodetic_crs
    code = base.to_authority() if base is not None else None
    return ":".join(code) if code else None


def datum_against(outcome: Outcome, grid: Grid, text: str, crs: str, family: str) -> Outcome:
    """Refuse a pair of metres whose text names another datum than the CRS of the column has."""
    return fault(
        "crs_conflict",
        f"{text!r} is stated to be on {family}, which is not the datum of {find_crs(crs).name} ({crs}).",
        "Name the CRS of the text by its EPSG code.",
        read_grid(grid, text, family).readings + _on_same_meridian(grid, crs, family) + outcome.readings,
    )


def _on_same_meridian(grid: Grid, crs: str, family: str) -> tuple[Written, ...]:
    """Take metres for those of the grid of another datum with the same central meridian, UTM or Gauss–Krüger."""
    name = find_crs(crs).name
    utm, kruger = _UTM_NAME.search(name), _GK_NAME.match(name)
    code, grid_zone = None, 0
    if utm and family != "WGS 84":
        code = gauss_kruger_zones(family, 6, by="CM").get(int(utm[1]) * 6 - 183)
    elif kruger and not kruger[2] and family == "WGS 84":
        grid_zone = _zone_of(kruger)
        code = f"EPSG:{32601 + (grid_zone + 29) % 60}"
    if code is None:
        return ()
    said = labelled(grid)
    return tuple(
        metres_in(code, "on the same meridian", _without_zone(grid.numbers[east], grid_zone), grid.numbers[north])
        for east, north in (((0, 1), (1, 0)) if said is None else (said,))
    )


def _without_zone(number: str, grid_zone: int) -> str:
    """Take the number of a zone off the front of the six digits of an easting."""
    easting = float(number) - grid_zone * 1e6
    return number[len(str(grid_zone)) :] if grid_zone and 1e5 <= easting < 1e6 else number


def degrees_in(outcome: Outcome, text: str, crs: str | None, datum: str | None = None, family: str = "") -> Outcome:
    """Bring degrees that were read onto their datum: the one that the text names (`datum`), or that of the column.

    Where the column is in metres, degrees contradict it, unless the text itself names the datum of that column.
    """
    if crs is None or not outcome.readings:
        return outcome if datum is None else in_crs(outcome, datum, family)
    if find_crs(crs).is_geographic:
        return in_crs(outcome, datum or crs, family if datum else find_crs(crs).name)
    base = datum_of(crs)
    if datum is not None and datum == base:
        return in_crs(outcome, datum, family)
    said = tuple(replace(w, crs=datum or WGS84) for w in outcome.readings)
    own = tuple(replace(w, crs=base) for w in outcome.readings) if base not in (None, datum or WGS84) else ()
    what = f"is on {family}" if datum else "does not say its datum"
    return fault(
        "crs_conflict",
        f"{text!r} is in degrees and {what}, but {crs} is in metres on {find_crs(base or crs).name}.",
        "Name the geographic CRS, such as EPSG:4326 or EPSG:4284.",
        said + own,
    )
