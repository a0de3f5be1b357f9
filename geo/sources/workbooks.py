"""Workbooks become rows of text: values as they were typed, dates in ISO 8601, results of formulas as stored.

What stands in one is judged before openpyxl sees it (`rows.workbook_inspection`); what its sender has hidden or struck
through is said.
"""

from __future__ import annotations

import math
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from geo.cells.headings import Headings, find_headings
from geo.errors import SourceError, UsageError
from geo.findings import Findings, Severity
from geo.findings.counting import counted, listed
from geo.records.columns import is_known_heading
from geo.records.fields import KINDS
from geo.records.imprint import SAFETY
from geo.sources.assembling import assemble, headings_of
from geo.sources.raw import MAX_COLUMNS, RawTable, first_bytes
from geo.sources.rows.hidden_rows import hidden_in, say_hidden_columns
from geo.sources.rows.no_table import is_table
from geo.sources.rows.on_its_side import turned
from geo.sources.rows.repeats import holds_positions, joined, link_of, stacked
from geo.sources.rows.struck_rows import is_struck, struck_styles
from geo.sources.rows.workbook_inspection import inspected
from geo.sources.rows.workbook_styles import MAX_BYTES, without_styles

_LOOK = 200
MAX_CELLS = 60_000_000
MAX_MERGED = 2_000_000
MAX_ROWS = 1_048_576
"""A sheet takes no more (Excel specifications and limits, Microsoft)."""
MAX_LETTERS, MAX_REPEATED = 50_000_000, 20
"""Letters of all cells of a sheet, and how many times the workbook's own size they may be beyond that: a long text that
many cells repeat is stored once."""
_DAMAGED = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError,
    OverflowError, NotImplementedError, RecursionError, SyntaxError, OSError,
)  # fmt: skip
"""What openpyxl lets out when parts are missing or are not what they should be; XML that is none is a SyntaxError."""

BETWEEN_SHEETS = " / "
"""What stands between the names of all sheets in the facts; no name holds a stroke (Excel, Rename a worksheet)."""


