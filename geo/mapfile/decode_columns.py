"""The columns of a data block become the values of records again: the inverse of `encode_columns`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from geo.mapfile.container import Container

MOST_NESTED = 200_000_000
"""Characters of JSON that the records of a column have together. Lists are made anew for each record, so that a small
file could ask for any number of them."""


def column_values(container: Container, described: dict[str, Any], count: int) -> list[Any]:
    """Give the value of each of `count` records, None where it is missing.

    A number without decimals is a whole one: the block does not tell 1 from 1.0. Raises SourceError if it is damaged.
    """
    read = _READERS.get(str(described.get("type"))) if isinstance(described, dict) else None
    if read is None:
        raise container.damaged("a column is of a type that is not known")
    try:
        values = read(container, described)
    except (KeyError, IndexError, TypeError, UnicodeDecodeError, ValueError, OverflowError, RecursionError):
        raise container.damaged("a column cannot be read") from None
    if len(values) != count:
        raise container.damaged("a column has not one value a record")
    return values


def _numbers(container: Container, described: dict[str, Any]) -> list[Any]:
    values: list[Any]
    if "floats" in described:
        floats = container.floats(described["floats"])
        return [None if missing else value for value, missing in zip(floats.tolist(), np.isnan(floats), strict=True)]
    whole = container.ints(described["ints"])
    decimals = int(described["decimals"])
    # The same division as when it was packed, and as in the page: IEEE 754 rounds it in one way only.
    values = (whole / 10.0**decimals).tolist() if decimals else whole.tolist()
    if "missing" in described:
        missing = container.ints(described["missing"]).tolist()
        values = [None if gone else value for value, gone in zip(values, missing, strict=True)]
    return values


def _coded(container: Container, described: dict[str, Any]) -> list[Any]:
    distinct = container.json(described["values"])
    codes = container.ints(described["codes"])
    if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < len(distinct):
        raise IndexError
    if not described["json"]:
        return [distinct[code] for code in codes.tolist()]
    # Each record has a value of its own: lists and objects may be changed.
    plain = [None if text is None else json.loads(text) for text in distinct]
    nested = [isinstance(value, (list, dict)) for value in plain]
    lengths = np.array([len(text) if is_nested else 0 for text, is_nested in zip(distinct, nested, strict=True)])
    if len(codes) and int(lengths[codes].sum()) > MOST_NESTED:
        raise ValueError
    return [json.loads(distinct[code]) if nested[code] else plain[code] for code in codes.tolist()]


def _numbered(container: Container, described: dict[str, Any]) -> list[Any]:
    numbers = container.ints(described["ints"])
    if described["steps"]:
        numbers = np.cumsum(numbers)
    prefix, width = str(described["prefix"]), int(described["width"])
    if not 0 <= width <= 20:
        raise ValueError
    return [f"{prefix}{number:0{width}d}" if width else f"{prefix}{number}" for number in numbers.tolist()]


def _text(container: Container, described: dict[str, Any]) -> list[Any]:
    ends = np.cumsum(container.ints(described["lengths"]))
    whole = container.text(described["text"])
    if (len(ends) and int(ends[-1]) != len(whole)) or (not len(ends) and whole):
        raise ValueError
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    return [whole[start:end].decode() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


_READERS: dict[str, Callable[[Container, dict[str, Any]], list[Any]]] = {
    "numbers": _numbers,
    "coded": _coded,
    "numbered": _numbered,
    "text": _text,
}
