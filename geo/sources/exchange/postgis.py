"""Tables and views of a PostGIS database, read as field files are; those that Zonemark wrote hold records already."""

from __future__ import annotations

import os

from geo.errors import UsageError
from geo.findings.counting import counted
from geo.postgis.address import Address
from geo.postgis.reading import cell, layer_of, read_rows, shapes_of, tables_of
from geo.postgis.tables import GEOMETRY
from geo.sources.raw import RawTable, bring_to_lonlat, column, frame_of, numbered


def source_of(address: str | os.PathLike[str], table: str) -> str:
    """What a table is called as a source, without user and port."""
    return Address.of(address).source(table) if table else Address.of(address).name


def read(path: str | os.PathLike[str], *, table: str) -> RawTable:
    """Read one table or view, SCHEMA.TABLE or the name of one in the schema of the address.

    Raises UsageError if none is named and there are several, SourceError if the database cannot be read.
    """
    address = Address.of(path)
    if not table:
        found = tables_of(address)
        if len(found) != 1:
            what = f"{address.name} has {counted(len(found), 'table')} with outlines, and a reading is of one."
            remedy = f"Name one of: {', '.join(found)}." if found else "Name a table of it."
            raise UsageError(what, remedy=remedy, option="sheet")
        table = found[0]
    rows = read_rows(address, table)
    facts = {"database": address.name, "table": table}
    if (ours := layer_of(rows)) is not None:
        kind, title, frame = ours
        return RawTable(numbered(frame), facts={**facts, "layer": title}, kind=kind)
    cells = {
        name: column([cell(row[number]) for row in rows.rows])
        for number, name in enumerate(rows.columns)
        if name != GEOMETRY
    }
    found_table = RawTable(frame_of(cells, shapes_of(rows), range(1, len(rows.rows) + 1)), facts=facts)
    bring_to_lonlat(found_table, f"EPSG:{rows.srid or 4326}", source=address.source(table))
    return found_table
