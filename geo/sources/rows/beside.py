"""The CSV files of one form: the form itself, and a file for each question that it asks again and again.

ODK Central, Survey123 and Kobo's ZIP put each of them into a file, as their workbooks put it on a sheet. The positions
often stand in the file of a question, and the date, the village and the rest in that of the form. A file by itself is
half of what was reported, so the other half is read with it where it lies in the same folder, and that is said.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geo.cells.words import fold
from geo.errors import ZonemarkError
from geo.sources.raw import RawTable
from geo.sources.rows.repeats import holds_positions, joined, link_of, may_belong

JOINED = "joined_with"
"""The fact that names the other file."""
_MOST_FILES = 200
_MOST_BYTES = 200_000_000
_HEAD = 200_000


def with_files_beside(path: Path, table: RawTable, read: Callable[[Path], RawTable]) -> RawTable:
    """Join a table with the file of its form, or of its repeated question, if one lies beside it; `read` reads that."""
    names = [str(name) for name in table.frame.columns if name != "geometry"]
    is_form, is_part = may_belong(names)
    if not is_form and not is_part:
        return table
    has_own = holds_positions(table)
    for other in _others(path):
        has_forms, has_parts = may_belong(_headings(other))
        may_be_form = is_part and has_forms and not has_parts
        # Reading costs, and in a folder of exports nearly every file has an id that another could name.
        may_hold_parts = is_form and not is_part and has_parts and not has_own
        found = _read(other, read) if may_be_form or may_hold_parts else None
        if found is None:
            continue
        if may_be_form and (link := link_of(table, found)):
            return _said(joined(table, found, link, (path.name, other.name)), table, other)
        if may_hold_parts and holds_positions(found) and (link := link_of(found, table)):
            return _said(joined(found, table, link, (other.name, path.name)), table, other)
    return table


def form_of(paths: Sequence[Path]) -> Path | None:
    """The file of a form among CSV files, of which others are its repeated questions; None if there is none."""
    belonging = {path: may_belong(_headings(path)) for path in paths}
    if not any(is_part for _, is_part in belonging.values()):
        return None
    return next((path for path, (is_form, is_part) in belonging.items() if is_form and not is_part), None)


def _read(path: Path, read: Callable[[Path], RawTable]) -> RawTable | None:
    """The other file as a table; nothing where it is none, which is no fault of the one that is read."""
    try:
        return read(path)
    except ZonemarkError:
        return None


def _said(whole: RawTable, table: RawTable, other: Path) -> RawTable:
    whole.facts = {**table.facts, JOINED: other.name}
    whole.problems.source = table.problems.source
    return whole


def _others(path: Path) -> Iterator[Path]:
    """The other CSV files of the folder; those whose name begins as this one's does come first."""
    try:
        files = [one for one in path.parent.iterdir() if one.suffix.lower() == ".csv" and one.name != path.name]
    except OSError:
        return
    stem = fold(path.stem)[:4]
    for other in sorted(files, key=lambda one: (not fold(one.stem).startswith(stem), one.name))[:_MOST_FILES]:
        if other.is_file() and not other.is_symlink() and other.stat().st_size <= _MOST_BYTES:
            yield other


def _headings(path: Path) -> list[str]:
    """The cells of the first line of a file; nothing if it cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.readline(_HEAD).decode("utf-8-sig", "replace").splitlines()
        first = start[0] if start else ""
        mark = max(",;\t", key=first.count)
        return next(iter(csv.reader([first], delimiter=mark)), [])
    except (OSError, csv.Error):
        return []
