"""What was said on reading a file is not repeated by the checks.

A reader knows what was typed, so it speaks first: why a position or a value was not taken. The checks see only what
became of it, a record without position or an unknown value, which would be the same fault a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from geo.findings import Problem
from geo.records.vocabulary import PSEUDO_FIELDS


def not_said_by(layers: Sequence[Any]) -> Callable[[Problem], bool]:
    """Give the test whether a problem is new; it is, unless one of `layers` is a reading that has said it."""
    readings = [layer for layer in layers if hasattr(layer, "problems") and hasattr(layer, "fields")]
    said = [problem for reading in readings for problem in reading.problems if problem.row is not None]
    if not readings:
        return lambda one: True
    rows = {(one.code, one.source, one.row, one.field) for one in said}
    fields = {(one.source, one.field) for one in said}
    unplaced = set()
    for reading in readings:
        position_fields = {name for name, field in reading.fields.items() if field in PSEUDO_FIELDS} | {"geometry"}
        unplaced |= {
            (one.source, one.row) for one in reading.problems if one.row is not None and one.field in position_fields
        }

    def is_new(one: Problem) -> bool:
        if one.code == "no_position":
            return (one.source, one.row) not in unplaced
        if one.code in ("value_outside_list", "entered_not_understood"):  # a reader names each text once, for all rows
            return (one.source, one.field) not in fields
        return (one.code, one.source, one.row, one.field) not in rows

    return is_new
