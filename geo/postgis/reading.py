"""A table or a view of a database as a table of records: ours as they were written, others like a field file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import SourceError, UsageError
from geo.postgis.address import Address, first_line
from geo.postgis.tables import GEOMETRY, GONE, OWN, ROW, told_by
from geo.records.flat import flat_value
from geo.records.properties import from_properties

if TYPE_CHECKING:
    import psycopg
    from geopandas import GeoDataFrame

_GONE = "missing_since"


def tables_of(address: Address) -> list[str]:
    """List the tables and views with outlines, as SCHEMA.TABLE."""
    with address.connect(read_only=True) as connection:
        found = connection.execute(
            "SELECT f_table_schema || '.' || f_table_name FROM geometry_columns GROUP BY 1 ORDER BY 1"
        )
        return [str(row[0]) for row in found]


@dataclass(frozen=True)
class Rows:
    """A table as it was read: its columns, of which the first is `geometry` (as EWKB), and its rows in order.

    `json`: the columns whose cells are JSON text. `srid`: the number of the system of its outlines.
    """

    columns: list[str]
    rows: list[tuple[Any, ...]]
    comment: str | None
    json: frozenset[str]
    srid: int


def read_rows(address: Address, table: str) -> Rows:
    """Read a table or a view whole.

    Raises UsageError if there is no such table, SourceError if it cannot be read.
    """
    import psycopg

    schema, _, name = table.rpartition(".")
    where = (schema or address.schema, name)
    with address.connect(read_only=True) as connection:
        try:
            return _rows(connection, where, address)
        except psycopg.Error as error:
            raise SourceError(f"{address.source(table)} cannot be read: {first_line(error)}") from None


def _rows(connection: psycopg.Connection[Any], where: tuple[str, str], address: Address) -> Rows:
    from psycopg.sql import SQL, Identifier

    listed = connection.execute(
        "SELECT a.attname, t.typname, obj_description(c.oid, 'pg_class'), i.indisprimary FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey) "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        list(where),
    ).fetchall()
    if not listed:
        there = ", ".join(tables_of(address)) or "none with outlines"
        raise UsageError(f"{address.name} has no table {'.'.join(where)}.", remedy=f"It has: {there}.", option="sheet")
    outlines = [name for name, type_, _, _ in listed if type_ in ("geometry", "geography")]
    outline = GEOMETRY if GEOMETRY in outlines else next(iter(outlines), None)
    others = [name for name, type_, _, _ in listed if type_ not in ("geometry", "geography", "bytea")]
    order = [ROW] if ROW in others else [name for name, _, _, is_key in listed if is_key]
    chosen = [SQL("ST_AsEWKB({}::geometry)").format(Identifier(outline)) if outline else SQL("NULL::bytea")]
    told = frozenset(name for name, type_, _, _ in listed if type_ in ("json", "jsonb"))
    chosen += [SQL("{}::text" if name in told else "{}").format(Identifier(name)) for name in others]
    query = SQL("SELECT {} FROM {}").format(SQL(", ").join(chosen), Identifier(*where))
    if order:
        query += SQL(" ORDER BY ") + SQL(", ").join(map(Identifier, order))
    rows = connection.execute(query).fetchall()
    srid = max((shapely.get_srid(shapely.from_wkb(row[0])) for row in rows if row[0] is not None), default=4326)
    return Rows([GEOMETRY, *others], rows, listed[0][2], told, int(srid))


def layer_of(table: Rows) -> tuple[str, str, GeoDataFrame] | None:
    """Give the kind, title and records of a table that Zonemark wrote; None for any other.

    A record that the layer no longer had when it was last written is there, and says since when it is missing.
    """
    told = told_by(table.comment)
    if told is None:
        return None
    renamed = told.get("columns", {})
    properties = []
    for row in table.rows:
        cells = {name: value for name, value in zip(table.columns, row, strict=True) if value is not None}
        gone = cells.pop(GONE, None)
        record = {
            renamed.get(name, name): json.loads(value) if name in table.json else value
            for name, value in cells.items()
            if name not in OWN
        }
        if gone is not None:
            record.setdefault(_GONE, gone.isoformat())
        properties.append(record)
    return told["kind"], str(told.get("title", "")), from_properties(properties, shapes_of(table), told["kind"])


def shapes_of(table: Rows) -> Any:
    """The outlines of a table without the number of their system, None where there is none."""
    return shapely.set_srid(shapely.from_wkb(np.array([row[0] for row in table.rows], dtype=object)), 0)


def cell(value: Any) -> Any:
    """A cell of anybody's table as a field file has it: text, a number, a boolean or nothing."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, list):
        return flat_value([part if isinstance(part, str) else cell(part) for part in value])
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)
