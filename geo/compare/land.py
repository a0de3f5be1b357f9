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


@dataclass(frozen=True)
class Lost:
    """A hazard whose land is not shown any more: how much of it (m², None for one without an outline), and where."""

    record: Told
    area_m2: float | None
    shape: Any


def lost_land(old: State, new: State, same: set[int]) -> list[Lost]:
    """Find the hazards of the old state whose land the new one does not show; those in `same` are there as they were.

    A hazard without an outline is lost if no hazard or release of the new state lies over where it was, and one
    without any position if its record is gone: those of `same` and of pairs are not asked about.
    """
    hazards = [index for index, told in enumerate(old.told) if KINDS[told.kind].dangerous and index not in same]
    covering = [
        index
        for index, told in enumerate(new.told)
        if (KINDS[told.kind].dangerous or told.kind == "releases") and new.shapes[index] is not None
    ]
    cover = np.array([filled(new.shapes[index]) for index in covering], dtype=object)
    tree = shapely.STRtree(cover)
    found: list[tuple[Told, Any]] = []
    land: list[tuple[Told, Any]] = []
    for index in hazards:
        shape = old.shapes[index]
        if shape is None or shape.is_empty:
            continue
        whole = filled(shape)
        over = cover[tree.query(whole, predicate="intersects")]
        if shapely.get_dimensions(whole) >= 2:
            land.append((old.told[index], _without(whole, over)))
        elif not len(over):
            found.append((old.told[index], shape))
    return [*_measured(land), *(Lost(told, None, shape) for told, shape in found)]


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
