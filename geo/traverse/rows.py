"""From a file to rows: a CSV or XLSX sheet, or the text form, becomes cells with the names of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.cells.delimited import find_delimiter, require_lines, split
from geo.cells.encodings import decode
from geo.errors import SourceError
from geo.findings import Findings, Problem
from geo.findings.counting import counted

SETTINGS = (
    "position", "crs", "position_m", "north", "bearing_unit", "distance_unit", "pace_m", "declination", "date",
    "grid_crs", "bearing_sigma", "distance_sigma", "begins",
)  # fmt: skip
_COLUMNS = ("area", "from", "to", "bearing", "distance", "slope", *SETTINGS)
_ALIASES = {
    "units": "bearing_unit", "bearings": "north", "azimuth": "bearing", "length": "distance", "pace": "pace_m",
    "start": "from", "end": "to", "name": "area", "polygon": "area", "hazard": "area", "distances": "distance_unit",
    "magnetic_declination": "declination", "declination_deg": "declination", "slope_deg": "slope",
    "slope_degrees": "slope", "slope_°": "slope", "slope%": "slope_%", "slope_percent": "slope_%",
    "slope_per_cent": "slope_%", "slope_pct": "slope_%", "slope_in_%": "slope_%",
}  # fmt: skip
_LEG = re.compile(r"\s*(.{1,60}?)\s*(?:->|→|>)\s*(.{1,60}?)\s+(\d\S*)\s+(\d\S*)(?:\s+(?:slope\s+)?([-+]?\d\S*))?\s*")
_MOST_BYTES = 20_000_000


@dataclass(slots=True)
class Row:
    """One row of a sheet or one line of a form: its number and its cells by column.

    `surplus`: there are cells in no column; `fault`: what is wrong with the row as a whole; `sheet`: in which sheet it
    stands, where several are read.
    """

    number: int
    cells: dict[str, str]
    surplus: bool = False
    fault: str = ""
    sheet: str = ""


def read_rows(path: Path) -> tuple[list[Row], list[Problem]]:
    """Read the rows of a .csv, .xlsx or .txt file, and say what in it was left alone.

    Raises SourceError for a file that cannot be read at all.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path.name} is too large for a field sheet.", remedy="Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.") from error
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _workbook_rows(path)
    if suffix in (".csv", ".txt", ".trv", ""):
        require_lines(path)
        text, problems = _decoded(content, path.name)
        if suffix != ".csv":
            return list(_form_rows(text, path.name)), problems
        rows, own = _sheet_rows(text, path.name)
        return rows, [*problems, *own]
    raise SourceError(f"{path.name} is not a field sheet.", remedy="Give a .csv, .xlsx or .txt file.")


