"""One column of a frame as a few blocks of bytes, such that every value comes back exactly.

A page keeps a column in one of five ways, whichever is smallest and still exact: numbers that are decimals of a few
digits as whole numbers and a power of ten; other numbers as the 64 bits they are; text that repeats as a list of the
distinct values and a code per record; text that is numbered through as its numbers; any other text as one long text
and the length of each. Lists and objects are JSON text, and repeat or not like any other text.
"""

from __future__ import annotations

import datetime
import json
import math
import os.path
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import Series

    Texts = Series[Any]

_LARGEST_EXACT = 2**53
_LARGEST_FOLDED = 2**52  # the sign takes a bit
_DECIMALS = 9
_DIGITS = 15  # fewer than 2^53 has


class Sink(Protocol):
    """Where blocks of bytes go; each call gives back the number the block is found by."""

    def ints(self, values: NDArray[np.integer[Any]]) -> int: ...
    def floats(self, values: NDArray[np.float64]) -> int: ...
    def text(self, text: bytes) -> int: ...


def pack_column(values: Series[Any], sink: Sink) -> dict[str, Any]:
    """Write the values of a column to the sink and describe what was written.

    Missing values (None, NaN, NA, NaT) all become null in the page: a frame does not tell them apart.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return pack_column(values.astype(dtype.categories.dtype), sink)
    if pd.api.types.is_bool_dtype(dtype):
        return _repeated(values.map({True: "true", False: "false"}), sink, json_text=True)
    if pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_float_dtype(dtype):
        return _numbers(values, sink)
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _texts(values.map(_timestamp, na_action="ignore").astype(object), sink)
    if isinstance(dtype, pd.StringDtype) or pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return _texts(values, sink)
    return _json(values, sink)


def pack_numbers(values: NDArray[np.float64], sink: Sink) -> dict[str, Any]:
    """Write numbers, NaN where missing, to the sink; exact, the sign of zero included.

    A decimal is kept as a whole number only if dividing that by the power of ten gives the very same 64 bits: the
    page does the same division, and IEEE 754 rounds it in one way only.
    """
    missing = np.isnan(values)
    plain = np.where(missing, 0.0, values)
    described: dict[str, Any] = {"type": "numbers"}
    if missing.any():
        described["missing"] = sink.ints(missing.astype(np.uint8))
    if np.isfinite(plain).all() and not (np.signbit(plain) & (plain == 0)).any():
        for decimals in range(_DECIMALS + 1):
            scaled = np.rint(plain * 10.0**decimals)
            if (np.abs(scaled) >= _LARGEST_FOLDED).any():
                break
            if (scaled / 10.0**decimals == plain).all():
                return {**described, "ints": sink.ints(scaled.astype(np.int64)), "decimals": decimals}
    return {**described, "floats": sink.floats(values)}


def _numbers(values: Series[Any], sink: Sink) -> dict[str, Any]:
    missing = values.isna().to_numpy()
    if pd.api.types.is_integer_dtype(values.dtype):
        there = values[~missing]
        if len(there) and (int(there.max()) >= _LARGEST_EXACT or int(there.min()) <= -_LARGEST_EXACT):
            return _json(values.astype(object), sink)
    return pack_numbers(values.to_numpy(dtype=np.float64, na_value=np.nan), sink)


def _texts(values: Texts, sink: Sink) -> dict[str, Any]:
    """Text columns: by code when values repeat, else one after the other."""
    codes, distinct = pd.factorize(values, sort=True)  # neighbours in a sorted list share their beginnings
    if len(distinct) * 2 <= len(values) or (codes < 0).any():
        return _coded(codes, [str(text) for text in distinct], sink, json_text=False)
    texts = list(map(str, values.tolist()))
    numbered = _numbered(texts, sink)
    if numbered is not None:
        return numbered
    try:
        encoded = "".join(texts).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: UTF-8 cannot carry it, JSON's escapes can
        return _coded(codes, [str(text) for text in distinct], sink, json_text=False)
    if len(encoded) == sum(map(len, texts)):
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    else:
        lengths = np.fromiter((len(text.encode()) for text in texts), np.int64, len(texts))
    return {"type": "text", "lengths": sink.ints(lengths), "text": sink.text(encoded)}


def _numbered(texts: list[str], sink: Sink) -> dict[str, Any] | None:
    """Texts that are one beginning and a running number (Z-0001, Z-0002, …), by the numbers; None for any others."""
    prefix = os.path.commonprefix([min(texts), max(texts)]).rstrip("0123456789")
    tails = [text[len(prefix) :] for text in texts]
    together, widths = "".join(tails), set(map(len, tails))
    if not (together.isascii() and together.isdigit() and min(widths) and max(widths) <= _DIGITS):
        return None
    width = widths.pop() if len(widths) == 1 else 0
    if not width:
        if any(tail[0] == "0" and len(tail) > 1 for tail in tails):
            return None
    try:
        prefix.encode()
    except UnicodeEncodeError:
        return None
    numbers = np.array(tails, dtype=np.int64)
    steps = np.diff(numbers, prepend=0)
    rising = bool(np.abs(steps).max() < numbers.max())
    section = sink.ints(steps if rising else numbers)
    return {"type": "numbered", "prefix": prefix, "width": width, "ints": section, "steps": rising}


def _json(values: Series[Any], sink: Sink) -> dict[str, Any]:
    """Lists, objects and mixtures, as JSON text. Equal texts share a code; 1, 1.0 and true stay three values."""
    items = values.to_list()
    if _are_tuples_of_text(items):
        codes, distinct = pd.factorize(_as_objects(item if _there(item) else None for item in items))
        return _coded(codes, [_dumps(item) for item in distinct], sink, json_text=True)
    texts = pd.Series([_dumps(item) if _there(item) else None for item in items], dtype=object)
    return _repeated(texts, sink, json_text=True)


def _are_tuples_of_text(items: list[Any]) -> bool:
    """Whether all items that are there are tuples of text: those that are equal are then written alike."""
    try:
        distinct = set(items)
    except TypeError:  # lists and objects, which cannot be told apart so fast
        return False
    return all(type(item) is tuple and all(type(part) is str for part in item) for item in distinct if _there(item))


def _repeated(texts: Texts, sink: Sink, *, json_text: bool) -> dict[str, Any]:
    codes, distinct = pd.factorize(texts)
    return _coded(codes, [str(text) for text in distinct], sink, json_text=json_text)


def _coded(codes: NDArray[np.intp], distinct: list[str], sink: Sink, *, json_text: bool) -> dict[str, Any]:
    """Code 0 is the missing value if there is one; `json` tells that the values are JSON texts, not plain ones."""
    values: list[str | None] = list(distinct)
    if (codes < 0).any():
        values.insert(0, None)
        codes = codes + 1
    listed = json.dumps(values, separators=(",", ":")).encode("ascii")
    return {"type": "coded", "json": json_text, "codes": sink.ints(codes), "values": sink.text(listed)}


def _as_objects(items: Iterable[Any]) -> NDArray[np.object_]:
    """An array of the items themselves: numpy would make rows and columns of tuples of one length."""
    listed = list(items)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def _there(item: Any) -> bool:
    if isinstance(item, float):
        return not math.isnan(item)
    return not (item is None or item is pd.NA or item is pd.NaT)


def _dumps(item: Any) -> str:
    return json.dumps(_jsonable(item), separators=(",", ":"), ensure_ascii=False)


def _jsonable(item: Any) -> Any:
    """What JSON can say of a Python value. Infinity, which it cannot, is told as text."""
    if isinstance(item, Mapping):
        return {str(key): _jsonable(value) for key, value in item.items()}
    if isinstance(item, (list, tuple, np.ndarray)):
        return [_jsonable(value) for value in item]
    if isinstance(item, (set, frozenset)):
        return sorted((_jsonable(value) for value in item), key=str)
    if isinstance(item, np.generic):
        return _jsonable(item.item())
    if not _there(item):
        return None
    if isinstance(item, float) and math.isinf(item):
        return "Infinity" if item > 0 else "-Infinity"
    if isinstance(item, (str, bool, int, float)):
        return item
    return _timestamp(item) if isinstance(item, (datetime.date, datetime.time)) else str(item)


def _timestamp(moment: Any) -> str:
    """ISO 8601; a date alone when a time stamp is at midnight and names no zone."""
    if isinstance(moment, datetime.datetime) and moment.tzinfo is None and moment.time() == datetime.time():
        return moment.date().isoformat()
    return str(moment.isoformat())
