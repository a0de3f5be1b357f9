"""Text with a delimiter becomes rows of cells, each exactly as typed, with the number a spreadsheet would show.

A quotation mark that is never closed would swallow the rest of the file in silence. Text that does not follow the
rules is therefore read record by record, and a record that runs on and on is taken as one line with a stray mark.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from geo.errors import SourceError
from geo.findings import Findings

MAX_CELL = MAX_LINE = 20_000_000
MAX_LINES = 3_000_000
"""Three times the rows of the largest worksheet. A file of more lines would take more memory than a laptop has."""
_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"
_STRAY = 20
_LINES = 1_000
"""No cell in use has more lines; a mark that is still open after so many was never meant to be one."""


class _RunsOn(Exception):
    """A record does not end."""


def require_lines(path: Path) -> None:
    """Raise SourceError for a file that is not made of lines, or of too many, before any of it is kept."""
    lines = length = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            first = next((at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0), -1)
            length += len(block) if first < 0 else first
            if length > MAX_LINE:
                what = f"{path.name}: line {lines + 1:,} is longer than {MAX_LINE // 10**6} MB."
                raise SourceError(what, remedy="Is it a table?")
            if first >= 0:
                lines += block.count(b"\n") or block.count(b"\r")
                length = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))
            if lines > MAX_LINES:
                raise SourceError(f"{path.name} has more than {MAX_LINES:,} lines.", remedy="Split it into parts.")


def find_delimiter(text: str, suffix: str = "") -> str:
    """The delimiter that cuts the first records into the same number of cells, more than one.

    >>> find_delimiter("a;b;c\\n1,5;2;3\\n")
    ';'
    """
    sample = text[:200_000]
    scores: dict[str, tuple[float, int]] = {}
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(sample, delimiter, 60) if any(cell.strip() for cell in row))
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        if width > 1:
            scores[delimiter] = (round(count / sum(widths.values()), 1), width)
    best = max(scores, key=lambda delimiter: scores[delimiter], default=",")
    return "\t" if suffix == ".tsv" and "\t" in scores else best


def _rows(text: str, delimiter: str, limit: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from islice(reader, limit)
    except csv.Error:
        return  # a cell without end: this is not the delimiter, or there is an open quotation mark


def split(text: str, delimiter: str, source: str) -> tuple[list[list[str]], Findings]:
    """All rows of a text, blank ones as empty lists, and the stray quotation marks in it.

    Raises SourceError for a cell of more than 20 million characters.
    """
    before = csv.field_size_limit(MAX_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)), Findings(source)
    except csv.Error:
        return _one_by_one(text, delimiter, source)
    finally:
        csv.field_size_limit(before)


def _one_by_one(text: str, delimiter: str, source: str) -> tuple[list[list[str]], Findings]:
    """Rows of a text that does not keep to the rules."""
    lines = io.StringIO(text, newline="").readlines()
    rows: list[list[str]] = []
    problems = Findings(source)
    start = 0
    while start < len(lines):
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=delimiter)
        try:
            for row in reader:
                if feed.ended:
                    raise _RunsOn
                rows.append(row)
                start = feed.settle()
            break
        except _RunsOn:
            rows.append(next(csv.reader([lines[start]], delimiter=delimiter, quoting=csv.QUOTE_NONE)))
            problems.add(
                "stray_quote",
                "A quotation mark is opened and not closed; the line was read as it stands.",
                "Close it or take it out.",
                row=len(rows),
            )
            start += 1
            if len(problems) == _STRAY:
                rows += csv.reader(lines[start:], delimiter=delimiter, quoting=csv.QUOTE_NONE)
                what = "So many are not closed that quotation marks were read as letters in all lines from here on."
                problems.add("stray_quote", what, row=len(rows))
                break
        except csv.Error as error:
            raise SourceError(f"{source}, row {len(rows) + 1}: {error}.", remedy="Is it a table?") from None
    if not problems:
        what = "Quotation marks appear inside cells; the marks around such a part of a cell were taken off."
        problems.add("loose_quotes", what)
    return rows, problems


class _Feed:
    """Lines for a csv reader, which knows where each record began."""

    def __init__(self, lines: list[str], start: int) -> None:
        self.lines = lines
        self.next = self.begin = start
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next >= len(self.lines):
            self.ended = True
            raise StopIteration
        if self.next - self.begin > _LINES:
            raise _RunsOn
        self.next += 1
        return self.lines[self.next - 1]

    def settle(self) -> int:
        """The record ends here; the next one begins with the next line."""
        self.begin = self.next
        return self.next
