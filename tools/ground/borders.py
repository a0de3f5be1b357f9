"""Which stretches of border two views of the world agree on.

A border of the first view is settled where the second has an undisputed one within 3 km of it; where it has none, and
where only the second has a border, the views differ. The second view also says of some of its own lines that they are
disputed, indefinite or lines of control: these are not settled either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

SAME_DEG = 0.03
SHORTEST_DEG = 0.2  # a shorter stretch that seems to differ is drawn otherwise, and lies elsewhere in nobody's view
_SETTLED = "International boundary (verify)"


def cut_by_agreement(arc: Any, settled: shapely.STRtree) -> list[tuple[Any, bool]]:
    """Cut a border (lon, lat) into stretches, each with whether both views have it."""
    middles = (arc[1:] + arc[:-1]) / 2
    differs = _smoothed(_off(middles, settled) > SAME_DEG, np.hypot(*np.diff(arc, axis=0).T))
    ends = [0, *(np.flatnonzero(np.diff(differs)) + 1).tolist(), len(differs)]
    return [(arc[first : last + 1], not differs[first]) for first, last in zip(ends, ends[1:], strict=False)]


def only_in(lines: Any, others: shapely.STRtree) -> Iterator[Any]:
    """Give the stretches of lines that no other line is near."""
    for line in lines:
        vertices = _dense(line)
        differs = _off((vertices[1:] + vertices[:-1]) / 2, others) > SAME_DEG
        for first, end in _runs(differs):
            if np.hypot(*np.diff(vertices[first : end + 1], axis=0).T).sum() > SHORTEST_DEG:
                yield vertices[first : end + 1]


def settled_lines(frame: Any) -> Any:
    """The lines of the second view of which it says that nobody disputes them, and all others."""
    is_settled = (frame["FEATURECLA"] == _SETTLED).to_numpy()
    lines = frame.geometry.to_numpy()
    return shapely.get_parts(lines[is_settled]), shapely.get_parts(lines[~is_settled])


def tree(lines: Any) -> shapely.STRtree:
    """Lines cut short, so that the tree can tell their parts from one another."""
    coordinates = [shapely.get_coordinates(line) for line in lines]
    return shapely.STRtree(
        [shapely.LineString(line[at : at + 21]) for line in coordinates for at in range(0, len(line) - 1, 20)]
    )


def _dense(line: Any) -> Any:
    return shapely.get_coordinates(shapely.segmentize(line, SAME_DEG))


def _off(points: Any, lines: shapely.STRtree) -> Any:
    """How far points lie from the nearest line, in degrees."""
    return lines.query_nearest(shapely.points(points), return_distance=True, all_matches=False)[1]


def _runs(flags: Any) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _smoothed(differs: Any, lengths: Any) -> Any:
    """Short stretches are what those around them are: first settled ones between others, then others."""
    smooth = differs.copy()
    for flags in (~smooth, smooth):
        for first, end in _runs(flags.copy()):
            if lengths[first:end].sum() < SHORTEST_DEG and (first > 0 or end < len(smooth)):
                smooth[first:end] = ~smooth[first:end]
    return smooth
