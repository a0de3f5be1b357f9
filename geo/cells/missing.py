"""What a cell holds when it holds nothing."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

MISSING_MARKS = frozenset(
    {"", "-", "--", "---", "—", "–", ".", "?", "n/a", "na", "n.a.", "n/d", "null", "none", "nan", "nil", "#n/a", "н/д"}
)
"""What people write for a number, a date or a choice that is not there."""
NO_TEXT = MISSING_MARKS - {"na", "none", "nan", "nil", "?", "."}
"""Those that are no text either. The others stay in a text: NA is Namibia, and Nan a province."""


def is_missing(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or NA of any library. Something with parts is never nothing.

    >>> [is_missing(value) for value in (None, float("nan"), np.datetime64("NaT"), Decimal("NaN"), "", [], 0)]
    [True, True, True, True, False, False, False]
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, float):
        return bool(value != value)
    # Only NaN and NaT differ from themselves, whatever their type.
    return isinstance(value, (np.generic, Decimal)) and bool(value != value)
