"""The part of the world that goes into one map: what lies around its records, as fine as the map is small.

A district takes at most 30 kB of the file and a country 150 kB: where it would be more, lines lose vertices and the
places of least rank are left out, those near records last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.checks.crowd import distinct
from geo.maps.ground import world
from geo.maps.ground.block import Ground, Shapes, packed
from geo.maps.ground.own.merging import with_own
from geo.maps.ground.own.parts import Own
from geo.maps.ground.states import states
from geo.maps.ground.world import Box, Names, Places

NEAR_KM = 100
MARGIN = 0.25
LEAST_MARGIN_KM = 60
_WIDEST, _TALLEST = 2.0, 2.0  # a window, and a phone, to the other side: the first view lies within the box
WIDEST_DEG = 60
"""A map that is wider lies on the coarse world alone."""
_KM_PER_DEGREE = 111.2
_NORTHMOST = 85.0  # and southmost: what lies nearer to a pole, the page draws at the edge of its square
_ALL_ROUND = 360.0
_FARTHEST_DEG = 9.0  # a place that lies farther away than some 1,000 km says nothing of where a map is
_DISTRICT_KM = 200
_PER_KM, _LEAST, _MOST = 300, 30_000, 150_000  # characters of base64, per km beyond a district
_LINES_SHARE = 0.5
_OWN_PLACES = 400_000  # bytes, of the maker's own
_ACROSS = 6000  # steps of the grid from side to side of a box
_FINEST_UNITS = 2000


def boxes_around(extent: Box) -> list[Box]:
    """Give the box around a map of an extent, two where it crosses 180°; none for a map that is too wide for more than
    the coarse world."""
    if extent.east - extent.west > WIDEST_DEG or extent.north - extent.south > WIDEST_DEG:
        return []
    return _around(_on_the_map(extent))


def _on_the_map(extent: Box) -> Box:
    """The extent as far as Web Mercator shows it, with its west between 180° W and 180° E."""
    turn = 360 * math.floor((extent.west + 180) / 360)
    south, north = (max(-_NORTHMOST, min(_NORTHMOST, lat)) for lat in (extent.south, extent.north))
    return Box(extent.west - turn, south, extent.east - turn, north)


def clipped(extent: Box, near: NDArray[np.float64], *, borders: bool = True, own: Own | None = None) -> bytes | None:
    """Give the block of the ground for a map of an extent; None for a map that is too wide for more than the world.

    `near`: positions of records (lon, lat), whose surroundings keep their places longest. `borders`: whether borders of
    states and districts are drawn. `own`: what is to be added of a file of the maker's.
    """
    boxes = boxes_around(extent)
    if not boxes:
        return None
    span_km = (extent.north - extent.south) * _KM_PER_DEGREE, (extent.east - extent.west) * _km_per_degree_lon(extent)
    budget = min(_MOST, _LEAST + _PER_KM * max(0.0, max(span_km) - _DISTRICT_KM)) * 3 / 4
    height = boxes[0].north - boxes[0].south
    tolerance = 0.5 * height / _ACROSS
    inside = [_within(box, borders=borders) for box in boxes]
    while True:
        ground = _thinned(inside, tolerance)
        size = len(packed(ground))
        if size <= _LINES_SHARE * budget or tolerance > 0.05:
            break
        tolerance *= max(1.4, size / (_LINES_SHARE * budget))
    ground = replace(ground, states=states(boxes, near))
    if own is not None:
        ground = _on_top(ground, own)
        budget += len(packed(ground)) + _OWN_PLACES
    return _with_places(ground, _ranked(boxes, near, own.places if own else world.no_places()), budget)


def _on_top(ground: Ground, own: Own) -> Ground:
    """The ground with what the maker's file has; coarser rivers end where the file has its own."""
    rivers, names = ground.rivers, ground.river_names
    if "river" in own.parts:
        rest, of = shapely.get_parts(shapely.difference(rivers, own.reach()), return_index=True)
        there = np.flatnonzero(~shapely.is_empty(rest))
        rivers, names = np.asarray(rest[there], dtype=object), [names[at] for at in of[there].tolist()]
    return replace(ground, rivers=rivers, river_names=names, own=own.parts)


