"""The viewer's finished files, as the package holds them: script, style and the outline of the world."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import MapError

_FOLDER = Path(__file__).parent / "viewer" / "dist"


def viewer(name: str) -> bytes:
    """Give one file of the bundle: viewer.js, reading.js, viewer.css, …

    Raises MapError where the viewer was never built.
    """
    path = _FOLDER / name
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MapError(
            f"The map viewer is not built: {path} is missing.",
            remedy="Run `pip install -e .` in Zonemark's folder, or `npm ci && npm run build` in geo/maps/viewer.",
        ) from error


@lru_cache(maxsize=1)
def countries() -> NDArray[np.object_]:
    """Give the outlines of the world's countries as polygons (lon, lat), from Natural Earth at 1:50 million."""
    world = _world()
    ends = np.cumsum(world.polygons)
    parts = [world.rings[end - count : end] for end, count in zip(ends, world.polygons, strict=True)]
    rings = [[_ring(numbers, world.arcs) for numbers in part] for part in parts]
    return np.array([shapely.polygons(shell, holes=holes or None) for shell, *holes in rings], dtype=np.object_)


@lru_cache(maxsize=1)
def outlines() -> dict[str, NDArray[np.object_]]:
    """Give coasts, borders, and the borders that not all views of the world have, as lines (lon, lat)."""
    world = _world()
    numbers = np.concatenate(world.rings)
    uses = np.bincount(np.where(numbers < 0, ~numbers, numbers), minlength=len(world.arcs))
    kinds = np.where(uses > 1, "border", "coast").astype(object)
    kinds[world.disputed] = "disputed"
    lines = np.array([shapely.linestrings(arc) for arc in world.arcs], dtype=np.object_)
    return {kind: lines[kinds == kind] for kind in ("coast", "border", "disputed")}


class _World(NamedTuple):
    """The world as build.mjs writes it: rings are lists of arcs, polygons are numbers of rings."""

    arcs: list[NDArray[np.float64]]
    rings: list[NDArray[np.int64]]
    polygons: NDArray[np.int64]
    disputed: NDArray[np.int64]


@lru_cache(maxsize=1)
def _world() -> _World:
    world, read = _container(gzip.decompress(viewer("world.bin")))
    lengths = read(world["lengths"])
    starts = np.cumsum(lengths) - lengths
    steps = np.zeros((int(lengths.sum()), 2))
    # The first vertex of an arc is a position, all others are steps from the one before; sums give positions again.
    inner = np.ones(len(steps), bool)
    inner[starts] = False
    steps[inner] = np.column_stack([read(world["stepX"]), read(world["stepY"])])
    steps[starts] = np.column_stack([read(world["firstX"]), read(world["firstY"])])
    arcs = [np.cumsum(arc, axis=0) * world["scale"] + world["translate"] for arc in np.split(steps, starts[1:])]
    rings = np.split(read(world["arcs"]), np.cumsum(read(world["rings"]))[:-1])
    return _World(arcs, rings, read(world["polygons"]), read(world["disputed"]))


def _container(content: bytes) -> tuple[dict[str, Any], Callable[[int], NDArray[np.int64]]]:
    """Open the container that build.mjs makes of the world, laid out as `geo.mapfile.encode` says."""
    start = 16 + int.from_bytes(content[8:16], "little")
    heading = json.loads(content[16:start])
    ends = start + np.cumsum([-(-length // 8) * 8 for length, *_ in heading["sections"]])

    def read(section: int) -> NDArray[np.int64]:
        length, count, planes, signed = heading["sections"][section]
        at = int(ends[section]) - -(-length // 8) * 8
        raw = np.frombuffer(content, np.uint8, length, at).reshape(planes, count).astype(np.int64)
        # Byte planes, the lowest first, then zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 ….
        values: NDArray[np.int64] = (raw << (8 * np.arange(planes))[:, None]).sum(axis=0)
        return (values >> 1) ^ -(values & 1) if signed else values

    return heading["world"], read


def _ring(numbers: NDArray[np.int64], arcs: list[NDArray[np.float64]]) -> Any:
    """Join arcs to a ring; ~n is arc n backwards, and each arc begins where the one before ended."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return shapely.linearrings(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
