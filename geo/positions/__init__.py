"""A written position becomes lon, lat, with the format, the datum shift and the accuracy that its writing allows.

Ambiguity is a problem with its candidates and where each would lie, never a guess. Each name is imported on first use:
the grids and the squares of MGRS take their time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.positions.formats import to_all_formats
    from geo.positions.mistakes import Suspect, suspects
    from geo.positions.table import Candidate, Position, parse_position, parse_positions

_HOMES = {
    "Candidate": "geo.positions.table",
    "Position": "geo.positions.table",
    "Suspect": "geo.positions.mistakes",
    "parse_position": "geo.positions.table",
    "parse_positions": "geo.positions.table",
    "suspects": "geo.positions.mistakes",
    "to_all_formats": "geo.positions.formats",
}

__all__ = ["Candidate", "Position", "Suspect", "parse_position", "parse_positions", "suspects", "to_all_formats"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'geo.positions' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
