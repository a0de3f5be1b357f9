"""Records that their source no longer has: one rule for map, counts, checks and every word about them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.cells.missing import is_missing

MISSING_SINCE = "missing_since"
"""The field that says so: the day on which a newer version of the source was first seen without the record."""


def are_gone(frame: Any) -> NDArray[np.bool_]:
    """Say of each record of a frame whether its source no longer has it.

    >>> import pandas
    >>> are_gone(pandas.DataFrame({"id": [1, 2, 3], "missing_since": ["2026-05-01", None, ""]})).tolist()
    [True, False, False]
    """
    if MISSING_SINCE not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.array([is_gone(day) for day in frame[MISSING_SINCE].tolist()], dtype=bool)


def is_gone(day: Any) -> bool:
    """Say whether the source of a record no longer has it, by what stands in `MISSING_SINCE`."""
    return not is_missing(day) and day != ""
