"""Reading from a GeoPackage what its tables are, and the cells of one as the records stated them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cells.names import free_name
from geo.geopackage.told import CELL, LAYER, Told, told_in, value_in

if TYPE_CHECKING:
    from geo.geopackage.describing import Table

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
    found = properties_of(database, table.name, table.told) or {}
    return found.keys() == table.stated.keys() and all(
        [found[name][index] for index in indexes] == values for name, (indexes, values) in table.stated.items()
    )


def properties_of(database: sqlite3.Connection, table: str, told: Told) -> dict[str, list[Any]] | None:
    """Give what the records of a table state, by property, in the order of their rows; NaN where they state nothing.

    None if it is no table with a number for each row.
    """
    columns = database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    keys = [str(name) for _, name, _, _, _, is_key in columns if is_key]
    shapes = {str(name) for (name,) in database.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (table,))}  # fmt: skip
    if len(keys) != 1:
        return None
    types = {str(name): str(type_).upper() for _, name, type_, _, _, _ in columns}
    names = [name for name in types if name not in shapes and name != keys[0] and name not in told.added]
    asked = ", ".join(map(_quoted, [keys[0], *names]))
    rows = database.execute(f"SELECT {asked} FROM {_quoted(table)} ORDER BY 1").fetchall()  # noqa: S608  # quoted
    numbers, *cells = zip(*rows, strict=True) if rows else ((), *((),) * len(names))
    odd = _odd_cells(database, table)
    found: dict[str, list[Any]] = {}
    for name, own in zip(names, cells, strict=True):
        values = _values(own, types[name], None if name in told.nulls else math.nan)
        stated = odd.get(name, {})
        for index, number in enumerate(numbers) if stated else ():
            if (one := stated.get(number)) and own[index] == one.get("written"):  # and nobody has changed it since
                values[index] = one.get("stated")
        found[free_name(told.columns.get(name, name), found)] = values
    return found


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


def _values(cells: tuple[Any, ...], type_: str, missing: Any) -> list[Any]:
    """Cells as values; SQLite knows no truth values, only columns that are declared to hold them."""
    if type_ == "BOOLEAN":
        return [missing if cell is None else bool(cell) if cell in (0, 1) else cell for cell in cells]
    return [missing if cell is None else cell.hex() if isinstance(cell, bytes) else cell for cell in cells]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
