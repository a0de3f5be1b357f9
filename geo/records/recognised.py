"""Whether a frame holds records in our own form already, and which ids of records are not those of their source."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.cells.names import composed
from geo.cells.outcomes import text_cells
from geo.records.columns import match_columns
from geo.records.fields import KINDS, Field
from geo.records.layer import ATTRIBUTE
from geo.records.personal import personal_columns

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def are_records(frame: Any, kind: str) -> bool:
    """Whether the frame comes from a project or a reading, or its columns and values are as those of one would be.

    >>> are_records(pd.DataFrame({"id": ["a"], "status": ["open"]}), "hazards")
    True
    >>> are_records(pd.DataFrame({"id": ["a"], "Estado": ["Abierto"]}), "hazards")
    False
    """
    if ATTRIBUTE in frame.attrs or frame.index.name == "row" or (frame.index.name == "id" and "id" in frame.columns):
        return True
    names = [str(name) for name in frame.columns if name != getattr(frame, "active_geometry_name", None)]
    if personal_columns(names, kind):
        return False
    matches, problems = match_columns(names, kind, {}, frame.attrs.get("hashtags", {}), source="")
    if problems:
        return False
    for match in matches:
        field = KINDS[kind].field(match.field)
        if match.column != match.field or field is None or not _is_in_form(frame[match.column], field):
            return False
    return True


def _is_in_form(column: pd.Series[Any], field: Field) -> bool:
    """Whether each value of a column is as the field's values are."""
    if field.type in ("measure", "count"):
        return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    given = column.dropna()
    if field.type == "counts":
        return all(isinstance(value, dict) for value in given)
    if field.type == "values":
        return all(isinstance(value, tuple) and all(one in field.values for one in value) for value in given)
    values = given.tolist()
    if not all(isinstance(value, str) for value in values):
        return False
    distinct = set(values)
    if field.type == "value":
        return distinct <= set(field.values)
    return field.type == "text" or all(_DATE.fullmatch(value) for value in distinct)


def made_ids(table: pd.DataFrame, records: pd.DataFrame, used: Mapping[str, str]) -> dict[str, str]:
    """Give the ids of records that their table does not give: each with the one it gives to several, or with "".

    `used` says which column became what, as `to_records` returns it.

    >>> from geo.records.reading import to_records
    >>> table = pd.DataFrame({"No": ["7", None, "7"]})
    >>> records, _, used = to_records(table, "hazards", source="may.csv")
    >>> made_ids(table, records, used)
    {'may-1': '', '7-2': '7'}
    """
    column = next((name for name, field_name in used.items() if field_name == "id"), None)
    place = next((at for at, name in enumerate(table.columns) if str(name) == column), None)
    own = [math.nan] * len(table) if place is None else [composed(text) for text in text_cells(table.iloc[:, place])]
    by_row = dict(zip(table.index, own, strict=True))
    pairs = zip(records["id"].tolist(), (by_row[row] for row in records.index), strict=True)
    return {given: text if isinstance(text, str) else "" for given, text in pairs if given != text}
