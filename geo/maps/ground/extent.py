"""Where a map lies: around the bulk of its records. One far away does not make the ground of all others coarse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.maps.ground.world import Box
from geo.records import Layer

_BULK = 0.01  # of the records may lie outside
_FARTHEST_M = 60_000  # a position that is known worse does not make the map larger
ONLY_A_DISTRICT_M = 10_000
"""A position that is known no better names a district, not a place in it."""
_METRES_PER_DEGREE = 111_200.0


class Shown(Protocol):
    """A layer with what of it can be drawn."""

    @property
    def layer(self) -> Layer: ...
    @property
    def drawable(self) -> NDArray[np.bool_]: ...


def bounds_of(layers: Sequence[Shown]) -> NDArray[np.float64]:
    """Give the bounds (west, south, east, north) of each record that is drawn; of places only where nothing else is."""
    found: dict[bool, list[NDArray[np.float64]]] = {True: [], False: []}
    for shown in layers:
        if shown.layer.what.placed and shown.drawable.any():
            frame = shown.layer.frame[shown.drawable]
            shapes = np.asarray(frame.geometry, dtype=object)
            found[shown.layer.what.ground].append(_grown(shapely.bounds(shapes), _reach_m(frame, shapes)))
    chosen = found[False] or found[True]
    return np.concatenate(chosen) if chosen else np.empty((0, 4))


def surroundings_of(layers: Sequence[Shown]) -> NDArray[np.float64]:
    """Give the bounds of the records whose surroundings are wanted in full: all but those known to a district only."""
    found, exact = [], []
    for shown in layers:
        if shown.layer.what.placed and not shown.layer.what.ground and shown.drawable.any():
            frame = shown.layer.frame[shown.drawable]
            shapes = np.asarray(frame.geometry, dtype=object)
            found.append(shapely.bounds(shapes))
            exact.append(_reach_m(frame, shapes) < ONLY_A_DISTRICT_M)
    if not found:
        return bounds_of(layers)
    bounds, is_exact = np.concatenate(found), np.concatenate(exact)
    return bounds[is_exact] if is_exact.any() else bounds


def _reach_m(frame: Any, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """How far from its point each record may lie, in metres; 0 for shapes and where that is not known."""
    if "position_accuracy_m" not in frame.columns:
        return np.zeros(len(frame))
    stated = pd.to_numeric(frame["position_accuracy_m"], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where((shapely.get_type_id(shapes) == 0) & np.isfinite(stated), np.clip(stated, 0, _FARTHEST_M), 0.0)


def _grown(bounds: NDArray[np.float64], metres: NDArray[np.float64]) -> NDArray[np.float64]:
    north = metres / _METRES_PER_DEGREE
    east = north / np.maximum(0.05, np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2)))
    return bounds + np.column_stack([-east, -north, east, north])


def extent_of(bounds: NDArray[np.float64]) -> Box | None:
    """Give the extent of the bulk of some records; east is more than 180 where it crosses the antimeridian.

    >>> extent_of(np.array([[46.0, 39.0, 46.0, 39.0]] * 300 + [[10.0, 50.0, 10.0, 50.0]]))
    Box(west=46.0, south=39.0, east=46.0, north=39.0)
    """
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return None
    lon = (bounds[:, 0] + bounds[:, 2]) / 2
    if np.ptp(lon) > 180 and np.ptp(turned := np.where(lon < 0, lon + 360, lon)) < np.ptp(lon):
        bounds = bounds + np.where(turned != lon, 360, 0)[:, None] * np.array([1, 0, 1, 0])
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    low, high = np.quantile(middle, [_BULK / 2, 1 - _BULK / 2], axis=0, method="nearest")
    is_bulk = ((middle >= low) & (middle <= high)).all(axis=1)
    whole, bulk = np.ptp(middle, axis=0), high - low
    kept = bounds[is_bulk] if (whole > 3 * bulk + 1).any() and is_bulk.any() else bounds
    return Box(*kept[:, :2].min(axis=0).tolist(), *kept[:, 2:].max(axis=0).tolist())
