"""Sheets that belong together: those of one shape, and those of a form and of a question that it asks again and again.

KoBoToolbox, ODK and Survey123 put a repeated question on a sheet of its own, whose rows name the row of the form that
they belong to. Where the positions stand there, those rows are the records, and each is given what its form says. A row
of the form without any, or with a position of its own, stays a record.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.cells.names import free_name
from geo.cells.texts import text_column
from geo.cells.words import fold
from geo.findings import Findings
from geo.findings.counting import counted
from geo.records.columns import PLACING, match_columns, part_of_position
from geo.records.fields import DEFAULT_KIND
from geo.records.recognising.looks import part_by_look, sample
from geo.sources.raw import RawTable, frame_of

_KEYS = {
    "parentindex": ("index",),
    "parentkey": ("key",),
    "parentglobalid": ("globalid",),
    "parentrowid": ("uniquerowid", "globalid"),
    "submissionid": ("id",),
    "submissionuuid": ("uuid",),
}
"""Headings by which a row names its form, and those of the form; folded (KoBoToolbox, ODK Central, Survey123)."""


@dataclass(frozen=True)
class Link:
    """The column of a sheet of parts, and that of the forms, which hold the same keys."""

    part: str
    form: str


def stacked(parts: list[RawTable], names: list[str]) -> RawTable:
    """Tables of one shape on top of one another; which sheet and row each record is from stands in columns."""
    first = parts[0]
    sheet_column = free_name("sheet", first.frame.columns)
    row_column = free_name("sheet_row", first.frame.columns)
    frames = []
    for part, name in zip(parts, names, strict=True):
        frame = part.frame.drop(columns="geometry")
        frame[sheet_column] = text_column([name] * len(frame))
        frame[row_column] = text_column([str(row) for row in frame.index])
        frames.append(frame)
    stacked = pd.concat(frames)
    rows, offset = [], 0
    for part in parts:
        rows += [offset + int(row) for row in part.frame.index]
        offset = rows[-1] if rows else 0
    joined = frame_of({name: stacked[name].array for name in stacked}, [None] * len(stacked), rows)
    joined.attrs.update(first.frame.attrs)
    problems = Findings(first.problems.source, [problem for part in parts for problem in part.problems])
    what = (
        f"The sheets {', '.join(names)} were read as one table; {sheet_column} and {row_column} say where each row is."
    )
    problems.add("sheets_joined", what)
    return RawTable(joined, problems, first.facts)


def link_of(part: RawTable, form: RawTable) -> Link | None:
    """The columns by which the rows of a sheet belong to rows of another; None if they do not."""
    forms = {fold(name): str(name) for name in form.frame.columns}
    pairs = [
        (str(name), forms[key]) for name in part.frame.columns for key in _KEYS.get(fold(name), ()) if key in forms
    ]
    pairs += [(str(name), forms[fold(name)]) for name in part.frame.columns if forms.get(fold(name)) == _id_of(form)]
    for own, other in pairs:
        keys = form.frame[other].dropna()
        if own not in _named_keys(pairs) and _are_numbered_apart(part.frame[own].dropna(), keys):
            continue
        if keys.is_unique and len(part.frame) and part.frame[own].dropna().isin(set(keys)).all():
            return Link(own, other)
    return None


def _named_keys(pairs: list[tuple[str, str]]) -> set[str]:
    return {own for own, _ in pairs if fold(own) in _KEYS}


def _are_numbered_apart(own: pd.Series[Any], keys: pd.Series[Any]) -> bool:
    """Whether two sheets number their rows 1, 2, 3 … each for itself: the same number says nothing then."""
    numbers = [str(number) for number in range(1, len(own) + 1)]
    return bool(own.is_unique and list(own) == numbers and list(keys)[: len(own)] == numbers)


def may_belong(headings: Iterable[str]) -> tuple[bool, bool]:
    """Whether headings have a key of a form that others name, and whether they name such a key themselves.

    >>> may_belong(["KEY", "name"]), may_belong(["PARENT_KEY", "KEY"])
    ((True, False), (True, True))
    """
    folded = {fold(name) for name in headings}
    return bool(folded & _ALL_KEYS), bool(folded & {name for name in _KEYS if name.startswith("parent")})


def holds_positions(table: RawTable) -> bool:
    """Whether a table has columns of positions, by their headings or by what they hold."""
    names = [str(name) for name in table.frame.columns if name != "geometry"]
    parts = {part_of_position(name) for name in names}
    by_heading = {"lat", "lon"} <= parts or {"easting", "northing"} <= parts or bool(parts & {"position", "wkt"})
    return by_heading or any(part_by_look(sample(table.frame[name])) for name in names)


def joined(parts: RawTable, form: RawTable, link: Link, names: tuple[str, str]) -> RawTable:
    """Put rows of parts and their forms together as one table; `names`: of the sheet of parts and of that of forms."""
    left = form.frame.drop(columns="geometry")
    right = parts.frame.drop(columns="geometry")
    key = _id_of(form)
    called = {name: _name_in(str(name), right.columns, key, names[1]) for name in left.columns}
    shared = _shared_positions(parts, form)
    called |= {name: free_name(f"{names[1]} {name}", right.columns) for name in shared}
    by_key = {value: row for row, value in left[link.form].items() if isinstance(value, str)}
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    seen: Counter[str] = Counter()
    has_own = holds_positions(form)
    for row, cells in zip(right.index, right.to_dict("records"), strict=True):
        owner = by_key.get(cells[link.part])
        above = left.loc[owner].to_dict() if owner is not None else {}
        seen[cells[link.part]] += 1
        made = {"id": f"{above[key]}-{seen[cells[link.part]]}"} if key and isinstance(above.get(key), str) else {}
        of_form = {called[name]: value for name, value in above.items()}
        own_first = cells | of_form if shared else of_form
        rows.append(own_first | made | cells | {"sheet": names[0], "sheet_row": str(row)})
        numbers.append(int(row))
    offset = max(numbers, default=1)
    for row, cells in zip(left.index, left.to_dict("records"), strict=True):
        if has_own or seen[cells[link.form]] == 0:
            own = {"id": cells[key]} if key else {}
            own |= {column: cells[name] for name, column in shared.items()}
            rows.append({called[name]: value for name, value in cells.items()} | own
                        | {"sheet": names[1], "sheet_row": str(row)})  # fmt: skip
            numbers.append(offset + int(row))
    return _table(rows, numbers, parts, form, link, names)


def _shared_positions(parts: RawTable, form: RawTable) -> dict[str, str]:
    """The columns of a form that hold the same part of a position as one of the parts does, and that column.

    Where both have a position, a part lies at its own, and the form by itself at that of the form.
    """
    found = []
    for table in (form, parts):
        names = [str(name) for name in table.frame.columns if name != "geometry"]
        matches, _ = match_columns(names, DEFAULT_KIND, {}, {}, source="")
        found.append({match.field: match.column for match in matches if match.field in PLACING})
    of_form, of_parts = found
    return {column: of_parts[field] for field, column in of_form.items() if field in of_parts}


def _table(
    rows: list[dict[str, Any]], numbers: list[int], parts: RawTable, form: RawTable, link: Link, names: tuple[str, str]
) -> RawTable:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = {name: text_column([row.get(name, math.nan) for row in rows]) for name in columns}
    table = RawTable(frame_of(cells, [None] * len(rows), numbers), facts=parts.facts)
    table.frame.attrs.update(parts.frame.attrs)
    table.problems = Findings(parts.problems.source, [*form.problems, *parts.problems])
    what = (
        f"{counted(len(parts.frame), 'row')} of {names[0]} belong to {counted(len(form.frame), 'row')} of "
        f"{names[1]} ({link.part} = {link.form}) and were read with what stands there; sheet and sheet_row say where "
        "each is."
    )
    table.problems.add("sheets_joined", what)
    return table


def _id_of(table: RawTable) -> str:
    """The column that is the id of the rows, or nothing."""
    names = [str(name) for name in table.frame.columns if name != "geometry"]
    matches, _ = match_columns(names, DEFAULT_KIND, {}, {}, source="")
    return next((match.column for match in matches if match.field == "id"), "")


def _name_in(name: str, taken: Any, key: str, sheet: str) -> str:
    """What a column of the form is called beside those of the parts; its id is not that of a part."""
    return free_name(f"{sheet} {name}", taken) if name in taken or name == key or fold(name) in _ALL_KEYS else name


_ALL_KEYS = frozenset(key for keys in _KEYS.values() for key in keys)
