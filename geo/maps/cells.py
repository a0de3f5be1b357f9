"""What stands in one cell of a frame, whatever a caller has put there: one odd value may not stop a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cells.missing import is_missing

ACCURACY = ("position_accuracy_m", "position_written_to_m")
"""The fields that say how far off a position can lie (metres): as reported, and as its digits leave it open."""


def accuracies_m(frame: Any) -> NDArray[np.float64]:
    """Give how far off each record can lie in metres: the larger of both fields; not a number where neither is known.

    >>> accuracies_m(pd.DataFrame({"position_accuracy_m": [5, None], "position_written_to_m": [5550.0, None]}))
    array([5550.,   nan])
    """
    known = [
        pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)
        for name in ACCURACY
        if name in frame.columns
    ]
    return np.fmax.reduce(known) if known else np.full(len(frame), np.nan)


def text(entered: Any) -> str:
    """Give a cell as text; a missing one is empty.

    >>> text(None), text({"a": 1}), text(12)
    ('', "{'a': 1}", '12')
    """
    return "" if is_missing(entered) else str(entered)


def texts(column: Any) -> Any:
    """Give a column as an array of texts, the missing ones empty."""
    if isinstance(column.dtype, pd.StringDtype):  # a million at once
        return column.fillna("").to_numpy(dtype=object)
    return np.array([text(entered) for entered in column.tolist()], dtype=object)
