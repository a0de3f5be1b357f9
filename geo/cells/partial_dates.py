"""Dates that stop at the year or the month, compared only as far as they go.

2021 is not the first of January 2021: it is any day of that year. Two dates are out of order only when every day
that the first can mean comes after every day that the second can mean.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?$")


@dataclass(frozen=True)
class Spans:
    """The first and last day each date can mean, as proleptic ordinals (`date.toordinal`), NaN where there is none.

    `unread` marks what is given but is not a date.
    """

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    unread: NDArray[np.bool_]

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where there is a date."""
        return ~np.isnan(self.first)

    @property
    def to_the_day(self) -> NDArray[np.bool_]:
        """Where the date names one day."""
        return np.equal(self.first, self.last)

    def after(self, other: Spans) -> NDArray[np.bool_]:
        """Where this date is certainly later than the other; never where one of them is missing."""
        return self.first > other.last


def span(value: object) -> tuple[int, int] | None:
    """The first and last day that a date can mean, or None when it is not a date.

    >>> first, last = span("2024-02")
    >>> date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()
    ('2024-02-01', '2024-02-29')
    >>> span("02/2024") is None
    True
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.toordinal(), value.toordinal()
    found = _WRITTEN.match(str(value).strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last_month = month or 12
        last = date(first.year, last_month, day or monthrange(first.year, last_month)[1])
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


def spans(values: Iterable[object]) -> Spans:
    """The spans of many dates; None means that there is none.

    >>> two = spans(["2023", None])
    >>> two.given.tolist(), two.to_the_day.tolist()
    ([True, False], [False, False])
    """
    values = [value if value is None or isinstance(value, date) else str(value) for value in values]
    known: dict[object, tuple[int, int] | None] = {value: span(value) for value in set(values) if value is not None}
    first, last = np.full(len(values), np.nan), np.full(len(values), np.nan)
    unread = np.zeros(len(values), dtype=bool)
    for index, value in enumerate(values):
        if value is None:
            continue
        days = known[value]
        if days is None:
            unread[index] = True
        else:
            first[index], last[index] = days
    return Spans(first, last, unread)
