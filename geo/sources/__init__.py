"""A file of any kind becomes records: path → Reading(frame, problems).

What a file is, its first bytes say, not its name: a name can be wrong, or chosen to make a reader do harm. The name
decides only between kinds of text. Each family of formats has a module with a function `read` that returns the file as
a table; what the columns mean is found out afterwards, in `geo.records`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Problem, UsageError
from geo.geojson.strict_json import read_json
from geo.records.fields import KINDS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.sources.raw import RawTable

__all__ = ["READERS", "Options", "Reading", "read", "read_json", "read_table"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller says about a file; a reader that has no use for something given refuses it."""

    crs: str | None = None
    sheet: str | None = None
    layer: str | None = None
    closed_tracks_as_polygons: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    header: bool | Sequence[str] | None = None


@dataclass
class Reading:
    """The records of one file, and what was found on the way.

    `frame`: records of `kind` (see `geo.records.fields`), EPSG:4326, index `row`: one for every record in the file.
    `problems`: those of the whole file first, then by row.
    `facts`: about the file as a whole (driver, encoding, delimiter, CRS, transformation …).
    `mapping`: which column was taken for which field. `columns`: the columns of the file, as it names them.
    """

    frame: GeoDataFrame
    problems: list[Problem]
    kind: str
    source: str
    facts: dict[str, str] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many records the file has."""
        return len(self.frame)

    def __len__(self) -> int:
        return len(self.frame)


def _tables(path: Path, options: Options) -> RawTable:
    from geo.sources import tables

    _only(path, options, "sheet", "encoding", "delimiter", "header", "crs")
    return tables.read(
        path,
        sheet=options.sheet,
        encoding=options.encoding,
        delimiter=options.delimiter,
        header=True if options.header is None else options.header,
    )


def _geojson(path: Path, options: Options) -> RawTable:
    from geo.sources import geojson

    _only(path, options, "crs", "encoding")
    return geojson.read(path, crs=options.crs, encoding=options.encoding)


def _kml(path: Path, options: Options) -> RawTable:
    from geo.sources import kml

    _only(path, options, "layer")
    return kml.read(path, layer=options.layer)


def _gpx(path: Path, options: Options) -> RawTable:
    from geo.sources import tracks

    _only(path, options, "closed_tracks_as_polygons")
    return tracks.read(path, closed_tracks_as_polygons=options.closed_tracks_as_polygons)


def _vectors(path: Path, options: Options) -> RawTable:
    from geo.sources import vectors

    _only(path, options, "crs", "layer", "encoding")
    return vectors.read(path, crs=options.crs, layer=options.layer, encoding=options.encoding)


def _zip(path: Path, options: Options) -> RawTable:
    from geo.sources import archives
    from geo.sources.inside import kind_of_file

    with archives.unpacked(path, options.layer) as (member, layer):
        table = READERS[kind_of_file(member)](member, replace(options, layer=layer))
    table.problems = [replace(problem, source=path.name) for problem in table.problems]
    table.facts["member"] = member.name
    return table


READERS: dict[str, Callable[[Path, Options], RawTable]] = {
    ".csv": _tables,
    ".tsv": _tables,
    ".txt": _tables,
    ".xlsx": _tables,
    ".xlsm": _tables,
    ".geojson": _geojson,
    ".kml": _kml,
    ".gpx": _gpx,
    ".shp": _vectors,
    ".gpkg": _vectors,
    ".fgb": _vectors,
    ".tab": _vectors,
    ".mif": _vectors,
    ".zip": _zip,
}
"""Which function reads a file, by what its first bytes show it to be."""


def read_table(path: str | PathLike[str], options: Options | None = None) -> RawTable:
    """Read a file as the table it is, before anything is known about what its columns mean."""
    from geo.sources.inside import kind_of_file, local

    place = local(path)
    return READERS[kind_of_file(place)](place, options or Options())


def read(
    path: str | PathLike[str],
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    crs: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    keep_personal: bool = False,
    closed_tracks_as_polygons: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool | Sequence[str] | None = None,
) -> Reading:
    """Read a file into records: one for every row or feature, whether it can be placed or not.

    `kind` is one of hazards, releases, accidents, places, facts; without it the columns decide. `mapping` names the
    field of a column where its name does not say it. `crs` names the system of the coordinates ("EPSG:32638") where
    the file does not. `sheet` and `layer` choose a part of a workbook or a GIS file. `values` are allowed values beyond
    the usual ones, by field. `header` is False for a table without headings, or the headings. Columns of personal data
    are left out unless `keep_personal`.

    Raises SourceError if the file cannot be read, UnsafeSource if reading it could do harm, and UsageError if
    something must be said that the file does not say.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     survey = Path(folder, "survey.csv")
    ...     _ = survey.write_text("name,type,lat,lon\\nA,SHA,40.05,46.93\\nB,CHA,95.2,46.94\\n")
    ...     reading = read(survey, kind="hazards")
    >>> reading.rows, reading.mapping["type"], reading.frame.geometry.notna().tolist()
    (2, 'area_type', [True, False])
    >>> [(problem.row, problem.severity) for problem in reading.problems]
    [(3, 'error')]
    """
    from geo import records

    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
    place = Path(path)
    table = read_table(path, Options(crs, sheet, layer, closed_tracks_as_polygons, encoding, delimiter, header))
    chosen = kind or records.guess_kind(table.frame.columns)
    frame, problems, used = records.to_records(
        table.frame, chosen, source=place.name, mapping=mapping, crs=crs, values=values, keep_personal=keep_personal
    )
    columns = tuple(str(name) for name in table.frame.columns if name != table.frame.active_geometry_name)
    return Reading(
        frame,
        sorted([*table.problems, *problems], key=lambda problem: problem.row or 0),
        chosen,
        place.name,
        table.facts,
        used,
        columns,
    )


_HINTS = {
    "sheet": "Sheets are parts of workbooks",
    "layer": "Layers are parts of GeoPackage, KML and the like",
    "crs": "The format fixes the system: longitude and latitude on WGS 84",
    "closed_tracks_as_polygons": "Tracks are parts of GPX files",
    "encoding": "The file itself says its encoding",
    "delimiter": "Delimiters are parts of CSV files",
    "header": "Headings are parts of tables",
}


def _only(path: Path, options: Options, *used: str) -> None:
    """Refuse what was said but has no meaning for this file, so that nothing is passed over in silence."""
    for name, hint in _HINTS.items():
        if name not in used and getattr(options, name) not in (None, False):
            raise UsageError(f"{path.name}: {name} cannot be used here. {hint}.", remedy=f"Leave {name} out.")
