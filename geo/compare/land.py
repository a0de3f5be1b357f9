"""Which hazard land of the old state the new one no longer shows, in no hazard and in no release.

A hazard may shrink, be split, be renumbered or be merged into its neighbour: its land is lost only where nothing in
the new state covers it. That is the one thing that a reader of the new map cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.analysis.cuts import polygons
from geo.analysis.faces import filled
from geo.analysis.slivers import are_slivers
from geo.compare.pairing import State, Told
from geo.crs import area_m2
from geo.records import KINDS
from geo.scale.parts import Floats, are_near, bounds_of, rims

_METRE_DEG = 1e-5
_NEAR_M = 5.0
"""Wider than the metre within which a line or a point is covered by what lies beside it."""


@dataclass(frozen=True)
class Lost:
    """A hazard whose land is not shown any more: how much of it (m², None for one without an outline), and where."""

    record: Told
    area_m2: float | None
    shape: Any


COVERING = frozenset(name for name, kind in KINDS.items() if kind.dangerous or name == "releases")
"""Kinds of record that show that land is, or was, hazardous."""


def around(shapes: NDArray[np.object_]) -> Floats:
    """Give boxes beyond which nothing covers any land of these shapes."""
    return rims(bounds_of(shapes), _NEAR_M)


def cover_of(state: State, boxes: Floats) -> NDArray[np.object_]:
    """Give what can cover the land of hazards in these boxes in a state, in the order of its records."""
    shapes = state.shapes[np.array([told.kind in COVERING for told in state.told], dtype=bool)]
    return filled_all(shapes[are_near(bounds_of(shapes), boxes)])


def filled_all(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Fill each shape that is there."""
    return _objects([filled(shape) for shape in shapes if shape is not None])


def at_risk(old: State, same: set[int]) -> list[int]:
    """Give the indexes of the hazards of the old state whose land may be lost; those in `same` are there as before."""
    return [index for index, told in enumerate(old.told) if KINDS[told.kind].dangerous and index not in same]


def lost_land(old: State, hazards: Sequence[int], cover: NDArray[np.object_]) -> list[Lost]:
    """Find those of these hazards of the old state whose land nothing covers.

    A line or a point is lost as far as no hazard or release of the new state lies within a metre of where it was.
    """
    tree = shapely.STRtree(cover)
    found: list[tuple[Told, Any]] = []
    land: list[tuple[Told, Any]] = []
    for index in hazards:
        shape = old.shapes[index]
        if shape is None or shape.is_empty:
            continue
        whole = filled(shape)
        if shapely.get_dimensions(whole) >= 2:
            land.append((old.told[index], _without(whole, cover[np.sort(tree.query(whole, predicate="intersects"))])))
        if len(lines := _lines_and_points(whole)) and not (rest := _far_from(lines, cover, tree)).is_empty:
            found.append((old.told[index], rest))
    lost = _measured(land)
    known = {id(one.record) for one in lost}
    return [*lost, *(Lost(told, None, rest) for told, rest in found if id(told) not in known)]


def _lines_and_points(shape: Any) -> NDArray[np.object_]:
    parts = shapely.get_parts(shapely.get_parts(np.array([shape], dtype=object)))
    return np.asarray(parts[shapely.get_dimensions(parts) < 2])


def _far_from(lines: NDArray[np.object_], cover: NDArray[np.object_], tree: shapely.STRtree) -> Any:
    """What of lines and points lies further than about a metre from all that covers: one drawn twice is not lost."""
    near = cover[np.unique(tree.query(shapely.buffer(lines, _METRE_DEG), predicate="intersects")[1])]
    return _without(shapely.union_all(lines), shapely.buffer(near, _METRE_DEG))


def land_m2(lost: Sequence[Lost]) -> float:
    """Measure the land of several, in m², that of two only once."""
    measured = [one for one in lost if one.area_m2 is not None]
    try:
        whole = _objects([shapely.union_all([one.shape for one in measured])])
        return float(area_m2(polygons(whole))[0]) if measured else 0.0
    except shapely.errors.GEOSException:
        return sum(one.area_m2 or 0.0 for one in measured)


def _measured(land: Sequence[tuple[Told, Any]]) -> list[Lost]:
    """Measure what is left of each, and leave out what is but the edge of a line drawn twice."""
    rest = polygons(_objects([shape for _, shape in land]))
    areas = area_m2(rest)
    slivers = are_slivers(rest, areas)
    return [
        Lost(told, float(area), shape)
        for (told, _), area, shape, sliver in zip(land, areas, rest, slivers, strict=True)
        if not sliver
    ]


def gained_and_lost_m2(
    pairs: Sequence[tuple[Any, Any]],
) -> list[tuple[float, float] | None]:
    """Measure the land that each outline gained and lost, in m²; None where one of its states has no outline."""
    measured = [
        index
        for index, pair in enumerate(pairs)
        if not any(shape is None or shape.is_empty or shapely.get_dimensions(shape) < 2 for shape in pair)
    ]
    before, after = (_objects([filled(pairs[index][state]) for index in measured]) for state in (0, 1))
    parts = polygons(np.concatenate([_differences(after, before), _differences(before, after)]))
    areas = np.where(shapely.is_empty(parts), 0.0, area_m2(parts))
    found: list[tuple[float, float] | None] = [None] * len(pairs)
    for index, gained, lost in zip(measured, *np.split(areas, 2), strict=True):
        found[index] = float(gained), float(lost)
    return found


def _differences(land: NDArray[np.object_], others: NDArray[np.object_]) -> NDArray[np.object_]:
    try:
        return np.asarray(shapely.difference(land, others), dtype=object)
    except shapely.errors.GEOSException:
        return _objects([_without(one, [other]) for one, other in zip(land, others, strict=True)])


def _without(land: Any, others: Sequence[Any] | NDArray[np.object_]) -> Any:
    """Land without what others cover; all of it where the two cannot be laid over each other."""
    if not len(others):
        return land
    try:
        return shapely.difference(land, shapely.union_all(np.asarray(others, dtype=object)))
    except shapely.errors.GEOSException:
        return land


def _objects(shapes: Sequence[Any]) -> NDArray[np.object_]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
