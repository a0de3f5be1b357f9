"""Workbooks that are markup: web pages and web archives under the name .xls, as most databases on the web export them,
and SpreadsheetML, the XML of Excel 2003. Spreadsheet programs open all of them as what their name says.

A page is read for its tables alone: nothing in it is run or looked for elsewhere. Excel writes the number of a cell
whole beside the rounded one that it shows (x:num); a position needs the whole one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.cells.encodings import decode, wide_encoding
from geo.errors import SourceError
from geo.markup.safe_xml import MAX_BYTES, parse_bytes, text_of
from geo.sources.exchange.calamine_sheets import Cell, Grid, range_of, too_large
from geo.sources.raw import MAX_COLUMNS
from geo.sources.rows.markup import is_spreadsheet_xml, is_web_archive, start_of

_MOST_CELLS = 5_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_WHOLE = ("x:num", "sdval")
"""Where Excel and LibreOffice write the number of a cell as it is stored."""
_BREAKS = {"br", "p", "div", "li"}
_UNSEEN = {"script", "style", "head", "title", "template"}


def grids(path: Path, choose: Callable[[list[str]], list[str]]) -> tuple[list[str], list[Grid]]:
    """Give the names of the sheets of a workbook, and the cells of those that `choose` picks.

    Raises SourceError where there is no table, UnsafeSource for what is too large to be one.
    """
    if path.stat().st_size > MAX_BYTES:
        raise too_large(path.name)
    data = path.read_bytes()
    start = start_of(data)
    if is_spreadsheet_xml(start):
        found = _of_xml(parse_bytes(data, path.name)[0], path.name)
    elif is_web_archive(start):
        from email import message_from_bytes

        pages = [part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
        texts = [_text(bytes(part.get_payload(decode=True) or b""), path.name) for part in pages]
        found = _of_pages(texts, path.name)
    else:
        found = _of_pages([_text(data, path.name)], path.name)
    names = [grid.name for grid in found]
    chosen = choose(names)
    return names, [grid for grid in found if grid.name in chosen]


def _text(data: bytes, source: str) -> str:
    """The text of a page, in the encoding that it names if it is in that one."""
    if (named := _CHARSET.search(data[:8000])) and not wide_encoding(data):
        with suppress(LookupError, UnicodeError, ValueError):
            name = codecs.lookup(named[1].decode("ascii")).name
            return data.decode("utf-8-sig" if name == "utf-8" else name)
    return decode(data, source)[0]


@dataclass
class _Table:
    """A table of a page while it is read; `below` are the columns that a cell of a row above reaches down into."""

    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    text: list[str] | None = None
    about: dict[str, str] = field(default_factory=dict)


class _Page(HTMLParser):
    """The tables of a page, in the order in which they end."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.found: list[_Table] = []
        self._open: list[_Table] = []
        self._unseen = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._open.append(_Table())
        elif self._open and tag == "tr":
            self._begin_row(self._open[-1], about)
        elif self._open and tag in ("td", "th"):
            self._end_cell(self._open[-1])
            if not self._open[-1].rows:
                self._begin_row(self._open[-1], {})
            self._open[-1].text, self._open[-1].about = [], about
        elif tag in _BREAKS and self._open and self._open[-1].text is not None:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._open and tag in ("td", "th", "tr"):
            self._end_cell(self._open[-1])
        elif self._open and tag == "table":
            self._end_cell(self._open[-1])
            self.found.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if not self._unseen and self._open and self._open[-1].text is not None:
            self._open[-1].text.append(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        super().close()
        while self._open:  # a page that is cut off, or that never ends its tables
            self.handle_endtag("table")

    def _begin_row(self, table: _Table, about: dict[str, str]) -> None:
        self._end_cell(table)
        table.below = {column: more - 1 for column, more in table.below.items() if more > 1} if table.rows else {}
        table.rows.append([])
        if _NONE.search(about.get("style", "")):
            table.hidden_rows.append(len(table.rows))

    def _end_cell(self, table: _Table) -> None:
        if table.text is None:
            return
        row, text, about = table.rows[-1], _plain("".join(table.text)), table.about
        table.text = None
        while len(row) in table.below:
            row.append(Cell(""))
        across, down = _span(about, "colspan", MAX_COLUMNS), _span(about, "rowspan", _MOST_CELLS)
        if across * down > 1:
            table.merged.append(
                range_of(len(table.rows) - 1, len(row), len(table.rows) + down - 2, len(row) + across - 1)
            )
        if down > 1:
            table.below |= dict.fromkeys(range(len(row), len(row) + across), down)
        row += [Cell(_stored(text, about)), *([Cell("")] * (across - 1))]
        self._cells += across
        if self._cells > _MOST_CELLS or len(row) > MAX_COLUMNS:
            raise too_large(self.source)


def _plain(text: str) -> str:
    """A text as a page shows it: without the spaces round its lines, and without those that do not break."""
    return "\n".join(line.strip() for line in text.replace("\u00a0", " ").split("\n")).strip()


def _stored(text: str, about: dict[str, str]) -> str:
    """The number that a cell stores, where it shows a number that is rounded; else what it shows."""
    whole = next((about[name] for name in _WHOLE if about.get(name)), "")
    return whole if whole and _NUMBER.fullmatch(whole) and _NUMBER.fullmatch(text) else text


def _span(about: dict[str, str], name: str, most: int) -> int:
    text = about.get(name, "").strip()
    return min(max(1, int(text)), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _of_pages(texts: list[str], source: str) -> list[Grid]:
    tables: list[_Table] = []
    for text in texts:
        page = _Page(source)
        page.feed(text)
        page.close()
        tables += page.found
    large = [one for one in tables if len(one.rows) > 1 and max(map(len, one.rows)) > 1]
    if not large:
        raise SourceError(
            f"{source} is a web page, and holds no table of records.",
            remedy="Was it saved while the site asked to log in, or said that something failed? Save the table again.",
        )
    return [
        Grid(f"table {number}", one.rows, one.merged, False, hidden_rows=one.hidden_rows)
        for number, one in enumerate(large, start=1)
    ]


def _of_xml(root: Element, source: str) -> list[Grid]:
    """The sheets of SpreadsheetML (Microsoft, XML Spreadsheet Reference); indexes there begin with 1."""
    found = []
    cells = 0
    for sheet in root.iter("Worksheet"):
        grid = Grid(sheet.get("Name", ""), [], [], _is_hidden(sheet))
        table = sheet.find("Table")
        for column in [] if table is None else table.iter("Column"):
            if column.get("Hidden") == "1":
                first = _index(column, 1)
                grid.hidden_columns.extend(range(first, first + _whole(column.get("Span")) + 1))
        for row in [] if table is None else table.iter("Row"):
            at = _index(row, len(grid.rows) + 1)
            cells += _fill(grid.rows, at, _MOST_CELLS - cells, source)
            if row.get("Hidden") == "1":
                grid.hidden_rows.append(at)
            for cell in row.iter("Cell"):
                column_at = _index(cell, len(grid.rows[-1]) + 1)
                across, down = _whole(cell.get("MergeAcross")), _whole(cell.get("MergeDown"))
                if column_at + across > MAX_COLUMNS or column_at <= len(grid.rows[-1]):
                    raise too_large(source)
                if across or down:
                    grid.merged.append(range_of(at - 1, column_at - 1, at + down - 1, column_at + across - 1))
                line = grid.rows[-1]
                line.extend([Cell("")] * (column_at - 1 - len(line)))
                line.extend([_value(cell.find("Data")), *([Cell("")] * across)])
                cells += 1 + across
        found.append(grid)
    if not found:
        raise SourceError(f"{source} is a workbook without a sheet.", remedy="Save it as XLSX.")
    return found


def _fill(rows: list[list[Cell]], at: int, left: int, source: str) -> int:
    """Let the row with a number be the last one; gives how many were put in."""
    more = at - len(rows)
    if more < 1:
        raise SourceError(f"{source}: its rows are not in order.", remedy="Open it in Excel, and save it as XLSX.")
    if more > left:
        raise too_large(source)
    rows.extend([] for _ in range(more))
    return more


def _is_hidden(sheet: Element) -> bool:
    options = sheet.find("WorksheetOptions")
    return options is not None and (text_of(options.find("Visible")) or "").startswith("Sheet")


def _index(element: Element, otherwise: int) -> int:
    return _whole(element.get("Index")) or otherwise


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _value(data: Element | None) -> Cell:
    text = "" if data is None else "".join(data.itertext())
    kind = "" if data is None else data.get("Type", "")
    value: Any = text
    with suppress(ValueError):
        if kind == "Number":
            value = float(text)
        elif kind == "DateTime":
            value = datetime.fromisoformat(text)
        elif kind == "Boolean":
            value = text == "1"
    return Cell(value)
