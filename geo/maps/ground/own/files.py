"""Which file of the maker's is given as ground, told by its first bytes and never by its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.errors import SourceError
from geo.maps.ground.own import geonames, osm, tiles
from geo.maps.ground.own.parts import Own, Where
from geo.maps.ground.own.tiles_heading import MAGIC, heading_of
from geo.maps.ground.world import Box
from geo.sources.inside import local
from geo.sources.raw import first_bytes

Reader = Callable[[Path, Where], Own]
WANTED = (
    "Ground is an OpenStreetMap extract (.osm.pbf), a country file of GeoNames (XX.txt or its zip), or a .pmtiles file."
)
_OSM_PBF = b"OSMHeader"


def reader_of(path: str | os.PathLike[str]) -> Reader:
    """Give what reads a file as ground. Raises SourceError for a file that is none."""
    file = local(path)
    head = first_bytes(file)
    if head[6:15] == _OSM_PBF:
        return osm.read
    if head.startswith(MAGIC):
        heading_of(file)
        return tiles.read
    if geonames.is_country_file(head) or (head.startswith(b"PK\x03\x04") and geonames.member(file)):
        return geonames.read
    raise SourceError(f"{file.name} is no ground that can be read.", remedy=WANTED)


def read(path: str | os.PathLike[str], where: Where) -> Own:
    """Read what a map needs of a file, once for maps that are alike. Raises SourceError for one that cannot be read."""
    file = local(path)
    found = file.stat()
    return _read(file, (found.st_size, found.st_mtime_ns), tuple(where.boxes), where.bounds.tobytes())


@lru_cache(maxsize=1)  # a notebook shows the map that is then saved
def _read(file: Path, _version: tuple[int, int], boxes: tuple[Box, ...], bounds: bytes) -> Own:
    return reader_of(file)(file, Where(boxes, np.frombuffer(bounds, np.float64).reshape(-1, 4)))
