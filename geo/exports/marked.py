"""The sender's own table back, with what is wrong with each row beside it and the cells concerned coloured.

Whoever sent a table corrects it in that table and not in a list of codes. So the columns and rows are those of the
file, as they stand in it, and the number of the row is the one that the sender's spreadsheet shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.cell import get_column_letter

from geo.exports.flat import Notice
from geo.exports.tables import WKT_COLUMN, safe_cell, sheet_name, with_wkt, write_workbook
from geo.findings import SEVERITIES, Problem
from geo.findings.speaking import say, spoken

if TYPE_CHECKING:
    from geo.records import Layer

_POSITION = ("lat", "lon", "position", "wkt", "easting", "northing")
_COLOURS = {"error": "F4B6B0", "warning": "FBE2B2", "note": "E4ECF4"}


def write_marked(
    tables: Sequence[tuple[str, Any, dict[str, str], Sequence[Problem]]], path: Path, language: str = "en"
) -> None:
    """Write tables with their problems: of each the name, the frame as read, its columns by field, and the problems.

    `language`: that of what is wrong (see `Problem.text`), not of the tables. Every row is written, those with
    errors are not moved. Raises NotSaved if the disk does not take it.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for name, frame, fields, problems in tables:
        _write(book.create_sheet(sheet_name(name, taken)), frame, fields, problems, spoken(language))
    write_workbook(book, path)


def tables_of_layers(
    layers: Sequence[Layer], problems: Sequence[Problem]
) -> list[tuple[str, Any, dict[str, str], Sequence[Problem]]]:
    """The layers of a project as `write_marked` takes them: a row for each record, positions as well-known text.

    A problem of a project names its record by the id; the row it then gets is that of the record in the sheet.
    """
    tables: list[tuple[str, Any, dict[str, str], Sequence[Problem]]] = []
    for layer in layers:
        cells = with_wkt(layer, Notice(), layer.title).columns
        frame = pd.DataFrame(cells, index=pd.RangeIndex(1, len(layer.frame) + 1), dtype=object)
        rows = {str(name): row for row, name in reversed(list(enumerate(map(str, layer.frame["id"]), start=1)))}
        own = [replace(one, row=rows.get(one.id)) for one in problems if one.source in (layer.title, layer.name)]
        fields = {str(name): str(name) for name in frame.columns}
        tables.append(
            (layer.title, frame.astype(object).where(frame.notna(), None), {**fields, WKT_COLUMN: "wkt"}, own)
        )
    return tables


def _write(sheet: Any, frame: Any, fields: dict[str, str], problems: Sequence[Problem], language: str) -> None:
    names = [str(name) for name in frame.columns if name != getattr(frame, "active_geometry_name", None)]
    columns = {name: number for number, name in enumerate(names, start=3)}
    of_field = {field: column for column, field in fields.items()}
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        row = problem.row if problem.row is not None and problem.row in frame.index else 0
        by_row.setdefault(row, []).append(problem)
    sheet.append([say(language, "safety")])
    for problem in by_row.pop(0, []):
        sheet.append(["", safe_cell(f"{say(language, problem.severity)}: {_said(problem, language)}")])
    sheet.append([say(language, "number"), say(language, "wrong"), *map(safe_cell, names)])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"C{sheet.max_row + 1}"
    for row, values in zip(frame.index, frame[names].itertuples(index=False), strict=True):
        own = sorted(by_row.get(int(row), []), key=lambda one: SEVERITIES.index(one.severity))
        sheet.append([int(row), safe_cell("\n".join(_said(one, language) for one in own)), *map(safe_cell, values)])
        _colour(sheet, own, columns, of_field)
    sheet.column_dimensions[get_column_letter(2)].width = 60


def _said(problem: Problem, language: str) -> str:
    field = f"{problem.field}: " if problem.field else ""
    return f"{field}{replace(problem, option='').sentences(language)}"


def _colour(sheet: Any, problems: Sequence[Problem], columns: dict[str, int], of_field: dict[str, str]) -> None:
    """Colour the cell that says what is wrong, and those that it is about, by the worst that is said of each."""
    for problem in reversed(problems):
        fill = PatternFill("solid", start_color=_COLOURS[problem.severity], end_color=_COLOURS[problem.severity])
        parts = [problem.field] if problem.field in columns else [of_field.get(problem.field, "")]
        if problem.field in ("geometry", "position", "lat", "lon", "position_entered"):
            parts = [of_field[name] for name in _POSITION if name in of_field]
        for number in (2, *(columns[part] for part in parts if part in columns)):
            sheet.cell(sheet.max_row, number).fill = fill
    sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
