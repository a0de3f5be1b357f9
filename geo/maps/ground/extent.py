"""Where a map lies: around the bulk of its records. One far away does not make the ground of all others coarse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.maps.ground.bulk import in_bulk
from geo.maps.ground.turning import turned_together
from geo.maps.ground.world import Box
from geo.records import Layer

ONLY_A_DISTRICT_M = 10_000
"""A position that is known no better names a district, not a place in it; its circle makes no map larger."""
_METRES_PER_DEGREE = 111_200.0


class Shown(Protocol):
    """A layer with what of it can be drawn, and the indices of those whose position is held for wrong."""

    @property
    def layer(self) -> Layer: ...
    @property
    def drawable(self) -> NDArray[np.bool_]: ...
    @property
    def doubts(self) -> Mapping[int, str]: ...


def bounds_of(layers: Sequence[Shown]) -> NDArray[np.float64]:
    """Give the bounds (west, south, east, north) of each record that is drawn, with the circle it may lie in.

    Of places only where nothing else is drawn; of records whose position is held for wrong only where there are no
    others.
    """
    placed = [shown for shown in layers if shown.layer.what.placed and shown.drawable.any()]
    about = [shown for shown in placed if not shown.layer.what.ground] or placed
    sure = [bounds for shown in about if len(bounds := _bounds(shown, shown.drawable & ~_in_doubt(shown)))]
    return np.concatenate(sure or [np.empty((0, 4)), *(_bounds(shown, shown.drawable) for shown in about)])


def _in_doubt(shown: Shown) -> NDArray[np.bool_]:
    return np.isin(np.arange(len(shown.drawable)), list(shown.doubts))


def _bounds(shown: Shown, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    frame = shown.layer.frame
    shapes = np.asarray(frame.geometry, dtype=object)[chosen]
    return grown(bounds_around(shapes), _reach_m(frame, chosen, shapes))


def bounds_around(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give the bounds of shapes in degrees; of one that is split at 180°, those of its parts on one side of it.

    >>> bounds_around(np.array([shapely.union(shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1))])).tolist()
    [[179.0, 0.0, 181.0, 1.0]]
    """
    bounds = np.asarray(shapely.bounds(shapes))
    for at in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > 180).tolist():
        parts = turned_together(shapely.bounds(shapely.get_parts(shapes[at])))
        bounds[at] = [*parts[:, :2].min(axis=0), *parts[:, 2:].max(axis=0)]
    return bounds


def surroundings_of(layers: Sequence[Shown]) -> NDArray[np.float64]:
    """Give the bounds of the records whose surroundings are wanted in full: all but those known to a district only."""
    found, exact = [], []
    for shown in layers:
        if shown.layer.what.placed and not shown.layer.what.ground and shown.drawable.any():
            frame = shown.layer.frame
            shapes = np.asarray(frame.geometry, dtype=object)[shown.drawable]
            found.append(shapely.bounds(shapes))
            exact.append(_reach_m(frame, shown.drawable, shapes) < ONLY_A_DISTRICT_M)
    if not found:
        return bounds_of(layers)
    bounds, is_exact = np.concatenate(found), np.concatenate(exact)
    return bounds[is_exact] if is_exact.any() else bounds


def _reach_m(frame: Any, chosen: NDArray[np.bool_], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """How far from its point each chosen record may lie, in metres; 0 for shapes and where that is not known."""
    if "position_accuracy_m" not in frame.columns:
        return np.zeros(len(shapes))
    stated = pd.to_numeric(frame["position_accuracy_m"][chosen], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where((shapely.get_type_id(shapes) == 0) & np.isfinite(stated), np.maximum(stated, 0), 0.0)


def grown(bounds: NDArray[np.float64], metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give bounds with how far from there each record may lie, unless only a district is known of it."""
    north = np.where(metres < ONLY_A_DISTRICT_M, metres, 0) / _METRES_PER_DEGREE
    east = north / np.maximum(0.05, np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2)))
    return bounds + np.column_stack([-east, -north, east, north])


def extent_of(bounds: NDArray[np.float64]) -> Box | None:
    """Give the extent of the bulk of some records; east is more than 180 where it crosses the antimeridian.

    >>> extent_of(np.array([[46.0, 39.0, 46.0, 39.0]] * 300 + [[10.0, 50.0, 10.0, 50.0]]))
    Box(west=46.0, south=39.0, east=46.0, north=39.0)
    """
    known = np.isfinite(bounds).all(axis=1)
    bounds = turned_together(bounds if known.all() else bounds[known])
    if not len(bounds):
        return None
    kept = bounds[in_bulk(bounds)]
    return Box(*kept[:, :2].min(axis=0).tolist(), *kept[:, 2:].max(axis=0).tolist())
