"""CSV and XLSX: geometry as well-known text (lon lat), and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cells.formulas import defuse
from geo.disk import write_bytes
from geo.errors import NotSaved
from geo.exports.flat import FICTITIOUS, Flat, Notice, defuse_all, flatten
from geo.exports.wkt import as_wkt
from geo.findings import Findings, Problem
from geo.findings.counting import counted
from geo.geojson import without_unknown_heights
from geo.records.imprint import SAFETY

if TYPE_CHECKING:
    from openpyxl import Workbook

    from geo.records import Layer

WKT_COLUMN = "wkt"
NOTICE_SHEET = "Read first"
MOST_LETTERS, MOST_ROWS, MOST_COLUMNS = 32_767, 1_048_575, 16_384
"""What Excel takes in a cell and, below the heading, in a sheet (Excel specifications and limits, Microsoft)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_csv(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one CSV of one layer: UTF-8 with a byte order mark, without which Excel reads it as another encoding."""
    (layer,) = layers
    flat = with_wkt(layer, notice, path.name)
    columns = defuse_all(flat, layer)
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows(_in_line(notice))
    writer.writerow(columns)
    writer.writerows(zip(*(map(_written, cells) for cells in columns.values()), strict=True))
    write_bytes(path, file.getvalue().encode("utf-8-sig"))
    return flat.problems


def write_table(rows: Sequence[Sequence[Any]], path: Path, notice: Notice) -> list[Path]:
    """Write figures, headings first, to a CSV or XLSX that carries the notice as those of records do.

    Gives the files that are written. Raises NotSaved if the disk does not take one.
    """
    invented = [["fictitious"], *[[FICTITIOUS]] * (len(rows) - 1)] if notice.fictitious else [[]] * len(rows)
    columns, *others = [[*row, *more] for row, more in zip(rows, invented, strict=True)]
    if path.suffix.lower() != ".csv":
        title = sheet_name(path.stem, {NOTICE_SHEET.casefold()})
        write_rows(path, title, list(map(str, columns)), others, notices=[notice.titled(), notice.text])
        return [path]
    file = StringIO(newline="")
    csv.writer(file).writerows([*_in_line(notice), *([defuse(cell) for cell in row] for row in (columns, *others))])
    write_bytes(path, file.getvalue().encode("utf-8-sig"))
    beside = notice_beside(path, in_line=notice.in_line)
    if beside is None:
        return [path]
    write_notice(beside, notice, [path])
    return [path, beside]


def notice_beside(path: Path, *, in_line: bool) -> Path | None:
    """Give the text beside a CSV in which the notice stands; None where it stands in the file."""
    return path.with_name(f"{path.stem}.read-first.txt") if path.suffix.lower() == ".csv" and not in_line else None


def _in_line(notice: Notice) -> list[list[str]]:
    """The row above the headings of a CSV that holds its notice itself."""
    return [[f"# {notice.text}"]] if notice.in_line else []


def write_notice(path: Path, notice: Notice, beside: Sequence[Path]) -> list[Problem]:
    """Write the notice as a text beside CSV files, whose format has no place for it that a person sees."""
    named = ", ".join(file.name for file in beside)
    write_bytes(path, f"{notice.titled()}\n\n{notice.text}\n\nThis goes with {named}.\n".encode())
    what = f"CSV has no room for the sentence that no record does not mean safe; it is in {path.name}."
    notes = Findings(named)
    notes.add("notice_not_carried", what, "Send the two together, or write it into the first line.")
    return notes


def write_xlsx(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one workbook: a first sheet with the notice, which stands under each printed page too, and one a layer."""
    problems: list[Problem] = []
    taken = {NOTICE_SHEET.casefold()}
    with workbook(path) as book:
        book.properties.title = notice.titled()
        book.properties.creator = notice.producer or "Zonemark"
        book.properties.description = notice.text
        _write_notice(book, layers, notice)
        for layer in layers:
            flat = with_wkt(layer, notice, path.name)
            for part, start in enumerate(range(0, max(flat.rows, 1), MOST_ROWS)):
                title = sheet_name(layer.title if part == 0 else f"{layer.title} {part + 1}", taken)
                _write_sheet(book, title, flat, slice(start, start + MOST_ROWS), layer, notice)
            problems += flat.problems
    return problems


def write_rows(
    path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, notices: Sequence[str] = ()
) -> None:
    """Write rows of plain values as a workbook: a first sheet with the warning and `notices`, then the table."""
    with workbook(path) as book:
        first = book.create_sheet(NOTICE_SHEET)
        first.column_dimensions["A"].width = 100
        for text in (SAFETY, *notices):
            first.append([safe_cell(text)])
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in (columns, *rows):
            sheet.append([safe_cell(cell) for cell in row])


def safe_cell(cell: Any) -> Any:
    return defuse(_CONTROL.sub("?", cell[:MOST_LETTERS])) if isinstance(cell, str) else cell


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    """Give a workbook to append sheets and rows to; when the block ends, it is written whole or not at all.

    Raises NotSaved if the disk does not take it, or the temporary folder the sheets, which openpyxl keeps there.
    """
    from openpyxl import Workbook

    book, file = Workbook(write_only=True), BytesIO()
    try:
        yield book
        book.save(file)
    except OSError as error:
        for part in [part for sheet in book.worksheets for part in (sheet, getattr(sheet, "_writer", None)) if part]:
            with suppress(
                OSError, StopIteration
            ):  # closed here, or openpyxl complains of the same when the process ends
                part.close()
        raise _no_room_for_sheets(path, error) from error
    write_bytes(path, file.getvalue())


def write_workbook(book: Workbook, path: Path) -> None:
    """Write a workbook that is made, whole or not at all. Raises NotSaved as `workbook` does."""
    file = BytesIO()
    try:
        book.save(file)
    except OSError as error:
        raise _no_room_for_sheets(path, error) from error
    write_bytes(path, file.getvalue())


def _no_room_for_sheets(path: Path, error: OSError) -> NotSaved:
    what = f"{path} was not saved: the folder for temporary files does not take its sheets ({error})."
    return NotSaved(what, remedy="Make room there, or name another one in TMPDIR.")


def _write_notice(book: Workbook, layers: Sequence[Layer], notice: Notice) -> None:
    sheet = book.create_sheet(NOTICE_SHEET)
    sheet.column_dimensions["A"].width = 100
    about = [
        f"{layer.title}: {counted(len(layer.frame), 'record')}, {layer.frame.geometry.isna().sum():,} of them without "
        "a position"
        for layer in layers
    ]
    invented = "FICTITIOUS: everything in these data is invented." if notice.fictitious else ""
    edition = notice.edition.sentences if notice.edition else []
    for text in filter(None, (notice.titled(), SAFETY, *edition, invented, notice.producer, *about)):
        sheet.append([defuse(_CONTROL.sub("?", text[:MOST_LETTERS]))])


def _write_sheet(book: Workbook, title: str, flat: Flat, rows: slice, layer: Layer, notice: Notice) -> None:
    sheet = book.create_sheet(title)
    sheet.oddFooter.center.text = notice.text.replace("&", "&&")
    sheet.freeze_panes = "A2"
    part = Flat({name: cells[rows] for name, cells in flat.columns.items()}, flat.rows, flat.problems)
    columns = defuse_all(part, layer)
    ids = flat.columns.get("id", [""] * flat.rows)[rows]
    safe = {
        _fitting(name, flat): [_fitting(cell, flat, name, id_) for cell, id_ in zip(cells, ids, strict=True)]
        for name, cells in list(columns.items())[:MOST_COLUMNS]
    }
    if len(columns) > MOST_COLUMNS:
        what = (
            f"{layer.title}: left out {counted(len(columns) - MOST_COLUMNS, 'column')}; a sheet takes {MOST_COLUMNS}."
        )
        flat.problems.add("columns_left_out", what, "Export to GeoPackage instead.")
    sheet.append(list(safe))
    for row in zip(*safe.values(), strict=True):
        sheet.append(row)


def _fitting(cell: Any, flat: Flat, name: str = "", id_: Any = "") -> Any:
    """A cell that a sheet can hold; what does not fit is replaced by a sentence and listed, never cut."""
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 2**53:
        return str(cell)
    if not isinstance(cell, str):
        return cell
    if len(cell) > MOST_LETTERS:
        what = f"Its {counted(len(cell), 'letter')} do not fit in a cell, which takes {MOST_LETTERS:,}."
        flat.problems.add("cell_too_long", what, "Export to GeoPackage or GeoJSON instead.", id=str(id_), field=name)
        return "(too long for a cell of a spreadsheet)"
    if _CONTROL.search(cell):
        what = "It holds control characters, which a sheet cannot; they are written as question marks."
        flat.problems.add("control_characters", what, id=str(id_), field=name)
        return _CONTROL.sub("?", cell)
    return cell


def with_wkt(layer: Layer, notice: Notice, file: str) -> Flat:
    flat = flatten(layer, notice, file)
    geometries = without_unknown_heights(layer.frame.geometry.array)
    name = WKT_COLUMN
    while name in flat.columns:
        name += "_"
    flat.columns[name] = as_wkt(geometries)
    what = f"{layer.title}: geometry is written as well-known text (lon lat) in the column '{name}'."
    flat.problems.add("geometry_as_wkt", what)
    return flat


def _written(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else cell


def sheet_name(title: str, taken: set[str]) -> str:
    """A name for a sheet: at most 31 letters, none of []:*?/\\', no two alike."""
    plain = _CONTROL.sub("", _NOT_IN_SHEET_NAMES.sub("-", title)).strip() or "layer"
    name, number = plain[:31], 2
    while name.casefold() in taken or name.casefold() == "history":  # Excel keeps "History" for itself
        ending = f" {number}"
        name, number = plain[: 31 - len(ending)] + ending, number + 1
    taken.add(name.casefold())
    return name
