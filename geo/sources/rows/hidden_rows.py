"""Which rows and columns of a sheet its sender, or a filter, has hidden: a reader of cells alone does not see it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from geo.findings import Findings
from geo.findings.counting import counted, listed

_PIECE = 1 << 20
_MARKED = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]{0,2000})>")
_ROW = re.compile(rb'\br="(\d{1,7})"')
_FIRST = re.compile(rb'\bmin="(\d{1,5})"')
_LAST = re.compile(rb'\bmax="(\d{1,5})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_MOST_COLUMNS = 16_384
_LOOK = 200
_LONG_HEADING = 60


def hidden_in(path: Path, part: str) -> tuple[list[int], list[int]]:
    """Give the numbers, from 1, of the hidden rows and columns of the sheet in a part of a workbook (XLSX)."""
    rows: list[int] = []
    columns: set[int] = set()
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        tail = b""
        while piece := file.read(_PIECE):
            data = tail + piece
            end = data.rfind(b"<")  # an element that is cut in two is looked at with the next piece
            if b"hidden=" in data:
                for what, about in _MARKED.findall(data[:end] if end > 0 else data):
                    if not _HIDDEN.search(about):
                        continue
                    if what == b"row" and (number := _ROW.search(about)):
                        rows.append(int(number.group(1)))
                    elif (first := _FIRST.search(about)) and (last := _LAST.search(about)):
                        columns |= {*range(int(first.group(1)), min(int(last.group(1)), _MOST_COLUMNS) + 1)}
            tail = data[end:] if end > 0 and len(data) - end < _PIECE else b""
    return rows, sorted(columns)


def say_hidden_columns(problems: Findings, sheet: str, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    """Name the columns that their sender has hidden and that hold something; they are read like the others."""
    hidden = {*numbers}
    names: dict[int, str] = {}
    for row in rows[:_LOOK] if hidden else ():
        for number, cell in enumerate(row, start=1):
            if number in hidden and cell.strip() and sum(map(bool, row)) > 1:
                names.setdefault(number, cell.strip()[:_LONG_HEADING])
    if names:
        told = listed([names[number] for number in sorted(names)])
        what = f"{counted(len(names), 'column')} ({told}) of the sheet {sheet}, hidden by the sender, "
        what += "was read." if len(names) == 1 else "were read."
        problems.add("hidden_columns", what, "Are they meant to be given away?")
