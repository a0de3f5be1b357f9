"""Writing into a GeoPackage what its tables are, beside the tables that GDAL has written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.geopackage.told import CELL, LAYER, Told
from geo.records.fields import KINDS

_SPECIFIED = "http://www.geopackage.org/spec121/#extension_"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
    "definition TEXT NOT NULL, scope TEXT NOT NULL, "
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, "
    "md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, "
    "mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, "
    "column_name TEXT, row_id_value INTEGER, "
    "timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, "
    "md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), "
    "CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
    "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, "
    "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, "
    "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, "
    "constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, "
    "max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
)
_EXTENSIONS = {
    "metadata": ("gpkg_metadata", "gpkg_metadata_reference"),
    "schema": ("gpkg_data_columns", "gpkg_data_column_constraints"),
}


@dataclass(frozen=True)
class Table:
    """A table as it was written: the row of a record is its index in the layer, from 1.

    `columns`: the property that each column holds. `stated`: of each property the indexes (from 0) of the records that
    state it, and what they state. `cells`: what was written into each column.
    """

    name: str
    kind: str
    title: str
    imprint: Mapping[str, Any]
    columns: Mapping[str, str]
    stated: Mapping[str, tuple[Sequence[int], Sequence[Any]]]
    cells: Mapping[str, Sequence[Any]]

    @property
    def told(self) -> Told:
        """What is said of the table as a whole."""
        nulls = tuple(name for name, of in self.columns.items() if self._has_stated_nulls_only(name, of))
        renamed = {name: of for name, of in self.columns.items() if name != of}
        added = tuple(name for name in self.cells if name not in self.columns)
        return Told(self.kind, self.title, renamed, nulls, added, self.imprint)

    def _has_stated_nulls_only(self, name: str, of: str) -> bool:
        indexes, values = self.stated[of]
        return len(indexes) == len(self.cells[name]) and any(value is None for value in values)

    def odd_cells(self) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Give each cell that does not hold what the record states: its column, its row, what is written and stated."""
        nulls = set(self.told.nulls)
        for name, of in self.columns.items():
            cells = self.cells[name]
            for index, value in zip(*self.stated[of], strict=True):
                written = cells[index]
                if (value is None and name not in nulls) or not _is_as_stated(written, value):
                    yield name, index + 1, {"written": written, "stated": value}


def _is_as_stated(written: Any, value: Any) -> bool:
    if type(written) is type(value):
        return bool(written == value)
    return type(written) is float and type(value) is int and written == value


def describe(path: Path, tables: Sequence[Table]) -> None:
    """Write of each table what it is, what its columns mean, and what its cells cannot hold, all at once.

    Raises sqlite3.Error if the disk does not take it.
    """
    with closing(sqlite3.connect(path)) as database, database:
        for statement in _TABLES:
            database.execute(statement)
        for extension, names in _EXTENSIONS.items():
            for name in names:
                known = (name, f"gpkg_{extension}", f"{_SPECIFIED}{extension}", "read-write")
                there = "SELECT 1 FROM gpkg_extensions WHERE table_name = ? AND extension_name = ?"
                if database.execute(there, known[:2]).fetchone() is None:
                    database.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", known)
        for table in tables:
            _describe(database, table)


def _describe(database: sqlite3.Connection, table: Table) -> None:
    whole = _entry(database, LAYER, table.told.to_json())
    refer = (
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, column_name, row_id_value, md_file_id) "
        "VALUES (?, ?, ?, ?, ?)"
    )
    database.execute(refer, ("table", table.name, None, None, whole))
    entries: dict[str, int] = {}
    for column, row, odd in table.odd_cells():
        text = json.dumps(odd)
        entry = entries.get(text) or entries.setdefault(text, _entry(database, CELL, odd))
        database.execute(refer, ("row/col", table.name, column, row, entry))
    for column, of in table.columns.items():
        field = KINDS[table.kind].field(of)
        if field is not None and field.means:
            database.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
                (table.name, column, field.means),
            )


def _entry(database: sqlite3.Connection, standard: str, value: Any) -> int:
    # Letters beyond ASCII are escaped: SQLite refuses halves of characters.
    insert = "INSERT INTO gpkg_metadata (md_standard_uri, mime_type, metadata) VALUES (?, 'application/json', ?)"
    return int(database.execute(insert, (standard, json.dumps(value))).lastrowid or 0)
