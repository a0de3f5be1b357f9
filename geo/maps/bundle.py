"""The viewer's finished files, as the package holds them: script, style and the outline of the world."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import MapError

_FOLDER = Path(__file__).parent / "viewer" / "dist"


def viewer(name: str) -> bytes:
    """Give one file of the bundle: viewer.js, viewer.css or world.bin.

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
    world = json.loads(gzip.decompress(viewer("world.bin")))
    arcs = [_decoded(arc, world["transform"]) for arc in world["arcs"]]
    shapes = [_shape(geometry, arcs) for geometry in world["objects"]["countries"]["geometries"]]
    return np.array([shape for shape in shapes if shape is not None], dtype=object)


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> NDArray[np.float64]:
    """Undo TopoJSON's quantisation: whole-number steps become degrees."""
    steps = np.cumsum(np.asarray(arc, dtype=np.float64), axis=0)
    placed: NDArray[np.float64] = steps * transform["scale"] + transform["translate"]
    return placed


def _shape(geometry: dict[str, Any], arcs: list[NDArray[np.float64]]) -> shapely.Geometry | None:
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return None
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return shapely.multipolygons([shapely.polygons(shell, holes=holes or None) for shell, *holes in rings])


def _ring(numbers: list[int], arcs: list[NDArray[np.float64]]) -> shapely.Geometry:
    """Join arcs to a ring; ~n is arc n backwards, and each arc begins where the one before ended."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return shapely.linearrings(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
