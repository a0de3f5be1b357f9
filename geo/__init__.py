"""Zonemark: reports of explosive hazards become checked layers, and layers one map file that opens anywhere.

Every public name is imported on first use, so that `import geo` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.checks import check
    from geo.errors import Problem, ZonemarkError
    from geo.maps import HazardMap, ZoneLayer, draw
    from geo.records import Layer
    from geo.sources import Reading, read
    from geo.store import Project

_HOMES = {
    "HazardMap": "geo.maps",
    "Layer": "geo.records",
    "Problem": "geo.errors",
    "Project": "geo.store",
    "Reading": "geo.sources",
    "ZoneLayer": "geo.maps",
    "ZonemarkError": "geo.errors",
    "check": "geo.checks",
    "draw": "geo.maps",
    "read": "geo.sources",
}

__all__ = [
    "HazardMap",
    "Layer",
    "Problem",
    "Project",
    "Reading",
    "ZoneLayer",
    "ZonemarkError",
    "check",
    "draw",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
