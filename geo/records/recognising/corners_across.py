"""Outlines whose corners stand side by side in a row: `Lat1, Lon1 …` or `E1, N1 …`, as forms on paper have them.

Of such columns only the first pair was a place, and the outline a point. The corners are written into one cell, one
behind the other, which is read as any list of corners is.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping

import pandas as pd

from geo.cells.missing import NO_POSITION
from geo.cells.names import free_name
from geo.cells.outcomes import text_cells
from geo.cells.texts import text_column
from geo.cells.words import fold, words
from geo.findings import Findings
from geo.findings.counting import counted
from geo.records.columns import PLACING, part_of_position
from geo.records.recognising.corners import POINTS
from geo.records.vocabulary import common_words

_NUMBER = re.compile(r"\d+")
_ANGLE = re.compile(r"([+-]?)(\d{1,3}(?:[.,]\d+)?)\s*°?")
_LEAST = 3
_SIDES = {"lat": "NS", "lon": "EW", "easting": "EW", "northing": "NS"}
_LETTERS = {"e": "easting", "n": "northing"}
_PAIRS = (("lat", "lon"), ("easting", "northing"))
"""The halves of a corner in the order in which a text has them."""
_METRES = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]?\d{3}){1,2}(?:[.,]\d+)?")
_BARE = re.compile(r"[+-]?\d{4,}(?:\.\d+)?")
_UTM = re.compile(r"\d{1,2}\s?[A-Za-z]?")
_AXES = {
    "lat": r"latitud[aeo]?|lat|широта|enlik|enlem|y$|n$",
    "lon": r"longitud[aeo]?|long|lon|lng|долгота|uzunluq|boylam|x$|e$",
    "easting": r"eastings?|east|x$|e$",
    "northing": r"northings?|north|y$|n$",
}
"""What tells the two columns of a corner apart, once both are folded."""


def corners_into_one(table: pd.DataFrame, fields: Mapping[str, str], problems: Findings) -> pd.DataFrame:
    """Write the corners of each row into one column of outlines, where at least three have columns of their own.

    >>> names = ["Lat1", "Lon1", "Lat2", "Lon2", "Lat3", "Lon3"]
    >>> row = ["39.5", "46.9", "39.5", "46.901", "39.501", "46.901"]
    >>> corners_into_one(pd.DataFrame([row], columns=names), {}, Findings())["outline"].tolist()
    ['39.5 N, 46.9 E; 39.5 N, 46.901 E; 39.501 N, 46.901 E']
    """
    if PLACING & set(fields.values()):
        return table
    found: dict[str, dict[str, dict[int, str]]] = {}
    letters = {} if PLACING & {part_of_position(str(name)) for name in table.columns} else _LETTERS
    for name in map(str, table.columns):
        numbers = _NUMBER.findall(name)
        if len(numbers) == 1 and (part := _axis(name, letters)) in _AXES:
            found.setdefault(_question(name, part), {}).setdefault(part, {})[int(numbers[0])] = name
    for parts, halves in itertools.product(found.values(), _PAIRS):
        first, second = (parts.get(half, {}) for half in halves)
        if len(first) < _LEAST or first.keys() != second.keys():
            continue
        pairs = [(first[number], second[number]) for number in sorted(first)]
        texts = _rows(table, pairs, halves)
        ends = f"{pairs[0][0]!r} to {pairs[-1][1]!r}"
        what = f"{counted(len(pairs), 'pair')} of columns, {ends}, hold the corners of an outline."
        problems.add("read_together", what, field=pairs[0][0], option="")
        table = table.drop(columns=[name for pair in pairs for name in pair])
        name = "outline" if halves == _PAIRS[0] else "position"  # metres want a system, as positions have
        return table.assign(**{free_name(name, table.columns): text_column(texts)})
    return table


def _axis(name: str, letters: Mapping[str, str]) -> str:
    """The part of a position that a heading stands for without its number, and without a word for a corner."""
    bare = _NUMBER.sub(" ", name).strip(" ._-")
    named = " ".join(word for word in words(bare) if word not in POINTS | common_words("corner"))
    return part_of_position(bare) or part_of_position(named) or letters.get(named, "")


def _question(name: str, part: str) -> str:
    """What both columns of a corner are called but for its number and the axis."""
    return re.sub(_AXES[part], "", fold(_NUMBER.sub(" ", name)))


def _rows(table: pd.DataFrame, pairs: list[tuple[str, str]], halves: tuple[str, str]) -> list[object]:
    columns = [tuple(text_cells(table[name]) for name in pair) for pair in pairs]
    utm = _utm_of_rows(table)
    texts: list[object] = []
    for index in range(len(table)):
        corners = [[_number(cells[index], half) for cells, half in zip(pair, halves, strict=True)] for pair in columns]
        given = [_as_text(corner, utm[index]) for corner in corners if any(corner)]
        texts.append("; ".join(given) if given else math.nan)
    return texts


def _utm_of_rows(table: pd.DataFrame) -> list[str]:
    """The zone of UTM of each row, which metres are nothing without; "" where no column has it."""
    named = [name for name in table.columns if part_of_position(str(name)) == "zone"]
    cells = text_cells(table[named[0]]) if len(named) == 1 else [""] * len(table)
    return [cell.strip() if isinstance(cell, str) and _UTM.fullmatch(cell.strip()) else "" for cell in cells]


def _as_text(corner: list[str], utm: str) -> str:
    if not all(map(_BARE.fullmatch, corner)):
        return ", ".join(corner)
    return " ".join([utm, *corner]).strip()


def _number(cell: object, half: str) -> str:
    """A number as it stands in a text: an angle with the letter of its sign, which tells its order, or bare metres."""
    text = cell.strip() if isinstance(cell, str) else ""
    if text.casefold() in NO_POSITION:
        return ""
    if found := _ANGLE.fullmatch(text):
        return f"{found[2].replace(',', '.')} {_SIDES[half][found[1] == '-']}"
    return re.sub(r"\s", "", text).replace(",", ".") if _METRES.fullmatch(text) else text
