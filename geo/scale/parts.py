"""Records are parted along a Hilbert curve, so that what lies together is in one part, and each part has a rim.

A part has records of its own, each record in one part alone, and sees others: those of other parts whose bounding box
comes near one of its own. Records without a position lie nowhere and are dealt out evenly; those with coordinates that
are no numbers stay together, because nothing can tell which of them is near which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]

_METRES_PER_DEGREE = 110_000.0
"""A little fewer than there are anywhere, so that a distance in degrees is never too short."""
_TOGETHER = 32
"""So many neighbours on the curve share a box when others are asked whether they come near."""
_WIDE = 8
"""A box that is so many times as wide as usual has neighbours in it between which the curve jumps: each has its own."""


@dataclass(frozen=True)
class Part:
    """The records of a part, as indexes of each layer in rising order: its own, and those near them of other parts."""

    own: tuple[Indexes, ...]
    near: tuple[Indexes, ...]


def bounds_of(shapes: NDArray[np.object_]) -> Floats:
    """Give west, south, east, north of each shape; NaN where there is none, infinite where it lies nowhere on Earth."""
    bounds = np.asarray(shapely.bounds(shapes), dtype=float)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    bounds[placed & ~np.isfinite(bounds).all(axis=1)] = np.inf
    return bounds


def hilbert(bounds: Floats) -> NDArray[np.uint64]:
    """Give the place of the middle of each box on a Hilbert curve over the world; what has none comes last."""
    middle = np.column_stack([(bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2])
    known = np.isfinite(middle).all(axis=1)
    found = np.full(len(bounds), np.iinfo(np.uint64).max, dtype=np.uint64)
    if known.any():
        inside = np.clip(middle[known], (-180, -90), (180, 90))
        found[known] = GeoSeries(shapely.points(inside)).hilbert_distance((-180, -90, 180, 90), level=16).to_numpy()
    return found


def along_the_curve(bounds: Floats, count: int) -> tuple[Indexes, list[Indexes]]:
    """Give the number of the part of each record, of `count` parts of about the same size, and the records of each
    part in their order on the curve."""
    turn = hilbert(bounds)
    part = _part_of_each(bounds, turn, count)
    order = np.lexsort((turn, part))
    return part, np.split(order, np.searchsorted(part[order], np.arange(1, count)))


def _part_of_each(bounds: Floats, turn: NDArray[np.uint64], count: int) -> Indexes:
    nowhere, missing = np.isinf(bounds[:, 0]), np.isnan(bounds[:, 0])
    parts = np.empty(len(bounds), dtype=np.intp)
    placed = np.flatnonzero(~nowhere & ~missing)
    along = placed[np.argsort(turn[placed], kind="stable")]
    for some in (along, np.flatnonzero(missing)):
        parts[some] = np.arange(len(some)) * count // max(len(some), 1)
    parts[nowhere] = count - 1
    return parts


def split(bounds: Sequence[Floats], count: int, reach_m: float) -> list[Part]:
    """Part the records of layers, given by their bounding boxes, into `count` parts with a rim of `reach_m` metres."""
    ends = np.cumsum([0, *(len(one) for one in bounds)])
    every = np.concatenate(bounds)
    part, owns = along_the_curve(every, count)
    parts = []
    for number, own in enumerate(owns):
        others = np.flatnonzero(part != number)
        near = others[are_near(every[others], rims(every[own], reach_m))]
        parts.append(Part(_by_layer(np.sort(own), ends), _by_layer(near, ends)))
    return parts


def _by_layer(indexes: Indexes, ends: NDArray[np.int_]) -> tuple[Indexes, ...]:
    cuts = np.searchsorted(indexes, ends)
    return tuple(indexes[cuts[number] : cuts[number + 1]] - ends[number] for number in range(len(ends) - 1))


def rims(bounds: Floats, reach_m: float) -> Floats:
    """Give the boxes around neighbours on the curve, wider by a distance in metres."""
    known = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(known):
        return np.empty((0, 4))
    known = known[np.argsort(hilbert(known), kind="stable")]
    starts = np.arange(0, len(known), _TOGETHER)
    boxes = np.column_stack([np.minimum.reduceat(known[:, :2], starts), np.maximum.reduceat(known[:, 2:], starts)])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    wide = areas > _WIDE * np.median(areas)
    return widened(np.concatenate([boxes[~wide], known[np.repeat(wide, _TOGETHER)[: len(known)]]]), reach_m)


def widened(boxes: Floats, reach_m: float) -> Floats:
    """Give boxes in degrees that are wider by a distance in metres on every side."""
    up = reach_m / _METRES_PER_DEGREE
    furthest = np.minimum(np.abs(boxes[:, [1, 3]]).max(axis=1) + up, 90)
    across = up / np.maximum(np.cos(np.radians(furthest)), 0.05)
    return np.column_stack([boxes[:, 0] - across, boxes[:, 1] - up, boxes[:, 2] + across, boxes[:, 3] + up])


def are_near(bounds: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Say which bounding boxes meet one of the boxes."""
    near = np.zeros(len(bounds), dtype=bool)
    if not len(boxes):
        return near
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    with np.errstate(invalid="ignore"):
        doubtful = np.flatnonzero(
            np.isfinite(bounds[:, 0])
            & (bounds[:, 0] <= high[0]) & (bounds[:, 1] <= high[1])
            & (bounds[:, 2] >= low[0]) & (bounds[:, 3] >= low[1])
        )  # fmt: skip
    tree = shapely.STRtree(np.asarray(shapely.box(*boxes.T)))
    for start in range(0, len(doubtful), 4096):
        some = doubtful[start : start + 4096]
        near[some[np.unique(tree.query(shapely.box(*bounds[some].T))[0])]] = True
    return near
