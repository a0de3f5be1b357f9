"""Which rows of a sheet its sender, or a filter, has hidden: a reader of cells alone does not see it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_PIECE = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]{0,2000})>")
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


def hidden_rows(path: Path, part: str) -> list[int]:
    """Give the numbers of the hidden rows of the sheet that is stored in a part of a workbook (XLSX)."""
    found: list[int] = []
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        tail = b""
        while piece := file.read(_PIECE):
            data = tail + piece
            end = data.rfind(b"<")  # an element that is cut in two is looked at with the next piece
            if b"hidden=" in data:
                for about in _ROW.findall(data[:end] if end > 0 else data):
                    if _HIDDEN.search(about) and (number := _NUMBER.search(about)):
                        found.append(int(number.group(1)))
            tail = data[end:] if end > 0 and len(data) - end < _PIECE else b""
    return found