@dataclass
class Sheet:
    """A sheet as text, row by row from row 1, and what is odd about it."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    problems: Findings = field(default_factory=Findings)
    is_hidden: bool = False


def read(path: Path, *, sheet: str | None = None, header: bool | Sequence[str] = True) -> RawTable:
    """Read a workbook: the sheet that is named, or all sheets that have the headings of the first.

    Raises SourceError, UnsafeSource or UsageError as `geo.sources.tables.read` does.
    """
    names, read = sheets(path, sheet)
    filled = [each for each in read if each.rows and not _is_notice(each)]
    if not filled:
        nothing = Findings(path.name)
        nothing.add("no_records", f"There is nothing in {listed(names)}.")
        return RawTable(assemble([], header, source=path.name).frame, nothing, {"sheet": ", ".join(names)})
    if header is True:
        for each in filled:
            each.rows = turned(each.rows, each.problems) or each.rows
    found = [headings_of(each.rows, header, path.name) for each in filled]
    main = _main(filled, found)
    alike = [number for number, each in enumerate(found) if each.names == found[main].names]
    tables = {number: _assembled(each, found[number], header, path.name) for number, each in enumerate(filled)}
    parts = [tables[number] for number in alike]
    read_names = [filled[number].name for number in alike]
    table = parts[0] if len(parts) == 1 else stacked(parts, read_names)
    for number, part in tables.items():
        if number not in alike and len(alike) == 1 and holds_positions(part) and (link := link_of(part, table)):
            table = joined(part, table, link, (filled[number].name, read_names[0]))
            read_names.append(filled[number].name)
            break
    _say_left_out(table.problems, filled, tables, read_names)
    table.facts["sheet"] = ", ".join(read_names)
    if len(names) > 1:
        table.facts["sheets"] = BETWEEN_SHEETS.join(names)
    if len(read_names) == 1 and read_names[0] in KINDS:  # as in a template that was filled in
        table.likely_kind = read_names[0]
    return table


def _assembled(sheet: Sheet, found: Headings, header: bool | Sequence[str], source: str) -> RawTable:
    _level(sheet.rows, len(found.names))
    table = assemble(sheet.rows, header, source=source, found=found)
    table.problems = Findings(source, [*sheet.problems, *table.problems])
    return table


def _main(sheets: Sequence[Sheet], found: Sequence[Headings]) -> int:
    """The index of the sheet that is read: the first that is a table with known headings, or the first of all."""
    known = [sum(map(is_known_heading, each.names)) for each in found]
    order = [(number, is_table(sheets[number].rows[:_LOOK], each)) for number, each in enumerate(found)]
    good = [number for number, is_one in order if is_one and known[number] > 1 and not sheets[number].is_hidden]
    return next(iter(good), next((number for number, is_one in order if is_one), 0))


def _say_left_out(
    problems: Findings, sheets: Sequence[Sheet], tables: Mapping[int, RawTable], read_names: Sequence[str]
) -> None:
    """Name the sheets that were not read, as an error where they hold positions, and those that are hidden."""
    others = [(each.name, tables[number]) for number, each in enumerate(sheets) if each.name not in read_names]
    for placed, severity in ((True, "error"), (False, "warning")):
        names = [f"{name} ({counted(len(one.frame), 'row')})" for name, one in others if holds_positions(one) == placed]
        if names:
            what = f"Not read: {', '.join(names)}; the headings differ from those of {read_names[0]}."
            more = " Positions stand there." if placed else ""
            problems.add("other_sheets", what + more, "Name the one to read.", severity=cast("Severity", severity))
    for number, each in enumerate(sheets):
        if each.is_hidden:
            rows = counted(len(tables[number].frame), "row")
            told = f"its {rows} were read" if each.name in read_names else f"its {rows} were not read"
            problems.add("hidden_sheet", f"The sheet {each.name} is hidden in the workbook; {told}.".replace(
                "1 row were", "1 row was"), "Did its sender mean to give it away?")  # fmt: skip


def _is_notice(sheet: Sheet) -> bool:
    """Whether a sheet is the one that Zonemark writes before those with records."""
    return any(row and row[0] == SAFETY for row in sheet.rows[:5])


def sheets(
    path: Path, wanted: str | None = None, *, text: Callable[[Any], str] | None = None
) -> tuple[list[str], list[Sheet]]:
    """Open a workbook: the names of its sheets, and those that are wanted (all, if none is named) as text.

    `text` makes text of a cell of openpyxl, where `cell_text` is not what is wanted.

    Raises SourceError for a damaged workbook, UnsafeSource for one that could do harm, UsageError for a sheet that is
    not there.
    """
    if zipfile.is_zipfile(path):
        formulas, merged = inspected(path)
        if _is_xlsx(path):
            return _open(path, wanted, text or cell_text, formulas, merged)
    return _other_sheets(path, wanted, text or cell_text)


def _is_xlsx(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return not {"content.xml", "xl/workbook.bin"} & set(archive.namelist())


def _other_sheets(path: Path, wanted: str | None, text: Callable[[Any], str]) -> tuple[list[str], list[Sheet]]:
    """The sheets of a workbook that is not XLSX."""
    from geo.sources.exchange import calamine_sheets, marked_up

    grids = marked_up.grids if is_text(path) else calamine_sheets.grids
    names, found = grids(path, lambda names: _chosen(names, wanted, path.name))
    sheets = []
    for grid in found:
        done = Sheet(
            grid.name,
            [_trimmed([text(cell) for cell in row]) for row in grid.rows],
            Findings(path.name),
            grid.is_hidden,
        )
        _finish(done, grid.merged)
        _say_hidden(done, grid.hidden_rows, grid.hidden_columns)
        sheets.append(done)
    return names, sheets


def is_text(path: Path) -> bool:
    """Whether a workbook is none of those that are binary: it is marked up then."""
    return not first_bytes(path).startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def _open(
    path: Path,
    wanted: str | None,
    text: Callable[[Any], str],
    formulas: set[str],
    merged: dict[str, list[str]],
) -> tuple[list[str], list[Sheet]]:
    try:
        with ExitStack() as opened, warnings.catch_warnings():
            # openpyxl warns of extensions that it leaves out, such as drop-down lists; no cell depends on them.
            warnings.simplefilter("ignore")
            book = _book(opened.enter_context(path.open("rb")), path)  # of a path openpyxl judges the ending
            names = [sheet.title for sheet in book.worksheets]
            chosen = _chosen(names, wanted, path.name)
            most = _most_letters(path)
            sheets = [_sheet(book[name], path.name, merged, text, most) for name in chosen]
            parts = {name: _part(book[name]) for name in chosen}
            for done in sheets:
                rows, columns = hidden_in(path, parts[done.name]) if parts[done.name] else ([], [])
                _say_hidden(done, rows, columns)
            if formulas & set(parts.values()):
                again = _book(opened.enter_context(path.open("rb")), path, results=False)
                _look_for_results(again, sheets, {name for name in chosen if parts[name] in formulas})
    except _DAMAGED as error:
        said = " ".join(str(error).split())[:120]
        raise SourceError(f"{path.name} is a damaged workbook: {said or type(error).__name__}.",
                          remedy="Open it in a spreadsheet program and save it again.") from None  # fmt: skip
    return names, sheets


def _say_hidden(done: Sheet, rows: Sequence[int], columns: Sequence[int]) -> None:
    _say_marked_rows(done, "hidden_rows", "hidden {sheet}, by the sender or a filter", rows,
                     "Are they meant to be given away?")  # fmt: skip
    say_hidden_columns(done.problems, done.name, done.rows, columns)


def _say_marked_rows(done: Sheet, code: str, marked: str, numbers: Sequence[int], remedy: str) -> None:
    """Name the rows that their sender has marked and that hold something; they are read like the others."""
    filled = [number for number in numbers if number <= len(done.rows) and done.rows[number - 1]]
    if filled:
        count = "A row is" if len(filled) == 1 else f"{counted(len(filled), 'row')} are"
        which = "" if len(filled) == 1 else f" ({listed(filled)})"
        read = "it was read" if len(filled) == 1 else "they were read"
        what = f"{count} {marked.format(sheet=f'in the sheet {done.name}{which}')}; {read}."
        done.problems.add(code, what, remedy, row=filled[0])


def _book(file: BinaryIO, path: Path, *, results: bool = True) -> Any:
    """Open a workbook, without its styles where these are what openpyxl cannot read; with the results of formulas."""
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=results, keep_links=False)
    except _DAMAGED:
        if path.stat().st_size > MAX_BYTES:
            raise
        return openpyxl.load_workbook(without_styles(path), read_only=True, data_only=results, keep_links=False)


def _chosen(names: list[str], wanted: str | None, source: str) -> list[str]:
    if wanted is None:
        return names
    if wanted not in names:
        raise UsageError(f"The sheet {wanted!r} is not in {source}.", remedy=f"Name one of: {', '.join(names)}.")
    return [wanted]


def _part(sheet: Any) -> str:
    """The member of the archive that a sheet is stored in."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _most_letters(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return MAX_LETTERS + MAX_REPEATED * sum(member.file_size for member in archive.infolist())


