"""Two tables side by side on one sheet: of the same headings, the rows of the second follow those of the first.

Of other headings the second is cut off and said: its cells would else become attributes of records that happen to
stand in the same row. An empty column is no proof, since sheets have them for looks; where less speaks for a second
table than a position, a height or a title of its own, all is read as one, and the doubt is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.cells.headings import Headings
from geo.cells.words import words
from geo.records.columns import is_known_heading, part_of_position
from geo.records.vocabulary import personal_words

ROW = "sheet_row"
"""The column that says in which row of the sheet each record stands."""


def one_below_the_other(
    rows: Sequence[Sequence[str]], found: Headings
) -> tuple[list[Sequence[str]], Headings] | None:  # fmt: skip
    """Put a second table that stands beside the first, under all of its headings again, below it; None without one.

    >>> renamed = {"id_2": "id", "lat_2": "lat", "lon_2": "lon"}
    >>> found = Headings(["id", "lat", "lon", *renamed], 1, 0, renamed=renamed)
    >>> rows, found = one_below_the_other([["id", "lat", "lon"] * 2, ["1", "39", "46", "2", "40", "47"]], found)
    >>> rows[1:], found.names
    ([['1', '39', '46'], ['2', '40', '47']], ['id', 'lat', 'lon'])
    """
    if not stand_twice(found):
        return None
    second = found.names.index(next(iter(found.renamed)))
    width = len(found.renamed)
    if found.names[second : second + width] != [*found.renamed] or len(found.names) > second + width:
        return None
    head, body = [row[:second] for row in rows[: found.start]], rows[found.start :]
    shift = next(number for number, name in enumerate(found.names) if not _NAMELESS.fullmatch(name))
    right = [[*[""] * shift, *row[second:]] for row in body]  # where the first table does not begin on the left
    full = [[*row, *[""] * (second - len(row))] for row in right]
    below = [*head, *(row[:second] for row in body), *full]
    return below, replace(found, names=found.names[:second], renamed={})


def titles_of(rows: Sequence[Sequence[str]], found: Headings) -> tuple[str, str]:
    """What stands above each of the two tables; empty where nothing does, or one line stands above both."""
    second = found.names.index(next(iter(found.renamed)))
    for row in reversed(rows[: found.line or 0]):
        left, right = (" ".join(filter(None, map(str.strip, part))) for part in (row[:second], row[second:]))
        if left and right and left != right:
            return left, right
    return "", ""


def row_in_sheet(index: int, rows: int, start: int) -> int:
    """The number of the row in which something stood, by its index among rows that were put one below the other."""
    return index + 1 if index < rows else index + 1 - (rows - start)


def stand_twice(found: Headings) -> bool:
    """Whether all headings stand there a second time, in the same order, and are more than two."""
    given = [name for name in found.names if name not in found.renamed and not _NAMELESS.fullmatch(name)]
    return len(given) > 2 and given == [*found.renamed.values()]


@dataclass(frozen=True, slots=True)
class Second:
    """A table of other headings beside the first: the index of the empty column between them, its headings, and whether
    it is certain that it is one.
    """

    gap: int
    names: list[str]
    is_certain: bool


def second_beside(rows: Sequence[Sequence[str]], found: Headings) -> Second | None:
    """Find a second table of other headings beside the first, behind a column that is empty from its heading down.

    >>> found = Headings(["id", "lat", "lon", "column_4", "no", "lat", "lon"], 1, 0)
    >>> second_beside([["id", "lat", "lon", "", "no", "lat", "lon"], ["1", "39", "46", "", "2", "40"]], found)
    Second(gap=3, names=['no', 'lat', 'lon'], is_certain=True)
    """
    line = found.line
    if line is None:
        return None
    for gap, name in enumerate(found.names):
        left, right = _named(found.names[:gap]), _named(found.names[gap + 1 :])
        if not _NAMELESS.fullmatch(name) or min(_known(left, found), _known(right, found)) < _LEAST:
            continue
        if any(gap < len(row) and row[gap].strip() for row in rows[line:]):
            continue
        told = [found.renamed.get(one, one) for one in right]
        if _hold_positions(left, found) and _hold_positions(right, found):
            return Second(gap, told, is_certain=True)
        if _has_ids(left[0]) and _has_ids(found.renamed.get(right[0], right[0])):
            titled = any(any(map(str.strip, row[:gap])) and any(map(str.strip, row[gap:])) for row in rows[:line])
            return Second(gap, told, is_certain=titled or _height(rows, 0, gap) != _height(rows, gap, None))
    return None


_LEAST = 2
"""Headings that are known, in each of two tables."""


def _named(names: Sequence[str]) -> list[str]:
    return [name for name in names if not _NAMELESS.fullmatch(name)]


def _known(names: Sequence[str], found: Headings) -> int:
    return sum(is_known_heading(found.renamed.get(name, name)) for name in names)


def _hold_positions(names: Sequence[str], found: Headings) -> bool:
    parts = {part_of_position(found.renamed.get(name, name)) for name in names}
    return {"lat", "lon"} <= parts or {"easting", "northing"} <= parts or bool(parts & {"position", "wkt"})


def _has_ids(name: str) -> bool:
    return bool(personal_words("ids") & {*words(name)}) or name.strip() in ("#", "№")


def _height(rows: Sequence[Sequence[str]], first: int, last: int | None) -> int:
    """The index of the last row in which something stands between two columns."""
    return max((number for number, row in enumerate(rows) if any(map(str.strip, row[first:last]))), default=0)


_NAMELESS = re.compile(r"column_\d+")
