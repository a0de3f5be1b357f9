"""Findings of one source, collected while it is worked on. Every room notes what it finds here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from geo.findings.counting import in_rows
from geo.findings.problem import Problem
from geo.findings.table import Severity, codes


class Findings(list[Problem]):
    """A list of problems that knows its source, and the usual severity of each code.

    >>> found = Findings("survey.csv")
    >>> _ = found.add("too_few_cells", "The last columns are empty.", row=3)
    >>> print(found[0])
    survey.csv, row 3: The last columns are empty.
    """

    __slots__ = ("source",)

    def __init__(self, source: str = "", found: Iterable[Problem] = ()) -> None:
        super().__init__(found)
        self.source = source

    def add(
        self, code: str, what: str, remedy: str = "", *, severity: Severity | None = None, row: int | None = None,
        id: str = "", field: str = "", at: Sequence[float] | None = None, source: str | None = None,
        option: str | None = None,
    ) -> Problem:  # fmt: skip
        """Note a finding of one record, or of the whole source, and give it. `at`: longitude and latitude in degrees;
        `source`: where it is not that of the others.

        Raises ValueError for a code that is not in the table, or a severity that it does not have for the code.
        """
        usual = severity or usual_severity(code)
        named = self.source if source is None else source
        self.append(made(code, usual, what, remedy, named, row=row, id=id, field=field, at=at, option=option))
        return self[-1]

    def add_rows(
        self, code: str, rows: Sequence[int], what: str, remedy: str = "", *, most: int | None = None,
        severity: Severity | None = None, field: str = "", option: str | None = None,
    ) -> None:  # fmt: skip
        """Note the same of some rows: once, at the first, naming the others; up to `most` rows each for itself.

        >>> found = Findings("survey.csv")
        >>> found.add_rows("too_few_cells", [3, 8, 9], "The last columns are empty.")
        >>> print(found[0])
        survey.csv, row 3: The last columns are empty (rows 3, 8, 9).
        """
        if len(rows) <= (most or 1):
            for row in rows:
                self.add(code, what, remedy, severity=severity, row=row, field=field, option=option)
            return
        told = f"{what.removesuffix('.')}{in_rows(rows)}."
        self.add(code, told, remedy, severity=severity, row=rows[0], field=field, option=option)


def made(
    code: str, severity: Severity, what: str, remedy: str, source: str, *, row: int | None = None, id: str = "",
    field: str = "", at: Any = None, option: str | None = None,
) -> Problem:  # fmt: skip
    """Make a problem that is not noted yet, of arguments as those of `Findings.add`."""
    lon, lat = (None, None) if at is None else (round(float(at[0]), 7), round(float(at[1]), 7))
    return Problem(code, severity, what, remedy, source, row, id, field, lon, lat, option)


def usual_severity(code: str) -> Severity:
    """Give the severity that the table of codes names first. Raises ValueError for a code that it does not have."""
    known = codes().get(code)
    if known is None:
        raise ValueError(f"There is no code {code!r} in geo/findings/codes.toml.")
    return known.severities[0]
