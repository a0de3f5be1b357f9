"""Only the rows that somebody wants: those whose columns hold certain values. The others are counted, never hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from geo.cells.words import fold
from geo.errors import UsageError
from geo.findings import Findings, Problem
from geo.findings.counting import counted, listed


def kept_rows(table: Any, only: Mapping[str, Sequence[str]], source: str) -> tuple[Any, list[Problem]]:
    """Give the rows of a table whose columns hold one of the values named for each, and say how many do not.

    Values are compared without regard to case, accents, spaces and punctuation. Raises UsageError for a column that is
    not there, and where no row is left.

    >>> import pandas as pd
    >>> marks = pd.DataFrame({"sym": ["Danger Area", "Restaurant"]})
    >>> rows, problems = kept_rows(marks, {"sym": ["danger area"]}, "walk.gpx")
    >>> len(rows), problems[0].what
    (1, '1 row is left out: its sym is not danger area. Left out are: Restaurant (1).')
    """
    found = Findings(source)
    for column, values in only.items():
        name = _column(column, [str(one) for one in table.columns], source)
        wanted = {fold(str(value)) for value in values}
        cells = [_text(cell) for cell in table[name]]
        mask = [fold(cell) in wanted for cell in cells]
        out = [cell for cell, is_kept in zip(cells, mask, strict=True) if not is_kept]
        if not any(mask):
            there = listed([cell or "nothing" for cell in dict.fromkeys(cells)])
            raise UsageError(
                f"{source}: no row has {' or '.join(map(repr, values))} in {name!r}.", remedy=f"There is: {there}."
            )
        if out:
            counts = [f"{cell or 'nothing'} ({out.count(cell):,})" for cell in dict.fromkeys(out)]
            which = ("is", "its") if len(out) == 1 else ("are", "their")
            what = f"{counted(len(out), 'row')} {which[0]} left out: {which[1]} {name} is not {' or '.join(values)}."
            found.add("rows_left_out", f"{what} Left out are: {listed(counts)}.", field=name, option="")
        table = table[mask]
    return table, list(found)


def _column(wanted: str, names: Sequence[str], source: str) -> str:
    alike = [name for name in names if name == wanted] or [name for name in names if fold(name) == fold(wanted)]
    if not alike:
        near = get_close_matches(wanted, names, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Its columns are: {listed(names)}."
        raise UsageError(f"{source} has no column {wanted!r}.", remedy=hint)
    return alike[0]


def _text(cell: Any) -> str:
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
