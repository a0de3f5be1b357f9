"""Tables: CSV and its kin, and workbooks. Every cell is text, exactly as it was typed; what it means is found later.

The number of a row is the one that a spreadsheet shows: title lines, headings and empty rows count. An entirely empty
row is not a record; how many there are is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo.cells.delimited import find_delimiter, require_lines, split
from geo.cells.encodings import decode
from geo.errors import SourceError, UsageError
from geo.findings import Findings
from geo.sources.assembling import assemble, headings_of
from geo.sources.raw import RawTable, first_bytes
from geo.sources.rows.beside import with_files_beside
from geo.sources.rows.markup import is_marked_up
from geo.sources.rows.no_table import require_table
from geo.sources.rows.on_its_side import turned

MAX_BYTES = 1_000_000_000
_LOOK, _LINES = 100_000, 200
"""Of so many letters and lines it is asked whether they are those of a table."""
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool | Sequence[str] = True,
) -> RawTable:
    """Read a table file. `header`: True finds the headings, False says that there are none, a list gives them.

    `sheet` names a sheet of a workbook; without it all sheets with the same headings are read as one table. What is
    found (encoding, delimiter, heading row, sheets) is in the facts.

    Raises SourceError for what cannot be read, UnsafeSource for what could do harm, UsageError for a sheet, an
    encoding or a delimiter that there is not.
    """
    head = first_bytes(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or is_marked_up(head):
        from geo.sources import workbooks

        for given, name in ((encoding, "encoding"), (delimiter, "delimiter")):
            if given is not None:
                raise UsageError(f"{path.name} is a workbook; it has no {name}.")
        return workbooks.read(path, sheet=sheet, header=header)
    if sheet is not None:
        raise UsageError(f"{path.name} is text; it has no sheets.")
    return _read_text(path, encoding, delimiter, header)


def _read_text(
    path: Path, encoding: str | None, delimiter: str | None, header: bool | Sequence[str], *, alone: bool = False
) -> RawTable:
    """Read a text table, with the file of its form or of its repeated question unless it is to be read `alone`."""
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(f"{path.name} is larger than {MAX_BYTES // 10**9} GB.", remedy="Split it into parts.")
    require_lines(path)
    text, said, broken = decode(path.read_bytes(), path.name, encoding)
    problems = Findings(path.name)
    if "\0" in text:
        problems.add("zero_bytes", f"Zero bytes were left out: {text.count(chr(0)):,}.", "Was the file copied whole?")
        text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = delimiter or first.strip()[4], rest
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '\r\n"'):
        raise UsageError(f"{delimiter!r} cannot be a delimiter.", remedy="Use one character, such as ; or a tab.")
    mark = delimiter or find_delimiter(text, path.suffix.lower())
    rows, slips = split(text, mark, path.name)
    if delimiter is None and (lines := _quoted_lines(rows)):
        mark = find_delimiter(lines, path.suffix.lower())
        rows, slips = split(lines, mark, path.name)
    if header is True and delimiter is None:
        rows = turned(rows[:_LINES], problems) or rows if len(rows) < _LINES else rows
    facts = {"encoding": said, "delimiter": _NAMES.get(mark, repr(mark))}
    found = headings_of(rows, header, path.name)
    if header is True and delimiter is None:
        require_table(text[:_LOOK].splitlines()[:_LINES], rows[:_LINES], found, path.name)
    table = assemble(rows, header, source=path.name, found=found)
    if broken:
        _note_unreadable(problems, table, broken)
    table.problems = Findings(path.name, [*problems, *slips, *table.problems])
    table.facts = facts | table.facts
    if header is True and path.suffix.lower() == ".csv" and not alone:
        return with_files_beside(path, table, lambda other: _read_text(other, encoding, None, True, alone=True))
    return table


def _quoted_lines(rows: Sequence[Sequence[str]]) -> str:
    """The lines of a table each of which stands in quotation marks as a whole; empty where that is not so.

    >>> _quoted_lines([["id;lat"], ["1;39,5"]]), _quoted_lines([["id", "lat"], ["1", "39,5"]])
    ('id;lat\\n1;39,5', '')
    """
    if len(rows) < 2 or any(len(row) > 1 or "\n" in "".join(row) for row in rows):
        return ""
    cells = ["".join(row) for row in rows]
    first = cells[0]
    return "\n".join(cells) if any(
        first.count(mark) and all(cell.count(mark) >= first.count(mark) for cell in cells if cell) for mark in ";\t|"
    ) else ""  # fmt: skip


def _note_unreadable(problems: Findings, table: RawTable, broken: int) -> None:
    """Say where bytes could not be read as letters."""
    what = f"Bytes that are not letters in the file's encoding: {broken:,}"
    for name in table.frame.columns:
        if name != "geometry":
            found = table.frame[name].str.contains("\ufffd", regex=False, na=False)
            if found.any():
                row = int(table.frame.index[found.to_numpy(dtype=bool)][0])
                what = f"{what}; they show as \ufffd. This is the first."
                problems.add("unreadable_bytes", what, "Name the right encoding.", row=row, field=str(name))
                return
    problems.add("unreadable_bytes", f"{what}.", "Name the right encoding.")
