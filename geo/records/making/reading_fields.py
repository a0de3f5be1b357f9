"""Columns become the fields that their headings or cells name: text → value, each distinct text once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.cells.dates import read_dates
from geo.cells.missing import MISSING_MARKS, NO_POSITION, NO_TEXT, NOT_STATED
from geo.cells.names import composed
from geo.cells.numbers import read_counts, read_measures
from geo.cells.outcomes import Outcome, Texts, collect, failed, text_cells, texts_of
from geo.cells.texts import text_column
from geo.cells.words import fold
from geo.findings.options import written_option
from geo.records.columns import Match, unknown_unit
from geo.records.fields import Field
from geo.records.making.work import Work
from geo.records.properties import column_of
from geo.records.values import read_devices, read_lists, read_states, read_values
from geo.records.vocabulary import date_words, synonyms

_NAMES = ("id", "name", "place", "admin1", "admin2", "source", "organisation")
"""Texts that say nothing where they say that nothing is known; remarks are kept as they are."""


def read_fields(work: Work, matches: Sequence[Match]) -> None:
    by_field = {match.field: match for match in matches}
    taken = set()
    for spec in work.kind.fields:
        match = by_field.get(spec.name)
        if match and _read_field(work, spec, match):
            work.used[match.column] = spec.name
            taken.add(match.column)
    for name in work.table.columns:
        if name not in taken:
            work.extras[str(name)] = work.table[name]


def _read_field(work: Work, spec: Field, match: Match) -> bool:
    """Read one column into a field; False if nothing in it is understood and nobody said that it is the field."""
    column = work.table[match.column]
    if spec.type == "text":
        codes, distinct = pd.factorize(text_cells(column))
        no_text = NO_TEXT | NOT_STATED if spec.name in _NAMES else NO_TEXT
        written = [math.nan if text.strip().casefold() in no_text else composed(text) for text in distinct]
        # The last stands for -1, the code of an empty cell.
        work.columns[spec.name] = text_column(np.array([*written, math.nan], dtype=object)[codes].tolist())
        return True
    marks = MISSING_MARKS - {"none"} if "none" in spec.values else MISSING_MARKS
    if spec.type == "date":
        marks = NO_POSITION
    elif spec.values:  # "not known" is an answer where the list has it
        marks = marks - {mark for mark in NOT_STATED if fold(mark) in synonyms(spec.name)}
    texts = texts_of(column, marks=marks)
    outcomes = _outcomes(work, spec, texts.distinct, match)
    if not match.sure and _nothing_understood(texts, outcomes):
        work.problems.add(
            "column_not_understood",
            f"The heading could mean {spec.name}, but none of the values is one; the column is kept as it is. "
            f"Of the first: {outcomes[0].problem} {outcomes[0].remedy}".rstrip(),
            "If it is, name the field.",
            field=match.column,
            option=written_option("fields", f"{match.column}={spec.name}"),
        )
        return False
    work.problems += collect(texts, outcomes, source=work.source, field=spec.name)
    work.columns[spec.name] = column_of(texts.spread([outcome.value for outcome in outcomes]), spec.type)
    _keep_entered(work, spec.name, texts, outcomes)
    for name in {name for outcome in outcomes for name in outcome.others}:
        work.suggested.setdefault(name, []).append(
            texts.spread([outcome.others.get(name, math.nan) for outcome in outcomes])
        )
    return True


def _outcomes(work: Work, spec: Field, texts: Sequence[str], match: Match) -> list[Outcome]:
    more = work.values.get(spec.name, ())
    if spec.type == "date":
        return read_dates(texts, date_words())
    if spec.type == "count":
        return read_counts(texts)
    if spec.type == "counts":
        return read_devices(texts, spec)
    if spec.type == "values":
        return read_lists(texts, spec, more)
    if spec.type == "value":
        flat = work.kind.name == "hazards" and spec.name in ("area_type", "status")
        return (read_states if flat else read_values)(texts, spec, more)
    if spec.unit and not match.sure and (unit := unknown_unit(match.column)):
        what = f"How large the unit {unit!r} is differs from country to country; the number was not read."
        return [failed("number_not_understood", what, "Give them in square metres or hectares.") for _ in texts]
    if spec.unit == "m2" and not match.sure and not match.unit and texts:
        work.problems.add("unit_assumed", "Numbers without a unit were read as square metres.", field=match.column)
    return read_measures(texts, spec.unit, match.factor)


def _nothing_understood(texts: Texts, outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and all(
        outcome.problem and outcome.code != "status_split" and not outcome.code.startswith("ambiguous")
        for outcome in outcomes
    )


def _keep_entered(work: Work, name: str, texts: Texts, outcomes: Sequence[Outcome]) -> None:
    kept = texts.spread(
        [text if outcome.entered else math.nan for text, outcome in zip(texts.distinct, outcomes, strict=True)]
    )
    if not any(outcome.entered for outcome in outcomes):
        return
    entered = f"{name}_entered"
    if entered in work.table.columns:
        before = text_cells(work.table[entered])
        kept = [new if isinstance(new, str) else old for old, new in zip(before, kept, strict=True)]
    work.extras[entered] = pd.Series(text_column(kept), index=work.table.index)
