"""The world as the package carries it: read once, and made shapes only where a map lies.

`tools/ground/make.py` writes the files; `data/sources.json` says from what.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mapfile.container import Container, unpacked
from geo.maps.ground.lines import Lines

DATA = Path(__file__).parent / "data"
KINDS = ("coast", "border", "disputed")
"""What a stretch of outline is: coast, a border that both views of the world have, or one on which they differ."""


class Box(NamedTuple):
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float


WORLD = Box(-180.0, -90.0, 180.0, 90.0)
Names = dict[str, str]


class Places(NamedTuple):
    """Populated places, one index each: position in degrees, rank (more is more), name, other spellings, and what it is
    called by language where that is known."""

    lonlat: NDArray[np.float64]
    rank: NDArray[np.int64]
    names: list[str]
    others: list[list[str]]
    called: list[Names]

    def chosen(self, which: NDArray[np.intp]) -> Places:
        """Give some of the places, in that order."""
        rows = which.tolist()
        return Places(
            self.lonlat[which],
            self.rank[which],
            [self.names[at] for at in rows],
            [self.others[at] for at in rows],
            [self.called[at] for at in rows],
        )


def no_places() -> Places:
    """Give places of which there are none."""
    return Places(np.empty((0, 2)), np.empty(0, dtype=np.int64), [], [], [])


def together(found: Sequence[Places]) -> Places:
    """Give the places of several as one."""
    return Places(
        np.concatenate([one.lonlat for one in found]),
        np.concatenate([one.rank for one in found]),
        [name for one in found for name in one.names],
        [others for one in found for others in one.others],
        [called for one in found for called in one.called],
    )


def coarse_world() -> bytes:
    """Give the block of the coarse world, which every page has."""
    return (DATA / "world.bin").read_bytes()


def countries(box: Box = WORLD, least_deg: float = 0.0) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Give the parts of countries that meet a box, as polygons (lon, lat), and the index of the state of each.

    `least_deg`: how long the diagonal of the box around a part must be, in degrees.
    """
    land = _land()
    west, south, east, north = land.bounds.T
    chosen = np.flatnonzero(_meets(land.bounds, box) & (np.hypot(east - west, north - south) >= least_deg))
    polygons = [_polygon(int(index)) for index in chosen]
    return np.array(polygons, dtype=np.object_), land.owners[chosen]


def state_names() -> list[Names]:
    """Give what each state is called, by language; {} for ground whose state has no code of its own."""
    names: list[Names] = json.loads(_land().container.text(_land().container.heading["states"]))
    return names


def outlines(kind: str, box: Box = WORLD) -> NDArray[np.object_]:
    """Give coasts, borders or disputed borders (`KINDS`) that meet a box, as lines (lon, lat)."""
    land = _land()
    return land.arcs.shapes(np.flatnonzero((land.kinds == KINDS.index(kind)) & _meets(land.arc_bounds, box)))


def districts(box: Box) -> NDArray[np.object_]:
    """Give the borders of districts that meet a box, as lines (lon, lat)."""
    return _meeting(_districts(), box)


def rivers(box: Box) -> tuple[NDArray[np.object_], list[Names]]:
    """Give the rivers that meet a box, as lines (lon, lat), and what each is called: by language, "" its own name."""
    lines, names, of = _rivers()
    chosen = np.flatnonzero(_meets(lines.bounds, box))
    return lines.shapes(chosen), [names[index] for index in of[chosen]]


def lakes(box: Box) -> tuple[NDArray[np.object_], list[Names]]:
    """Give the lakes that meet a box, as polygons (lon, lat), and what each is called: by language, "" its own name."""
    container = _land().container
    lines, names = _lakes(), json.loads(container.text(container.heading["lakeNames"]))
    counts = container.ints(container.heading["lakePolygons"])
    firsts = np.cumsum(counts) - counts
    chosen = np.flatnonzero(_meets(lines.bounds[firsts], box))  # the first ring is the shore, the others islands
    polygons = []
    for index in chosen:
        shell, *holes = (lines.coordinates(ring) for ring in range(firsts[index], firsts[index] + counts[index]))
        polygons.append(shapely.make_valid(shapely.Polygon(shell, holes)))
    of = container.ints(container.heading["lakeOf"])[chosen]
    return np.array(polygons, dtype=np.object_), [names[index] for index in of]


def places(box: Box, most: int | None = None) -> Places:
    """Give the populated places in a box; `most`: only so many, those of the highest rank, the highest first."""
    _, lonlat, rank = _places()
    west, south, east, north = box
    lon, lat = lonlat.T
    chosen = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    if most is not None:
        chosen = chosen[np.argsort(-rank[chosen], kind="stable")[:most]]
    return _named(chosen)