def coarse(off_line_deg: float, smallest_deg2: float) -> Ground:
    """Give the whole world, without what is smaller, for what lies around a map."""
    found = _thinned([_within(world.WORLD, borders=True)], off_line_deg, smallest_deg2)
    return replace(found, lake_names=(), states=states([world.WORLD]))


def _around(extent: Box) -> list[Box]:
    """The extent with a margin; two boxes where it crosses 180°."""
    km_per_lon = _km_per_degree_lon(extent)
    height, width = (extent.north - extent.south) * _KM_PER_DEGREE, (extent.east - extent.west) * km_per_lon
    north_by = max(LEAST_MARGIN_KM, MARGIN * height, (_TALLEST * width - height) / 2) / _KM_PER_DEGREE
    east_by = max(LEAST_MARGIN_KM, MARGIN * width, (_WIDEST * height - width) / 2) / km_per_lon
    west, east = _down(extent.west - east_by), _up(extent.east + east_by)
    south, north = _down(extent.south - north_by), _up(extent.north + north_by)
    south, north = max(-_NORTHMOST, south), min(_NORTHMOST, north)
    if east - west > _ALL_ROUND:
        return [Box(-180.0, south, 180.0, north)]
    if west < -180:
        return [Box(west + 360, south, 180.0, north), Box(-180.0, south, east, north)]
    if east > 180:
        return [Box(west, south, 180.0, north), Box(-180.0, south, east - 360, north)]
    return [Box(west, south, east, north)]


def _down(degrees: float) -> float:
    return math.floor(degrees * 100) / 100


def _up(degrees: float) -> float:
    return math.ceil(degrees * 100) / 100


def _km_per_degree_lon(extent: Box) -> float:
    return _KM_PER_DEGREE * max(0.05, math.cos(math.radians((extent.south + extent.north) / 2)))


@dataclass(frozen=True)
class _Within:
    """What the world has in one box, clipped and joined, before it loses vertices."""

    box: Box
    land: Any
    lakes: list[Any]
    lake_names: list[Names]
    lines: dict[str, Shapes]
    river_names: list[Names]


def _within(box: Box, *, borders: bool) -> _Within:
    is_world = box == world.WORLD
    land = _clipped(shapely.unary_union(world.countries(box)[0]), box)
    shores, names = world.lakes(box)
    rivers, river_names = ([], []) if is_world else _named_rivers(box, land)
    lines = {} if is_world else {"rivers": _together(rivers)}
    if borders:
        lines["borders"] = _joined(world.outlines("border", box), box)
        lines["disputed"] = _joined(world.outlines("disputed", box), box)
        lines["districts"] = _joined(() if is_world else world.districts(box), box)
    return _Within(box, land, [_clipped(shore, box) for shore in shores], names, lines, river_names)


def _named_rivers(box: Box, land: Any) -> tuple[list[Shapes], list[Names]]:
    """The rivers on land, in groups of one name, and the name of each of their lines: only such are joined."""
    rivers, names = world.rivers(box)
    shapes, of = _ashore(rivers, land)
    groups: dict[str, list[int]] = {}
    for at, river in enumerate(of.tolist()):
        groups.setdefault(names[river].get("", ""), []).append(at)
    joined = [_joined(shapes[rows], box) for rows in groups.values()]
    called = [names[of[rows[0]]] for rows in groups.values()]
    return joined, [own for own, lines in zip(called, joined, strict=True) for _ in lines]


def _thinned(inside: Sequence[_Within], tolerance: float, smallest_deg2: float = 0.0) -> Ground:
    """Everything but places and states, as fine as a tolerance in degrees."""
    units = min(_FINEST_UNITS, 2 ** math.ceil(math.log2(1 / tolerance)))
    land = [_areas(one.land, tolerance, smallest_deg2) for one in inside]
    lakes, names = [], []
    for one in inside:
        for shore, name in zip(one.lakes, one.lake_names, strict=True):
            lakes.append(_areas(shore, tolerance, 8 * smallest_deg2))
            names += [name] * len(lakes[-1])
    boxes = [one.box for one in inside]
    made = Ground(boxes, units, land=np.concatenate(land), lakes=_together(lakes), lake_names=names)
    river_names = [own for one in inside for own in one.river_names]
    for part in ("rivers", "borders", "disputed", "districts"):
        lines = shapely.simplify(_together([one.lines[part] for one in inside if part in one.lines]), tolerance)
        kept = np.flatnonzero(shapely.length(lines) > (40 * tolerance if part == "rivers" else 0.0))
        setattr(made, part, np.asarray(lines[kept], dtype=object))
        if part == "rivers":
            made.river_names = [river_names[at] for at in kept.tolist()]
    return made


