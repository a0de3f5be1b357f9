"""What stands in one cell of a frame, whatever a caller has put there: one odd value may not stop a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.cells.missing import is_missing


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
