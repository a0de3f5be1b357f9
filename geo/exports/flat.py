"""Records as plain cells, for formats that know no lists, no nested values, and one type a column."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.cells.formulas import defuse
from geo.findings import Findings
from geo.findings.counting import counted
from geo.records import KINDS, Layer
from geo.records.imprint import SAFETY, Edition
from geo.records.properties import stated_values

FICTITIOUS = "FICTITIOUS"
DANGER = "DANGER"
_NO_LETTER = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Notice:
    """What an export says of itself: title, producer, whether all in it is invented, and what absence does not mean."""

    title: str = ""
    producer: str = ""
    fictitious: bool = False
    in_line: bool = False
    """Whether a CSV holds the notice in a line before its headings, and not in a text beside it."""

    edition: Edition | None = None
    in_names: bool = False
    """Whether the names of hazards and of the file begin with a warning: a hand-held device shows little else."""

    def named(self, label: str, layer: Layer, area_type: object = "") -> str:
        """Give the name of a record, of which a hand-held device shows perhaps ten letters."""
        if not self.in_names or not layer.what.dangerous:
            return label
        return " ".join(filter(None, [DANGER, str(area_type or ""), label]))

    def titled(self, title: str = "") -> str:
        """Give a title, the project's if none is named, marked if all is invented."""
        named = title or self.title
        if self.in_names and not title:
            named = f"{SAFETY} {named}"
        return f"{FICTITIOUS} – {named}" if self.fictitious else named

    @property
    def text(self) -> str:
        """The sentences that stand in the metadata of an export."""
        invented = "FICTITIOUS: everything in these data is invented." if self.fictitious else ""
        edition = self.edition.sentences if self.edition else []
        return " ".join(part for part in (invented, SAFETY, *edition, self.producer) if part)


@dataclass
class Flat:
    """A layer as columns of plain cells (None, bool, int, float, str), with what flattening changed.

    `stated`: of each property the places of the records that state it, from 0, and what they state.
    """

    columns: dict[str, list[Any]]
    rows: int
    problems: Findings = field(default_factory=Findings)
    stated: dict[str, tuple[list[int], list[Any]]] = field(default_factory=dict)


def flatten(layer: Layer, notice: Notice, file: str) -> Flat:
    """Turn the records of a layer into plain cells; columns that hold nothing at all are left out."""
    changes: Counter[tuple[str, str]] = nested_values(layer)
    columns: dict[str, list[Any]] = {}
    stated: dict[str, tuple[list[int], list[Any]]] = {}
    for name, rows, values in stated_values(layer.frame):
        if rows:
            of_name = stated.setdefault(name, ([], []))
            of_name[0].extend(rows)
            of_name[1].extend(values)
            cells = columns.setdefault(name, [None] * len(layer.frame))
            for row, value in zip(rows, values, strict=True):
                cells[row] = _whole_letters(value, name, changes)
    for name, cells in columns.items():
        columns[name] = _one_type(cells, name, changes)
    if notice.fictitious:
        columns["fictitious"] = [FICTITIOUS] * len(layer.frame)
    return Flat(columns, len(layer.frame), notes_of(changes, layer, file), stated)


def nested_values(layer: Layer) -> Counter[tuple[str, str]]:
    """Count the nested values of columns that are not fields of the record: they are written as text, and stay text."""
    changes: Counter[tuple[str, str]] = Counter()
    fields = {field.name for field in KINDS[layer.kind].fields}
    for name, column in layer.frame.items():
        if column.dtype == object and name not in fields:
            count = sum(isinstance(value, (list, tuple, dict)) for value in column)
            changes += Counter({("nested_as_text", str(name)): count})
    return changes


def notes_of(changes: Counter[tuple[str, str]], layer: Layer, file: str) -> Findings:
    """Say what was changed in which column of how many records."""
    notes = Findings(file)
    for (code, name), count in changes.items():
        notes.add(code, f"{layer.title}, {name}: {_SAID[code]} ({counted(count, 'record')}).")
    return notes


_SAID = {
    "nested_as_text": "lists and nested values are written as text",
    "broken_letters": "halves of characters (lone surrogates) and NUL are written as U+FFFD",
    "types_as_text": "numbers and text are in one column, so all are written as text",
}


def _whole_letters(value: Any, name: str, changes: Counter[tuple[str, str]]) -> Any:
    if isinstance(value, str) and _NO_LETTER.search(value):
        changes["broken_letters", name] += 1
        return _NO_LETTER.sub("\ufffd", value)
    return value


def _one_type(cells: list[Any], name: str, changes: Counter[tuple[str, str]]) -> list[Any]:
    types = {type(cell) for cell in cells} - {type(None)}
    if types == {int, float} and all(not isinstance(cell, int) or abs(cell) < 2**53 for cell in cells):
        return [float(cell) if isinstance(cell, int) else cell for cell in cells]
    if len(types) > 1:
        changes["types_as_text", name] = sum(cell is not None for cell in cells)
        return [cell if cell is None or isinstance(cell, str) else json.dumps(cell) for cell in cells]
    return cells


def defuse_all(flat: Flat, layer: Layer) -> dict[str, list[Any]]:
    """Defuse the headings and cells of a table, and say in its problems which columns it concerned."""
    defused = {str(defuse(name)): [defuse(cell) for cell in cells] for name, cells in flat.columns.items()}
    for name, cells, before in zip(flat.columns, defused.values(), flat.columns.values(), strict=True):
        count = sum(one is not other for one, other in zip(cells, before, strict=True)) + (defuse(name) != name)
        if count:
            what = f"{layer.title}, {name}: an apostrophe was put in front what begins like a formula"
            flat.problems.add("cells_defused", f"{what} ({counted(count, 'cell')}).")
    return defused


def geometry_types(layers: Sequence[Layer]) -> set[str]:
    """Name the types of geometry in layers, without those of records that have none."""
    return {str(name) for layer in layers for name in layer.frame.geometry.geom_type.dropna().unique()}
