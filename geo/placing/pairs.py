"""From the system in which columns hold their numbers to lon, lat, and what is to be said of the way.

Each record has the transformation that is the best one published for its own place, and the accuracy that this
transformation states together with what the digits leave open. Outside the areas in which one is published nothing is
stated. Metres must lie where their system is used, in the order of the columns or in the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.crs import (
    GIVEN_CRS_MARGIN_DEG,
    WHOLE_COUNTRY_MARGIN_DEG,
    Points,
    find_crs,
    in_area_of_use,
    in_own_zone,
    is_lonlat,
    points_to_lonlat,
)
from geo.errors import UsageError
from geo.placing.arriving import put, say, say_far
from geo.placing.rows import Placing, half_steps
from geo.placing.units import in_units

DEGREE_M = 111_195.0

Numbers = NDArray[np.float64]
Indexes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of plain numbers: `x` east and `y` north, the texts they stand in, and their headings.

    `letters`: the headings are X and Y, which mean east and north in one country, north and east in another.
    `fixed`: the headings say latitude and longitude, so that degrees have no other order.
    """

    x: Numbers
    y: Numbers
    east: NDArray[Any]
    north: NDArray[Any]
    headings: tuple[str, str]
    letters: bool = False
    fixed: bool = False


def bring_pairs(done: Placing, pair: Pair, mask: NDArray[np.bool_], system: str, column: str) -> None:
    """Bring the rows of two columns, which are in one system, to lon, lat and put them in their place."""
    indexes = np.flatnonzero(mask)
    if not len(indexes):
        return
    try:
        indexes, x, y = _ready(done, pair, indexes, system, column)
        if is_lonlat(system):
            put(done, indexes, x, y, system, column)
            return
        points = points_to_lonlat(x, y, system)
    except UsageError as error:
        done.each(mask, "crs_unknown", error.what, error.remedy, column)
        return
    put(done, indexes, points.lon, points.lat, system, column)
    half_x, half_y = half_steps(pair.east[indexes]), half_steps(pair.north[indexes])
    if find_crs(system).is_geographic:
        half_x, half_y = half_x * DEGREE_M * np.cos(np.radians(points.lat)), half_y * DEGREE_M
    say(done, indexes, points, np.hypot(half_x, half_y), column)


def _ready(done: Placing, pair: Pair, indexes: Indexes, system: str, column: str) -> tuple[Indexes, Numbers, Numbers]:
    """The rows whose numbers can be in their CRS, and these numbers, the easting or the longitude first."""
    projected = find_crs(system).is_projected
    flipped = np.zeros(len(indexes), dtype=bool)
    if projected:
        indexes = indexes[in_units(done, indexes, (pair.x[indexes], pair.y[indexes]), system, column)]
        flipped = flipped[: len(indexes)]
    if len(indexes) and (projected or not (pair.fixed or is_lonlat(system))):
        indexes, flipped = _in_order(done, pair, indexes, system, column)
    x, y = np.where(flipped, pair.y[indexes], pair.x[indexes]), np.where(flipped, pair.x[indexes], pair.y[indexes])
    if projected:
        return indexes, x, y
    fit = in_units(done, indexes, (x, y), system, column)
    return indexes[fit], x[fit], y[fit]


