"""The fields a record needs to be of use to anyone else: the minimum data of the GICHD draft, by kind.

`unknown` is an answer. A field that no record of a layer has is said once, for the layer. A place needs none: houses
and fields go without names. The position is named by the checks of geometry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from geo.checks.facts import Fact
from geo.checks.findings import Finding, Noted, Words
from geo.checks.view import Flags, Terms, View
from geo.findings import Problem
from geo.findings.counting import counted, verb
from geo.records.source_gone import MISSING_SINCE, are_gone


def _remedy(view: View, fields: tuple[str, ...]) -> str:
    field = view.kind.field(fields[0])
    values = f" Its values are {', '.join(field.values)}." if field and field.values else ""
    return f"Is the column named otherwise?{values}"


def _given(view: View, fields: tuple[str, ...]) -> Flags:
    given = np.zeros(view.size, dtype=bool)
    for name in fields:
        # What was entered and not understood is named by other checks; it is not for the source to give again.
        given |= view.given(name) | view.given(f"{name}_entered")
    return given


def _some_given(view: View, terms: Terms) -> frozenset[tuple[str, ...]]:
    return frozenset(fields for fields in view.kind.minimum if view.mine(_given(view, fields)).any())


def _of_any(parts: Sequence[frozenset[tuple[str, ...]]]) -> frozenset[tuple[str, ...]]:
    return frozenset[tuple[str, ...]]().union(*parts)


GIVEN = Fact("given", _some_given, _of_any)
"""The minimum fields that some record of the layer has."""


def missing_fields(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name the minimum fields that a record, or a whole layer, does not have."""
    lacking: dict[int, list[str]] = {}
    for fields in view.kind.minimum:
        wanted = " or ".join(fields)
        if fields in GIVEN.of(view, terms):
            for index in np.flatnonzero(~_given(view, fields)).tolist():
                lacking.setdefault(index, []).append(wanted)
            continue
        option = f"fields=COLUMN={fields[0]}"
        words = Words("field_missing", "warning", _remedy(view, fields), view.source, fields[0], option)
        yield view.finding(np.arange(view.size), words, "", partial(_none_has, wanted=wanted), is_counted=True)
    for index, names in sorted(lacking.items()):
        what = f"The record has no {', no '.join(names)}."
        yield view.problem(index, "field_missing", "warning", what, "Ask the source.", field=names[0].split(" or ")[0])


def _none_has(found: Finding, size: int, *, wanted: str) -> Problem:
    of = f"None of the {counted(size, 'record')} has {wanted}."
    return found.words.of_layer(of if size > 1 else f"The record has no {wanted}.")


def gone_from_source(view: View, terms: Terms) -> Iterator[Finding]:
    """Count the records that their source no longer has; they are kept as they were last reported."""
    remedy = "Ask the source what became of them; they can be removed when the file is added again."
    words = Words("gone_from_source", "warning", remedy, view.source, MISSING_SINCE)
    yield view.finding(np.flatnonzero(are_gone(view.frame)), words, "", _gone, is_counted=True)


def _gone(found: Finding, size: int) -> Problem:
    records = f"{found.count:,} of {counted(size, 'record')}"
    return found.words.of_layer(f"{records} {verb(found.count)} no longer in the source ({found.names()}).")
