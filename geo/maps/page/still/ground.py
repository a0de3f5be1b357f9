"""The ground of the picture without scripts: the world's, the maker's own, and places that are areas or lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground import world
from geo.maps.ground.own.parts import Own
from geo.maps.page.still.areas import Look
from geo.maps.page.still.frame import Frame

Shapes = NDArray[np.object_]

_MOST_POINTS = 2500
_COARSE_PX = 0.6
_NEAR_DEG = 12  # a higher picture shows neither rivers nor districts


class OwnLook(NamedTuple):
    """From which zoom on a kind of the maker's own ground is seen; its fill or line, the line's width and casing."""

    zoom: float
    colour: str
    width: float = 0
    casing: str = ""


# As viewer/src/engine/ground/own.ts has them; what is seen from nearer than this picture is left out.
OWN_AREAS = {
    "sea": OwnLook(5, "#dde6ec"),
    "area": OwnLook(5, "#e9e5db"),
    "field": OwnLook(11, "#f3f0e1"),
    "built": OwnLook(9, "#e3ded4"),
    "wood": OwnLook(9, "#e0e8d6"),
    "cemetery": OwnLook(12, "#d9ddcf"),
    "water": OwnLook(6, "#d3e1ea"),
}
OWN_LINES = {
    "coast": OwnLook(8, "#a9bcc6", 1),
    "stream": OwnLook(11, "#a5c1d2", 0.8),
    "river": OwnLook(6, "#8fb2c8", 1.4),
    "line": OwnLook(6, "#a39a8d", 0.8),
    "track": OwnLook(12, '#aea391" stroke-dasharray="6 3', 0.8),
    "rail": OwnLook(8, '#8d867d" stroke-dasharray="8 3', 1),
    "road_minor": OwnLook(11, "#ffffff", 1.2, "#b9b0a3"),
    "road_middle": OwnLook(8, "#ffffff", 1.6, "#a89e90"),
    "road_main": OwnLook(5, "#fffdf3", 2, "#8f8578"),
}


def ground(frame: Frame, own: Own | None, places: Sequence[tuple[Look, Shapes]], *, borders: bool) -> str:
    """Draw as SVG what records lie on; dashed, the borders on which views of the world differ."""
    return "".join(_ground(world_frame, own, places, borders=borders) for world_frame in frame.worlds())


def _ground(frame: Frame, own: Own | None, places: Sequence[tuple[Look, Shapes]], *, borders: bool) -> str:
    window = frame.window()
    land, shores = world.countries(window, 2 * _COARSE_PX / frame.y_scale)[0], world.lakes(window)[0]
    is_near = window.north - window.south < _NEAR_DEG
    drawn = [_filled(land, frame, "#f1eee6"), _filled(shores, frame, "#dde6ec")]
    parts = {kind: part.shapes for kind, part in own.parts.items()} if own else {}
    seen = {kind: shapes for kind, shapes in parts.items() if kind in OWN_AREAS or kind in OWN_LINES}
    drawn += [_filled(seen[kind], frame, look.colour) for kind, look in _looks(OWN_AREAS, seen, frame)]
    if is_near:
        drawn.append(_stroked(world.rivers(window)[0], frame, "#93b4c8"))
    drawn.append(_stroked(world.outlines("coast", window), frame, "#a9bcc6"))
    lines = _looks(OWN_LINES, seen, frame)
    drawn += [_stroked(seen[kind], frame, look.casing, look.width + 1.4) for kind, look in lines if look.casing]
    drawn += [_stroked(seen[kind], frame, look.colour, look.width) for kind, look in lines]
    for look, shapes in places:
        drawn.append(_filled(shapes, frame, look.fill, f' stroke="{look.line}" stroke-width="{look.width:g}"'))
        drawn.append(_stroked(shapes[shapely.get_dimensions(shapes) == 1], frame, look.line, 1.8))
    if borders:
        drawn.append(_stroked(world.districts(window), frame, "#c9c1b4", 0.8) if is_near else "")
        drawn.append(_stroked(world.outlines("border", window), frame, "#8f877c"))
        drawn.append(_stroked(world.outlines("disputed", window), frame, '#8f877c" stroke-dasharray="4 5'))
    return "".join(drawn)


def _looks(looks: dict[str, OwnLook], seen: dict[str, Shapes], frame: Frame) -> list[tuple[str, OwnLook]]:
    return [(kind, look) for kind, look in looks.items() if kind in seen and frame.zoom >= look.zoom]


def _filled(shapes: Shapes, frame: Frame, fill: str, line: str = "") -> str:
    path = _path(shapes[shapely.get_dimensions(shapes) == 2], frame, closed=True)
    return f'<path fill="{fill}"{line} d="{path}"/>' if path else ""


def _stroked(shapes: Shapes, frame: Frame, line: str, width: float = 1) -> str:
    path = _path(shapes[shapely.get_dimensions(shapes) == 1], frame, closed=False)
    wide = f' stroke-width="{width:g}"' if width != 1 else ""
    return f'<path fill="none" stroke="{line}"{wide} d="{path}"/>' if path else ""


def _path(shapes: Shapes, frame: Frame, *, closed: bool) -> str:
    """Shapes as a path of SVG, clipped to the picture and as coarse as they must be to stay small."""
    window = frame.window()
    clipped = shapely.clip_by_rect(shapes[shapely.intersects(shapes, shapely.box(*window))], *window)
    tolerance = _COARSE_PX / frame.y_scale
    while True:
        west, south, east, north = shapely.bounds(clipped).T
        clipped = clipped[np.hypot(east - west, north - south) > 2 * tolerance]  # what is smaller is a speck
        coarse = shapely.simplify(clipped, tolerance, preserve_topology=False)
        if shapely.get_num_coordinates(coarse).sum() <= _MOST_POINTS:
            break
        tolerance *= 1.5
    parts = shapely.get_parts(coarse[~shapely.is_empty(coarse)])
    lines = shapely.get_rings(parts) if closed else parts
    return "".join(_line(shapely.get_coordinates(line), frame, closed=closed) for line in lines)


def _line(coordinates: NDArray[np.float64], frame: Frame, *, closed: bool) -> str:
    points = np.rint(np.column_stack(frame.at(*coordinates.T))).astype(int)
    kept = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
    if len(kept) < 2 + closed:
        return ""
    steps = np.diff(kept, axis=0)[: -1 if closed else None]
    return f"M{kept[0, 0]} {kept[0, 1]}l{' '.join(f'{dx} {dy}' for dx, dy in steps.tolist())}{'z' if closed else ''}"
