"""The numbers of one column of a table, added up once for whatever is asked of them by row."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from math import isfinite

_BETWEEN_DIGITS = re.compile(r"[\s\u00a0']")
_DEGREES = 180


def number_in(text: str) -> float | None:
    """The number that a text is, with blanks or quotes between its digits and a point or a comma; None if it is none.

    >>> number_in("12 500,5"), number_in("about 12"), number_in("nan")
    (12500.5, None, None)
    """
    try:
        number = float(_BETWEEN_DIGITS.sub("", text).replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


class Numbers:
    """The numbers among the texts of a column, which are given with their rows, from the first to the last.

    >>> numbers = Numbers([(3, "1"), (4, "none"), (5, "2,5"), (8, "400")])
    >>> len(numbers), numbers.sum, numbers.beyond_degrees, numbers.sum_before(8), numbers.sum_before(4)
    (3, 403.5, 1, 3.5, 1.0)
    """

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        found = {index: number for index, text in texts if (number := number_in(text)) is not None}
        self._rows = list(found)
        self._sums = list(accumulate(found.values(), initial=0.0))
        self.beyond_degrees = sum(abs(number) > _DEGREES for number in found.values())
        """How many of them are no degrees, since none is above 180."""

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def sum(self) -> float:
        """The sum of all."""
        return self._sums[-1]

    def sum_before(self, index: int) -> float:
        """The sum of those above a row."""
        return self._sums[bisect_left(self._rows, index)]
