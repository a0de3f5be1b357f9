"""Several positions in one cell: the corners of an outline as people type them, one behind the other.

Corners stand on lines of their own, or between semicolons, bars or brackets, in any notation of a position, often with
a number in front. Three make an outline, two a line. Where one cannot be read, the others are drawn as points: without
it the outline would be another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.outcomes import shown
from geo.findings.counting import counted, listed
from geo.placing.rows import WRITTEN_TO, Placing
from geo.placing.written_shapes import is_shape

_LONGEST, _MOST = 100_000, 5_000
"""Letters of a cell that is looked through, and corners of one outline."""
_MORE_THAN_ONE = re.compile(r"[\n\r;|]|[)\]]\s*+[,;]?\s*+[(\[]|,.*,|\s[-–—→/]\s|\d[.)]\s+\S+\s.*\d[.)]\s", re.DOTALL)
_CUTS = (
    re.compile(r"[\r\n]+"),
    re.compile(r"[)\]][\s,;]*[(\[]"),
    re.compile(r"[;|]"),
    re.compile(r"(?:^|[\s,;])\d{1,3}[.)]\s+"),
    re.compile(r"\s[-–—→/]\s"),
)
"""Where one position can end and the next begin, in the order in which it is tried."""
_TRIPLE = re.compile(r"-?\d{1,3}(?:\.\d+)?,-?\d{1,2}(?:\.\d+)?,-?\d+(?:\.\d+)?")
"""A position of KML: longitude, latitude and height without a space."""
_NUMBERED = re.compile(
    r"(?:[^\W\d_]{1,12}\.?[ -]?)?№?\d{1,3}\s?(?:\.\s+|[):=]\s*|[-–—]\s+)|[^\W\d_](?:\.\s+|[):=]\s*)|[•*–—-]\s+"
)
"""The name of a corner in front of its position: "1)", "TP2:", "Point 3 -"."""
_AROUND = ",;|()[]{} \t\r\n"
_MARK = re.compile(r",|(?<![A-Za-z])[NSEWnsew](?![A-Za-z])")
_DIGIT = re.compile(r"\d")


def is_corners(text: str) -> bool:
    """Whether a text holds several positions, and is no shape in a notation of its own.

    >>> is_corners("39.1 46.2; 39.2 46.3"), is_corners("LINESTRING (46.2 39.1, 46.3 39.2)"), is_corners("39.1; 46.2")
    (True, False, False)
    """
    return not is_shape(text) and bool(corners_of(text))


def corners_of(text: str, crs: str | None = None) -> list[str]:
    """The positions that stand in one text, each as it is written; none where it holds no more than one.

    >>> corners_of("39.1 46.2; 39.2 46.3; 39.15 46.4")
    ['39.1 46.2', '39.2 46.3', '39.15 46.4']
    >>> corners_of("1) 39°06'N 46°12'E\\n2) 39°12'N 46°18'E")
    ["39°06'N 46°12'E", "39°12'N 46°18'E"]
    >>> corners_of("39 06 00; 46 12 00"), corners_of("39,1, 46,2")
    ([], [])
    """
    from geo.positions.reading import read

    if len(text) > _LONGEST or not _MORE_THAN_ONE.search(text) or "://" in text or text.lstrip()[:1] in ("{", "<"):
        return []  # an object or markup has an order of its own
    whole = read(text, crs)
    if whole.readings and whole.code != "several_positions":
        return []
    plain = text.strip(_AROUND)
    for pieces in (*(cut.split(plain) for cut in _CUTS), _by_letters(plain), _of_kml(plain)):
        found = [bare for piece in pieces if (bare := _bare(piece))]
        found = found if not found or _DIGIT.search(found[0]) else found[1:]  # "Corners:"
        if not 1 < len(found) <= _MOST:
            continue
        if sum(bool(read(piece, crs).readings) for piece in found) * 2 > len(found):
            return found
    return []


def _bare(piece: str) -> str:
    """A piece without the name of its corner and what stands round it."""
    plain = piece.strip(_AROUND)
    name = _NUMBERED.match(plain)
    return plain[name.end() :].strip(_AROUND) if name else plain


def _by_letters(text: str) -> list[str]:
    """Cut "39.1N 46.2E, 39.2N 46.3E" at each comma behind a whole pair of letters."""
    pieces, start, letters = [], 0, 0
    for mark in _MARK.finditer(text):
        letters += mark[0] != ","
        if mark[0] == "," and letters == 2:
            pieces.append(text[start : mark.start()])
            start, letters = mark.end(), 0
    return [*pieces, text[start:]]


def _of_kml(text: str) -> list[str]:
    """The positions of KML, which has the longitude first, with the latitude first."""
    pieces = text.split()
    if not all(map(_TRIPLE.fullmatch, pieces)):
        return []
    return [", ".join(piece.split(",")[1::-1]) for piece in pieces]


def place_corners(
    done: Placing, cells: NDArray[Any], where: NDArray[np.bool_], system: str | None, column: str
) -> NDArray[np.bool_]:  # fmt: skip
    """Draw the rows `where` whose text holds several positions; returns which they are. `system`: that of the texts.

    Raises UsageError for a system that is not known.
    """
    from geo.positions.table import read_positions

    mine = np.zeros(len(where), dtype=bool)
    lists = {index: found for index in np.flatnonzero(where).tolist() if (found := corners_of(cells[index], system))}
    if not lists:
        return mine
    mine[list(lists)] = True
    texts = [text for found in lists.values() for text in found]
    table, _ = read_positions(texts, crs=system)
    lonlat = table[["lon", "lat"]].to_numpy(dtype=float)
    starts = np.cumsum([0, *map(len, lists.values())])
    drawn = []
    for (index, found), start, stop in zip(lists.items(), starts[:-1], starts[1:], strict=True):
        own, points = table.iloc[start:stop], lonlat[start:stop]
        good = np.isfinite(points).all(axis=1)
        done.geometry[index] = _shape(points[good], whole=bool(good.all()))
        _state(done, index, own[good])
        if good.all():
            drawn.append(index)
        else:
            _say_missing(done, index, found, own, good, column)
    what = "Several positions in one cell were read as the corners of an outline, in their order."
    done.together(np.array(drawn, dtype=np.intp), "corners_in_cell", what, at=column)
    return mine


def _shape(points: NDArray[np.float64], *, whole: bool) -> Any:
    """The outline of all corners, the line of two, or points where a corner is missing; None of none."""
    xy = list(dict.fromkeys(map(tuple, points.tolist())))
    if not xy:
        return None
    if not whole:
        return shapely.MultiPoint(xy)
    if len(xy) < 3:
        return shapely.LineString(xy) if len(xy) == 2 else shapely.Point(xy[0])
    every = [tuple(pair) for pair in points.tolist()]
    return shapely.Polygon(every[:-1] if every[0] == every[-1] else every)


def _state(done: Placing, index: int, table: Any) -> None:
    """Write which transformation brought the corners, and what the digits of the roughest one leave open."""
    row = done.mask(np.array([index], dtype=np.intp))
    if transformations := [text for text in dict.fromkeys(table["transformation"]) if text]:
        done.write("position_transformation", row, " | ".join(transformations))
    roughest = float(table["accuracy_m"].max()) if len(table) else 0.0
    if roughest > 0:
        done.write(WRITTEN_TO, row, roughest)


def _say_missing(
    done: Placing, index: int, found: Sequence[str], table: Any, good: NDArray[np.bool_], column: str
) -> None:  # fmt: skip
    bad = np.flatnonzero(~good).tolist()
    names = listed([f"{number + 1} ({shown(found[number])})" for number in bad])
    why = str(table["problem"].iloc[bad[0]])
    told = "the others are drawn as points" if good.any() else "nothing is drawn"
    what = f"Of {counted(len(found), 'corner')} in this cell these have no position: {names}; {told}. {why}"
    done.problems.add("corner_missing", what.strip(), row=int(done.rows[index]), field=column)