def _sheet(
    sheet: Any, source: str, merged: dict[str, list[str]], text: Callable[[Any], str], most_letters: int
) -> Sheet:
    done = Sheet(sheet.title, problems=Findings(source), is_hidden=sheet.sheet_state != "visible")
    sheet.reset_dimensions()
    errors: list[tuple[int, str]] = []
    struck_out: list[int] = []
    struck = struck_styles(sheet.parent)
    cells = letters = missing = 0
    for row, line in enumerate(sheet.iter_rows(max_row=MAX_ROWS), start=1):
        cells += len(line)
        is_missing = isinstance(line, list)  # openpyxl fills up to the last row with lists; what it read is a tuple
        if len(line) > MAX_COLUMNS or cells > MAX_CELLS or (is_missing and row == MAX_ROWS):
            raise _too_large(source, sheet.title)
        if is_missing:
            missing += 1
            continue
        done.rows.extend([] for _ in range(missing))
        missing = 0
        for cell in line:
            if cell.data_type == "e":
                errors.append((row, str(cell.value)))
        if struck and is_struck(line, struck):
            struck_out.append(row)
        done.rows.append(_trimmed([text(cell) for cell in line]))
        letters += sum(map(len, done.rows[-1]))
        if letters > most_letters:
            raise _too_large(source, sheet.title)
    for row, said in errors[:50]:
        what = f"A cell holds {said}, the mark of a formula that failed."
        done.problems.add("cell_error", what, "Correct the formula.", row=row)
    _finish(done, merged.get(_part(sheet), []))
    _say_marked_rows(done, "struck_rows", "struck through {sheet}", struck_out, "Do they no longer hold?")
    return done


