"""Layers into a database: all of them in one transaction, each record by its id.

What is there already is brought up to date, a record that the layer no longer has is marked and kept, and columns,
views and rights that others have made stay. A writer that is killed has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import NotSaved, UsageError
from geo.findings import Findings, Problem
from geo.geojson import without_unknown_heights
from geo.postgis.address import Address, first_line
from geo.postgis.tables import GEOMETRY, GONE, ROW, Column, columns_of, comment, told_by
from geo.records.properties import stated_values

if TYPE_CHECKING:
    import psycopg

    from geo.records import Layer

_VIEWS = {
    "points": (("Point", "MultiPoint"), "ST_Multi(ST_Force2D({}))::geometry(MultiPoint, 4326)"),
    "lines": (("LineString", "MultiLineString"), "ST_Multi(ST_Force2D({}))::geometry(MultiLineString, 4326)"),
    "polygons": (("Polygon", "MultiPolygon"), "ST_Multi(ST_Force2D({}))::geometry(MultiPolygon, 4326)"),
}
"""What QGIS takes for one layer: a table may hold outlines of every type, a view of it those of one."""


def write_layers(layers: Sequence[Layer], address: Address, notice: str) -> list[Problem]:
    """Write each layer into a table of its name.

    Raises UsageError for records without ids of their own, and NotSaved if the database does not take it.
    """
    import psycopg

    problems: list[Problem] = []
    with address.connect(read_only=False) as connection:
        try:
            with connection.transaction(), connection.cursor() as cursor:
                _prepare(cursor, address.schema)
                for layer in layers:
                    problems += _write(cursor, layer, address, notice)
        except psycopg.Error as error:
            raise NotSaved(
                f"{address.name} was not changed: {first_line(error)}",
                remedy="Is PostGIS installed in the database, and may you create tables in the schema?",
            ) from None
    return problems


def _prepare(cursor: psycopg.Cursor[Any], schema: str) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"zonemark {schema}"])
    found = cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone()
    if found is None:
        cursor.execute(_sql("CREATE SCHEMA {}", schema))


def _write(cursor: psycopg.Cursor[Any], layer: Layer, address: Address, notice: str) -> list[Problem]:
    name, frame = layer.name, layer.frame
    ids = frame["id"].tolist() if "id" in frame else []
    if len(set(ids)) != len(frame) or not all(isinstance(id_, str) and id_ for id_ in ids):
        raise UsageError(f"{layer.title}: a table needs an id for each record, and none twice.",
                         remedy="Add the records to a project first: it gives ids.")  # fmt: skip
    stated = list(stated_values(frame))
    columns = columns_of(layer.kind, [(property_, values) for property_, _, values in stated])
    problems = Findings(address.source(name))
    for column in columns:
        if column.name != column.of:
            problems.add("column_renamed", f"{layer.title}: the column '{column.of}' is called '{column.name}'.")
    _make_table(cursor, (address.schema, name), columns, _sql_text(comment(layer.kind, layer.title, columns, notice)))
    _fill(cursor, (address.schema, name), columns, _rows(layer, stated, columns))
    _make_views(cursor, (address.schema, name), layer)
    return list(problems)


def _rows(layer: Layer, stated: list[Any], columns: list[Column]) -> Iterable[tuple[Any, ...]]:
    count = len(layer.frame)
    cells: list[list[Any]] = []
    for (_, indexes, values), column in zip(stated, columns, strict=True):
        own: list[Any] = [None] * count
        for index, value in zip(indexes, values, strict=True):
            own[index] = column.cell(value)
        cells.append(own)
    shapes = without_unknown_heights(layer.frame.geometry.array)
    known = shapely.set_srid(np.asarray(shapes, dtype=object), 4326)
    outlines = [None if one is None else shapely.to_wkb(one, hex=True, include_srid=True) for one in known]
    return zip(outlines, range(count), repeat(None), *cells, strict=False)


def _make_table(cursor: psycopg.Cursor[Any], table: tuple[str, str], columns: list[Column], commented: Any) -> None:
    there = _columns_there(cursor, table)
    if there and told_by(_comment(cursor, table)) is None:
        raise NotSaved(f"The table {'.'.join(table)} is somebody else's; it was not changed.",
                       remedy="Name another schema, or rename the layer.")  # fmt: skip
    if not there:
        cursor.execute(_sql(f'CREATE TABLE {{}} ("{GEOMETRY}" geometry CHECK (ST_SRID("{GEOMETRY}") = 4326), '
                            f'"{ROW}" bigint, "{GONE}" date)', table))  # fmt: skip
        cursor.execute(_sql(f'CREATE INDEX ON {{}} USING gist ("{GEOMETRY}")', table))
    for column in columns:
        if column.name not in there:
            key = " PRIMARY KEY" if column.of == "id" and not there else ""
            cursor.execute(_sql(f"ALTER TABLE {{}} ADD COLUMN {{}} {column.type}{key}", table, column.name))
        elif there[column.name] != column.type:
            raise NotSaved(
                f"{'.'.join(table)}: the column '{column.name}' holds {there[column.name]}, and now {column.type}.",
                remedy="Name another schema, or rename the column there.",
            )
        if column.means:
            cursor.execute(_sql("COMMENT ON COLUMN {}.{} IS ", table, column.name) + _sql_text(column.means))
    cursor.execute(_sql("COMMENT ON TABLE {} IS ", table) + commented)


def _fill(
    cursor: psycopg.Cursor[Any], table: tuple[str, str], columns: list[Column], rows: Iterable[tuple[Any, ...]]
) -> None:
    names = [GEOMETRY, ROW, GONE, *(column.name for column in columns)]
    id_ = next(column.name for column in columns if column.of == "id")
    cursor.execute("DROP TABLE IF EXISTS pg_temp.zonemark_incoming")
    cursor.execute(_sql("CREATE TEMP TABLE zonemark_incoming ON COMMIT DROP AS TABLE {} WITH NO DATA", table))
    with cursor.copy(_sql("COPY zonemark_incoming ({}) FROM STDIN", names)) as copy:
        for row in rows:
            copy.write_row(row)
    taken = [name for name in names if name != id_]
    updates = _joined([_sql("{} = excluded.{}", name, name) for name in taken])
    insert = "INSERT INTO {} ({}) SELECT {} FROM zonemark_incoming ON CONFLICT ({}) DO UPDATE SET "
    cursor.execute(_sql(insert, table, names, names, id_) + updates)
    absent = "UPDATE {} SET {} = current_date WHERE {} IS NULL AND {} NOT IN (SELECT {} FROM zonemark_incoming)"
    cursor.execute(_sql(absent, table, GONE, GONE, id_, id_))


def _make_views(cursor: psycopg.Cursor[Any], table: tuple[str, str], layer: Layer) -> None:
    """Make a view of each type of outline that the layer holds; one that is there already stays."""
    held = {shape.geom_type for shape in layer.frame.geometry if shape is not None}
    others = [name for name in _columns_there(cursor, table) if name != GEOMETRY]
    for ending, (types, outline) in _VIEWS.items():
        view = (table[0], f"{table[1]}_{ending}")
        if held & set(types) and not _columns_there(cursor, view):
            chosen = _sql("CREATE VIEW {} AS SELECT {}, ", view, others) + _sql(outline, GEOMETRY)
            of_types = _sql(" AS {} FROM {} WHERE GeometryType({}) IN ", GEOMETRY, table, GEOMETRY) + _listed(types)
            cursor.execute(chosen + of_types)


def _columns_there(cursor: psycopg.Cursor[Any], table: tuple[str, str]) -> dict[str, str]:
    """The columns of a table or a view with their types; none if it is not there."""
    found = cursor.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        list(table),
    )
    return dict(found.fetchall())


def _comment(cursor: psycopg.Cursor[Any], table: tuple[str, str]) -> str | None:
    found = cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [_sql("{}", table).as_string()])
    row = found.fetchone()
    return row[0] if row else None


def _sql(text: str, *names: str | Sequence[str]) -> Any:
    """SQL with names in the place of {}: one, a pair of schema and table, or a list of columns."""
    from psycopg.sql import SQL, Identifier

    made = [
        Identifier(one) if isinstance(one, str) else Identifier(*one) if isinstance(one, tuple)
        else SQL(", ").join(map(Identifier, one))
        for one in names
    ]  # fmt: skip
    return SQL(text).format(*made)


def _sql_text(text: str) -> Any:
    from psycopg.sql import Literal

    return Literal(text)


def _joined(parts: Sequence[Any]) -> Any:
    from psycopg.sql import SQL

    return SQL(", ").join(parts)


def _listed(types: Sequence[str]) -> Any:
    from psycopg.sql import SQL, Literal

    return SQL("({})").format(SQL(", ").join(Literal(one.upper()) for one in types))
