"""Rows of text become a table: one row a record, with the number that a spreadsheet shows, nothing lost on the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np

from geo.cells.headings import Headings, find_headings
from geo.cells.names import free_name
from geo.cells.texts import text_column
from geo.errors import SourceError
from geo.findings import Findings
from geo.findings.counting import FEW, counted, listed
from geo.records.columns import is_known_heading, part_of_position
from geo.records.properties import GEOMETRY_PROPERTY
from geo.sources.raw import MAX_COLUMNS, RawTable, frame_of
from geo.sources.rows.no_records import NoRecords, no_records
from geo.sources.rows.side_by_side import (
    ROW,
    Second,
    one_below_the_other,
    row_in_sheet,
    second_beside,
    stand_twice,
    titles_of,
)

_HEAD = 64


def assemble(
    rows: Sequence[Sequence[str]], header: bool | Sequence[str], *, source: str, found: Headings | None = None
) -> RawTable:
    """Put rows of text together as a table; the first row has the number 1.

    Raises SourceError for a row of more than 5,000 cells.
    """
    found = found or headings_of(rows, header, source)
    beside = one_below_the_other(rows, found) if header is True else None
    height, start = len(rows), found.start
    above = titles_of(rows, found) if beside else ("", "")
    if beside:
        rows, found = beside
    second = second_beside(rows, found) if header is True and not beside else None
    if second and second.is_certain:
        rows, found = [row[: second.gap] for row in rows], _without(found, second.gap)
    numbers = [number for number in range(found.start, len(rows)) if any(map(str.strip, rows[number]))]
    blank = len(rows) - found.start - len(numbers)
    apart = no_records(rows, numbers, found) if found.line is not None else NoRecords()
    gone = apart.all
    numbers = [number for number in numbers if number not in gone]
    body = [_without_empty_end(rows[number], len(found.names)) for number in numbers]
    problems = _about_headings(found, source, headings_wanted=header is True, rows=len(body))
    if second:
        _say_second(problems, second)
    if blank:
        problems.add("empty_rows", f"{counted(blank, 'empty row')} left out.")
    apart.say(problems)
    if rows and not body:
        problems.add("no_records", "There is no record below the headings.")
    names, cells = _columns(found.names, body)
    _note_ragged(problems, found, body, numbers, names)
    columns = {name: text_column(values) for name, values in zip(names, cells, strict=True)}
    if apart.sections:
        columns[free_name("section", names)] = text_column(
            [section or math.nan for section in apart.section_of(numbers)]
        )
    if beside:
        columns[free_name(ROW, names)] = text_column([str(row_in_sheet(at, height, start)) for at in numbers])
        if any(above) and not apart.sections:
            columns[free_name("section", names)] = text_column([above[at >= height] for at in numbers])
        problems.add("table_beside", "Another table stands beside the first, under the same headings; its rows were "
                     f"read behind those of the first, and {free_name(ROW, names)} says in which row of the sheet "
                     "each stands.", severity="note")  # fmt: skip
    if "geometry" in columns:
        columns = {GEOMETRY_PROPERTY if name == "geometry" else name: values for name, values in columns.items()}
    geometry: Any = np.full(len(body), None, dtype=object)
    frame = frame_of(columns, geometry, [number + 1 for number in numbers])
    frame.attrs["hashtags"] = found.hashtags
    facts = {"headings": f"row {found.line + 1}" if found.line is not None else "none in the file"}
    if found.titles:
        facts["title"] = " / ".join(found.titles)
    return RawTable(frame, problems, facts)


def _without(found: Headings, gap: int) -> Headings:
    """The headings of the first of two tables, which end before an empty column."""
    names = found.names[:gap]
    renamed = {name: wanted for name, wanted in found.renamed.items() if name in names}
    return replace(found, names=names, renamed=renamed)


def _say_second(problems: Findings, second: Second) -> None:
    if second.is_certain:
        what = f"Another table stands beside the first, with the headings {listed(second.names)}; it was not read."
        problems.add("table_beside", what, "Put it on a sheet or into a file of its own, and read that too.")
        return
    what = (
        f"An empty column stands before {second.names[0]}, as between two tables; all was read as one, a record a row."
    )
    problems.add("table_beside", what, "Put a second table on a sheet of its own: these records are others.",
                 severity="warning")  # fmt: skip


def headings_of(rows: Sequence[Sequence[str]], header: bool | Sequence[str], source: str) -> Headings:
    """Find the headings in the first rows of a table, by the words that are known for them.

    Raises SourceError for a row of more than 5,000 cells.
    """
    for row in rows:
        if len(row) > MAX_COLUMNS and (width := len(_without_empty_end(row, 0))) > MAX_COLUMNS:
            raise SourceError(
                f"{source} has a row of {counted(width, 'cell')}.", remedy="Is it a table, and the delimiter right?"
            )
    return find_headings(rows[:_HEAD], header, is_known_heading)


def _without_empty_end(row: Sequence[str], width: int) -> Sequence[str]:
    """A row without the empty cells that stand behind the last column."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _columns(names: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[list[str], list[list[Any]]]:
    """The cells column by column, NaN where there is none; nameless columns without a cell are left out."""
    width = max((len(row) for row in body), default=0)
    all_names = list(names)
    for _ in range(len(names), width):
        all_names.append(free_name("_extra", all_names))
    full = [row if len(row) == len(all_names) else [*row, *repeat("", len(all_names) - len(row))] for row in body]
    turned = list(zip(*full, strict=True)) if full else [() for _ in all_names]
    kept = [
        (name, [cell if cell and not cell.isspace() else math.nan for cell in cells])
        for number, (name, cells) in enumerate(zip(all_names, turned, strict=True), start=1)
        if name not in (f"column_{number}", "_extra") or any(map(str.strip, cells))
    ]
    return [name for name, _ in kept], [cells for _, cells in kept]