def _decoded(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text of a sheet, and what is not certain of it: an encoding told by its letters, bytes that are none."""
    text, said, broken = decode(content, name)
    problems = Findings(name)
    if broken:
        what = f"Bytes that are not letters in the file's encoding: {broken:,}; they show as \ufffd."
        problems.add("unreadable_bytes", what, "Save the sheet in UTF-8.", option="")
    elif said.endswith("(by its letters)"):
        what = f"The sheet is read as {said}. Are the names right?"
        problems.add("encoding_assumed", what, "Save the sheet in UTF-8.", severity="note", option="")
    return text, problems


def _sheet_rows(text: str, name: str) -> tuple[list[Row], list[Problem]]:
    cells, slips = split(text, find_delimiter(text), name)
    rows, unknown, width = _rows_by_heading(iter(cells), name)
    for row in rows:
        if row.surplus:
            row.fault = f"The row has cells beyond the {counted(width, 'column')} of the first row."
    _note_left_alone(slips, unknown, name)
    return rows, slips


def _workbook_rows(path: Path) -> tuple[list[Row], list[Problem]]:
    """Read all sheets that have the columns of legs, and name those that have not."""
    from geo.sources.workbooks import sheets  # a form or a CSV sheet does not wait for what reads workbooks

    filled = [sheet for sheet in sheets(path, text=_cell_text)[1] if any(any(row) for row in sheet.rows)]
    usable = [sheet for sheet in filled if not _lacking(_heading(sheet.rows))] or filled[:1]
    done: list[Row] = []
    problems = Findings(path.name)
    for sheet in usable:
        named = sheet.name if len(usable) > 1 else ""
        source = f"{path.name}, sheet {named}" if named else path.name
        rows, unknown, _ = _rows_by_heading(iter(sheet.rows), source)
        if any(row.surplus for row in rows):
            unknown.append("one without a heading")
        done += [replace(row, sheet=named) for row in rows]
        problems += [replace(problem, source=source) for problem in sheet.problems]
        _note_left_alone(problems, unknown, source)
    for sheet in filled:
        if sheet not in usable:
            what = f"The sheet {sheet.name} was not read: it has no column '{_lacking(_heading(sheet.rows))}'."
            remedy = "If it has legs, its first row names the columns from, to, bearing and distance."
            problems.add("other_sheets", what, remedy, option="")
    return done, problems


def _heading(rows: list[list[str]]) -> list[str]:
    return [_column(cell) for cell in next((row for row in rows if any(cell.strip() for cell in row)), [])]


def _lacking(heading: list[str]) -> str:
    """Name a column that a sheet of legs must have and this one has not; nothing, if it has all."""
    return next((column for column in ("from", "to", "bearing", "distance") if column not in heading), "")


def _cell_text(cell: Any) -> str:
    """What was typed into a cell, as elsewhere, but per cent with its sign: 0.09 that is shown as 9% becomes 9%."""
    from geo.sources.workbooks import cell_text

    text, value, shape = cell_text(cell), cell.value, str(getattr(cell, "number_format", "") or "")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or "%" not in shape:
        return text
    # A sign in quotes or after a stroke is only shown; one that stands free multiplies by a hundred.
    free = "%" in re.sub(r'"[^"]*"|\\.', "", shape)
    return f"{value * 100 if free else value:.12g}%"


def _note_left_alone(problems: Findings, unknown: list[str], source: str) -> None:
    if unknown:
        what = f"Columns that are not known were left alone: {', '.join(unknown)}."
        problems.add("unknown_columns", what, "Is one of them misspelt?", source=source, option="sheet_form")


def _rows_by_heading(rows: Iterator[list[str]], name: str) -> tuple[list[Row], list[str], int]:
    """Give the cells of each row by the names of the first, the columns that are not known, and how many there are."""
    heading: list[str] = []
    found: list[Row] = []
    unknown: list[str] = []
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        if heading:
            found.append(_row(number, heading, row))
            continue
        heading = [_column(cell) for cell in row]
        _check_heading(heading, name)
        unknown = [repr(cell.strip()[:40]) for key, cell in zip(heading, row, strict=True)
                   if key not in (*_COLUMNS, "slope_%", "")]  # fmt: skip
    return found, unknown, len(heading)


def _row(number: int, heading: list[str], row: list[str]) -> Row:
    cells: dict[str, str] = {}
    surplus = any(cell.strip() for cell in row[len(heading) :])
    for key, cell in zip(heading, row, strict=False):
        text = cell.strip()
        if key == "slope_%":
            cells["slope"] = text if not text or text.endswith("%") else f"{text}%"
        elif key in _COLUMNS:
            cells[key] = text
        elif not key and text:
            surplus = True
    return Row(number, cells, surplus)


def _check_heading(heading: list[str], name: str) -> None:
    """Refuse a heading that lacks a column, and one with two columns for the same thing."""
    if column := _lacking(heading):
        raise SourceError(f"{name} has no column '{column}'.", remedy="A sheet has: area, from, to, bearing, distance.")
    columns = [key.removesuffix("_%") for key in heading]
    double = next((key for key in columns if key in _COLUMNS and columns.count(key) > 1), None)
    if double:
        raise SourceError(f"{name} has two columns for '{double}'.", remedy="Rename or remove one of them.")


def _column(text: str) -> str:
    key = re.sub(r"[\s_,()\[\]-]+", "_", text.strip().casefold()).strip("_")
    return _ALIASES.get(key, key)


def _form_rows(text: str, name: str) -> Iterator[Row]:
    area = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        leg = _LEG.fullmatch(line[:400])
        key, colon, value = line.partition(":")
        if leg and not (colon and _column(key) in _COLUMNS):
            cells = dict(
                zip(("from", "to", "bearing", "distance", "slope"), (g or "" for g in leg.groups()), strict=True)
            )
            yield Row(number, {"area": area, **cells})
        elif colon and _column(key) in ("area", *SETTINGS):
            area = value.strip() if _column(key) == "area" else area
            yield Row(number, {"area": area, _column(key): value.strip()})
        else:
            raise SourceError(
                f"{name}, line {number}: {line[:60]!r} is neither a setting nor a leg.",
                remedy="Write `name: value`, or `FROM -> TO bearing distance`.",
            )
