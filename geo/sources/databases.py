"""GeoPackages are databases, and a database can hold programs: what they would run is asked of SQLite itself.

A view can call functions that open files or ask hosts, join a table with itself without end, or make gigabytes out of
one row, and a search for words does not see it (a comment hides one in a string). So SQLite, which has none of those
functions here, is asked how it would read a layer, and nothing is run. Read are tables, and views of columns and rows
of one table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from geo.errors import SourceError, UnsafeSource
from geo.geopackage.reading import properties_of, tables_told
from geo.geopackage.told import Told
from geo.sources.declared_crs import check_geopackage

_CALCULATES = frozenset({"Function", "PureFunc", "AggStep", "AggStep1", "AggFinal", "Program", "VOpen", "VFilter"})
_HEAPS = frozenset({"InitCoroutine", "OpenEphemeral", "OpenAutoindex", "OpenPseudo", "SorterOpen", "Gosub", "Concat"})
"""Instructions of SQLite's machine that reading columns and rows of one table never needs (SQLite, bytecode engine)."""
_REACHING = frozenset({"load_extension", "fts3_tokenizer"})
"""Functions that SQLite itself has and that run code from elsewhere."""
_REMEDY = "Save its layers as tables of a new GeoPackage, where it comes from."


def check_database(path: Path) -> None:
    """Refuse a GeoPackage that is being written, that is damaged, or that runs a program when it is opened.

    Raises SourceError, UnsafeSource.
    """
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.is_file() and waiting.stat().st_size:
        raise SourceError(f"{path.name} is open in another program; what was last written is not in it yet.",
                          remedy="Close it there.")  # fmt: skip
    with _opened(path) as database:
        _check_modules(database, path.name)
        names = _names(database)
        own = [name for name in names if name.casefold().startswith("gpkg_")]
        check_layers(database, path.name, own)
        check_layers(database, path.name, [name for name in names if name.casefold() in _contents(database, own)])
        for name in names:
            if _is_meant_to_harm(database, name):
                raise _unsafe(path.name, name)
        check_geopackage(path.name, database)


def told_of(path: Path) -> dict[str, Told]:
    """Give what a GeoPackage says of the tables that Zonemark wrote into it; it is checked first."""
    check_database(path)
    with _opened(path) as database:
        return tables_told(database, path.name)


def stated_in(path: Path, table: str, told: Told) -> dict[str, list[Any]] | None:
    """Give what the records of such a table state, as `properties_of` does; it was checked before."""
    with _opened(path) as database:
        return properties_of(database, table, told)


def check_layers_of(path: Path, source: str, names: Iterable[str]) -> None:
    """Refuse layers of a GeoPackage that are neither tables nor plain views of one. Raises UnsafeSource."""
    with _opened(path) as database:
        check_layers(database, source, names)


def check_layers(database: sqlite3.Connection, source: str, names: Iterable[str]) -> None:
    """Refuse layers of an open GeoPackage as `check_layers_of` does."""
    for name in names:
        plan, program, _ = _explained(database, name)
        walks = len(plan) == 1 and plan[0].startswith(("SCAN ", "SEARCH "))
        if not walks or program & (_CALCULATES | _HEAPS):
            raise _unsafe(source, name)


def _unsafe(source: str, name: str) -> UnsafeSource:
    what = f"{source}: {name[:40]!r} is more than columns and rows of one table, so reading it runs what can never end"
    return UnsafeSource(f"{what} or reaches outside it.", remedy=_REMEDY)


def _check_modules(database: sqlite3.Connection, source: str) -> None:
    """Refuse tables that are programs themselves, except those that SQLite has here: indexes and search in text."""
    virtual = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage = 0"
    for (name,) in database.execute(virtual).fetchall():
        try:
            database.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
        except sqlite3.OperationalError:
            raise _unsafe(source, name) from None


def _names(database: sqlite3.Connection) -> list[str]:
    known = "SELECT name FROM sqlite_master WHERE type = 'view' OR (type = 'table' AND rootpage > 0)"
    return [str(name) for (name,) in database.execute(known).fetchall() if not str(name).startswith("sqlite_")]


def _contents(database: sqlite3.Connection, own: Iterable[str]) -> set[str]:
    """The layers that the file names; GDAL looks into them when it opens it."""
    if "gpkg_contents" not in map(str.casefold, own):
        return set()
    return {str(name).casefold() for (name,) in database.execute("SELECT table_name FROM gpkg_contents").fetchall()}


def _is_meant_to_harm(database: sqlite3.Connection, name: str) -> bool:
    """Whether a view that is not a layer, and is not read, could not but do harm: one that joins or counts is none."""
    plan, _, called = _explained(database, name)
    unknown = not plan and not any(function.startswith("st_") for function in called)
    return unknown or "RECURSIVE STEP" in plan or bool(called & _REACHING)


def _explained(database: sqlite3.Connection, name: str) -> tuple[list[str], set[str], set[str]]:
    """How SQLite would read all of a table or view: the plan, the instructions, and the functions.

    If it cannot, because it does not know a function, there is only that function.
    """
    wanted = f"SELECT * FROM {_quoted(name)}"  # noqa: S608  # quoted, and only explained
    try:
        plan = [str(step[-1]) for step in database.execute(f"EXPLAIN QUERY PLAN {wanted}")]
        steps = database.execute(f"EXPLAIN {wanted}").fetchall()
    except sqlite3.Error as error:
        return [], set(), {str(error).removeprefix("no such function: ").casefold()}
    return plan, {str(step[1]) for step in steps}, {str(step[5]).partition("(")[0].casefold() for step in steps}


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            # Preparing a statement can take without end too.
            database.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50)
            database.setlimit(sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 5)
            database.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 100_000)
            yield database
    except (sqlite3.Error, ValueError) as error:
        raise SourceError(f"{path.name} is a damaged GeoPackage: {error}.", remedy="Was it copied whole?") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