def _in_order(
    done: Placing, pair: Pair, indexes: Indexes, system: str, column: str
) -> tuple[Indexes, NDArray[np.bool_]]:  # fmt: skip
    """Decide for each row which number is the easting; returns the places to go on with, and where it is the northing.

    The order of the headings is taken, or for X and Y that of the system itself, which in much of the world has X for
    the northing. A pair that lies outside the area of the system in that order and inside it in the other is read in
    the other, and that is said. A pair that lies outside in both, or for X and Y inside in both where the system's own
    order is not that of a screen, is a problem.
    """
    found = find_crs(system)
    x, y = pair.x[indexes], pair.y[indexes]
    tradition = pair.letters and x_is_north(system)
    straight, far = _inside(x, y, system)
    crossed = np.zeros(len(indexes), dtype=bool)
    # Where the system itself has X for the northing both orders are tried, elsewhere the other one only for the rest.
    look = np.ones(len(indexes), dtype=bool) if tradition else ~straight
    turned, far_turned = _inside(y[look], x[look], system)
    crossed[look] = turned | (far_turned & tradition)
    if pair.letters and not tradition:  # in the zone itself in one order, beside it in the other: either can be meant
        crossed |= _in_zone(y, x, system) & ~_in_zone(x, y, system)
    straight = straight | far
    far[look] |= far_turned & tradition
    # Of two equal numbers it is the same which one is the easting.
    doubtful = straight & crossed & (x != y)
    neither = ~straight & ~crossed
    flipped = crossed & ~straight
    about = f"{pair.headings[0]} and {pair.headings[1]}"
    if tradition:
        done.together(indexes[flipped], "read_as", f"{about}: the first was read as the northing and the second as the "
                      f"easting, as {found.name} names its axes.", at=column)  # fmt: skip
        unusual = straight & ~crossed
        order = f"with X as the northing, as {found.name} names its axes"
    else:
        unusual = flipped
        order = "in the order of the columns"
    taken = f"{pair.headings[0 if tradition else 1]} was read as the easting"
    done.together(indexes[unusual], "axis_order", f"Read {order}, the position would lie outside the area of "
                  f"{found.name}; {taken}.", "Are the two columns or the CRS mistaken?", at=column)  # fmt: skip
    _ask(done, pair, indexes[doubtful], system, "axis_order",
         f"The position lies in the area of {found.name} whichever of its numbers is the easting.",
         "Call the columns easting and northing.", column)  # fmt: skip
    kept = ~doubtful
    say_far(done, indexes[far & kept], system, column)
    if found.is_projected:
        kept &= ~neither
        _ask(done, pair, indexes[neither], system, "outside_crs",
             f"The position would lie outside the area of {found.name}, whichever of its numbers is the easting.",
             "Is it the right CRS?", column)  # fmt: skip
    return indexes[kept], flipped[kept]


def x_is_north(system: str) -> bool:
    """Whether the axis that a projected CRS calls X points north, as it does in Soviet and in German grids.

    >>> x_is_north("EPSG:28408"), x_is_north("EPSG:32638")
    (True, False)
    """
    found = find_crs(system)
    first = found.axis_info[0] if found.is_projected and found.axis_info else None
    return first is not None and first.direction == "north" and first.abbrev.upper() == "X"


def where_in(x: Numbers, y: Numbers, system: str) -> tuple[Numbers, Numbers]:
    """Give lon, lat of pairs in a system, the easting first unless only the other order lies where it is used."""
    straight = points_to_lonlat(x, y, system)
    turned = points_to_lonlat(y, x, system)
    other = _used(system, y, turned) & ~_used(system, x, straight)
    return np.where(other, turned.lon, straight.lon), np.where(other, turned.lat, straight.lat)


def _used(system: str, x: Numbers, points: Points, margin_deg: float = GIVEN_CRS_MARGIN_DEG) -> NDArray[np.bool_]:
    return in_area_of_use(system, points.lon, points.lat, margin_deg=margin_deg) & in_own_zone(system, x)


def _in_zone(x: Numbers, y: Numbers, system: str) -> NDArray[np.bool_]:
    return _used(system, x, points_to_lonlat(x, y, system), 0.0)


def _inside(x: Numbers, y: Numbers, system: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs lie where their system is used, and which do not but as far off as a whole country reaches.

    A country is delivered in one zone. That a pair far outside it belongs to one is believed where others of the file
    lie in the zone itself.
    """
    points = points_to_lonlat(x, y, system)
    near = _used(system, x, points)
    if near.all() or not _used(system, x, points, 0.0).any():
        return near, np.zeros(len(x), dtype=bool)
    return near, _used(system, x, points, WHOLE_COUNTRY_MARGIN_DEG) & ~near


def _ask(
    done: Placing, pair: Pair, indexes: Indexes, system: str, code: str, what: str, remedy: str, column: str
) -> None:  # fmt: skip
    """Leave rows without a position and name both places that they can mean."""
    x, y = pair.x[indexes], pair.y[indexes]
    ways = [
        (points_to_lonlat(east, north, system), heading)
        for east, north, heading in ((x, y, pair.headings[0]), (y, x, pair.headings[1]))
    ]
    for number, row in enumerate(done.rows[indexes].tolist()):
        told = [
            f"{way.lat[number]:.5f}, {way.lon[number]:.5f} ({heading} is the easting)"
            for way, heading in ways
            if np.isfinite(way.lon[number])
        ]
        could = f" It could be: {'; '.join(told)}." if told else ""
        done.problems.add(code, what, f"{remedy}{could}", severity="error", row=row, field=column)
