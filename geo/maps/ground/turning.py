"""The world on both sides of the 180th meridian: how often it lies in a box that reaches across, what is moved there.

A box may end beyond 180°, and what lies west of Greenwich is then a turn further to the east.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.maps.ground.world import Box

Floats = NDArray[np.float64]

_TURNS = (-360, 0, 360)


def turns_in(west: float, east: float, least_deg: float = 0.0) -> list[int]:
    """List by how many degrees the world is turned to the east each time that a part of it lies between two meridians.

    `least_deg`: so wide a part, or a narrower one, is none.

    >>> turns_in(170, 190)
    [0, 360]
    """
    return [turn for turn in _TURNS if min(east, turn + 180) - max(west, turn - 180) > least_deg]


def turned_box(box: Box, turn: int) -> Box:
    """Give a box so many degrees to the east."""
    return box._replace(west=box.west + turn, east=box.east + turn)


def turned_together(bounds: Floats) -> Floats:
    """Give bounds in degrees with those west of Greenwich a turn to the east, if they lie closer together so.

    >>> turned_together(np.array([[179.0, 0, 179, 0], [-178, 0, -178, 0]]))[:, 0].tolist()
    [179.0, 182.0]
    """
    around = bounds + 0.0
    around[:, 2] += np.where(bounds[:, 2] < bounds[:, 0], 360, 0)
    if _width(around) > 180:
        turned = around.copy()
        turned[:, ::2] += np.where(around[:, 2] < 0, 360, 0)[:, None]
        if _width(turned) < _width(around):
            return turned
    return around


def _width(bounds: Floats) -> float:
    return float(bounds[:, 2].max() - bounds[:, 0].min()) if len(bounds) else 0.0
