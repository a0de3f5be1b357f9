"""Workbooks that are not XLSX: OpenDocument (.ods), Excel before 2007 (.xls) and binary (.xlsb), by calamine.

calamine makes a full rectangle of a sheet, however far apart its cells are, and repeats what a file says is repeated.
So an OpenDocument is measured first, and the others as soon as calamine knows how far a sheet goes; all are read in a
process of their own (see `calamine_child`), which may take only so much time and memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.parsers import expat

from openpyxl.utils.cell import get_column_letter

from geo.children import told_by
from geo.errors import SourceError, UnsafeSource
from geo.sources.exchange.calamine_child import MAX_CELLS

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_MEMORY, _SECONDS = 1_000_000_000, 4
"""What reading takes at most, whatever the size of the file; Python and calamine map some hundred megabytes."""
_MOST_HIDDEN = 100_000
_CHILD = str(Path(__file__).with_name("calamine_child.py"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as those of openpyxl are: a value, and no more than calamine tells."""

    value: Any
    number_format: str = ""
    data_type: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet from A1 on, its merged ranges as A1:B2, and which rows and columns, from 1, are hidden."""

    name: str
    rows: list[list[Cell]]
    merged: list[str]
    is_hidden: bool
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def grids(path: Path, choose: Callable[[list[str]], list[str]]) -> tuple[list[str], list[Grid]]:
    """Open a workbook: the names of its sheets, and the cells of those that `choose` picks.

    Raises SourceError for a damaged one, UnsafeSource for one that is too large to be a table.
    """
    measured = _measured(path) if zipfile.is_zipfile(path) else None
    told = _told(path)
    if told.get("too_large"):
        raise too_large(path.name)
    if told.get("encrypted"):
        raise SourceError(f"{path.name} is encrypted.", remedy="Save it without a password.")
    if "error" in told:
        raise _damaged(path.name, told["error"])
    chosen = choose(told["names"])
    found = [
        Grid(
            one["name"],
            [[Cell(_value(value)) for value in row] for row in one["rows"]],
            (measured and measured.merged.get(one["name"])) or [range_of(*found) for found in one["merged"]],
            one["is_hidden"],
            measured.hidden_rows.get(one["name"], []) if measured else [],
            measured.hidden_columns.get(one["name"], []) if measured else [],
        )
        for one in told["sheets"]
        if one["name"] in chosen
    ]
    return told["names"], found


def _told(path: Path) -> dict[str, Any]:
    """What the process that reads the workbook tells of it."""
    size = path.stat().st_size
    return told_by(_CHILD, str(path.resolve()), bytes_=_MEMORY + 100 * size, seconds=_SECONDS + size // 1_000_000)


def _value(told: Any) -> Any:
    """A value of a cell as it was before it became JSON."""
    if not isinstance(told, dict):
        return told
    ((kind, text),) = told.items()
    if kind == "time":
        return time.fromisoformat(text)
    return datetime.fromisoformat(text) if kind == "datetime" else date.fromisoformat(text)


def _damaged(source: str, why: str) -> SourceError:
    return SourceError(f"{source} is a damaged workbook: {' '.join(why.split())[:120]}.",
                       remedy="Open it in a spreadsheet program. Save it as .xlsx or .csv.")  # fmt: skip


def too_large(source: str) -> UnsafeSource:
    """Give the error for a workbook whose sheets no reader could hold."""
    return UnsafeSource(f"{source} is too large to be a table of records.",
                        remedy="Save the part with the records as CSV.")  # fmt: skip


def range_of(top: int, left: int, bottom: int, right: int) -> str:
    """A range of cells, counted from 0, as spreadsheets write it.

    >>> range_of(1, 1, 2, 1)
    'B2:B3'
    """
    return f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"


def _measured(path: Path) -> _Measure | None:
    """Measure an OpenDocument without holding it, and note what is merged and hidden; nothing of XLSB."""
    with zipfile.ZipFile(path) as archive:
        if "content.xml" not in archive.namelist():
            return None
        measure = _Measure(path.name)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = measure.start
        parser.EndElementHandler = measure.end
        parser.StartDoctypeDeclHandler = measure.refuse_type
        try:
            with archive.open("content.xml") as part:
                while piece := part.read(1 << 20):
                    parser.Parse(piece, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two are of encodings there are not
            raise _damaged(path.name, str(error)) from None
    return measure


class _Measure:
    """What expat calls: how far each sheet goes, which of its cells are merged, which rows and columns hidden."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.merged: dict[str, list[str]] = {}
        self.hidden_rows: dict[str, list[int]] = {}
        self.hidden_columns: dict[str, list[int]] = {}
        self._cells = 0
        self._begin("")

    def _begin(self, sheet: str) -> None:
        self._sheet = sheet
        self._row = self._column = self._wide = self._repeats = self._far = self._columns = 0
        self._is_filled = False

    def refuse_type(self, *_: Any) -> None:
        raise UnsafeSource(f"{self.source} declares a document type, which can make a reader open files.",
                           remedy="Save it again from a spreadsheet program.")  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(f"{_TABLE} ")
        if name == "table":
            self._begin(attributes.get(f"{_TABLE} name", ""))
        elif name == "table-row":
            self._repeats = _whole(attributes.get(f"{_TABLE} number-rows-repeated"))
            self._column, self._is_filled = 0, False
            self._note_hidden(self.hidden_rows, attributes, self._row, self._repeats)
        elif name == "table-column":
            repeats = _whole(attributes.get(f"{_TABLE} number-columns-repeated"))
            self._note_hidden(self.hidden_columns, attributes, self._columns, repeats)
            self._columns += repeats
        elif name in ("table-cell", "covered-table-cell"):
            self._span(attributes)
            self._column += _whole(attributes.get(f"{_TABLE} number-columns-repeated"))
            if any(key.endswith("value-type") for key in attributes):
                self._is_filled = True
                self._wide = max(self._wide, self._column)

    def _note_hidden(self, found: dict[str, list[int]], attributes: dict[str, str], before: int, count: int) -> None:
        own = found.setdefault(self._sheet, [])
        if attributes.get(f"{_TABLE} visibility", "visible") != "visible" and len(own) < _MOST_HIDDEN:
            own.extend(range(before + 1, before + min(count, _MOST_HIDDEN) + 1))

    def _span(self, attributes: dict[str, str]) -> None:
        down = _whole(attributes.get(f"{_TABLE} number-rows-spanned"))
        across = _whole(attributes.get(f"{_TABLE} number-columns-spanned"))
        own = self.merged.setdefault(self._sheet, [])
        if down * across > 1 and len(own) < 10_000 and self._column + across <= 16_384:
            own.append(range_of(self._row, self._column, self._row + down - 1, self._column + across - 1))

    def end(self, tag: str) -> None:
        name = tag.removeprefix(f"{_TABLE} ")
        if name == "table-row":
            self._row += self._repeats
            if self._is_filled:
                self._far = self._row
            if self._cells + self._far * self._wide > MAX_CELLS:
                raise too_large(self.source)
        elif name == "table":
            self._cells += self._far * self._wide


def _whole(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
