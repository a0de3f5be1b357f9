"""Shapes that tiles cut, put together again: on the grid of the page, and by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground.own.parts import Part, Shapes
from geo.maps.ground.world import Names

_GRID_DEG = 1e-5  # that of the page
_SPECK_DEG2 = 1e-10
_NAMED_WITHIN_DEG = 2e-4  # the shape that has a name may have been generalised otherwise


def together(parts: Iterable[Part]) -> Part:
    """Give the shapes of several parts as one."""
    some = list(parts)
    shapes = np.concatenate([part.shapes for part in some]) if some else np.empty(0, dtype=object)
    return Part(shapes, [names for part in some for names in part.names])


def inside(part: Part, area: Any, without: Any = None) -> Part:
    """Give what of some lines or polygons lies in an area, and not in another."""
    if not len(part.shapes):
        return part
    dimensions = shapely.get_dimensions(part.shapes)
    shapes = np.asarray(shapely.make_valid(part.shapes), dtype=object)
    shapely.prepare(area)
    cut = np.flatnonzero(~shapely.contains_properly(area, shapes))
    shapes[cut] = shapely.intersection(shapes[cut], area)
    if without is not None:
        shapely.prepare(without)
        cut = np.flatnonzero(shapely.intersects(without, shapes))
        shapes[cut] = shapely.difference(shapes[cut], without)
    pieces, of = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_dimensions(pieces) == dimensions[of]
    return Part(pieces[kept], [part.names[at] for at in of[kept].tolist()])


def named_by(part: Part, names: Part) -> Part:
    """Give names to the shapes that have none: what stands on them in another layer."""
    without = np.array([not own for own in part.names], dtype=bool)
    has_name = np.flatnonzero([bool(own) for own in names.names])
    if not without.any() or not len(has_name):
        return part
    at = np.flatnonzero(without)
    middles = np.asarray([_on_it(shape) for shape in part.shapes[at]], dtype=object)
    tree = shapely.STRtree(names.shapes[has_name])
    found: list[Names] = list(part.names)
    # A name stands in a lake or on its line; a river's own name is a line along it.
    for asked in (part.shapes[at], middles):
        is_area = shapely.get_dimensions(asked) == 2
        for one, other in zip(*tree.query(asked, "dwithin", distance=_NAMED_WITHIN_DEG).tolist(), strict=True):
            other_is_line = shapely.get_dimensions(names.shapes[has_name[other]]) == 1
            if is_area[one] or (asked is middles and other_is_line):
                found[at[one]] = names.names[has_name[other]]
    return Part(part.shapes, found)


def _on_it(shape: Any) -> Any:
    """A point on a line, halfway; of an area, any."""
    return shape.interpolate(0.5, normalized=True) if shape.geom_type == "LineString" else shape.representative_point()


def joined(part: Part) -> Part:
    """Put the pieces of lines end to end and those of areas side by side, where they have the same name."""
    groups: dict[str, list[int]] = {}
    for at, own in enumerate(part.names):
        groups.setdefault(json.dumps(own, sort_keys=True), []).append(at)
    whole = []
    for rows in groups.values():
        shapes = (
            _lines(part.shapes[rows])
            if shapely.get_dimensions(part.shapes[rows[0]]) == 1
            else _areas(part.shapes[rows])
        )
        whole.append(Part(shapes, [part.names[rows[0]]] * len(shapes)))
    return together(whole)


def _lines(shapes: Shapes) -> NDArray[np.object_]:
    gridded = shapely.transform(shapes, lambda vertices: np.round(vertices / _GRID_DEG) * _GRID_DEG)
    pieces = shapely.get_parts(gridded)
    pieces = pieces[shapely.length(pieces) > 0]
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces))) if len(pieces) else pieces
    return np.asarray(lines, dtype=object)


def _areas(shapes: Shapes) -> NDArray[np.object_]:
    areas = shapely.get_parts(shapely.union_all(shapes, grid_size=_GRID_DEG))
    kept = (shapely.get_dimensions(areas) == 2) & (shapely.area(areas) > _SPECK_DEG2)
    return np.asarray(areas[kept], dtype=object)
