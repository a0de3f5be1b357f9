"""Records coloured by a column of whoever draws them: what the symbols of our own kinds do not tell.

Each distinct value gets a colour and a pattern, a column of numbers some classes of equal counts. Red and orange stand
for hazards on every map, brown for those of unknown type, yellow-green and teal for closed and released ones: none of
them is given to anything else.
Which record is in which class is decided here, once, and goes into the page as one letter a record.
"""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.cells.missing import is_missing
from geo.maps.cells import texts

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


def unknown_classes(layers: Sequence[Layer]) -> list[dict[str, Any] | None]:
    """Give each layer of which nothing is known a class of its own, so that no two share a symbol; None for the others.

    Nothing is known of hazards without any type and status. One such layer alone keeps the symbol of the unknown. The
    colour is that which the layer's file gives all its records, if it is not red, orange or brown: those say what kind
    of hazard it is, which the file does not.
    """
    unknown = [layer for layer in layers if _is_unknown(layer)]
    if len(unknown) < 2:
        return [None] * len(layers)
    given = {layer.name: _colour_of_file(layer.frame) for layer in unknown}
    free = [colour for colour in COLOURS if colour not in given.values()]
    found: dict[str, dict[str, Any]] = {}
    for number, layer in enumerate(unknown):
        fill = given[layer.name] or free[number % len(free)]
        found[layer.name] = {"column": "", "codes": "", "classes": [{"fill": fill, "unknown": True, "look": number}]}
    return [found.get(layer.name) for layer in layers]


def _is_unknown(layer: Layer) -> bool:
    """Whether a layer of hazards has records and no type and status of any."""
    if layer.what.symbol.family != "hazard" or layer.column or layer.frame.empty:
        return False
    known = (layer.frame[name] for name in layer.what.symbol.by if name in layer.frame.columns)
    return not any((~np.isin(texts(column), ("", "unknown"))).any() for column in known)


def _colour_of_file(frame: Any) -> str | None:
    """Give the one colour of all records by simplestyle-spec 1.1, as #rrggbb; None for several, or for a hazard's."""
    for name in ("marker-color", "fill", "stroke"):
        if name not in frame.columns:
            continue
        values = {str(value).strip().lower() for value in frame[name].tolist()}
        match = re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", values.pop()) if len(values) == 1 else None
        if match:
            digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
            return None if _is_of_hazards(digits) else f"#{digits}"
    return None


def _is_of_hazards(digits: str) -> bool:
    """Whether a colour is red, orange, brown or yellow: a hue up to 65° or from 330°, and not nearly grey."""
    hue, _, saturation = colorsys.rgb_to_hls(*(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    return saturation > 0.15 and not 65 / 360 < hue < 330 / 360


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
