"""Reading from a GeoPackage what its tables are, and the cells of one as the records stated them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cells.names import free_name
from geo.geopackage.told import CELL, LAYER, Told, told_in, value_in

if TYPE_CHECKING:
    from geo.geopackage.describing import Table

_AT_ONCE = 20_000
_ENTRIES = (
    "SELECT r.table_name, r.column_name, r.row_id_value, m.metadata FROM gpkg_metadata_reference AS r "
    "JOIN gpkg_metadata AS m ON m.id = r.md_file_id WHERE m.md_standard_uri = ?"
)


def tables_told(database: sqlite3.Connection, source: str) -> dict[str, Told]:
    """Give what is said of each table that Zonemark wrote; nothing for a database of anybody else's.

    Raises SourceError if a newer Zonemark has written it.
    """
    try:
        entries = database.execute(f"{_ENTRIES} AND r.reference_scope = 'table'", (LAYER,)).fetchall()
    except sqlite3.OperationalError:  # it has no metadata
        return {}
    told = {str(table): told_in(text, source) for table, _, _, text in entries}
    return {table: one for table, one in told.items() if one is not None}


def is_described(path: Path, tables: Sequence[Table]) -> bool:
    """Whether a file that was just written gives back what the records of each table state."""
    try:
        with closing(sqlite3.connect(path)) as database:
            told = tables_told(database, path.name)
            return all(told.get(one.name) == one.told and _gives_back(database, one) for one in tables)
    except sqlite3.Error:
        return False


def _gives_back(database: sqlite3.Connection, table: Table) -> bool:
    names = set()
    for name, values in _by_property(database, table.name, table.told) or ():
        indexes, stated = table.stated.get(name, ([], None))
        if [values[index] for index in indexes] != stated:
            return False
        names.add(name)
    return names == table.stated.keys()


def properties_of(database: sqlite3.Connection, table: str, told: Told) -> dict[str, list[Any]] | None:
    """Give what the records of a table state, by property, in the order of their rows; NaN where they state nothing.

    None if it is no table with a number for each row.
    """
    found = _by_property(database, table, told)
    return None if found is None else dict(found)


def _by_property(database: sqlite3.Connection, table: str, told: Told) -> Iterator[tuple[str, list[Any]]] | None:
    """What `properties_of` gives, one after the other; of a million records each is worth being let go of."""
    columns = database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    keys = [str(name) for _, name, _, _, _, is_key in columns if is_key]
    if len(keys) != 1:
        return None
    shapes = {str(name) for (name,) in database.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (table,))}  # fmt: skip
    types = {str(name): str(type_).upper() for _, name, type_, _, _, _ in columns}
    names = [name for name in types if name not in shapes and name != keys[0] and name not in told.added]
    return _stated(database, table, told, keys[0], {name: types[name] for name in names})


def _stated(
    database: sqlite3.Connection, table: str, told: Told, key: str, types: Mapping[str, str]
) -> Iterator[tuple[str, list[Any]]]:
    asked = ", ".join(map(_quoted, [key, *types]))
    answer = database.execute(f"SELECT {asked} FROM {_quoted(table)} ORDER BY 1")  # noqa: S608  # quoted
    numbers, *columns = _columns(answer, 1 + len(types))
    odd, taken = _odd_cells(database, table), set[str]()
    columns.reverse()
    for name, type_ in types.items():
        own = columns.pop()
        values = _values(own, type_, None if name in told.nulls else math.nan)
        stated = odd.get(name, {})
        for index, number in enumerate(numbers) if stated else ():
            if (one := stated.get(number)) and own[index] == one.get("written"):  # and nobody has changed it since
                values[index] = one.get("stated")
        property_ = free_name(told.columns.get(name, name), taken)
        taken.add(property_)
        yield property_, values


def _columns(answer: sqlite3.Cursor, count: int) -> list[list[Any]]:
    """The columns of an answer, which is held as rows only in runs."""
    columns: list[list[Any]] = [[] for _ in range(count)]
    while rows := answer.fetchmany(_AT_ONCE):
        for column, run in zip(columns, zip(*rows, strict=True), strict=True):
            column += run
    return columns


def _odd_cells(database: sqlite3.Connection, table: str) -> Mapping[str, dict[int, dict[str, Any]]]:
    """The cells that stand for something else than they hold, by column and row."""
    entries = database.execute(f"{_ENTRIES} AND r.reference_scope = 'row/col' AND r.table_name = ?", (CELL, table))
    odd: dict[str, dict[int, dict[str, Any]]] = {}
    known: dict[str, Any] = {}
    for _, column, number, text in entries:
        value = known[text] if text in known else known.setdefault(text, value_in(text))
        if isinstance(value, dict):
            odd.setdefault(str(column), {})[number] = value
    return odd


def _values(cells: Sequence[Any], type_: str, missing: Any) -> list[Any]:
    """Cells as values; SQLite knows no truth values, only columns that are declared to hold them."""
    if type_ == "BOOLEAN":
        return [missing if cell is None else bool(cell) if cell in (0, 1) else cell for cell in cells]
    return [missing if cell is None else cell.hex() if isinstance(cell, bytes) else cell for cell in cells]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
