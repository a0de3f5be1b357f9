"""Records on both sides of the 180th meridian brought together: a sheet shows them side by side, not a world apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground.extent import bounds_around
from geo.maps.ground.turning import turned_together
from geo.maps.page.fallback import Shown, subject


@dataclass(frozen=True)
class OnSheet(Shown):
    """A layer with the shapes of its records as a sheet has them, west of Greenwich at 180° to 360° if need be."""

    shapes: NDArray[np.object_]


def on_sheet(layers: Sequence[Shown]) -> list[OnSheet]:
    """Give the layers with their shapes turned to the east where the records lie closer together so."""
    shapes = [np.asarray(shown.layer.frame.geometry, dtype=object) for shown in layers]
    about = {id(shown) for shown in subject(layers)}
    drawn = [own[one.drawable] for one, own in zip(layers, shapes, strict=True) if id(one) in about]
    bounds = bounds_around(np.concatenate(drawn)) if drawn else np.empty((0, 4))
    if len(bounds) and turned_together(bounds)[:, 2].max() > 180:
        shapes = [np.array([_turned(shape) for shape in own], dtype=object) for own in shapes]
    return [OnSheet(one.layer, one.drawable, own) for one, own in zip(layers, shapes, strict=True)]


def _turned(shape: Any) -> Any:
    """A shape whose parts west of Greenwich are a turn to the east."""
    parts: Any = shapely.get_parts(shape) if shape is not None else []
    if not any(part.bounds and part.bounds[2] <= 0 for part in parts):
        return shape
    east = [_to_the_east(part) if part.bounds and part.bounds[2] <= 0 else part for part in parts]
    turned = east[0] if not hasattr(shape, "geoms") else type(shape)(east)
    is_split = turned.geom_type == "MultiPolygon" and shapely.is_valid(east).all()
    return shapely.union_all(east) if is_split else turned  # one area without a seam where it was split


def _to_the_east(part: Any) -> Any:
    return shapely.transform(part, lambda lonlat: lonlat + np.array([360.0, 0.0]))
