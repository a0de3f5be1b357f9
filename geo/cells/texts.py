"""Columns of text, the same whatever else is installed.

Where pyarrow is there, pandas keeps text in its memory, which refuses the half of a character that a damaged file can
hold: a reading would then end in an error on one machine and not on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

TEXT = pd.StringDtype("python", na_value=np.nan)


def text_column(values: Sequence[Any] | np.ndarray[Any, Any]) -> Any:
    """Give texts, None and NaN as a column of text.

    >>> text_column(["Ağdam", None, "\\ud800"]).dtype.storage
    'python'
    """
    return pd.array(values, dtype=TEXT)
