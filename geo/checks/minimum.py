"""The fields a record needs to be of use to anyone else: the minimum data of the GICHD draft, by kind.

`unknown` is an answer. A field that no record of a layer has is said once, for the layer. A place needs none: houses
and fields go without names. The position is named by the checks of geometry.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo.checks.view import Terms, View
from geo.findings import Problem
from geo.findings.counting import counted, verb
from geo.records.source_gone import MISSING_SINCE, are_gone


def _remedy(view: View, fields: tuple[str, ...]) -> str:
    field = view.kind.field(fields[0])
    values = f" Its values are {', '.join(field.values)}." if field and field.values else ""
    return f"Is the column named otherwise?{values}"


def missing_fields(view: View, terms: Terms) -> Iterator[Problem]:
    """Name the minimum fields that a record, or a whole layer, does not have."""
    lacking: dict[int, list[str]] = {}
    for fields in view.kind.minimum:
        given = np.zeros(view.size, dtype=bool)
        for name in fields:
            # What was entered and not understood is named by other checks; it is not for the source to give again.
            given |= view.given(name) | view.given(f"{name}_entered")
        wanted = " or ".join(fields)
        if view.size and not given.any():
            what = (
                f"None of the {counted(view.size, 'record')} has {wanted}."
                if view.size > 1
                else f"The record has no {wanted}."
            )
            option = f"fields=COLUMN={fields[0]}"
            yield view.problem(
                None, "field_missing", "warning", what, _remedy(view, fields), field=fields[0], option=option
            )
            continue
        for index in np.flatnonzero(~given).tolist():
            lacking.setdefault(index, []).append(wanted)
    for index, names in sorted(lacking.items()):
        what = f"The record has no {', no '.join(names)}."
        yield view.problem(index, "field_missing", "warning", what, "Ask the source.", field=names[0].split(" or ")[0])


def gone_from_source(view: View, terms: Terms) -> Iterator[Problem]:
    """Count the records that their source no longer has; they are kept as they were last reported."""
    gone = np.flatnonzero(are_gone(view.frame))
    if len(gone):
        records = f"{len(gone):,} of {counted(view.size, 'record')}"
        what = f"{records} {verb(len(gone))} no longer in the source ({view.names(gone)})."
        remedy = "Ask the source what became of them; they can be removed when the file is added again."
        yield view.problem(None, "gone_from_source", "warning", what, remedy, field=MISSING_SINCE)
