"""Zonemark: reports of explosive hazards become checked layers, and layers one map file that opens anywhere.

`read`, `check`, `draw`, `export` and `areas` take what people hold: the path of a field file or of a project, a
Reading, a Layer, a GeoDataFrame, a Project, a list of these or a mapping of titles to them. Every public name is
imported on first use, so that `import geo` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
    from typing import Any

    from geo import traverse
    from geo.checks import check
    from geo.compare import Comparison
    from geo.door import areas, diff, merge, read
    from geo.errors import ZonemarkError
    from geo.exports import export
    from geo.findings import Problem
    from geo.mapfile.opening import MapFile, open_map
    from geo.maps import HazardMap, ZoneLayer, draw
    from geo.positions import parse_position
    from geo.records import Layer
    from geo.records.imprint import Imprint
    from geo.records.read_options import ReadOptions
    from geo.share import edition
    from geo.sources import Reading
    from geo.store import Project

_HOMES = {
    "Comparison": "geo.compare",
    "HazardMap": "geo.maps",
    "Imprint": "geo.records.imprint",
    "Layer": "geo.records",
    "MapFile": "geo.mapfile.opening",
    "Problem": "geo.findings",
    "Project": "geo.store",
    "ReadOptions": "geo.records.read_options",
    "Reading": "geo.sources",
    "ZoneLayer": "geo.maps",
    "ZonemarkError": "geo.errors",
    "areas": "geo.door",
    "check": "geo.checks",
    "diff": "geo.door",
    "draw": "geo.maps",
    "edition": "geo.share",
    "export": "geo.exports",
    "merge": "geo.door",
    "open_map": "geo.mapfile.opening",
    "parse_position": "geo.positions",
    "read": "geo.door",
}
_ROOMS = ("traverse",)
_TAKE_PATHS = {
    "areas": "taking_parts",
    "check": "telling_what_was_read",
    "draw": "taking_paths",
    "edition": "taking_paths",
    "export": "taking_parts",
}

__all__ = [
    "Comparison",
    "HazardMap",
    "Imprint",
    "Layer",
    "MapFile",
    "Problem",
    "Project",
    "ReadOptions",
    "Reading",
    "ZoneLayer",
    "ZonemarkError",
    "areas",
    "check",
    "diff",
    "draw",
    "edition",
    "export",
    "merge",
    "open_map",
    "parse_position",
    "read",
    "traverse",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return _import_module(f"geo.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    found = getattr(_import_module(_HOMES[name]), name)
    if name in _TAKE_PATHS:
        found = getattr(_import_module("geo.door"), _TAKE_PATHS[name])(found)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
