"""Outlines that a table has with a corner in each row: the rows of one id become one record, an outline.

A row is a corner where a column numbers the corners of each id, and all of an id have a position. An outline with a
corner that has none is not drawn without it, which would be another outline: its rows stay points, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.outcomes import text_cells
from geo.cells.words import fold
from geo.findings import Findings
from geo.findings.counting import counted, listed
from geo.records.vocabulary import common_words, headings_of

_LEAST = 3
POINTS = frozenset(map(fold, "point pt punkt punto ponto точка nöqtə nokta نقطة نقطه no nr seq sequence order".split()))
_WIDEST_DEG = 0.5
"""Corners that lie further apart are not of one field."""


def corners_together(
    table: pd.DataFrame, taken: Mapping[str, str], ids: Sequence[Any], geometry: NDArray[Any], problems: Findings
) -> NDArray[np.bool_]:
    """Put the corners of each outline into its first row, in `geometry`; returns which rows stay records.

    `taken`: columns that are fields, which number no corners, and which. `ids`: the id of each row as it is given.
    """
    keep = np.ones(len(table), dtype=bool)
    of_polygons = any(field == "id" and fold(name) in headings_of("wkt") for name, field in taken.items())
    column = next(
        (str(name) for name in table.columns if name not in taken and _numbers_corners(str(name), of_polygons)), ""
    )
    if not column:
        return keep
    numbers = [_whole(cell) for cell in text_cells(table[column])]
    rows: dict[str, list[int]] = {}
    for index, id_ in enumerate(ids):
        if isinstance(id_, str):
            rows.setdefault(id_, []).append(index)
    outlines, broken = [], []
    for id_, indexes in rows.items():
        own = [numbers[index] for index in indexes]
        if len(indexes) < _LEAST or None in own or len(set(own)) < len(own):
            continue
        ordered = [index for _, index in sorted(zip(own, indexes, strict=True))]
        points = [geometry[index] for index in ordered]
        if any(point is None or point.geom_type != "Point" for point in points):
            broken.append(id_)
        elif np.ptp(shapely.get_coordinates(points), axis=0).max() <= _WIDEST_DEG:
            outlines.append(id_)
            geometry[indexes[0]] = _outline(points)
            keep[indexes[1:]] = False
    if outlines:
        rows_of_all = counted(int((~keep).sum()) + len(outlines), "row")
        what = (
            f"{rows_of_all} are the corners of {counted(len(outlines), 'outline')}; each outline is one record, in the "
            "row of its first corner."
        )
        problems.add("corners_together", what, field=column)
    if broken:
        what = f"A corner of {listed(broken)} has no position, so the outline is not known; its corners are points."
        problems.add("corner_missing", what, "Enter the position of each corner.", field=column)
    return keep


def _numbers_corners(name: str, of_polygons: bool) -> bool:
    """Whether a heading is one of corners; the points that a polygon is made of are some."""
    return fold(name) in common_words("corner") or (of_polygons and fold(name) in POINTS)


def _whole(cell: Any) -> int | None:
    text = cell.strip() if isinstance(cell, str) else ""
    digits = text.lstrip("TPtpСПсп.№# ").removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None


def _outline(points: Sequence[Any]) -> Any:
    """The polygon of corners in their order; the last may be the first again."""
    xy = [tuple(pair) for pair in shapely.get_coordinates(points).tolist()]
    return shapely.Polygon(xy[:-1] if xy[0] == xy[-1] and len(xy) > _LEAST else xy)