def _finish(done: Sheet, merged: list[str]) -> None:
    """Take the empty rows off the end, and give merged cells the text that is shown for all."""
    while done.rows and not done.rows[-1]:
        done.rows.pop()
    if filled := _fill_merged(done.rows, merged):
        done.problems.add(
            "merged_cells",
            f"Merged cells in sheet {done.name}: {filled:,} that show nothing were given the text shown for all.",
        )


def _too_large(source: str, sheet: str) -> SourceError:
    what = f"{source}, sheet {sheet}, is too large to be a table of records."
    return SourceError(what, remedy="Save the part with the records as CSV.")


def _level(rows: list[list[str]], width: int) -> None:
    """Give rows that end early the empty cells that a spreadsheet does not store."""
    for row in rows:
        if row:
            row += [""] * (width - len(row))


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which a spreadsheet leaves behind when something is deleted."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def cell_text(cell: Any) -> str:
    """What was typed into a cell: whole numbers without a point, dates in ISO 8601, leading zeros as shown."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, str(getattr(cell, "number_format", "") or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _number(value: float, shape: str) -> str:
    if isinstance(value, float):
        if not math.isfinite(value) or not value.is_integer() or abs(value) >= 1e25:
            return repr(value)
        value = int(value)
    return str(value).zfill(len(shape)) if shape and set(shape) == {"0"} and value >= 0 else str(value)


def _fill_merged(rows: list[list[str]], ranges: Sequence[str]) -> int:
    """Give the text of a merged range to its empty cells in rows that hold something; returns how many were filled.

    Headings stay as they are, an empty row stays no record, and ranges that cover more than a table has are left.
    """
    filled = 0
    budget = MAX_MERGED
    start = find_headings(rows[:64], header=True).start if ranges else 0
    for written in ranges:
        left, top, right, bottom = (int(bound or 0) for bound in range_boundaries(written))
        if top <= start or top > len(rows) or right > MAX_COLUMNS or len(rows[top - 1]) < left:
            continue
        covered = rows[top - 1 : bottom]
        budget -= len(covered) * (right - left + 1)
        text = rows[top - 1][left - 1]
        if budget < 0:
            break
        for row in filter(None, covered if text else ()):
            row += [""] * (right - len(row))
            empty = [column for column in range(left - 1, right) if not row[column]]
            for column in empty:
                row[column] = text
            filled += len(empty)
    return filled


def _look_for_results(book: Any, sheets: list[Sheet], names: set[str]) -> None:
    """Name the cells that hold a formula but no result, which no reader can see but the program that wrote it."""
    for done in sheets:
        if done.name not in names:
            continue
        sheet = book[done.name]
        sheet.reset_dimensions()
        missing = [row for row, column in _formulas(sheet) if not _is_filled(done.rows, row, column)]
        if missing:
            done.problems.add(
                "formula_without_result",
                f"Formulas without a stored result leave their cells empty here: {len(missing):,} in {done.name}.",
                "Open it in a spreadsheet program and save it.",
                row=missing[0],
            )


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    for row, line in enumerate(sheet.iter_rows(), start=1):
        for column, cell in enumerate(line):
            if cell.data_type == "f":
                yield row, column


def _is_filled(rows: list[list[str]], row: int, column: int) -> bool:
    return row <= len(rows) and column < len(rows[row - 1]) and bool(rows[row - 1][column])