def _together(found: Sequence[Shapes]) -> Shapes:
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def _clipped(shape: Any, box: Box) -> Any:
    return shape if box == world.WORLD else shapely.intersection(shape, shapely.box(*box))


def _ashore(rivers: Shapes, land: Any) -> tuple[Shapes, NDArray[np.intp]]:
    """Rivers without what another survey has of them beyond the coast of this one, and which river each is of."""
    parts = shapely.get_parts(land)
    shapely.prepare(parts)
    river, part = shapely.STRtree(parts).query(rivers)
    wholly = np.unique(river[shapely.contains(parts[part], rivers[river])])
    leaving = ~np.isin(river, wholly) & shapely.intersects(parts[part], rivers[river])
    cut = shapely.intersection(rivers[river[leaving]], parts[part[leaving]])
    return np.concatenate([rivers[wholly], cut]), np.concatenate([wholly, river[leaving]])


def _areas(shape: Any, tolerance: float, smallest_deg2: float) -> Shapes:
    """The polygons of a shape; what is smaller than the grid can show is left out."""
    parts = shapely.get_parts(shapely.simplify(shape, tolerance))
    kept = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > max(smallest_deg2, tolerance**2))
    return np.asarray(parts[kept], dtype=object)


def _joined(shapes: Any, box: Box) -> Shapes:
    """The lines in a box, joined end to end."""
    inside = shapely.clip_by_rect(np.asarray(shapes, dtype=object), *box)
    parts = np.asarray(shapely.get_parts(inside))
    parts = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
    if not len(parts):
        return np.empty(0, dtype=object)
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))), dtype=object)


def _ranked(boxes: Sequence[Box], near: NDArray[np.float64], own: Places) -> Places:
    """The places in some boxes, the most important first, those near records before the others; where there are none,
    the one that is nearest, so that a page can say how far off it is."""
    found = with_own(world.together([world.places(box) for box in boxes]), own)
    if not found.names and len(near):
        lon, lat = near[len(near) // 2].tolist()
        found = world.nearest_place(lon, lat, _FARTHEST_DEG)
    return found.chosen(np.lexsort([-found.rank, ~_are_near(found.lonlat, near)]))


def _are_near(lonlat: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each position lies within about `NEAR_KM` of a record, as cells of a quarter degree have it."""
    if not len(near) or not len(lonlat):
        return np.zeros(len(lonlat), dtype=bool)
    cells = distinct(np.floor(near * 4))[0] / 4 + 0.125
    shrink = np.cos(np.radians(lonlat[:, 1]))
    tree = shapely.STRtree(np.asarray(shapely.points(cells[:, 0] * np.cos(np.radians(cells[:, 1])), cells[:, 1])))
    points = shapely.points(lonlat[:, 0] * shrink, lonlat[:, 1])
    within = tree.query(points, predicate="dwithin", distance=NEAR_KM / _KM_PER_DEGREE)[0]
    return np.bincount(within, minlength=len(lonlat)) > 0


def _with_places(ground: Ground, ranked: Places, budget: float) -> bytes:
    """The block with as many places as its budget has room for."""
    count = len(ranked.names)
    while True:
        block = packed(replace(ground, places=_first(ranked, count)))
        if len(block) <= budget or count < 20:
            return block
        # Names are nearly all of what a place takes: the share that is too much is the share to leave out.
        without = len(packed(ground))
        count = int(count * max(0.3, min(0.97, (budget - without) / (len(block) - without))))


def _first(ranked: Places, count: int) -> Places:
    """The first places, ordered again by where they lie: neighbours compress better side by side."""
    lonlat = ranked.lonlat[:count]
    return ranked.chosen(np.lexsort([lonlat[:, 0], np.floor(lonlat[:, 1] * 5)]))
