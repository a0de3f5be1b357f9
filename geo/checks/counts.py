"""Counts of people in accidents: three ways to divide the same people, which have to allow for one another.

By outcome, by affiliation, and by sex and age. A part that is missing is unknown and not zero, so a sum is only a
least number until all its parts are given. Only what cannot be true is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo.checks.findings import Finding, Noted
from geo.checks.view import Floats, Terms, View
from geo.findings.counting import counted

OUTCOME = ("killed", "injured", "outcome_unknown")
AFFILIATION = ("civilian", "military", "deminer", "affiliation_unknown")
SEX_AND_AGE = ("men", "women", "boys", "girls", "sex_age_unknown")
DIVISIONS = {"outcome": OUTCOME, "affiliation": AFFILIATION, "sex and age": SEX_AND_AGE}


def _sums(view: View, parts: tuple[str, ...]) -> tuple[Floats, Floats, Floats]:
    """The sum of the given parts, the largest part, and how many are missing; NaN where none is given."""
    table = np.column_stack([view.numbers(part) for part in parts])
    table[table < 0] = np.nan  # named by the check of values
    given = ~np.isnan(table)
    filled = np.where(given, table, 0)
    some = given.any(axis=1)
    total, largest = np.where(some, filled.sum(axis=1), np.nan), np.where(some, filled.max(axis=1), np.nan)
    return total, largest, (~given).sum(axis=1).astype(float)


def sums(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Compare the people by outcome with the people by affiliation and by sex and age."""
    outcome, _, outcome_missing = _sums(view, OUTCOME)
    # Killed and injured are the two that sources give; with both, a third figure is rarely meant.
    both = ~np.isnan(view.numbers("killed")) & ~np.isnan(view.numbers("injured"))
    for name, parts in (("affiliation", AFFILIATION), ("sex and age", SEX_AND_AGE)):
        total, largest, missing = _sums(view, parts)
        fewer = (total < outcome) & (missing == 0)
        more = (total > outcome) & (both | (outcome_missing == 0))
        # A soldier can be a deminer: groups of affiliation overlap, so only one that is too large is certain.
        sure = fewer | ((outcome_missing == 0) & ((largest > outcome) | (name != "affiliation")))
        for index in np.flatnonzero(fewer | more).tolist():
            people = counted(total[index], "person", "people")
            said = f"{people} by {name}, {outcome[index]:,.0f} by outcome (killed, injured)."
            yield view.problem(
                index,
                "counts_differ",
                "error" if sure[index] else "note",
                said,
                "Correct the counts, or leave empty what is not known.",
                field=next(part for part in parts if view.given(part)[index]),
            )


def nobody(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Note accidents in which, as recorded, nobody was hurt."""
    killed, injured, other = (view.numbers(name) for name in OUTCOME)
    none = (killed == 0) & (injured == 0) & ~(other > 0)
    yield from view.each(
        np.flatnonzero(none),
        "no_casualties",
        "note",
        "Nobody was killed or injured.",
        "Right for an incident without casualties; leave the counts empty when they are not known.",
        field="killed",
        together="In {count} of {of} records nobody was killed or injured: were empty counts read as 0?",
    )


def whole(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name counts of people that are not whole numbers."""
    for parts in DIVISIONS.values():
        for name in parts:
            numbers = view.numbers(name)
            for index in np.flatnonzero(np.isfinite(numbers) & (numbers != np.floor(numbers))).tolist():
                what = f"{numbers[index]:g} is not a whole number."
                yield view.problem(index, "not_whole", "error", what, "Enter it again.", field=name)
