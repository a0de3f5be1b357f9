"""Positions of all columns that hold some: one is drawn, the parts of one question together, the others are said.

A form asks for a point and an outline, or for several outlines of one place. The outline is drawn before the point, all
outlines of a repeated question are drawn as parts of one record, and a record whose first column is empty is drawn by
the next. What is not drawn stays in its column, and that is said.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.missing import NO_POSITION
from geo.cells.outcomes import text_cells
from geo.cells.words import words
from geo.findings import Findings
from geo.findings.counting import counted
from geo.placing.columns import find_positions
from geo.placing.rows import Placing
from geo.records.columns import Match, part_of_position
from geo.records.recognising.order import Order, order_of_numbers, turned

_WAYS = (("wkt",), ("position",), ("lat", "lon"), ("easting", "northing"))
_IN_WORDS = re.compile(
    r"[^\W\d_]{2}.*?(?:\b\d{1,3}[.,]\d{3,}\D{1,12}\d{1,3}[.,]\d{3,}|\d\s*[°º]\s*\d+.*?\d\s*[°º]\s*\d+)"
    r"|(?:\b\d{1,3}[.,]\d{3,}\D{1,12}\d{1,3}[.,]\d{3,}|\d\s*[°º]\s*\d+.*?\d\s*[°º]\s*\d+).*?[^\W\d_]{2}",
    re.DOTALL,
)
_BY_ITSELF = re.compile(r"\s*[+-]?\d{1,3}[.,]\d+\s*[,;/ ]\s*[+-]?\d{1,3}[.,]\d+\s*")
_REFERENCE = re.compile(r"(?<!\w)\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}(?!\w)")
_MARKED_UP = re.compile(r"<(?:\w+:)?(?:coordinates|pos|posList)\b[^>]*>\s*[+-]?\d")
"""KML or GML in a cell."""
_LOOK = 500
_PARTS = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


def place_all(
    table: pd.DataFrame, columns: Mapping[str, str], more: Sequence[Sequence[Match]], geometry: NDArray[Any], *,
    crs: str | None, source: str,
) -> tuple[Placing, NDArray[Any]]:  # fmt: skip
    """Place each record by the columns that hold positions; returns how, and by which column each was placed.

    `columns`: the part of a position → its column. `more`: further columns of shapes, those of one question together.
    """
    had = ~shapely.is_missing(geometry)
    by = np.full(len(table), None, dtype=object)
    repeated = {match.column for group in more if len(group) > 1 for match in group}
    own = {part: column for part, column in columns.items() if column not in repeated}
    outlines = [group for group in more if len(group) > 1 and group[0].field == "wkt"]
    first = find_positions(table, {}, geometry.copy(), crs=crs, source=source)
    for group in outlines:
        _take(first, by, group, [_of_one(table, match, columns, crs, source) for match in group])
    done = _placed(table, own, first.geometry.copy(), crs, source)
    for name, values in first.fields.items():
        done.fields[name] = np.where(pd.isna(values), done.fields[name], values)
    done.problems = Findings(source, [*first.problems, *done.problems])
    _note_column(done, by, table, own, had)
    for group in more:
        if group not in outlines:
            _take(done, by, group, [_of_one(table, match, columns, crs, source) for match in group])
    return done, by


def _holds_position(text: str) -> bool:
    """Whether a position stands among the words of a text, or is all of it."""
    if _MARKED_UP.search(text):
        return True
    return bool(_BY_ITSELF.fullmatch(text) or (" " in text and (_IN_WORDS.search(text) or _REFERENCE.search(text))))


def say_positions_in_texts(table: pd.DataFrame, geometry: NDArray[Any], problems: Findings) -> None:
    """Name the rows without a position in whose words one stands: "by the bridge, 39.9912 46.9283"."""
    waiting = table[np.asarray(shapely.is_missing(geometry), dtype=bool)]
    for name in waiting.columns:
        if waiting[name].dtype.kind in "iufbM":
            continue
        cells = text_cells(waiting[name])
        rows = [int(row) for row, cell in zip(waiting.index, cells, strict=True)
                if isinstance(cell, str) and _holds_position(cell[:_LOOK])]  # fmt: skip
        if rows and len(rows) == len({*rows}):
            what = "A position stands among these words, and was not read"
            remedy = "Put it into a column of its own."
            problems.add_rows("position_in_text", rows, f"{what}.", remedy, field=str(name))


def say_grid_numbers(table: pd.DataFrame, geometry: NDArray[Any], problems: Findings) -> None:
    """Name two columns that stand side by side and hold numbers as eastings and northings are, where nothing is placed.

    A number of six digits beside one of seven can be an id beside a price; so they are named, not read.
    """
    if not len(table) or not shapely.is_missing(geometry).all():
        return
    looks = [(str(name), _looks_of_grid(table[name])) for name in table.columns]
    for (name, look), (after, other) in pairwise(looks):
        if look and other and {"easting", "northing"} <= look | other and (look, other) != (_EAST, _EAST):
            what = f"{name} and {after} hold numbers as eastings and northings are; they were not read as a position."
            remedy = "If they are one, name the easting, the northing and their system."
            problems.add("column_not_understood", what, remedy, field=name, option="fields=COLUMN=easting; crs")
            return


_EAST = frozenset({"easting"})


def _looks_of_grid(column: pd.Series[Any]) -> frozenset[str]:
    """Which parts of a grid reference all numbers of a column can be by their length; none for any other column."""
    if column.dtype.kind in "bM":
        return frozenset()
    cells = [cell.strip() for cell in text_cells(column.head(_LOOK)) if isinstance(cell, str) and cell.strip()]
    forms = (("easting", _EASTING), ("northing", _NORTHING))
    return frozenset(look for look, form in forms if cells and all(map(form.fullmatch, cells)))


_EASTING = re.compile(r"(?:[1-9]|[12]\d|3[0-2])?[1-8]\d{5}(?:[.,]\d+)?")
_NORTHING = re.compile(r"[1-9]\d{6}(?:[.,]\d+)?")


def _of_one(table: pd.DataFrame, match: Match, columns: Mapping[str, str], crs: str | None, source: str) -> Placing:
    blank: NDArray[Any] = np.full(len(table), None, dtype=object)
    system = {"crs": columns["crs"]} if "crs" in columns else {}
    return _placed(table, {match.field: match.column, **system}, blank, crs, source)


_OF_SHAPES = frozenset({"geom", "geometry", "shape", "wkt", "geojson"})
"""Words in a heading of what a program has written."""


def _placed(
    table: pd.DataFrame, columns: Mapping[str, str], geometry: NDArray[Any], crs: str | None, source: str
) -> Placing:
    """Find positions in the order that the heading of their column gives, or the numbers below it: "(long, lat)"."""
    column = columns.get("position", columns.get("wkt", ""))
    if not column:
        return find_positions(table, columns, geometry, crs=crs, source=source)
    cells = text_cells(table[column])
    stated = tuple(part for word in words(column) if (part := part_of_position(word)) in ("lat", "lon"))
    order = (
        order_of_numbers(cells, stated, of_shapes=bool(_OF_SHAPES & {*words(column)}))
        if stated or crs is None
        else Order()
    )
    if not order.is_turned:
        done = find_positions(table, columns, geometry, crs=crs, source=source)
    else:
        exchanged = [turned(cell) for cell in cells]
        done = find_positions(table.assign(**{column: exchanged}), columns, geometry, crs=crs, source=source)
        entered = done.fields["position_entered"]
        changed = np.array([isinstance(text, str) and text in exchanged for text in entered], dtype=bool)
        entered[changed] = cells[changed]
        if not changed.any():
            return done
    if order.what:
        done.together(order.indexes, order.code, order.what, order.remedy, at=column)
    return done


def _note_column(
    done: Placing, by: NDArray[Any], table: pd.DataFrame, columns: Mapping[str, str], had: NDArray[np.bool_]
) -> None:
    """Note by which column each row was placed, and say which columns hold positions that are not drawn."""
    drawn = ~shapely.is_missing(done.geometry) & ~had
    for parts in _WAYS:
        if not all(part in columns for part in parts):
            continue
        filled = np.all([_is_filled(table[columns[part]]) for part in parts], axis=0)
        idle = filled & drawn & (by != None)  # noqa: E711 -- of each element
        _say_not_drawn(done, idle, " and ".join(columns[part] for part in parts), by)
        by[filled & drawn & ~idle] = columns[parts[0]]


def _is_filled(column: pd.Series[Any]) -> NDArray[np.bool_]:
    return np.array(
        [isinstance(cell, str) and cell.strip().casefold() not in NO_POSITION for cell in text_cells(column)],
        dtype=bool,
    )


def _take(done: Placing, by: NDArray[Any], group: Sequence[Match], found: Sequence[Placing]) -> None:
    """Draw the rows that wait by the shapes of a further question."""
    for one in found:
        done.problems += one.problems
    names = ", ".join(match.column for match in group)
    shapes = np.array([one.geometry for one in found], dtype=object).reshape(len(found), len(done.rows))
    given = ~shapely.is_missing(shapes)
    waiting = shapely.is_missing(done.geometry)
    mask = given.any(axis=0) & waiting
    _say_not_drawn(done, given.any(axis=0) & ~waiting, names, by)
    for index in np.flatnonzero(mask).tolist():
        done.geometry[index] = _together(shapes[given[:, index], index].tolist())
    by[mask] = group[0].column
    for name in found[0].fields:
        values = np.array([one.fields[name] for one in found], dtype=object).reshape(len(found), len(done.rows))
        joined: NDArray[Any] = np.full(len(done.rows), math.nan, dtype=object)
        for index in np.flatnonzero(mask).tolist():
            joined[index] = _joined(name, values[:, index].tolist())
        done.write(name, mask, joined)
    several = int((given.sum(axis=0)[mask] > 1).sum())
    if several:
        what = f"{counted(several, 'record')} with several shapes in {names}: all are drawn as parts of one."
        done.problems.add("outlines_together", what, field=group[0].column)
    entered = ~pd.isna(found[0].fields["position_entered"])
    if len(group) == 1 and mask.any() and (mask == entered).all():
        done.told.add(group[0].column)  # each text stands in position_entered, word for word


def _joined(name: str, values: Sequence[Any]) -> Any:
    given = [value for value in values if not pd.isna(value)]
    if not given:
        return math.nan
    return max(given) if name.endswith("_m") else " | ".join(dict.fromkeys(map(str, given)))


def _together(shapes: list[Any]) -> Any:
    """One shape of several: of many parts where they are of one type, else a collection."""
    if len(shapes) == 1:
        return shapes[0]
    types = {shape.geom_type for shape in shapes}
    if len(types) == 1 and (name := types.pop()) in _PARTS:
        return getattr(shapely, _PARTS[name])(shapes)
    return shapely.GeometryCollection(shapes)


def _say_not_drawn(done: Placing, mask: NDArray[np.bool_], names: str, by: NDArray[Any]) -> None:
    indexes = np.flatnonzero(mask)
    if indexes.size:
        drawn = (
            ", ".join(dict.fromkeys(str(name) for name in by[indexes] if name is not None)) or "the file's own shape"
        )
        what = f"The positions here are not drawn, since {drawn} is; they stay in their columns."
        done.problems.add_rows("other_position", done.rows[indexes].tolist(), what, field=names)
