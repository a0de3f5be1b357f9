"""From the system in which columns hold their numbers to lon, lat, and what is to be said of the way.

Each record has the transformation that is the best one published for its own place, and the accuracy that this
transformation states together with what the digits leave open. Outside the areas in which one is published nothing is
stated. Metres must lie where their system is used, in the order of the columns or in the other one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import GIVEN_CRS_MARGIN_DEG, Points, find_crs, in_area_of_use, points_to_lonlat, to_lonlat
from geo.errors import UsageError
from geo.records.placing_rows import WGS84, Placing, half_steps
from geo.records.written_shapes import in_degrees

_DEGREE_M = 111_195.0
_LARGEST_ANGLE = 360.0
_NAME_IT = "Name their system with --crs EPSG:n."

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


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


def bring_pairs(done: Placing, pair: Pair, rows: NDArray[np.bool_], system: str, column: str) -> None:
    """Bring the rows of two columns, which are in one system, to lon, lat and put them in their place."""
    places = np.flatnonzero(rows)
    if not len(places):
        return
    if system == WGS84:
        _put(done, places, pair.x[places], pair.y[places], system, column)
        return
    try:
        if not pair.fixed or find_crs(system).is_projected:
            places, flipped = _in_order(done, pair, places, system, column)
            if not len(places):
                return
            x, y = np.where(flipped, pair.y[places], pair.x[places]), np.where(flipped, pair.x[places], pair.y[places])
        else:
            x, y = pair.x[places], pair.y[places]
        points = points_to_lonlat(x, y, system)
    except UsageError as error:
        done.each(rows, "crs_unknown", error.what, error.remedy, column)
        return
    _put(done, places, points.lon, points.lat, system, column)
    half_x, half_y = half_steps(pair.east[places]), half_steps(pair.north[places])
    if find_crs(system).is_geographic:
        half_x, half_y = half_x * _DEGREE_M * np.cos(np.radians(points.lat)), half_y * _DEGREE_M
    _say(done, places, points, np.hypot(half_x, half_y), column)


def bring_shapes(done: Placing, geometry: NDArray[Any], rows: NDArray[np.bool_], system: str, column: str) -> None:
    """Bring shapes in one system to lon, lat and put them in their place."""
    places = np.flatnonzero(rows)
    shapes = geometry[places]
    if not len(places):
        return
    if system != WGS84:
        try:
            places, shapes = _shapes_in_order(done, places, shapes, system, column)
            moved = to_lonlat(shapes, system)
        except UsageError as error:
            done.each(rows, "crs_unknown", error.what, error.remedy, column)
            return
        shapes = np.array([*moved.geometries, None], dtype=object)[:-1]
        _say(done, places, moved.each, np.zeros(len(places)), column)
    good = in_degrees(shapes) & np.isfinite(shapely.bounds(shapes)).all(axis=1) | shapely.is_empty(shapes)
    done.geometry[places[good]] = shapes[good]
    _refuse(done, places[~good], system, column)


def _put(done: Placing, places: Places, lon: Numbers, lat: Numbers, system: str, column: str) -> None:
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    done.geometry[places[good]] = shapely.points(lon[good], lat[good])
    _refuse(done, places[~good], system, column)


def _refuse(done: Placing, places: Places, system: str, column: str) -> None:
    done.each(_mask(done, places), "outside_crs", f"The coordinates are not longitude and latitude ({system}).",
              _NAME_IT, column)  # fmt: skip


def _mask(done: Placing, places: Places) -> NDArray[np.bool_]:
    rows = np.zeros(len(done.rows), dtype=bool)
    rows[places] = True
    return rows


def _say(done: Placing, places: Places, points: Points, digits_m: Numbers, column: str) -> None:
    """Write the transformation and the accuracy of each row, and the caveats once with the rows they are about."""
    datum = points.accuracies != 0  # on WGS 84 itself nothing is shifted, and nobody states an accuracy
    outside = points.outside & datum
    accuracy = np.sqrt(points.accuracies**2 + digits_m**2)
    accuracy[outside | ~datum] = math.nan
    disputed = points.disputed & ~outside
    names = np.where(outside, points.names + " (outside the area for which it is published)", points.said)
    names[names == ""] = math.nan
    for name, values in (("position_transformation", names), ("position_accuracy_m", accuracy.astype(object))):
        full = np.full(len(done.rows), math.nan, dtype=object)
        full[places] = values
        done.write(name, _mask(done, places), full)
    done.together(
        places[outside], "transformation",
        f"The data lie outside the area in which a transformation from {points.source} is published; how exact it is "
        "there is not known.", "Is it the right CRS?", at=column,
    )  # fmt: skip
    if disputed.any():
        done.together(
            places[disputed], "transformation",
            f"Other published transformations lie up to {points.alternatives[disputed].max():.1f} m from the one used, "
            f"more than the {points.accuracies[disputed].max():.1f} m it states.", at=column,
        )  # fmt: skip
    for remark in points.remarks:
        done.problem("transformation", None, remark, at=column, severity="warning")


def _in_order(
    done: Placing, pair: Pair, places: Places, system: str, column: str
) -> tuple[Places, NDArray[np.bool_]]:  # fmt: skip
    """Decide for each row which number is the easting; returns the places to go on with, and where it is the northing.

    The order of the headings is taken, or for X and Y that of the system itself, which in much of the world has X for
    the northing. A pair that lies outside the area of the system in that order and inside it in the other is read in
    the other, and that is said. A pair that lies outside in both, or for X and Y inside in both where the system's own
    order is not that of a screen, is a problem.
    """
    found = find_crs(system)
    if found.is_projected:
        places = _metres(done, places, np.fmax(np.abs(pair.x[places]), np.abs(pair.y[places])), system, column)
    x, y = pair.x[places], pair.y[places]
    tradition = pair.letters and x_is_north(system)
    straight = _inside(x, y, system)
    crossed = np.zeros(len(places), dtype=bool)
    look = np.ones(len(places), dtype=bool) if tradition else ~straight
    crossed[look] = _inside(y[look], x[look], system)
    doubtful = straight & crossed & (x != y)
    neither = ~straight & ~crossed
    flipped = crossed & ~straight
    about = f"{pair.headings[0]} and {pair.headings[1]}"
    if tradition:
        done.together(places[flipped], "read_as", f"{about}: the first was read as the northing and the second as the "
                      f"easting, as {found.name} names its axes.", at=column, severity="note")  # fmt: skip
        unusual = straight & ~crossed
        order = f"with X as the northing, as {found.name} names its axes"
    else:
        unusual = flipped
        order = "in the order of the columns"
    taken = f"{pair.headings[0 if tradition else 1]} was read as the easting"
    done.together(places[unusual], "axis_order", f"Read {order}, the position would lie outside the area of "
                  f"{found.name}; {taken}.", "Are the two columns or the CRS mistaken?", at=column)  # fmt: skip
    _ask(done, pair, places[doubtful], system, "axis_order",
         f"The position lies in the area of {found.name} whichever of its numbers is the easting.",
         "Call the columns easting and northing.", column)  # fmt: skip
    kept = ~doubtful
    if found.is_projected:
        kept &= ~neither
        _ask(done, pair, places[neither], system, "outside_crs",
             f"The position would lie outside the area of {found.name}, whichever of its numbers is the easting.",
             "Is it the right CRS?", column)  # fmt: skip
    return places[kept], flipped[kept]


def _metres(done: Placing, places: Places, largest: Numbers, system: str, column: str) -> Places:
    """The rows whose numbers are metres; degrees in a system in metres lie near the origin of the grid if taken so."""
    degrees = largest <= _LARGEST_ANGLE
    done.each(_mask(done, places[degrees]), "crs_conflict", f"The numbers are degrees, but {system} is in metres: "
              "their datum is not said.", "Name the geographic CRS: EPSG:4326 or EPSG:4284.", column)  # fmt: skip
    return places[~degrees]


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
    other = _used(system, turned) & ~_used(system, straight)
    return np.where(other, turned.lon, straight.lon), np.where(other, turned.lat, straight.lat)


def _used(system: str, points: Points) -> NDArray[np.bool_]:
    return in_area_of_use(system, points.lon, points.lat, margin_deg=GIVEN_CRS_MARGIN_DEG)


def _inside(x: Numbers, y: Numbers, system: str) -> NDArray[np.bool_]:
    return _used(system, points_to_lonlat(x, y, system))


def _ask(
    done: Placing, pair: Pair, places: Places, system: str, code: str, what: str, remedy: str, column: str
) -> None:  # fmt: skip
    """Leave rows without a position and name both places that they can mean."""
    x, y = pair.x[places], pair.y[places]
    ways = [
        (points_to_lonlat(east, north, system), heading)
        for east, north, heading in ((x, y, pair.headings[0]), (y, x, pair.headings[1]))
    ]
    for number, row in enumerate(done.rows[places].tolist()):
        told = [
            f"{way.lat[number]:.5f}, {way.lon[number]:.5f} ({heading} is the easting)"
            for way, heading in ways
            if np.isfinite(way.lon[number])
        ]
        could = f" It could be: {'; '.join(told)}." if told else ""
        done.problem(code, row, what, f"{remedy}{could}", at=column)


def _shapes_in_order(
    done: Placing, places: Places, shapes: NDArray[Any], system: str, column: str
) -> tuple[Places, NDArray[Any]]:  # fmt: skip
    """Turn round the shapes in metres that lie where their system is used only with the northing first."""
    found = find_crs(system)
    if not found.is_projected:
        return places, shapes
    some = ~shapely.is_empty(shapes)
    largest = np.abs(shapely.bounds(shapes[some])).max(axis=1, initial=0)
    stay = ~some | np.isin(places, _metres(done, places[some], largest, system, column))
    places, shapes = places[stay], shapes[stay]
    straight = _shapes_inside(shapes, system)
    turned = np.array([*(_turned(shape) for shape in shapes[~straight]), None], dtype=object)
    crossed = np.zeros(len(shapes), dtype=bool)
    crossed[~straight] = _shapes_inside(turned[:-1], system)
    shapes = shapes.copy()
    shapes[~straight] = turned[:-1]
    done.together(places[crossed], "axis_order", f"With the easting first the shape would lie outside the area of "
                  f"{found.name}; it was read with the northing first.", "Is it the right CRS?", at=column)  # fmt: skip
    kept = straight | crossed
    done.each(_mask(done, places[~kept]), "outside_crs", f"The shape would lie outside the area of {found.name}, "
              "whichever number of each point is the easting.", "Is it the right CRS?", column)  # fmt: skip
    return places[kept], shapes[kept]


def _shapes_inside(shapes: NDArray[Any], system: str) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    inside = np.ones(len(shapes), dtype=bool)
    inside[owner[~_inside(coordinates[:, 0], coordinates[:, 1], system)]] = False
    return inside


def _turned(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy[:, [1, 0, *range(2, xy.shape[1])]], include_z=bool(shape.has_z))
