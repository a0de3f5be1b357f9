"""Which of two plain numbers in one cell is the latitude: the heading says it, or the numbers of the whole column.

People say the latitude first, programs of maps write the longitude first. A number beyond 90 is a longitude, and so
are then those that stand where it does. Where nothing tells, the latitude is taken first, as Kobo writes its arrays; in
a column of geometries, arrays are those of GeoJSON. Either is said, of lists of pairs too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.placing.columns import TWO_NUMBERS

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER})(\s*[,\s]\s*)({_NUMBER})")
_BETWEEN = r"(?:\s*[\])]\s*,?\s*[\[(]\s*|\s*[;|\n]\s*)"
_PAIRS = re.compile(rf"[\[(\s]*{_PAIR.pattern}(?:{_BETWEEN}{_NUMBER}\s*[,\s]\s*{_NUMBER})+[\])\s;|]*")
"""A list of pairs of numbers and nothing else, of which the first pair is asked."""
_ARRAY = re.compile(r"\s*\[[^;()]*,[^;()]*\]\s*")
_LARGEST_LATITUDE, _LARGEST_LONGITUDE = 90, 180


class Order(NamedTuple):
    """In which order two numbers are read: `is_turned` if the longitude is first; and what is to be said, of whom."""

    is_turned: bool = False
    code: str = ""
    what: str = ""
    remedy: str = ""
    indexes: NDArray[np.intp] = np.zeros(0, dtype=np.intp)


def order_of_numbers(cells: NDArray[Any], stated: Sequence[str], *, of_shapes: bool = False) -> Order:
    """Judge the order in a column of texts; `stated` is the one of its heading, such as ("lon", "lat").

    `of_shapes`: whether the heading is one of geometries.
    """
    pairs = np.array([_pair_of(cell) for cell in cells]).reshape(len(cells), 2)
    filled = np.flatnonzero(np.isfinite(pairs[:, 0]))
    if list(stated) == ["lon", "lat"]:
        return Order(True, "read_as", "The longitude was read first, as the heading has it.", indexes=filled[:1])
    if stated or not filled.size:
        return Order()
    beyond = (pairs > _LARGEST_LATITUDE) & (pairs <= _LARGEST_LONGITUDE)
    first = np.flatnonzero(beyond[:, 0] & ~beyond[:, 1])
    if first.size * 2 >= filled.size and not beyond[:, 1].any():
        what = (
            "The longitude was read first, since the first numbers here are beyond 90; it was so in the whole column."
        )
        return Order(True, "read_as", what, indexes=first)
    if first.size:
        what = "The first number is beyond 90, so it was read as the longitude, unlike in the rest of the column."
        return Order(False, "axis_order", what, "Which of the two numbers is the latitude?", first)
    if beyond[:, 1].any():
        return Order()
    if of_shapes and all(_ARRAY.fullmatch(cells[index]) for index in filled):
        what = "Nothing says which of the two numbers is the latitude; the second was taken for it, as in GeoJSON."
        return Order(True, "latitude_assumed", what, "If it is the first, exchange the two.", filled[:1])
    what = "Nothing says which of the two numbers is the latitude; the first was taken for it."
    return Order(False, "latitude_assumed", what, "If it is the second, exchange the two.", filled[:1])


def turned(cell: Any) -> Any:
    """Exchange the two numbers of a cell, or those of each pair where it is a list of pairs.

    >>> turned("[46.9, 39.5]"), turned("[[46.9,39.5],[46.8,39.6]]"), turned("Agdam")
    ('39.5, 46.9', '[[39.5,46.9],[39.6,46.8]]', 'Agdam')
    """
    if not isinstance(cell, str):
        return cell
    return _PAIR.sub(r"\3\2\1", cell) if _PAIRS.fullmatch(cell) else TWO_NUMBERS.sub(r"\2, \1", cell)


def _pair_of(cell: Any) -> list[float]:
    """The two numbers of a cell, or the first two of a list of pairs, without their signs; NaN where it is neither."""
    if not isinstance(cell, str):
        return [np.nan, np.nan]
    if match := TWO_NUMBERS.fullmatch(cell.strip()):
        return [abs(float(match[1])), abs(float(match[2]))]
    found = _PAIRS.fullmatch(cell)
    return [abs(float(found[1])), abs(float(found[3]))] if found else [np.nan, np.nan]
