"""The bulk of a map's records, around which the map lies: one that lies far away does not make all others small.

`viewer/src/engine/firstview.ts` opens the page on the same; `tests/shared_rules.json` has cases that both read.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_OUTSIDE = 0.01  # so large a part of the records may lie outside: one of twenty up to a hundred
_FEWEST = 20
_GAIN = 2  # what is left out must make the rest so many times larger
_FAR = 3  # beyond the bulk by less than this, nothing is far away
_LEAST = 1e-6  # of the world's width: some 40 m
_AT_ONCE = 100_000
_LIMIT_DEG = 85.0511287798066


def in_bulk(bounds: Floats) -> Flags:
    """Say of each record whether the map is to lie around it, in the square of Web Mercator.

    `bounds`: west, south, east, north of each record in degrees, turned together. At most one of a hundred is left out,
    and only where the others become twice as large for it.

    >>> in_bulk(np.array([[46.0, 39.0, 46.1, 39.1]] * 30 + [[10.0, 50.0, 10.0, 50.0]])).sum()
    np.int64(30)
    """
    inside = np.ones(len(bounds), dtype=bool)
    most = 0 if len(bounds) < _FEWEST else math.ceil(len(bounds) * _OUTSIDE)
    if not most:
        return inside
    boxes = _in_the_square(bounds)
    by = np.maximum(*(_from_the_middle((boxes[:, at] + boxes[:, at + 2]) / 2) for at in (0, 1)))
    far = _FAR * np.sort(by)[math.floor(0.9 * (len(by) - 1))]
    beyond = np.flatnonzero(by > far)
    beyond = beyond[np.argsort(by[beyond], kind="stable")]
    # From the core outwards; what comes after the last great step is left out.
    core = boxes[by <= far]
    low = np.minimum.accumulate(np.vstack([core[:, :2].min(axis=0), boxes[beyond, :2]]))
    high = np.maximum.accumulate(np.vstack([core[:, 2:].max(axis=0), boxes[beyond, 2:]]))
    sizes = np.maximum((high - low).max(axis=1), _LEAST)
    kept = len(beyond)
    for at in range(len(beyond) - 1, max(-1, len(beyond) - 1 - most), -1):
        if sizes[kept] >= _GAIN * sizes[at]:
            kept = at
    inside[beyond[kept:]] = False
    return inside


def _from_the_middle(along: Floats) -> Floats:
    half = len(along) // 2
    away: Floats = np.abs(along - np.partition(along, half)[half])
    return away


def _in_the_square(bounds: Floats) -> Floats:
    """Left, top, right, bottom in the world's square."""
    boxes = np.empty((len(bounds), 4))
    for start in range(0, len(bounds), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        west, south, east, north = bounds[some].T
        sines = np.sin(np.radians(np.clip([north, south], -_LIMIT_DEG, _LIMIT_DEG)))
        top, bottom = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * np.pi)
        boxes[some] = np.column_stack([west / 360 + 0.5, top, east / 360 + 0.5, bottom])
    return boxes
