"""Records as plain cells, for formats that know no lists, no nested values, and one type a column."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import Problem
from geo.records import Layer
from geo.records.properties import to_properties

SAFETY = "Absence of a hazard in these data does not mean that the area is safe."
FICTITIOUS = "FICTITIOUS"
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Notice:
    """What an export says of itself: title, producer, whether all in it is invented, and what absence does not mean."""

    title: str = ""
    producer: str = ""
    fictitious: bool = False

    def titled(self, title: str = "") -> str:
        """Give a title, the project's if none is named, marked if all is invented."""
        named = title or self.title
        return f"{FICTITIOUS} – {named}" if self.fictitious else named

    @property
    def text(self) -> str:
        """The sentences that stand in the metadata of an export."""
        invented = "FICTITIOUS: everything in these data is invented." if self.fictitious else ""
        return " ".join(part for part in (invented, SAFETY, self.producer) if part)


@dataclass
class Flat:
    """A layer as columns of plain cells (None, bool, int, float, str), with what flattening changed."""

    columns: dict[str, list[Any]]
    rows: int
    problems: list[Problem] = field(default_factory=list)


def flatten(layer: Layer, notice: Notice, file: str) -> Flat:
    """Turn the records of a layer into plain cells; columns that hold nothing at all are left out."""
    records = to_properties(layer.frame)
    names = dict.fromkeys(name for record in records for name in record)
    ordered = [str(name) for name in layer.frame.columns if str(name) in names]
    changes: Counter[str] = Counter()
    columns = {name: [_plain(record.get(name), name, changes) for record in records] for name in ordered}
    for name, cells in columns.items():
        columns[name] = _one_type(cells, name, changes)
    if notice.fictitious:
        columns["fictitious"] = [FICTITIOUS] * len(records)
    said = [
        note(file, code, f"{layer.title}, {name}: {_SAID[code]} ({count:,} {'record' if count == 1 else 'records'}).")
        for (code, name), count in _pairs(changes)
    ]
    return Flat(columns, len(records), said)


_SAID = {
    "lists_joined": "lists are written as text, their parts separated by semicolons",
    "nested_as_text": "nested values are written as JSON text",
    "broken_letters": "halves of characters (lone surrogates) are written as U+FFFD",
    "types_as_text": "numbers and text stand in one column, so all are written as text",
}


def _pairs(changes: Counter[str]) -> Iterable[tuple[tuple[str, str], int]]:
    for key, count in changes.items():
        code, _, name = key.partition("|")
        yield (code, name), count


def _plain(value: Any, name: str, changes: Counter[str]) -> Any:
    if isinstance(value, list) and all(isinstance(part, str) and ";" not in part for part in value):
        changes[f"lists_joined|{name}"] += 1
        return "; ".join(value)
    if isinstance(value, (list, dict)):
        changes[f"nested_as_text|{name}"] += 1
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _HALF_CHARACTER.search(value):
        changes[f"broken_letters|{name}"] += 1
        return _HALF_CHARACTER.sub("\ufffd", value)
    return value


def _one_type(cells: list[Any], name: str, changes: Counter[str]) -> list[Any]:
    types = {type(cell) for cell in cells} - {type(None)}
    if types == {int, float} and all(not isinstance(cell, int) or abs(cell) < 2**53 for cell in cells):
        return [float(cell) if isinstance(cell, int) else cell for cell in cells]
    if len(types) > 1:
        changes[f"types_as_text|{name}"] = sum(cell is not None for cell in cells)
        return [cell if cell is None or isinstance(cell, str) else json.dumps(cell) for cell in cells]
    return cells


def defuse(cell: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula; all else stays as it is.

    >>> defuse("=HYPERLINK(1)"), defuse(-5.0), defuse("A-1")
    ("'=HYPERLINK(1)", -5.0, 'A-1')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def defuse_all(flat: Flat, layer: Layer, file: str) -> dict[str, list[Any]]:
    """Defuse the headings and cells of a table, and say in its problems which columns it concerned."""
    defused = {str(defuse(name)): [defuse(cell) for cell in cells] for name, cells in flat.columns.items()}
    for name, cells, before in zip(flat.columns, defused.values(), flat.columns.values(), strict=True):
        count = sum(one is not other for one, other in zip(cells, before, strict=True)) + (defuse(name) != name)
        if count:
            begin = "1 cell begins" if count == 1 else f"{count:,} cells begin"
            what = f"{layer.title}, {name}: {begin} like a formula; an apostrophe now stands before."
            flat.problems.append(note(file, "cells_defused", what))
    return defused


def geometry_types(layers: Sequence[Layer]) -> set[str]:
    """Name the types of geometry in layers, without those of records that have none."""
    return {str(name) for layer in layers for name in layer.frame.geometry.geom_type.dropna().unique()}


def note(file: str, code: str, what: str, remedy: str = "") -> Problem:
    """Say something about a whole export."""
    return Problem(code, "note", what, remedy, source=file)
