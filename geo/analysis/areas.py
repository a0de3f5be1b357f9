"""How much land is still hazardous: the area of each hazard, what releases took away from it, and what remains.

A release takes land away from the hazard it names and from no other, and only where the two overlap. Land that two
releases cover is counted once. Cuts follow straight lines in lon, lat, as RFC 7946 (3.1.1) defines an edge, so that
two releases which share an edge leave no sliver between them; released land is measured on the ellipsoid, and what
remains is the area of the hazard less that. What does not fit together is named, and nothing is put right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.analysis.conflicts import (
    Cut,
    conflicts_of_hazards,
    conflicts_of_releases,
    later_hazards,
    places_by_id,
    same_numbers,
)
from geo.crs import area_m2, perimeter_m
from geo.errors import Problem

PRODUCTS = ("cleared", "reduced", "cancelled", "other")
"""Land that was released twice counts for the first of these: clearance is the strongest claim on it."""
MEASURES = ("area_m2", "released_m2", *(f"{product}_m2" for product in PRODUCTS), "remaining_m2")


def remaining(
    hazards: GeoDataFrame, releases: GeoDataFrame | None = None, *, source: str = ""
) -> tuple[GeoDataFrame, list[Problem]]:
    """Measure each hazard, what was released of it and what remains, and name the conflicts.

    Gives a frame with the index of `hazards`: area_m2, perimeter_m, released_m2 and its parts cleared_m2, reduced_m2,
    cancelled_m2 and other_m2 (no product said), remaining_m2, releases (how many name the hazard), released (the
    geometry taken away, None where there is none) and, as its geometry, the land that remains. A hazard that is a
    point, a line, has no geometry or one that crosses itself has no area: NaN, never 0.

    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1"]}, geometry=[box], crs="EPSG:4326").set_index("id", drop=False)
    >>> half = GeoDataFrame({"id": ["R1"], "hazard_id": ["H1"], "product": ["cleared"]},
    ...                     geometry=[shapely.box(46.93, 40.39, 46.935, 40.40)], crs="EPSG:4326")
    >>> left, problems = remaining(hazards, half)
    >>> float((left.remaining_m2 / left.area_m2).round(6).iloc[0]), problems
    (0.5, [])
    """
    shapes = hazards.geometry.to_numpy()
    measurable = _measurable(shapes)
    numbers = places_by_id(hazards)
    cuts = _cuts(hazards, releases, measurable, numbers)
    measures = {name: np.where(measurable, 0.0, np.nan) for name in MEASURES}
    measures["area_m2"] = np.where(measurable, area_m2(shapes), np.nan)
    measures["remaining_m2"] = measures["area_m2"].copy()
    left, taken = shapes.copy(), np.full(len(shapes), None, dtype=object)
    for place, cut in cuts.items():
        left[place], taken[place] = cut.remaining, cut.released
        measures["remaining_m2"][place] = cut.remaining_m2
        measures["released_m2"][place] = sum(cut.by_product.values())
        for product, value in cut.by_product.items():
            measures[f"{product}_m2"][place] = value
    frame = pd.DataFrame(measures, index=hazards.index)
    frame.insert(1, "perimeter_m", np.where(measurable, perimeter_m(shapes), np.nan))
    frame["releases"] = [len(cuts[place].rows) if place in cuts else 0 for place in range(len(shapes))]
    frame["released"] = GeoSeries(taken, index=hazards.index, crs=hazards.crs)
    result = GeoDataFrame(frame, geometry=GeoSeries(left, index=hazards.index, crs=hazards.crs))
    problems = [*same_numbers(hazards, numbers, source), *conflicts_of_hazards(hazards, result, cuts, source)]
    if releases is not None:
        problems += conflicts_of_releases(hazards, releases, cuts, measurable, numbers, source)
        problems += later_hazards(hazards, releases, source)
    return result, problems


def table(
    hazards: GeoDataFrame, releases: GeoDataFrame | None = None, *, by: Iterable[str] = ()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Add up areas by fields of the hazards, with a last row for all of them.

    Columns: the fields of `by`, hazards (how many), without_area (how many of them have no area that can be
    measured: they are in none of the sums), and the sums of `MEASURES` in m², NaN where none of the group is known. A
    missing value is a group of its own.
    Raises KeyError for a field that the hazards do not have.

    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1", "H2"], "area_type": ["SHA", "CHA"]}, geometry=[box, None], crs="EPSG:4326")
    >>> table(hazards, by=["area_type"])[0][["area_type", "hazards", "without_area"]].values.tolist()
    [['CHA', 1, 1], ['SHA', 1, 0], ['all', 2, 1]]
    """
    left, problems = remaining(hazards, releases)
    fields = list(by)
    keys = pd.DataFrame({name: hazards[name].map(_shown) for name in fields}, index=hazards.index)
    counted = keys.assign(hazards=1, without_area=left["area_m2"].isna().astype(int))
    counted[list(MEASURES)] = left[list(MEASURES)]
    sums = ["hazards", "without_area", *MEASURES]
    total = counted[sums].sum(min_count=1).to_frame().T
    if fields:
        total.insert(0, fields[0], "all")
        grouped = counted.groupby(fields, sort=True, dropna=False)[sums].sum(min_count=1).reset_index()
        total = pd.concat([grouped, total], ignore_index=True)
        total[fields] = total[fields].astype(object).where(total[fields].notna(), "")
    counts = ["hazards", "without_area"]
    total[counts] = total[counts].fillna(0).astype(int)
    total[list(MEASURES)] = total[list(MEASURES)].astype(float)
    return total, problems


