"""Values a field cannot have: outside its list, below zero, in what looks like another unit, no address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from geo.cells.outcomes import shown
from geo.checks.findings import Finding, Noted, Words
from geo.checks.view import MANY, Terms, View
from geo.findings import Problem
from geo.findings.counting import counted
from geo.records import Field
from geo.records.personal import personal_columns
from geo.records.values import Known

DEEPEST_M = 10.0
"""Clearance to more than ten metres is unheard of; depths like 13 or 20 are centimetres."""
_SEPARATOR = re.compile(r"\s*[,;|]\s*")


def outside_list(view: View, terms: Terms) -> Iterator[Finding]:
    """Name values that are not in their field's list, with the nearest that is."""
    for turn, field in enumerate(view.kind.fields):
        if not field.values:
            continue
        more = terms.values.get(field.name, ())
        known = {*field.values, *more}
        wrong: dict[str, list[int]] = defaultdict(list)
        values = view.column(field.name)
        found: dict[object, list[str]] = {}
        for index in np.flatnonzero(view.given(field.name)).tolist():
            # Few values are different; what is a mapping cannot be looked up.
            value = values[index]
            key = value if isinstance(value, str | tuple) else index
            if (faulty := found.get(key)) is None:
                faulty = found[key] = [each for each in _parts(value, field) if each not in known]
            for each in faulty:
                wrong[each].append(index)
        for text, indexes in wrong.items():
            yield _not_of_list(view, (turn, field), text, indexes, more)


def _parts(value: object, field: Field) -> Iterable[str]:
    if value is None:
        return ()
    if field.type == "value":
        return (str(value),)
    if isinstance(value, Mapping):
        return tuple(str(each) for each in value)
    if isinstance(value, str):
        return () if field.type == "counts" else tuple(part for part in _SEPARATOR.split(value) if part)
    return tuple(str(each) for each in value) if isinstance(value, Iterable) else (str(value),)


def _not_of_list(
    view: View, of: tuple[int, Field], text: str, indexes: list[int], more: Sequence[str]
) -> Finding:  # fmt: skip
    turn, field = of
    nearest = Known(field, more).nearest(text)
    remedy = f"Did you mean {nearest}?" if nearest else f"Allowed are: {', '.join((*field.values, *more))}."
    words = Words("value_outside_list", "warning", remedy, view.source, field.name)
    what = f"{shown(text)} is not one of the values of this field."
    return view.finding(indexes, words, what, partial(_many_not_of_list, text=text), about=text, turn=turn)


def _many_not_of_list(found: Finding, size: int, *, text: str) -> Problem | None:
    if found.count <= MANY:
        return None
    where = f"{counted(found.count, 'record')} ({found.names()})"
    return found.words.of_layer(f"{shown(text)} in {where} is not one of the values of this field.")


def not_taken(view: View, terms: Terms) -> Iterator[Finding]:
    """Name what was typed and could not be taken into a field, and stands beside it as entered."""
    for turn, field in enumerate(view.kind.fields):
        name = f"{field.name}_entered"
        if field.type == "text" or not view.has(name):
            continue
        value = view.column(field.name)
        waiting = view.given(name) & np.fromiter((each in (None, "unknown", ("unknown",)) for each in value), bool)
        typed: dict[str, list[int]] = defaultdict(list)
        for index in np.flatnonzero(waiting).tolist():
            text = str(view.column(name)[index])
            if text.strip().casefold() != "unknown":
                typed[text].append(index)
        for text, indexes in typed.items():
            if field.values:
                yield _not_of_list(view, (turn, field), text, indexes, terms.values.get(field.name, ()))
            else:
                yield _not_understood(view, (turn, field), text, indexes)


def _not_understood(view: View, of: tuple[int, Field], text: str, indexes: list[int]) -> Finding:
    turn, field = of
    remedy = "Write YYYY-MM-DD, or YYYY-MM or YYYY." if field.type == "date" else "Write digits only."
    words = Words("entered_not_understood", "warning", remedy, view.source, field.name)
    what = f"{shown(text)} was entered and is not understood."
    return view.finding(indexes, words, what, _at_the_first, about=text, turn=turn, is_counted=True)


def _at_the_first(found: Finding, size: int) -> Problem:
    first = found.problems[0]
    if found.count == 1:
        return first
    return replace(first, what=f"{first.what[:-1]} ({counted(found.count, 'record')}: {found.names()}).")


def measures(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name measures and counts below zero, and depths that look like centimetres."""
    for field in view.kind.fields:
        if field.type not in ("measure", "count") or not view.has(field.name):
            continue
        numbers = view.numbers(field.name)
        for index in np.flatnonzero(numbers < 0).tolist():
            what = f"{numbers[index]:g} is below zero."
            yield view.problem(index, "negative", "error", what, "Enter it again.", field=field.name)
        for index in np.flatnonzero(np.isinf(numbers) | (view.given(field.name) & np.isnan(numbers))).tolist():
            what = f"{str(view.column(field.name)[index])[:40]!r} is not a number."
            yield view.problem(index, "number_not_understood", "error", what, "Enter a number.", field=field.name)
    depth = view.numbers("depth_m")
    yield from view.each(
        np.flatnonzero(depth > DEEPEST_M),
        "depth_unit",
        "warning",
        lambda index: f"Cleared to a depth of {depth[index]:g} m?",
        "Was the depth entered in centimetres?",
        field="depth_m",
        together="In {count} of {of} records the depth is over 10 m.",
    )


def addresses(view: View, terms: Terms) -> Iterator[Finding]:
    """Name source addresses that no browser opens as a web page."""
    urls = view.column("source_url")
    wrong = [
        index
        for index, url in enumerate(urls)
        if url is not None and not str(url).strip().lower().startswith(("http://", "https://"))
    ]
    yield from view.each(
        wrong,
        "url_not_http",
        "warning",
        lambda index: f"{str(urls[index])[:60]!r} is not a web address.",
        "Write the whole address, beginning with https://.",
        field="source_url",
        together="{count} of {of} source addresses do not begin with http:// or https://.",
    )


def personal(view: View, terms: Terms) -> Iterator[Finding]:
    """Name columns that hold personal data, which is not needed here and must not reach a map."""
    for name in personal_columns([str(name) for name in view.frame.columns], view.kind.name):
        remedy = "Leave it out; counts by age, sex and group are enough."
        words = Words("personal_data", "warning", remedy, view.source, name)
        yield view.finding(np.flatnonzero(view.given(name)), words, "", _holds_personal_data, is_counted=True)


def _holds_personal_data(found: Finding, size: int) -> Problem:
    return found.words.of_layer(f"The column holds personal data ({counted(found.count, 'record')}).")
