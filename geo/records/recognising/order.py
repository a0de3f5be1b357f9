"""Which of two plain numbers in one cell is the latitude: the heading says it, or the numbers of the whole column.

People say the latitude first, programs of maps write the longitude first. A number beyond 90 is a longitude, and so
are then those that stand where it does. Where nothing tells, the latitude is taken first, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

TWO_NUMBERS = re.compile(r"[\[(]?\s*([+-]?\d{1,3}(?:\.\d+)?)[\s,;]+([+-]?\d{1,3}(?:\.\d+)?)\s*[\])]?")
_LARGEST_LATITUDE, _LARGEST_LONGITUDE = 90, 180


class Order(NamedTuple):
    """In which order two numbers are read: `is_turned` if the longitude is first; and what is to be said, of whom."""

    is_turned: bool = False
    code: str = ""
    what: str = ""
    remedy: str = ""
    indexes: NDArray[np.intp] = np.zeros(0, dtype=np.intp)


def order_of_numbers(cells: NDArray[Any], stated: Sequence[str]) -> Order:
    """Judge the order in a column of texts; `stated` is the one of its heading, such as ("lon", "lat")."""
    matches = [TWO_NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) else None for cell in cells]
    pairs = np.array([[abs(float(match[1])), abs(float(match[2]))] if match else [np.nan] * 2 for match in matches])
    pairs = pairs.reshape(len(cells), 2)
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
    what = "Nothing says which of the two numbers is the latitude; the first was taken for it."
    return Order(False, "latitude_assumed", what, "If it is the second, exchange the two.", filled[:1])
