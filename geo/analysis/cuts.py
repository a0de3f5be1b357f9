"""Hazards cut by the releases that name them: what was taken off each, of which product, and what is left.

A release takes land away from the hazard it names and from no other, and only where the two overlap. Land that two
releases cover is counted once. Cuts follow straight lines in lon, lat, as RFC 7946 (3.1.1) defines an edge, so that
two releases which share an edge leave no sliver between them; released land is measured on the ellipsoid, and what
remains is the area of the hazard less that.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import area_m2

PRODUCTS = ("cleared", "reduced", "cancelled", "other")
"""Land that was released twice counts for the first of these: clearance is the strongest claim on it."""
NONE, UNKNOWN, SEVERAL = -1, -2, -3
"""Whose land a release is, where it is not a hazard's: it names none, one that is not there, or an id of several."""
_ODD = (shapely.errors.GEOSException, ValueError)
"""What a geometry that slipped through every check raises."""


@dataclass(slots=True)
class Cut:
    """One hazard and the releases that name it. `indexes`: theirs; of each, what lies `inside` the hazard and what
    `outside`. Areas in m²; `by_product` and `remaining_m2` add up to the whole."""

    indexes: list[int]
    remaining: Any
    released: Any
    whole_m2: float
    remaining_m2: float
    by_product: dict[str, float]
    inside: NDArray[np.object_]
    inside_m2: NDArray[np.float64]
    outside: NDArray[np.object_]
    outside_m2: NDArray[np.float64]


def indexes_by_id(ids: Iterable[Any]) -> dict[str, list[int]]:
    """Find the indexes at which each id stands; more than one where it appears twice. A missing or empty id is none."""
    found: dict[str, list[int]] = {}
    for index, key in enumerate(ids):
        if not pd.isna(key) and str(key):
            found.setdefault(str(key), []).append(index)
    return found


def owners(hazard_ids: Iterable[Any], named: Iterable[Any]) -> NDArray[np.intp]:
    """Find the index of the hazard that each release names, or why there is none: NONE, UNKNOWN or SEVERAL.

    >>> owners(["H1", "H2", "H2"], ["H1", "H2", "H9", None]).tolist()
    [0, -3, -2, -1]
    """
    indexes = indexes_by_id(hazard_ids)

    def owner(key: Any) -> int:
        if pd.isna(key) or not str(key):
            return NONE
        own = indexes.get(str(key), [])
        return own[0] if len(own) == 1 else SEVERAL if own else UNKNOWN

    return np.array([owner(key) for key in named], dtype=np.intp)


def is_measurable(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which geometries are valid polygons: all others have no area that could be told."""
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    found = np.asarray(polygonal & ~shapely.is_empty(shapes))
    found[found] = shapely.is_valid(shapes[found])
    return found


def cut_hazards(
    hazards: NDArray[np.object_], releases: NDArray[np.object_], products: Iterable[Any], owner: NDArray[np.intp]
) -> dict[int, Cut]:
    """Cut each hazard (an index in `hazards`) by the releases that `owner` gives it.

    A hazard or a release that is not measurable takes no part. All is cut at once; where a geometry makes that fail,
    hazard by hazard, so that one costs only itself.
    """
    usable = np.flatnonzero(owner >= 0)
    usable = usable[is_measurable(releases[usable])]
    usable = usable[is_measurable(hazards[owner[usable]])]
    named: dict[int, list[int]] = {}
    for release in usable.tolist():
        named.setdefault(int(owner[release]), []).append(release)
    if not named:
        return {}
    kinds = np.array([value if value in PRODUCTS else "other" for value in products], dtype=object)
    try:
        return _cut_all(hazards, releases, kinds, named)
    except _ODD:
        done: dict[int, Cut] = {}
        for index, own in named.items():
            with suppress(*_ODD):
                done |= _cut_all(hazards, releases, kinds, {index: own})
        return done


def _cut_all(
    wholes: NDArray[np.object_], shapes: NDArray[np.object_], kinds: NDArray[np.object_], named: dict[int, list[int]]
) -> dict[int, Cut]:
    """Take releases off their hazards: overlays and areas of all of them at once, which is what takes the time."""
    # One entry for each release, those of a hazard in a row; a hazard stands there as often as it has releases.
    indexes = np.array([release for own in named.values() for release in own], dtype=int)
    hazards = np.array([hazard for hazard, own in named.items() for _ in own], dtype=int)
    inside = polygons(shapely.intersection(shapes[indexes], wholes[hazards]))
    outside = polygons(shapely.difference(shapes[indexes], wholes[hazards]))
    inside_m2, outside_m2 = area_m2(inside), area_m2(outside)
    whole_m2 = dict(zip(named, area_m2(wholes[list(named)]), strict=True))
    pieces, owners, start = [], [], 0
    taken: dict[int, Any] = {}
    spans: dict[int, slice] = {}
    for hazard, own in named.items():
        # Where the releases of this hazard lie in the arrays above.
        spans[hazard] = slice(start, start + len(own))
        start += len(own)
        taken[hazard], parts = _union(inside[spans[hazard]], kinds[own])
        pieces += list(parts.values())
        owners += [(hazard, product) for product in parts]
    released = np.array(list(taken.values()), dtype=object)
    # Cut once by all that is released, not release by release: what they share must not be taken off twice.
    left = polygons(shapely.difference(wholes[list(taken)], released))
    by_product: dict[int, dict[str, float]] = {hazard: dict.fromkeys(PRODUCTS, 0.0) for hazard in named}
    for (hazard, product), value in zip(owners, area_m2(pieces), strict=True):
        by_product[hazard][product] = float(value)
    return {
        hazard: _balanced(
            Cut(
                indexes=own,
                remaining=wholes[hazard] if taken[hazard].is_empty else rest,
                released=None if taken[hazard].is_empty else taken[hazard],
                whole_m2=float(whole_m2[hazard]),
                remaining_m2=float(whole_m2[hazard]),
                by_product=by_product[hazard],
                inside=inside[spans[hazard]],
                inside_m2=inside_m2[spans[hazard]],
                outside=outside[spans[hazard]],
                outside_m2=outside_m2[spans[hazard]],
            )
        )
        for (hazard, own), rest in zip(named.items(), left, strict=True)
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
            parts[product] = polygons(np.array([shapely.difference(union, taken)], dtype=object))[0]
            taken = shapely.union(taken, union)
    return polygons(np.array([taken], dtype=object))[0], parts


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


def polygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the polygons of overlays; the lines and points along which two areas merely touch have no area."""
    found = geometries.copy()
    for index in np.flatnonzero(~np.isin(shapely.get_type_id(geometries), (3, 6))):
        parts = shapely.get_parts(shapely.get_parts(geometries[index]))  # of the multiple shapes of a collection too
        found[index] = shapely.union_all(parts[shapely.get_type_id(parts) == 3])
    return found
