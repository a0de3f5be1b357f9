"""How one written value was read: its value, or why not. A column is read once for each distinct text in it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cells.missing import MISSING_MARKS, is_missing
from geo.findings import Findings, Severity
from geo.findings.counting import counted, listed


@dataclass(slots=True)
class Outcome:
    """What became of one text. `said` tells of a rewriting; `problem` why the text was not understood.

    `entered`: the text is to be kept beside the field. `others`: values that the text also gives to other fields.
    """

    value: Any = math.nan
    said: str = ""
    problem: str = ""
    remedy: str = ""
    code: str = ""
    severity: Severity = "warning"
    entered: bool = False
    others: dict[str, Any] = field(default_factory=dict)


def failed(code: str, problem: str, remedy: str = "", *, value: Any = math.nan) -> Outcome:
    """Make the outcome of a text that is not understood; it is kept as entered."""
    return Outcome(value, problem=problem, remedy=remedy, code=code, entered=True)


@dataclass
class Texts:
    """A column as texts: the distinct ones, and for each row which one it holds (-1: none)."""

    codes: NDArray[np.intp]
    distinct: list[str]
    rows: NDArray[np.int64]

    def spread(self, values: Sequence[Any]) -> list[Any]:
        """One value for each row from one for each distinct text."""
        padded = np.fromiter((*values, math.nan), dtype=object, count=len(values) + 1)
        spread: list[Any] = padded[self.codes].tolist()
        return spread

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The rows in the order of their texts, and where those of each text begin."""
        order = np.argsort(self.codes, kind="stable")
        return self.rows[order], np.searchsorted(self.codes[order], np.arange(len(self.distinct) + 1))

    def rows_of(self, number: int) -> list[int]:
        """The rows that hold a distinct text."""
        rows, starts = self._sorted
        found: list[int] = rows[starts[number] : starts[number + 1]].tolist()
        return found


def as_text(value: Any) -> str:
    """The text of any cell: numbers as they would be typed, lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
    if isinstance(value, (list, tuple, dict, np.ndarray)):
        plain = value.tolist() if isinstance(value, np.ndarray) else value
        return json.dumps(plain, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def text_cells(column: pd.Series[Any]) -> NDArray[Any]:
    """An object array of `str`, NaN where the cell is missing or blank."""
    cells = column.to_numpy(dtype=object, na_value=math.nan)
    if not isinstance(column.dtype, pd.StringDtype):
        cells = np.fromiter(
            (math.nan if is_missing(cell) else as_text(cell) for cell in cells), dtype=object, count=len(cells)
        )
    blank = np.array([type(cell) is str and (not cell or cell.isspace()) for cell in cells.tolist()], dtype=bool)
    return np.where(blank, math.nan, cells) if blank.any() else cells


def texts_of(column: pd.Series[Any], *, marks: frozenset[str] = MISSING_MARKS) -> Texts:
    """Take the distinct texts of a column; marks that stand for nothing count as missing."""
    codes, distinct = pd.factorize(text_cells(column))
    stripped = [text.strip() for text in distinct]
    nothing = [number for number, text in enumerate(stripped) if text.casefold() in marks]
    if nothing:
        codes = np.where(np.isin(codes, nothing), -1, codes)
    return Texts(codes.astype(np.intp), stripped, column.index.to_numpy(dtype="int64"))


def collect(texts: Texts, outcomes: Sequence[Outcome], *, source: str, field: str) -> Findings:
    """Turn outcomes into problems: each fault once with the rows it is in, all rewritings in one note."""
    problems = Findings(source)
    rewritten: list[tuple[int, str]] = []
    doubtful: dict[str, list[tuple[Outcome, list[int]]]] = {}
    for number, outcome in enumerate(outcomes):
        rows = texts.rows_of(number) if outcome.problem or outcome.said else []
        if not rows:
            continue
        if outcome.said:
            rewritten.append((len(rows), outcome.said))
        if outcome.code.startswith("ambiguous"):
            doubtful.setdefault(outcome.code, []).append((outcome, rows))
        elif outcome.problem:
            _note(problems, outcome, rows, field)
    for found in doubtful.values():
        _note(problems, found[0][0], sorted(row for _, rows in found for row in rows), field)
    if rewritten:
        problems.add("read_as", summary(rewritten), field=field)
    return problems


def _note(problems: Findings, outcome: Outcome, rows: list[int], field: str) -> None:
    problems.add_rows(outcome.code, rows, outcome.problem, outcome.remedy, severity=outcome.severity, field=field)


def summary(rewritten: list[tuple[int, str]]) -> str:
    """Say what was read as other words, the most frequent first."""
    ordered = sorted(rewritten, key=lambda each: (-each[0], each[1]))
    total = sum(count for count, _ in ordered)
    told = listed([f"{said} ({count:,})" for count, said in ordered])
    return f"{counted(total, 'value')} interpreted: {told}."


def shown(text: str) -> str:
    """A text in quotes, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "…")