def nearest_place(lon: float, lat: float, within_deg: float) -> Places:
    """Give the populated place that lies nearest to a position, on a sphere; none where it is more degrees away."""
    _, lonlat, _ = _places()
    middle, around = _on_sphere(np.array([[lon, lat]])), _on_sphere(lonlat)
    chords = np.linalg.norm(around - middle, axis=1)
    nearest = np.argmin(chords)
    is_far = chords[nearest] > 2 * np.sin(np.radians(within_deg) / 2)
    return _named(np.array([] if is_far else [nearest], dtype=np.intp))


def _on_sphere(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions as x, y, z on a sphere of radius 1."""
    lon, lat = np.radians(lonlat).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _named(chosen: NDArray[np.intp]) -> Places:
    """Some of the places with their names."""
    _, lonlat, rank = _places()
    names = _rows("names", chosen)
    others = [row.split("|") if row else [] for row in _rows("others", chosen)]
    return Places(lonlat[chosen], rank[chosen], names, others, [{}] * len(names))


def _opened(name: str) -> Container:
    return Container(unpacked((DATA / name).read_bytes(), name), name)


def _rows(section: str, chosen: NDArray[np.intp]) -> list[str]:
    """The chosen lines of a text about the places, without making the others texts."""
    text, ends = _lines_about_places(section)
    firsts = np.where(chosen > 0, ends[chosen - 1] + 1, 0)
    return [text[first:end].decode() for first, end in zip(firsts, ends[chosen], strict=True)]


@cache
def _lines_about_places(section: str) -> tuple[bytes, NDArray[np.int64]]:
    """A text about the places, a line for each, and where the lines end."""
    container, *_ = _places()
    text = container.text(container.heading[section])
    return text, np.append(np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")), len(text))


def _meeting(lines: Lines, box: Box) -> NDArray[np.object_]:
    return lines.shapes(np.flatnonzero(_meets(lines.bounds, box)))


def _meets(bounds: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = bounds.T
    return np.asarray((west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south))


class _Land(NamedTuple):
    container: Container
    arcs: Lines
    arc_bounds: NDArray[np.float64]
    kinds: NDArray[np.int64]
    rings: list[NDArray[np.int64]]
    polygons: NDArray[np.int64]
    firsts: NDArray[np.int64]
    owners: NDArray[np.int64]
    bounds: NDArray[np.float64]


@lru_cache(maxsize=1)
def _land() -> _Land:
    container = _opened("land.bin")
    heading = container.heading
    read = {name: container.ints(heading[name]) for name in ("kinds", "rings", "members", "polygons", "owners")}
    arcs = Lines(container, heading["arcs"], heading["units"])
    arc_bounds = arcs.bounds
    rings = np.split(read["members"], np.cumsum(read["rings"])[:-1])
    firsts = np.cumsum(read["polygons"]) - read["polygons"]
    # A polygon reaches as far as the arcs of its shell.
    shells = [rings[first] for first in firsts]
    members = np.concatenate(shells)
    own = arc_bounds[np.where(members < 0, ~members, members)]
    starts = np.cumsum([0, *(len(shell) for shell in shells[:-1])])
    low, high = np.minimum.reduceat(own[:, :2], starts), np.maximum.reduceat(own[:, 2:], starts)
    bounds = np.hstack([low, high])
    return _Land(container, arcs, arc_bounds, read["kinds"], rings, read["polygons"], firsts, read["owners"], bounds)


@cache
def _polygon(index: int) -> Any:
    """A part of a country; a map asks for each several times, and to make all of them valid takes half a second."""
    land = _land()
    first = land.firsts[index]
    shell, *holes = (_ring(land, land.rings[ring]) for ring in range(first, first + land.polygons[index]))
    return shapely.make_valid(shapely.Polygon(shell, holes))


def _ring(land: _Land, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Join arcs to a ring; ~n is arc n backwards, and each arc begins where the one before ended."""
    parts = [land.arcs.coordinates(n) if n >= 0 else land.arcs.coordinates(~n)[::-1] for n in numbers.tolist()]
    ring = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    return ring if len(ring) > 3 else np.vstack([ring, ring[:1], ring[:1]])[:4]


@lru_cache(maxsize=1)
def _lakes() -> Lines:
    container = _land().container
    return Lines(container, container.heading["lakes"], container.heading["units"])


@lru_cache(maxsize=1)
def _districts() -> Lines:
    container = _land().container
    return Lines(container, container.heading["districts"], container.heading["units"])


@lru_cache(maxsize=1)
def _rivers() -> tuple[Lines, list[Names], NDArray[np.int64]]:
    container = _opened("rivers.bin")
    heading = container.heading
    names = json.loads(container.text(heading["names"]))
    return Lines(container, heading["rivers"], heading["units"]), names, container.ints(heading["nameOf"])


@lru_cache(maxsize=1)
def _places() -> tuple[Container, NDArray[np.float64], NDArray[np.int64]]:
    container = _opened("places.bin")
    heading = container.heading
    lonlat = np.column_stack([container.ints(heading["lon"]), container.ints(heading["lat"])]).cumsum(axis=0)
    return container, lonlat / heading["units"], container.ints(heading["rank"])
