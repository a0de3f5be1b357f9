"""Shapes in any CRS become shapes in lon, lat: those of GIS files, of WKT in a cell, of layers edited by hand.

A shape is drawn where its CRS puts it, with the easting first, or with the northing first if it lies where the CRS is
used in that order only. A shape that lies far from there in both, or whose numbers cannot be in the CRS, is not placed:
somebody would walk by it. A whole country in one zone reaches further than a survey; that is believed of a shape if
others of the file lie in the zone itself. What was entered is kept by whoever asks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import (
    GIVEN_CRS_MARGIN_DEG,
    WHOLE_COUNTRY_MARGIN_DEG,
    Points,
    find_crs,
    in_area_of_use,
    in_own_zone,
    is_lonlat,
    name_of,
    to_lonlat,
)
from geo.errors import UsageError
from geo.placing.arriving import refuse, say, say_far
from geo.placing.rows import WGS84, Placing
from geo.placing.units import in_units

Indexes = NDArray[np.intp]
_HALF_EARTH_DEG = 180.0


def place_shapes(shapes: NDArray[Any], crs: str | None, *, rows: NDArray[np.int64], source: str) -> Placing:
    """Place the shapes of a file that is in one CRS; `rows` are the numbers by which people know its records.

    `crs`: None for longitude and latitude that are so by the format of the file alone (RFC 7946).

    Of what is changed or not placed the fields keep the WKT as it was entered, and the CRS; `facts` tell the CRS and
    the transformations of the whole. Raises UsageError for a CRS that is not known; where no published transformation
    leads from it to lon, lat, each record says so.
    """
    system = WGS84 if crs is None else crs
    done = Placing(source, rows, np.full(len(rows), None, dtype=object))
    given = ~shapely.is_missing(shapes)
    points = bring_shapes(done, shapes, given, system, "geometry", named=crs is not None)
    changed = given if not is_lonlat(system) else given & shapely.is_missing(done.geometry)
    if changed.any():
        texts = np.full(len(rows), None, dtype=object)
        texts[changed] = shapely.to_wkt(shapes[changed], rounding_precision=-1)
        done.write("position_entered", changed, texts)
    if crs is not None:
        done.facts["crs"] = name_of(crs)
        done.write("crs_entered", changed, name_of(crs))
    if points is not None:
        done.facts["transformation"] = points.transformation
        if points.accuracy_m is not None:
            done.facts["accuracy_m"] = f"{points.accuracy_m:g}"
    return done


def bring_shapes(
    done: Placing, shapes: NDArray[Any], mask: NDArray[np.bool_], system: str, column: str, *, named: bool = True
) -> Points | None:
    """Bring the shapes of some rows, which are in one CRS, to lon, lat and put them in their place.

    `shapes`: one for each row of the table, x east and y north. `named`: as in `in_units`. Returns how the rows that
    were placed came there, None if they were there already.
    """
    indexes = np.flatnonzero(mask)
    shapes = shapes[indexes]
    if not len(indexes):
        return None
    try:
        x, y = _furthest(shapes)
        fit = in_units(done, indexes, (x, y), system, column, named=named)
        if not fit.all():
            indexes, shapes, x = indexes[fit], shapes[fit], x[fit]
        moved = None if is_lonlat(system) else to_lonlat(shapes, system)
        if moved is not None and find_crs(system).is_projected:
            straight = _lie_where_used(shapes, moved.geometries, system)
            if not straight.all():
                far = _lie_in_country(shapes, moved.geometries, system) & ~straight
                indexes, shapes = _in_order(done, indexes, shapes, (straight, far), system, column)
                moved = to_lonlat(shapes, system)
    except UsageError as error:
        done.each(mask, "crs_unknown", error.what, error.remedy, column)
        return None
    if moved is not None:
        shapes = np.array([*moved.geometries, None], dtype=object)[:-1]
        say(done, indexes, moved.each, np.zeros(len(indexes)), column)
    # What was in lon, lat from the start and fits its units is on the Earth, unless it is not a number.
    good = ~np.isnan(x) | shapely.is_empty(shapes) if moved is None else _on_earth(shapes)
    done.geometry[indexes[good]] = shapes[good]
    refuse(done, indexes[~good], system, column)
    return None if moved is None else moved.each


def _furthest(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The x and the y of each shape that are furthest from zero, NaN where it is empty."""
    west, south, east, north = shapely.bounds(shapes).T
    return np.where(np.abs(west) > np.abs(east), west, east), np.where(np.abs(south) > np.abs(north), south, north)


