"""How old what a page shows is: of when the newest record is, and by when half of them were known.

One new record makes a map of old ones no newer, so the age of a map is that of the bulk of its hazards. A date to the
year or the month may be its last day: a record is said to be at least so old. What is dated is the information in a
record (`Kind.dates`); when a status was set or a marking looked at says nothing of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.maps import cells
from geo.records import KINDS, Layer

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Dates:
    """The dates of a map's records, as ISO 8601 text to the year, the month or the day, "" where not known."""

    newest: str = ""
    """Of the newest record of all."""
    middle: str = ""
    """Half of the dated records of the bulk are of then or older."""
    older_than: str = ""
    """The next year or month after `middle`, unless the newest record is of that year or month itself."""
    of: str = "records"
    """What the bulk is: "hazards", or "records" where there are none."""
    undated: int = 0
    """How many of the bulk have no date."""
    total: int = 0

    @property
    def mostly_undated(self) -> bool:
        """Whether more than half of the bulk has no date: then no age of it is known."""
        return 2 * self.undated > self.total

    def as_settings(self) -> dict[str, Any]:
        """Give the dates as the page reads them."""
        return {
            "newest": self.newest,
            "middle": "" if self.mostly_undated else self.middle,
            "olderThan": "" if self.mostly_undated else self.older_than,
            "of": self.of,
            "undated": self.undated,
            "total": self.total,
        }


def dates(layers: Sequence[Layer], until: str = "") -> Dates:
    """Find of when the records are: of all that a map is about, or of its figures where there is nothing else.

    A date later than `until` (ISO 8601; today where that is empty) is a slip, and counts as none.

    >>> import geopandas
    >>> reports = {"id": list("ABC"), "reported_on": ["2005-03-01", "2005", "2026-11-20"]}
    >>> frame = geopandas.GeoDataFrame(reports, geometry=[None] * 3)
    >>> found = dates([Layer("reports", "hazards", frame)], until="2026-11-29")
    >>> found.newest, found.middle, found.older_than
    ('2026-11-20', '2005', '2006')
    """
    end = until or date.today().isoformat()
    by_kind = {name: _dates_of(layers, name, end) for name in KINDS}
    subject = np.concatenate([by_kind[name] for name, kind in KINDS.items() if kind.subject])
    dangerous = np.concatenate([by_kind[name] for name, kind in KINDS.items() if kind.dangerous])
    figures = np.concatenate([by_kind[name] for name, kind in KINDS.items() if not kind.placed])
    newest = _newest(subject) or _newest(figures)
    bulk = next((texts for texts in (dangerous, subject, figures) if len(texts)), figures)
    middle, dated = _middle(bulk)
    of = "hazards" if bulk is dangerous else "records"
    return Dates(newest, middle, _older_than(middle, newest), of, len(bulk) - dated, len(bulk))


def _newest(texts: NDArray[np.object_]) -> str:
    return max(filter(None, pd.unique(texts)), key=_last_day, default="")


def _middle(texts: NDArray[np.object_]) -> tuple[str, int]:
    """The date of the record in the middle, and how many have a date."""
    # There are few dates and many records, so that dates are put in order and records only counted.
    numbers = Counter(texts.tolist())
    numbers.pop("", None)
    dated, before = numbers.total(), 0
    for text in sorted(numbers, key=_last_day):
        before += numbers[text]
        if 2 * before >= dated:
            return text, dated
    return "", 0


def _dates_of(layers: Iterable[Layer], kind: str, end: str) -> NDArray[np.object_]:
    """The date of each record of a kind, "" where there is none."""
    found = [np.array([], dtype=object)]
    for layer in layers:
        if layer.kind != kind:
            continue
        texts = np.full(len(layer.frame), "", dtype=object)
        for name in KINDS[kind].dates:
            if name in layer.frame.columns:
                codes, distinct = pd.factorize(cells.texts(layer.frame[name]))
                read = np.array([text if _is_past(text, end) else "" for text in distinct], dtype=object)
                texts = np.where(texts == "", read[codes], texts)
        found.append(texts)
    return np.concatenate(found)


def _is_past(text: str, end: str) -> bool:
    if _DATE.fullmatch(text) is None or text > end[: len(text)]:
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:  # the 31st of February
        return False
    return True


def _last_day(text: str) -> str:
    """Order dates by the last day that each can be."""
    return text + "-12-31"[len(text) - 4 :]


def _older_than(middle: str, newest: str) -> str:
    if not middle:
        return ""
    year, month = middle[:4], middle[5:7]
    if newest[:4] > year:
        return f"{int(year) + 1:04d}"
    if month and newest[5:7] > month:
        return f"{year}-{int(month) + 1:02d}"
    return ""
