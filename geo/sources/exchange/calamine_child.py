"""Reads a workbook with calamine and prints its cells as JSON: `python THIS WORKBOOK BYTES SECONDS`, its limits.

A damaged workbook can make calamine run in circles, take all the memory there is, or give up in a way that no Python
code can catch. In a process of its own that costs the file, not the program. Nothing of Zonemark is imported here.
"""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import python_calamine

MAX_CELLS = 20_000_000
_BETWEEN = re.compile(rb">\s+(?=</?table:|<text:[ph][\s/>])")
"""White space before rows, cells and paragraphs of OpenDocument, where no text is kept."""
_LARGE = 200_000_000


def told(path: str) -> dict[str, Any]:
    """The names of the sheets of a workbook, and the cells of each."""
    found: list[dict[str, Any]] = []
    cells = 0
    with _loaded(path) as book:
        shown = {one.name: one.visible for one in book.sheets_metadata}
        names = list(book.sheet_names)
        for name in names:
            sheet = book.get_sheet_by_name(name)
            cells += sheet.total_height * sheet.total_width
            if cells > MAX_CELLS:
                return {"too_large": True}
            rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            is_hidden = shown.get(name) not in (None, python_calamine.SheetVisibleEnum.Visible)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            found.append({"name": name, "rows": rows, "merged": merged, "is_hidden": is_hidden})
    return {"names": names, "sheets": found}


def _plain(value: Any) -> Any:
    """A value of a cell as JSON has it; dates are objects, so that they are told from texts."""
    if isinstance(value, (datetime, date, time)):
        return {type(value).__name__: value.isoformat()}
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def _loaded(path: str) -> Any:
    """The workbook; of an OpenDocument that is laid out on lines, which calamine takes for text, one without them."""
    if not zipfile.is_zipfile(path):
        return python_calamine.load_workbook(path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "content.xml" not in names or archive.getinfo("content.xml").file_size > _LARGE:
            return python_calamine.load_workbook(path)
        content = archive.read("content.xml")
        plain = _BETWEEN.sub(b">", content)
        if len(plain) == len(content):
            return python_calamine.load_workbook(path)
        copy = BytesIO()
        with zipfile.ZipFile(copy, "w") as out:
            for name in ("mimetype", "META-INF/manifest.xml"):
                if name in names:
                    out.writestr(name, archive.read(name))
            out.writestr("content.xml", plain)
    copy.seek(0)
    return python_calamine.load_workbook(copy)


def _limit(bytes_: int, seconds: int) -> None:
    """Let this process have no more memory and time, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows; there the time is limited from outside
        return
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Print what is told of the workbook, or in `error` why it cannot be read."""
    path, bytes_, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(bytes_, seconds)
    try:
        answer = told(path)
    except python_calamine.PasswordError:
        answer = {"encrypted": True}
    except (python_calamine.CalamineError, ValueError, OSError, TypeError, zipfile.BadZipFile, MemoryError) as error:
        answer = {"error": str(error) or type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
