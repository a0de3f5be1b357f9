"""A file of any kind becomes records: path → Reading(frame, problems).

What a file is, its first bytes say, not its name: a name can be wrong, or chosen to make a reader do harm. The name
decides only between kinds of text. Each family of formats has a module with a function `read` that returns the file as
a table; what the columns mean is found out afterwards, in `geo.records`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from geo.cells.names import unique_names
from geo.errors import UsageError
from geo.findings import Findings, Problem
from geo.findings.counting import counted, listed
from geo.geojson.strict_json import read_json
from geo.postgis.address import is_postgres
from geo.records.fields import KINDS
from geo.records.holding import Reading, held
from geo.records.imprint import Edition, Imprint
from geo.records.layer import carry
from geo.records.read_options import ReadOptions
from geo.records.recognising.kept_rows import kept_rows
from geo.records.recognising.kinds_told import doubts_of_cells, kind_of
from geo.records.recognising.names_tell import doubts_of_kind, doubts_of_symbols, own_names
from geo.records.stating import naming, restated
from geo.sources.raw import RawTable, numbered, require_one

__all__ = ["READERS", "Reading", "layers_of", "read", "read_json", "read_table"]


def _tables(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources import tables

    _only(path, options, "sheet", "encoding", "delimiter", "headings", "crs")
    return tables.read(
        path,
        sheet=options.sheet or None,
        encoding=options.encoding or None,
        delimiter=options.delimiter or None,
        header=options.headings,
    )


def _json(path: Path, options: ReadOptions) -> RawTable:
    from geo.geojson.documents import OtherJson
    from geo.sources import exchange, geojson

    crs = options.crs or None
    try:
        table = geojson.read(path, crs=crs, encoding=options.encoding or None)
    except OtherJson as other:
        _only(path, options, "crs", "encoding", "sheet")
        return exchange.table_of_json(other, path.name, crs=crs, layer=options.sheet or None)
    _only(path, options, "crs", "encoding")
    return table


def _gml(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources.exchange import gml

    _only(path, options, "crs", "sheet")
    return gml.read(path, crs=options.crs or None, layer=options.sheet or None)


def _openstreetmap(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources.exchange import openstreetmap

    _only(path, options)
    return openstreetmap.read(path)


def _kml(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources import kml

    _only(path, options, "sheet")
    return kml.read(path, layer=options.sheet or None)


def _gpx(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources import tracks

    _only(path, options, "closed_tracks")
    return tracks.read(path, closed_tracks_as_polygons=options.closed_tracks)


def _vectors(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources import vectors

    _only(path, options, "crs", "sheet", "encoding")
    return vectors.read(path, crs=options.crs or None, layer=options.sheet or None, encoding=options.encoding or None)


def _geopackage(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources.exchange import geopackage

    if table := geopackage.table_of(path, options.sheet):
        _only(path, options, "sheet")
        return table
    return _vectors(path, options)


def _geoparquet(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources.exchange import geoparquet

    _only(path, options, "crs")
    return geoparquet.read(path, crs=options.crs or None)


def _map(path: Path, options: ReadOptions) -> RawTable:
    from geo.mapfile.opening import open_map

    _only(path, options, "sheet")
    opened = open_map(path)
    names = [layer.name for layer in opened.layers]
    require_one(names, options.sheet, path.name)
    layer = opened.layer(options.sheet or names[0])
    facts = {"map": opened.imprint.title, "made_on": opened.made_on, "layer": layer.name}
    stated = {name: fact for name, fact in facts.items() if fact}
    return RawTable(numbered(layer.frame), opened.problems, stated, layer.kind)


def layers_of(path: str | PathLike[str], options: ReadOptions | None = None) -> dict[str, Reading] | None:
    """Read every layer of a file of records, or the one named as sheet, by its title: of a map, a GeoPackage or a
    GeoParquet of ours.

    None for a file of any other kind. A title that comes again is numbered. Raises SourceError if it cannot be read,
    and UsageError for options that mean nothing for such a file.
    """
    from geo.sources.exchange import geopackage, geoparquet
    from geo.sources.inside import MAP, kind_of_file, local

    if is_postgres(path):
        return None
    file, how = local(path), options or ReadOptions()
    kind = kind_of_file(file)
    if kind == MAP:
        return _layers_of_map(file, how)
    if kind == ".parquet":
        title = geoparquet.title_of(file)
        return {title: read(file, how)} if title else None
    if kind != ".gpkg" or not (titles := geopackage.titles_of(file)):
        return None
    chosen = [how.sheet] if how.sheet else list(titles)
    named = unique_names(titles.get(table, table) for table in chosen)
    return {title: read(file, replace(how, sheet=table)) for title, table in zip(named, chosen, strict=True)}


def _layers_of_map(file: Path, how: ReadOptions) -> dict[str, Reading]:
    from geo.mapfile.opening import open_map

    _only(file, how, "sheet")
    opened = open_map(file)
    layers = [opened.layer(how.sheet)] if how.sheet else opened.layers
    # What is wrong with the file is said once, with its first layer.
    said = [list(opened.problems), *([] for _ in layers)]
    titles = unique_names(layer.title for layer in layers)
    return {
        title: Reading(numbered(layer.frame), problems, layer.kind, file.name)
        for title, layer, problems in zip(titles, layers, said, strict=False)
    }


def _zip(path: Path, options: ReadOptions) -> RawTable:
    from geo.sources import archives
    from geo.sources.inside import kind_of_file
    from geo.sources.rows.beside import JOINED

    with archives.unpacked(path, options.sheet or None) as (member, sheet, left):
        table = READERS[kind_of_file(member)](member, replace(options, sheet=sheet or ""))
        read = (member.name, table.facts.get(JOINED))
        left += sorted(one.name for one in member.parent.glob("*.csv") if one.name not in read)
        if left:
            table.problems.add("other_sheets", f"Not read: {listed(left)}.", "Name the one to read.", severity="error")
    table.problems = Findings(path.name, [replace(problem, source=path.name) for problem in table.problems])
    table.facts["member"] = member.name
    return table


READERS: dict[str, Callable[[Path, ReadOptions], RawTable]] = {
    ".csv": _tables,
    ".tsv": _tables,
    ".txt": _tables,
    ".xlsx": _tables,
    ".xlsm": _tables,
    ".xls": _tables,
    ".ods": _tables,
    ".geojson": _json,
    ".kml": _kml,
    ".gpx": _gpx,
    ".shp": _vectors,
    ".gpkg": _geopackage,
    ".parquet": _geoparquet,
    ".fgb": _vectors,
    ".tab": _vectors,
    ".mif": _vectors,
    ".gml": _gml,
    ".osm": _openstreetmap,
    ".osm.pbf": _openstreetmap,
    ".zip": _zip,
    ".html": _map,
}
"""Which function reads a file, by what its first bytes show it to be."""
FIRST = 20
"""Rows that a reading shows as they stand in the file."""


def read_table(path: str | PathLike[str], options: ReadOptions | None = None) -> RawTable:
    """Read a file as the table it is, before anything is known about what its columns mean."""
    from geo.sources.inside import kind_of_file, local

    how = options or ReadOptions()
    if is_postgres(path):
        from geo.sources.exchange import postgis

        _only(Path(source_name(path, how)), how, "sheet")
        return postgis.read(path, table=how.sheet)
    file = local(path)
    return READERS[kind_of_file(file)](file, how)


def source_name(path: str | PathLike[str], options: ReadOptions | None = None) -> str:
    """What a source is called: a file by its name, a table of a database by where it is, without user and password."""
    if is_postgres(path):
        from geo.sources.exchange.postgis import source_of

        return source_of(path, options.sheet if options else "")
    return Path(path).name


@naming(ReadOptions)
def read(what: Any, options: ReadOptions | None = None, **stated: Any) -> Reading:
    """Read a path, a frame, a layer or a reading into records; `geo.read` says more, and takes several of them.

    Raises SourceError if the file cannot be read, UnsafeSource if reading it could do harm, and UsageError if
    something must be stated that the file does not say, and for what holds no records or several layers.
    """
    from geo import records

    how = restated(options or ReadOptions(), stated, of="reading")
    if how.kind and how.kind not in KINDS:
        raise UsageError(f"There is no kind {how.kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
    if not isinstance(what, (str, PathLike)):
        return _of_what_is_held(what, how)
    table = read_table(what, how)
    name = source_name(what, how)
    if table.kind:
        return _of_records(table, how, name)
    left_out: list[Problem] = []
    if how.only:
        table.frame, left_out = kept_rows(table.frame, how.only, name)
    chosen = how.kind or table.likely_kind or kind_of(table.frame)
    frame, problems, used = records.to_records(
        table.frame, chosen, source=name, fields=how.fields, crs=how.crs or None, values=how.values,
        keep_personal=how.keep_personal, swap=how.swap,
    )  # fmt: skip
    _carry_edition(frame, table.facts.get("zonemark", ""))
    is_decided = bool(how.kind or table.likely_kind)
    doubts = (
        []
        if is_decided
        else [*doubts_of_cells(table.frame, name), *doubts_of_kind(table.frame, chosen, name, own_names(table.facts))]
    )
    columns = tuple(str(name) for name in table.frame.columns if name != table.frame.active_geometry_name)
    return Reading(
        frame,
        [
            *doubts,
            *sorted(
                [*left_out, *doubts_of_symbols(table.frame, chosen, name), *table.problems, *problems],
                key=lambda problem: problem.row or 0,
            ),
        ],
        chosen,
        name,
        table.facts,
        used,
        columns,
        records.made_ids(table.frame, frame, used),
        table.frame.loc[:, list(columns)].head(FIRST),
    )


def _carry_edition(frame: Any, told: str) -> None:
    """Let records carry along of which edition they are, as their file tells: they are not what is known."""
    with suppress(ValueError, RecursionError, AttributeError):
        if edition := Edition.of(json.loads(told).get("edition")):
            carry(frame, Imprint(edition=edition), {})


def _of_records(table: RawTable, how: ReadOptions, name: str) -> Reading:
    """The reading of a file that holds records already; nothing of them has to be found out."""
    if how.kind and how.kind != table.kind:
        raise UsageError(f"{name} holds {table.kind}, not {how.kind}.", remedy="Leave the kind out.", option="kind")
    for option in ("fields", "only", "swap"):
        if option in how.stated:
            what = f"{name} holds records already: {option} cannot be used here."
            raise UsageError(what, remedy=f"Leave {option} out, or save its table as CSV and read that.")
    return Reading(table.frame, list(table.problems), table.kind, name, table.facts)


def _of_what_is_held(what: Any, how: ReadOptions) -> Reading:
    """The reading of a frame, a layer or a reading."""
    found = list(held(what, options=how))
    if len(found) != 1:
        raise UsageError(
            f"It holds {counted(len(found), 'layer')}, and a reading is of one.",
            remedy="Read them one by one.",
        )
    one, name, _ = found[0]
    return one if isinstance(one, Reading) else Reading(one.frame, one.problems, one.kind, name or one.title)


_HINTS = {
    "sheet": "Sheets are parts of workbooks, and layers of GeoPackage, KML and the like",
    "crs": "The format fixes the system: longitude and latitude on WGS 84",
    "closed_tracks": "Tracks are parts of GPX files",
    "encoding": "The file itself says its encoding",
    "delimiter": "Delimiters are parts of CSV files",
    "headings": "Headings are parts of tables",
}


def _only(path: Path, options: ReadOptions, *used: str) -> None:
    """Refuse what was said but has no meaning for this file, so that nothing is ignored in silence."""
    for name, hint in _HINTS.items():
        if name not in used and name in options.stated:
            raise UsageError(f"{path.name}: {name} cannot be used here. {hint}.", remedy=f"Leave {name} out.")