def _about_headings(found: Headings, source: str, *, headings_wanted: bool, rows: int) -> Findings:
    problems = Findings(source)
    if headings_wanted and found.line is None and rows:
        problems.add(
            "no_headings",
            f"The first row is not a row of headings; the columns are called {', '.join(found.names[:3])} …",
            "Name their fields.",
        )
    if found.titles:
        title = " / ".join(found.titles)
        problems.add("title_lines", f"The lines above the headings are not records: {title[:200]}")
    for name, wanted in found.renamed.items():
        problems.add(
            "duplicate_heading", f"There is another column {wanted!r}; this one is called {name!r}.", field=name
        )
    beside = [*found.renamed.values()]
    if {"lat", "lon"} <= {*map(part_of_position, beside)} or (stand_twice(found)):
        what = f"Another table stands beside the first, with the headings {listed(beside)}; its records were not read."
        problems.add("table_beside", what, "Put it on a sheet or into a file of its own.")
    if found.hashtags:
        problems.add("hashtags", f"HXL tags name {counted(len(found.hashtags), 'column')}.")
    return problems


def _note_ragged(
    problems: Findings, found: Headings, body: Sequence[Sequence[str]], numbers: Sequence[int], names: Sequence[str]
) -> None:
    """Name the rows with more or fewer cells than there are headings: one by one, or together where they are many."""
    width = len(found.names)
    more = [number + 1 for number, row in zip(numbers, body, strict=True) if any(cell.strip() for cell in row[width:])]
    fewer = [number + 1 for number, row in zip(numbers, body, strict=True) if len(row) < width]
    headings = counted(width, "heading")
    extra = ", ".join(name for name in names if name.startswith("_extra"))
    problems.add_rows("too_many_cells", more, f"More cells than the {headings}; they are kept in {extra}.",
                      "Is a delimiter inside a cell, without quotation marks?", most=FEW)  # fmt: skip
    problems.add_rows("too_few_cells", fewer, f"Fewer cells than the {headings}; the last columns are empty.",
                      "Is a line broken in two?", most=FEW)  # fmt: skip