def _on_earth(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Which shapes are placed within ±180 and ±90; what is empty is."""
    bounds = np.abs(shapely.bounds(shapes))
    inside = (bounds <= (180 + 1e-9, 90, 180 + 1e-9, 90)).all(axis=1)
    return np.asarray(inside | shapely.is_empty(shapes))


def _lie_where_used(
    entered: NDArray[Any], moved: NDArray[Any], system: str, margin_deg: float = GIVEN_CRS_MARGIN_DEG
) -> NDArray[np.bool_]:
    """Which shapes lie with all their points where their CRS is used."""
    west, south, east, north = shapely.bounds(moved).T
    # The area is a box, so that a shape is in it if its corners are; but not of one that the antimeridian cuts in two.
    inside = in_area_of_use(system, west, south, margin_deg=margin_deg)
    inside &= in_area_of_use(system, east, north, margin_deg=margin_deg)
    cut = np.flatnonzero(east - west >= _HALF_EARTH_DEG)
    coordinates, owner = shapely.get_coordinates(moved[cut], return_index=True)
    used = in_area_of_use(system, coordinates[:, 0], coordinates[:, 1], margin_deg=margin_deg)
    inside[cut] = True
    inside[cut[owner[~used]]] = False
    first, _, last, _ = shapely.bounds(entered).T
    inside &= in_own_zone(system, first) & in_own_zone(system, last)
    return np.asarray(inside | shapely.is_empty(entered))


def _lie_in_country(entered: NDArray[Any], moved: NDArray[Any], system: str) -> NDArray[np.bool_]:
    """Which shapes lie no further off than a whole country reaches that is in one zone; none if no point is in it."""
    coordinates = shapely.get_coordinates(moved)
    if not in_area_of_use(system, coordinates[:, 0], coordinates[:, 1]).any():
        return np.zeros(len(entered), dtype=bool)
    return _lie_where_used(entered, moved, system, WHOLE_COUNTRY_MARGIN_DEG)


def _in_order(
    done: Placing, indexes: Indexes, shapes: NDArray[Any], lie: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    system: str, column: str,
) -> tuple[Indexes, NDArray[Any]]:  # fmt: skip
    """Turn round the shapes that lie where their CRS is used only with the northing first; leave out the lost ones.

    `lie`: which shapes lie there with the easting first, and which of the others as far off as a country reaches.
    """
    name, (straight, far) = find_crs(system).name, lie
    turned = np.array([*map(_turned, shapes[~straight]), None], dtype=object)[:-1]
    crossed = np.zeros(len(shapes), dtype=bool)
    crossed[~straight] = _lie_where_used(turned, to_lonlat(turned, system).geometries, system)
    shapes = shapes.copy()
    shapes[crossed] = turned[crossed[~straight]]
    doubtful, crossed, far = far & crossed, crossed & ~far, far & ~crossed
    done.together(indexes[crossed], "axis_order", "With the easting first the shape would lie outside the area of "
                  f"{name}; it was read with the northing first.", "Is it the right CRS?", at=column)  # fmt: skip
    say_far(done, indexes[far], system, column)
    for row in done.rows[indexes[doubtful]].tolist():
        what = f"The shape lies in the area of {name} whichever number of each point is the easting."
        done.problems.add("axis_order", what, "Save the file in EPSG:4326.", severity="error", row=row, field=column)
    kept = straight | far | crossed
    done.each(
        done.mask(indexes[~kept & ~doubtful]),
        "outside_crs",
        f"The shape would lie outside the area of {name} ({name_of(system)}), whichever number of each point is the "
        "easting.",
        "Is it the right CRS? If it is, save the file in one that is made for the place, such as EPSG:4326.",
        column,
    )
    return indexes[kept], shapes[kept]


def _turned(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy[:, [1, 0, *range(2, xy.shape[1])]], include_z=bool(shape.has_z))
