"""Dates that cannot be, or cannot follow one another. Dates compare only as far as they go; see `partial_dates`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from geo.checks.facts import Fact
from geo.checks.findings import Finding, Noted
from geo.checks.view import Terms, View

EARLIEST = date(1900, 1, 1).toordinal()
EMPTY_DATES = {
    date(1899, 12, 30): "spreadsheets",
    date(1899, 12, 31): "spreadsheets",
    date(1900, 1, 1): "spreadsheets and databases",
    date(1904, 1, 1): "spreadsheets",
    date(1970, 1, 1): "programs",
    date(1, 1, 1): "databases",
}
"""Days that stand for zero in programs: an empty date, and no day on which anything happened."""


def _with_dates(view: View, terms: Terms) -> frozenset[str]:
    names = [field.name for field in view.kind.fields if field.type == "date" and field.name in view.frame.columns]
    return frozenset(name for name in names if view.mine(view.frame[name].notna().to_numpy()).any())


def _of_any(parts: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)


DATED = Fact("dated", _with_dates, _of_any)
"""The fields of dates in which some record of the layer has a value."""


def _date_fields(view: View, terms: Terms) -> list[str]:
    dated = DATED.of(view, terms)
    return [field.name for field in view.kind.fields if field.name in dated]


def possible(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name dates that are not dates, lie in the future or long before the ordnance, or stand for an empty date."""
    today = terms.today.toordinal()
    for name in _date_fields(view, terms):
        dates, written = view.dates(name), view.column(name)
        empty = np.isin(dates.first, [day.toordinal() for day in EMPTY_DATES]) & dates.to_the_day
        for index in np.flatnonzero(dates.unread).tolist():
            what = f"{str(written[index])[:40]!r} is not a date."
            remedy = "Write YYYY-MM-DD, or YYYY-MM or YYYY when no more is known."
            yield view.problem(index, "date_not_understood", "error", what, remedy, field=name)
        for index in np.flatnonzero(dates.first > today).tolist():
            what = f"{written[index]} is in the future; today is {terms.today}."
            remedy = "Are day and month, or the digits of the year, exchanged?"
            yield view.problem(index, "date_in_future", "error", what, remedy, field=name)
        yield from view.each(
            np.flatnonzero(empty),
            "date_empty",
            "warning",
            lambda index, written=written: (  # type: ignore[misc]
                f"{written[index]} is what an empty date becomes in {_programs(written[index])}."
            ),
            "Leave the date empty when it is not known.",
            field=name,
            together="{count} of {of} dates are a day that stands for an empty date in programs.",
        )
        for index in np.flatnonzero((dates.last < EARLIEST) & ~empty).tolist():
            what = f"{written[index]} is before 1900."
            yield view.problem(index, "date_too_early", "warning", what, "Is the year right?", field=name)


def _programs(written: object) -> str:
    return EMPTY_DATES.get(date.fromisoformat(str(written)[:10]), "programs")


def in_order(view: View, terms: Terms) -> Iterator[Noted]:
    """Name dates that come before what they have to follow."""
    for order in view.kind.date_order:
        if not (view.has(order.first) and view.has(order.then)):
            continue
        one, two = view.column(order.first), view.column(order.then)
        for index in np.flatnonzero(view.dates(order.first).after(view.dates(order.then))).tolist():
            what = f"{order.then} {two[index]} comes before {order.first} {one[index]}: {order.otherwise}."
            remedy = "Are the two exchanged, or day and month?"
            yield view.problem(index, "date_order", order.severity, what, remedy, field=order.then)


def stale(view: View, terms: Terms) -> Iterator[Finding]:
    """Name open hazards of which nothing has been heard for years."""
    newest = np.full(view.size, np.nan)
    dates = [(name, view.dates(name).last, view.column(name)) for name in _date_fields(view, terms)]
    for _, last, _ in dates:
        newest = np.fmax(newest, last)
    limit = terms.today.toordinal() - terms.stale_after_years * 365.25
    old = (newest < limit) & ~view.equals("status", "closed")

    def what(index: int) -> str:
        name, written = next((name, written[index]) for name, last, written in dates if last[index] == newest[index])
        return f"The newest date is {written} ({name}); the hazard is not closed."

    yield from view.each(
        np.flatnonzero(old),
        "stale",
        "note",
        what,
        "Has anyone been there since? Enter the date of the last visit (verified_on).",
        field="verified_on",
        together="{count} of {of} hazards are not closed and have no date within the last "
        f"{'year' if terms.stale_after_years == 1 else f'{terms.stale_after_years:g} years'}.",
    )
