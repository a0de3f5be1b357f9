"""The ground on the axes of a sheet: the world's, and the maker's own where there is one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground import world
from geo.maps.ground.terms import Under
from geo.maps.ground.turning import turned_box
from geo.maps.ground.world import Box
from geo.maps.page.still.ground import OWN_AREAS, OWN_LINES, OwnLook

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NEAR_DEG = 12
_WIDTH_PX = 760
"""How wide a page would show the map of a sheet; it says from which zoom on the maker's ground is seen."""
_PT = 0.6  # points a pixel


def _paths(shapes: Sequence[Any]) -> list[Any]:
    """Areas and lines as paths; the rings of a polygon are one path, so that its holes stay open."""
    from matplotlib.path import Path

    found = []
    for part in shapely.get_parts(np.array(list(shapes), dtype=object)):
        lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        found.append(
            Path.make_compound_path(*(Path(shapely.get_coordinates(line), closed=line.is_ring) for line in lines))
        )
    return found


def add_paths(axes: Axes, shapes: Any, **look: Any) -> None:
    """Add areas and lines to the axes, as one collection."""
    from matplotlib.collections import PathCollection

    if len(shapes) and (paths := _paths(shapes)):
        axes.add_collection(PathCollection(paths, **look), autolim=False)


def draw_ground(axes: Axes, around: Box, under: Under, turn: int = 0) -> None:
    """Draw land, water, the maker's own ground, rivers and borders, as far as they lie in a box; the world is turned by
    so many degrees to the east."""
    box = turned_box(around, -turn)

    def clipped(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        cut = shapely.clip_by_rect(shapes, *box)
        coarse = shapely.simplify(cut, (box.east - box.west) / 4000)
        kept = np.asarray(coarse[~shapely.is_empty(coarse)])
        return np.asarray(shapely.transform(kept, lambda lonlat: lonlat + np.array([turn, 0]))) if turn else kept

    axes.set_facecolor("#dfe6ea")
    is_near = box.north - box.south < _NEAR_DEG
    add_paths(axes, clipped(world.countries(box)[0]), facecolor="#f7f5ef", edgecolor="none", zorder=1)
    add_paths(axes, clipped(world.lakes(box)[0]), facecolor="#dfe6ea", edgecolor="none", zorder=1)
    own = {kind: clipped(part.shapes) for kind, part in under.own.parts.items()} if under.own else {}
    for kind, look in _looks(OWN_AREAS, own, box):
        add_paths(axes, _of(own[kind], 2), facecolor=_colour(look), edgecolor="none", zorder=1.2)
    lines: list[tuple[str, Any, float, Any]] = [("#a9bcc6", "-", 0.5, clipped(world.outlines("coast", box)))]
    if is_near:
        lines.append(("#93b4c8", "-", 0.5, clipped(world.rivers(box)[0])))
    wide = [
        (look.casing, "-", (look.width + 1.4) * _PT, own[kind])
        for kind, look in _looks(OWN_LINES, own, box)
        if look.casing
    ]
    lines += wide + [
        (_colour(look), _dash(look), look.width * _PT, own[kind]) for kind, look in _looks(OWN_LINES, own, box)
    ]
    if under.terms.borders != "none":
        lines += [("#c9c1b4", "-", 0.4, clipped(world.districts(box)))] if is_near else []
        lines.append(("#8f877c", "-", 0.7, clipped(world.outlines("border", box))))
        lines.append(("#8f877c", (0, (4, 4)), 0.7, clipped(world.outlines("disputed", box))))
    for colour, style, width, shapes in lines:
        look_of_line = {"facecolor": "none", "edgecolor": colour, "linewidth": width, "linestyle": style, "zorder": 2}
        add_paths(axes, _of(shapes, 1), **look_of_line)


def _of(shapes: Any, dimension: int) -> Any:
    parts = shapely.get_parts(shapes)
    return parts[shapely.get_dimensions(parts) == dimension]


def _looks(looks: dict[str, OwnLook], own: dict[str, Any], box: Box) -> list[tuple[str, OwnLook]]:
    """The kinds of the maker's ground that are seen at the scale of a sheet."""
    zoom = math.log2(360 / (box.east - box.west) * _WIDTH_PX / 256)
    return [(kind, look) for kind, look in looks.items() if kind in own and zoom >= look.zoom]


def _colour(look: OwnLook) -> str:
    return look.colour.partition('"')[0]  # in SVG dashes follow the colour


def _dash(look: OwnLook) -> Any:
    return (0, (5, 3)) if "dasharray" in look.colour else "-"
