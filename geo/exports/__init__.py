"""Layers into files of other formats, saying each time what the format cannot carry.

Each export carries the sentence that no record is no promise of safety wherever the format has room for it, and the
word FICTITIOUS on every record of a fictitious project. Text that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.disk import NO_FILE, is_address
from geo.errors import UsageError
from geo.exports import documents, parquet, tables, vectors
from geo.exports.flat import Notice
from geo.exports.parted import without_records, write_geojson_of
from geo.findings import Findings, Problem
from geo.geojson.strict_json import collector_paused
from geo.postgis.address import Address, is_postgres
from geo.records import Layer
from geo.records.holding import as_layers, told_by_projects
from geo.records.imprint import Imprint, combined
from geo.records.stating import naming, restated
from geo.scale.folder import Folder
from geo.scale.runners import Runner, running

__all__ = ["FORMATS", "Notice", "export", "notice_of", "paths_of"]

Writer = Callable[[Sequence[Layer], Path, Notice], list[Problem]]
FORMATS: dict[str, Writer] = {
    ".geojson": documents.write_geojson,
    ".gpkg": vectors.write_gpkg,
    ".kml": documents.write_kml,
    ".csv": tables.write_csv,
    ".xlsx": tables.write_xlsx,
    ".gpx": documents.write_gpx,
    ".fgb": vectors.write_fgb,
    ".parquet": parquet.write_parquet,
}
CARRIED = ("title", "producer", "fictitious", "edition")
"""What of an imprint a file has room for."""
DESCRIBED = {
    ".geojson": "GeoJSON (RFC 7946), a file for each layer",
    ".gpkg": "GeoPackage, for QGIS and ArcGIS",
    ".kml": "KML, for Google Earth",
    ".csv": "CSV, a file for each layer",
    ".xlsx": "Excel workbook, a sheet for each layer",
    ".gpx": "GPX, for GPS receivers",
    ".fgb": "FlatGeobuf, a file for each layer",
    ".parquet": "GeoParquet, a file for each layer (needs zonemark[scale])",
}
READ_UP_TO = {".kml": 300_000_000, ".gpx": 300_000_000, ".csv": 1_000_000_000}
"""Bytes of a file that is read whole when it comes back; others are read up to 4 GB."""
ONE_LAYER_A_FILE = (".geojson", ".csv", ".fgb", ".parquet")


@naming(Imprint, only=CARRIED)
def export(
    what: Any, path: str | Path, *, notice_in_line: bool = False, imprint: Imprint | None = None,
    workers: int | Runner = 1, **stated: Any,
) -> list[Problem]:  # fmt: skip
    """Write records to a file of the format that its name ends in, and list what it does not carry.

    `path` may be the address of a PostGIS database too, postgresql://HOST/DB/SCHEMA: each layer is a table there, its
    records brought up to date by their ids; one that the layer no longer has is marked (`gone_since`) and kept.

    `what`: a path, a geo.Project, a geo.Layer, a GeoDataFrame or what `geo.read` gave; a list of these, or a mapping of
    titles to them; what was wrong with records as they were read is listed too. Title, producer and fictitious, by
    name or as a geo.Imprint, go into the file as far as the format has room; what is not stated here the records bring
    along from their project.
    A format of one layer a file gets a file for each of several layers, FILE-LAYER.ext (see `paths_of`). Each file
    is whole or not there. The sentence that no
    record is no promise of safety stands in a text beside a CSV, FILE.read-first.txt, or with `notice_in_line` in its
    first line. GeoJSON is written by so many `workers`, that of a folder of parts part by part: the file is the same.
    Raises UsageError for another ending, NotSaved if the disk or the database does not take it.

    >>> from tempfile import TemporaryDirectory
    >>> from geopandas import GeoDataFrame, points_from_xy
    >>> frame = GeoDataFrame({"id": ["A"], "name": ["=1+1"]}, geometry=points_from_xy([48.1], [39.2]), crs="EPSG:4326")
    >>> with TemporaryDirectory() as folder:
    ...     problems = export(Layer("places", "places", frame), Path(folder, "places.csv"))
    >>> [problem.code for problem in problems]
    ['geometry_as_wkt', 'cells_defused', 'notice_not_carried']
    """
    if is_address(path) and not is_postgres(path):
        raise UsageError(NO_FILE, remedy="Write to the disk, and copy the file there.")
    target = Path(path)
    parts = what if isinstance(what, Folder) and target.suffix.lower() == ".geojson" else None
    chosen = _layers_of(what, target)
    writer = FORMATS.get(target.suffix.lower())
    if writer is None and not is_postgres(path):
        raise UsageError(f"{target.name} ends in no format that can be written.", remedy=f"Use {', '.join(FORMATS)}.")
    if not chosen:
        raise UsageError("There is no layer to write.")
    here = restated(imprint or Imprint(), stated, of="an export", only=CARRIED)
    notice = replace(notice_of(chosen, here, target.stem), in_line=notice_in_line)
    of_layers = (problem for layer in chosen for problem in layer.problems)
    problems = list(dict.fromkeys([*told_by_projects(what), *of_layers]))
    if writer is None:
        from geo.postgis.writing import write_layers

        return problems + write_layers(chosen, Address.of(path), notice.text)
    with collector_paused(), running(workers) as runner:
        for number, (own, file) in enumerate(_files(chosen, target)):
            if parts is not None:
                problems += write_geojson_of(parts, number, file, notice, runner)
            elif writer is documents.write_geojson:
                problems += documents.write_geojson(own, file, notice, runner)
            else:
                problems += writer(own, file, notice)
            problems += _too_large(file)
    if beside := tables.notice_beside(target, in_line=notice_in_line):
        problems += tables.write_notice(beside, notice, [file for _, file in _files(chosen, target)])
    return problems


def notice_of(layers: Sequence[Layer], here: Imprint, name: str) -> Notice:
    """What a file of layers says of itself: what is stated `here`, then what they bring along; `name`: if untitled."""
    whole = combined(here, [layer.imprint for layer in layers])
    return Notice(whole.title or name, whole.producer, bool(whole.fictitious), edition=whole.edition)


def paths_of(what: Any, path: str | Path, *, notice_in_line: bool = False) -> list[Path]:
    """Give the files that `export` writes for these records; none for a database."""
    if is_postgres(path):
        return []
    beside = tables.notice_beside(Path(path), in_line=notice_in_line)
    return [file for _, file in _files(_layers_of(what, Path(path)), Path(path))] + ([beside] if beside else [])


def _layers_of(what: Any, target: Path) -> list[Layer]:
    """The layers that are written; those of a folder of parts without their records where these are read in parts."""
    if not isinstance(what, Folder):
        return as_layers(what)
    return without_records(what) if target.suffix.lower() == ".geojson" else what.whole()


def _too_large(file: Path) -> Findings:
    """Say that a file is larger than one of its format is read."""
    found, most = Findings(file.name), READ_UP_TO.get(file.suffix.lower())
    if most is not None and (size := file.stat().st_size) > most:
        found.add("larger_than_is_read", f"It has {size / 1e6:,.0f} MB, and up to {most / 1e6:,.0f} MB are read again.",
                  "Take GeoPackage, GeoJSON or GeoParquet where it is to come back.")  # fmt: skip
    return found


def _files(layers: list[Layer], path: Path) -> list[tuple[list[Layer], Path]]:
    if len(layers) == 1 or path.suffix.lower() not in ONE_LAYER_A_FILE:
        return [(layers, path)]
    return [([layer], path.with_name(f"{path.stem}-{layer.name}{path.suffix}")) for layer in layers]