def _shown(value: Any) -> str:
    """Write a value of a group; a missing one is 'not said', which is not the same as unknown."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "not said"
    return "not said" if pd.isna(value) else str(value)


def _measurable(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    return np.asarray(polygonal & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))


def _cuts(
    hazards: GeoDataFrame,
    releases: GeoDataFrame | None,
    measurable: NDArray[np.bool_],
    numbers: dict[str, list[int]],
) -> dict[int, Cut]:
    """Cut each hazard by the releases that name it."""
    if releases is None or not len(releases) or "hazard_id" not in releases:
        return {}
    place_of = {key: places[0] for key, places in numbers.items() if len(places) == 1}
    shapes = releases.geometry.to_numpy()
    usable = _measurable(shapes)
    named: dict[int, list[int]] = {}
    for row, key in enumerate(releases["hazard_id"]):
        place = place_of.get(str(key)) if not pd.isna(key) else None
        if place is not None and measurable[place] and usable[row]:
            named.setdefault(place, []).append(row)
    products = releases["product"] if "product" in releases else pd.Series("other", index=releases.index)
    kinds = np.array([value if value in PRODUCTS else "other" for value in products], dtype=object)
    return _cut_all(hazards.geometry.to_numpy(), shapes, kinds, named)


def _cut_all(
    wholes: NDArray[np.object_], shapes: NDArray[np.object_], kinds: NDArray[np.object_], named: dict[int, list[int]]
) -> dict[int, Cut]:
    """Take releases off their hazards: overlays and areas of all of them at once, which is what takes the time."""
    rows = np.array([row for own in named.values() for row in own], dtype=int)
    places = np.array([place for place, own in named.items() for _ in own], dtype=int)
    inside = _polygons(shapely.intersection(shapes[rows], wholes[places]))
    outside = _polygons(shapely.difference(shapes[rows], wholes[places]))
    outside_m2, whole_m2 = area_m2(outside), area_m2(wholes)
    pieces, owners, start = [], [], 0
    taken: dict[int, Any] = {}
    spans: dict[int, slice] = {}
    for place, own in named.items():
        spans[place] = slice(start, start + len(own))
        start += len(own)
        taken[place], parts = _union(inside[spans[place]], kinds[own])
        pieces += list(parts.values())
        owners += [(place, product) for product in parts]
    released = np.array(list(taken.values()), dtype=object)
    left = _polygons(shapely.difference(wholes[list(taken)], released))
    by_product: dict[int, dict[str, float]] = {place: dict.fromkeys(PRODUCTS, 0.0) for place in named}
    for (place, product), value in zip(owners, area_m2(pieces), strict=True):
        by_product[place][product] = float(value)
    return {
        place: _balanced(
            Cut(
                rows=own,
                remaining=wholes[place] if taken[place].is_empty else rest,
                released=None if taken[place].is_empty else taken[place],
                remaining_m2=float(whole_m2[place]),
                by_product=by_product[place],
                inside=inside[spans[place]],
                outside=outside[spans[place]],
                outside_m2=outside_m2[spans[place]],
                twice=_twice(inside[spans[place]]),
            )
        )
        for (place, own), rest in zip(named.items(), left, strict=True)
    }


def _union(inside: NDArray[np.object_], kinds: NDArray[np.object_]) -> tuple[Any, dict[str, Any]]:
    """Put releases together, and give each product what no stronger one has: all of it, and the part of each."""
    if len(inside) == 1:
        return inside[0], {kinds[0]: inside[0]}
    taken: Any = shapely.Polygon()
    parts = {}
    for product in PRODUCTS:
        if (kinds == product).any():
            union = shapely.union_all(inside[kinds == product])
            parts[product] = _polygons(np.array([shapely.difference(union, taken)], dtype=object))[0]
            taken = shapely.union(taken, union)
    return _polygons(np.array([taken], dtype=object))[0], parts


def _twice(inside: NDArray[np.object_]) -> Any:
    """Find the land that more than one release covers; None where there is none."""
    first, second = shapely.STRtree(inside).query(inside, predicate="intersects")
    pairs = first < second
    if not pairs.any():
        return None
    shared = _polygons(shapely.intersection(inside[first[pairs]], inside[second[pairs]]))
    return shapely.union_all(shared[~shapely.is_empty(shared)])


def _balanced(cut: Cut) -> Cut:
    """Make what was released and what remains add up to the hazard.

    The edge between two vertices is a geodesic when it is measured and a straight line when it is cut: parts can be
    larger than the whole by some millionths, and where nothing is left all was released.
    """
    whole, released = cut.remaining_m2, sum(cut.by_product.values())
    if released > 0 and (cut.remaining.is_empty or released > whole):
        cut.by_product = {product: value * whole / released for product, value in cut.by_product.items()}
        released = whole
    cut.remaining_m2 = 0.0 if cut.remaining.is_empty else max(0.0, whole - released)
    return cut


def _polygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the polygons of overlays; the lines and points along which two areas merely touch have no area."""
    found = geometries.copy()
    for place in np.flatnonzero(~np.isin(shapely.get_type_id(geometries), (3, 6))):
        parts = shapely.get_parts(geometries[place])
        found[place] = shapely.union_all(parts[shapely.get_type_id(parts) == 3])
    return found
