"""What a cell holds when it holds nothing."""

from __future__ import annotations

import pandas as pd

MISSING_MARKS = frozenset(
    {"", "-", "--", "---", "—", "–", ".", "?", "n/a", "na", "n.a.", "n/d", "null", "none", "nan", "nil", "#n/a", "н/д"}
)
"""What people write for a number, a date or a choice that is not there. In text they stay: NA is Namibia."""


def is_missing(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN or NA."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
