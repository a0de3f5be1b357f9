"""Records coloured by a column of whoever draws them: what the symbols of our own kinds do not tell.

Each distinct value gets a colour and a pattern, a column of numbers some classes of equal counts. Red and orange stand
for hazards on every map, brown for those of unknown type, yellow-green and teal for closed and released ones: none of
them is given to anything else.
Which record is in which class is decided here, once, and goes into the page as one letter a record.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.cells.missing import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.records import Layer

COLOURS = ("#0072b2", "#7b3f99", "#8c8c8c", "#56a3d9", "#c06fb0", "#33408f", "#5f7a8c", "#b79fd6", "#223344", "#8a2f8a")
"""For values, told apart by colour-blind readers beside the patterns; none is near the colours of hazards."""
RAMP = ("#c9d7ee", "#97b3dc", "#628cc4", "#3565a3", "#173d75")
"""For numbers, from few to many."""
ELSE, MISSING = "#6f6f6f", "#bdbdbd"
_FIRST_LETTER = 48


def own_classes(layer: Layer) -> dict[str, Any] | None:
    """Give the classes of a layer's column for the page, and the class of each record; None without a column.

    `codes` has one letter a record, from "0" on. Each class has a `fill`, and a `text`, or `low` and `high` with the
    `digits` to write them with, or is `other` (values beyond the colours) or `missing`.

    >>> import geopandas
    >>> from geo.records import Layer
    >>> frame = geopandas.GeoDataFrame({"id": ["a", "b", "c"], "crop": ["rye", None, "oats"]}, geometry=[None] * 3)
    >>> found = own_classes(Layer("fields", "places", frame, column="crop"))
    >>> found["codes"], [one.get("text") for one in found["classes"]]
    ('120', ['oats', 'rye', None])
    """
    if not layer.column:
        return None
    values = layer.frame[layer.column]
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        classes, codes = _by_number(np.where(np.isfinite(numbers), numbers, np.nan))
    else:
        classes, codes = _by_value(values.tolist())
    letters = (codes + _FIRST_LETTER).astype(np.uint8).tobytes().decode("ascii")
    return {"column": layer.column, "classes": classes, "codes": letters}


def _by_value(values: list[Any]) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    """A class for each distinct value; those that most records have, where there are more values than colours."""
    texts = [None if is_missing(value) or not str(value).strip() else _text(value) for value in values]
    counts: dict[str, int] = {}
    for text in texts:
        if text is not None:
            counts[text] = counts.get(text, 0) + 1
    commonest = sorted(counts, key=lambda text: (-counts[text], text))[: len(COLOURS)]
    shown = sorted(commonest)
    classes: list[dict[str, Any]] = [{"text": text, "fill": fill} for text, fill in zip(shown, COLOURS, strict=False)]
    place = {text: number for number, text in enumerate(shown)}
    if len(counts) > len(shown):
        classes.append({"other": True, "fill": ELSE})
    codes = [len(classes) if text is None else place.get(text, len(shown)) for text in texts]
    return _with_missing(classes, np.array(codes, dtype=np.int64))


def _by_number(numbers: NDArray[np.float64]) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    """Classes of about equal counts, as many as there are different numbers and shades."""
    given = ~np.isnan(numbers)
    quantiles = np.linspace(0, 1, len(RAMP) + 1)[1:]
    edges = np.unique(np.quantile(numbers[given], quantiles)) if given.any() else np.array([])
    codes = np.searchsorted(edges, numbers)
    used = np.unique(codes[given])
    classes = []
    for number, at in enumerate(used):
        members = numbers[given & (codes == at)]
        shade = RAMP[-1] if len(used) == 1 else RAMP[round(number * (len(RAMP) - 1) / (len(used) - 1))]
        low, high = float(members.min()), float(members.max())
        classes.append({"low": low, "high": high, "digits": _digits(numbers[given]), "fill": shade})
    codes = np.where(given, np.searchsorted(used, codes), len(used))
    return _with_missing(classes, codes.astype(np.int64))


def _with_missing(
    classes: list[dict[str, Any]], codes: NDArray[np.int64]
) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    if (codes == len(classes)).any() or not classes:
        classes = [*classes, {"missing": True, "fill": MISSING}]
    return classes, codes


def _text(value: Any) -> str:
    """A value as a legend has it; the page would show half of a character as such, and a list as its parts."""
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return "; ".join(map(str, value))
    return str(value)


def _digits(numbers: NDArray[np.float64]) -> int:
    """How many decimals tell the numbers apart: none for whole ones, else three figures of their range."""
    if (numbers == np.round(numbers)).all():
        return 0
    span = float(np.ptp(numbers)) or float(np.abs(numbers).max()) or 1.0
    return int(min(9, max(1, 2 - math.floor(math.log10(span)))))
