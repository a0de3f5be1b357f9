"""The numbers of one column of a table, added up once for whatever is asked of them by row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from math import isclose, isfinite

_BETWEEN_DIGITS = re.compile(r"[\s\u00a0']")
_DEGREES = 180
_SAME = 1e-6


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


def is_sum(value: float, total: float) -> bool:
    """Whether a number is a sum, but for what is lost by adding up in another order or by writing fewer digits.

    >>> is_sum(0.3, 0.1 + 0.2), is_sum(12_345_679, 12_345_678.9), is_sum(5, 6)
    (True, True, False)
    """
    return isclose(value, total, rel_tol=_SAME, abs_tol=_SAME)


class Numbers:
    """The numbers among the texts of a column, which are given with their rows, from the first to the last.

    >>> numbers = Numbers([(3, "1"), (4, "none"), (5, "2,5"), (8, "400")])
    >>> len(numbers), numbers.sum, numbers.beyond_degrees, numbers.sum_before(8), numbers.sum_before(4)
    (3, 403.5, 1, 3.5, 1.0)
    >>> numbers = Numbers([(3, "1"), (4, "2"), (5, "3")])
    >>> numbers.is_summed_at(5), numbers.are_counted_to(5), numbers.are_several_before(5), numbers.is_summed_at(3)
    (True, True, True, False)
    """

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        found = {index: number for index, text in texts if (number := number_in(text)) is not None}
        self._rows, self._numbers = list(found), list(found.values())
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

    def is_summed_at(self, index: int) -> bool:
        """Whether the number of a row is the sum of those above it, of which there are some."""
        at = bisect_left(self._rows, index)
        return 0 < at < len(self) and self._rows[at] == index and is_sum(self._numbers[at], self._sums[at])

    def are_counted_to(self, index: int) -> bool:
        """Whether the numbers down to that of a row go up by one from each to the next."""
        counted = self._numbers[: bisect_right(self._rows, index)]
        return counted == [counted[0] + step for step in range(len(counted))]

    def are_several_before(self, index: int) -> bool:
        """Whether two or more of the numbers above a row are not zero."""
        return sum(number != 0 for number in self._numbers[: bisect_left(self._rows, index)]) > 1
