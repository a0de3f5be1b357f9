"""Lines as whole numbers in a container, as the package's own data of the world has them.

Vertices lie on a grid of so many units to the degree; a line is its first vertex and the steps to the others. Rings are
lines that end where they begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mapfile.container import Container
from geo.mapfile.sections import Sections

Vertices = NDArray[np.int64]


def gridded(coordinates: NDArray[np.float64], units: int) -> Vertices:
    """Put vertices (lon, lat in degrees) on the grid; those that fall on the one before are left out.

    >>> gridded(np.array([[0.0, 0.0], [0.0001, 0.0], [0.001, 0.002]]), 1000).tolist()
    [[0, 0], [1, 2]]
    """
    vertices = np.rint(coordinates * units).astype(np.int64)
    return vertices[np.r_[True, (np.diff(vertices, axis=0) != 0).any(axis=1)]]


def pack_lines(lines: Sequence[Vertices], sections: Sections) -> dict[str, int]:
    """Write lines of vertices on a grid to a container, and say by which numbers its sections are found."""
    lengths = np.array([len(line) for line in lines], dtype=np.int64)
    firsts = np.array([line[0] for line in lines], dtype=np.int64).reshape(-1, 2)
    steps = np.concatenate([np.diff(line, axis=0) for line in lines]) if lines else np.empty((0, 2), np.int64)
    return {
        "lengths": sections.ints(lengths),
        "firstX": sections.ints(np.diff(firsts[:, 0], prepend=0)),
        "firstY": sections.ints(np.diff(firsts[:, 1], prepend=0)),
        "stepX": sections.ints(steps[:, 0]),
        "stepY": sections.ints(steps[:, 1]),
    }


class Lines:
    """Lines read from a container: where each begins, and its bounds, before any is made a shape."""

    def __init__(self, container: Container, described: dict[str, int], units: int) -> None:
        """Read what `pack_lines` wrote on a grid of so many units to the degree."""
        lengths = container.ints(described["lengths"])
        self._starts = np.cumsum(lengths) - lengths
        steps = np.zeros((int(lengths.sum()), 2), dtype=np.int64)
        inner = np.ones(len(steps), bool)
        inner[self._starts] = False
        steps[inner] = np.column_stack([container.ints(described["stepX"]), container.ints(described["stepY"])])
        firsts = np.column_stack([container.ints(described["firstX"]), container.ints(described["firstY"])]).cumsum(0)
        # Sums run through all lines; the first step of each leads back from the end of the line before.
        sums = steps.cumsum(axis=0)
        self._vertices = sums - np.repeat(sums[self._starts] - firsts, lengths, axis=0)
        self._lengths = lengths
        self._units = units

    def __len__(self) -> int:
        return len(self._lengths)

    def coordinates(self, line: int) -> NDArray[np.float64]:
        """Give the vertices of a line, lon and lat in degrees."""
        start = self._starts[line]
        return np.asarray(self._vertices[start : start + self._lengths[line]] / self._units, dtype=np.float64)

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """West, south, east, north of each line in degrees."""
        if not len(self):
            return np.empty((0, 4))
        least = np.minimum.reduceat(self._vertices, self._starts)
        most = np.maximum.reduceat(self._vertices, self._starts)
        return np.hstack([least, most]) / self._units

    def shapes(self, chosen: NDArray[np.intp]) -> NDArray[np.object_]:
        """Make line strings of the chosen lines."""
        lengths = self._lengths[chosen]
        index = np.repeat(np.arange(len(chosen)), lengths)
        offset = np.arange(len(index)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        vertices = self._vertices[np.repeat(self._starts[chosen], lengths) + offset] / self._units
        made: Any = shapely.linestrings(vertices, indices=index) if len(chosen) else np.empty(0, dtype=object)
        return np.asarray(made, dtype=object)
