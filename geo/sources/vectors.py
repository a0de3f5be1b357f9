"""Shapefile, GeoPackage, FlatGeobuf and MapInfo, through GDAL, which is given nothing but the file and its parts.

GDAL finds out for itself how to open a file, looks into the folder around it and may write beside it. So the file is
shown to it under a plain name in an empty private folder, with only those neighbours that are parts of the format, and
GDAL must then say that it has opened it with the driver that the first bytes call for.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio import errors as gdal

from geo.cells.names import free_name
from geo.cells.texts import text_column
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.findings import Findings
from geo.sources import raw
from geo.sources.archives import part_of, private
from geo.sources.databases import check_database, check_layers_of
from geo.sources.declared_crs import check_flatgeobuf, fault_of_prj
from geo.sources.raw import RawTable
from geo.sources.rows.dbf_text import encoding_of

DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
}
FAILURES = (
    gdal.DataSourceError, gdal.DataLayerError, gdal.FeatureError, gdal.GeometryError, gdal.FieldError, gdal.CRSError,
    RuntimeError, ValueError, OverflowError, MemoryError, OSError,
    NameError,
)  # fmt: skip
"""What pyogrio raises for damaged files; NameError, because it stumbles over a variable of its own (0.13)."""
_HOUSEKEEPING = {"layer_styles", "qgis_projects"}


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as GDAL sees it, and the name that people know it by."""

    path: Path
    name: str
    encoding: str | None
    shapes_only: bool = False

    def options(self) -> dict[str, str]:
        """Open options: a GeoPackage is not locked, and nothing is written beside it."""
        return {"IMMUTABLE": "YES"} if self.path.suffix == ".gpkg" else {}

    def info(self, layer: str, **options: Any) -> dict[str, Any]:
        """What GDAL says of a layer."""
        return dict(pyogrio.read_info(self.path, layer=layer, encoding=self.encoding, **options))


def read(
    path: Path,
    *,
    crs: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    shapes_only: bool = False,
) -> RawTable:
    """Read a GIS file, records numbered from 1: the layer named, or every layer with a column `layer` to tell them.

    `crs` overrides what the file says of its CRS. With `shapes_only` no attributes are read. Raises SourceError if the
    file cannot be read, and UsageError if there is no such layer or nothing says what the coordinates are.
    """
    from geo.sources.inside import kind_of_file

    kind = kind_of_file(path)
    _check_contents(path, kind)
    refused = _refused_prj(path, crs) if kind == ".shp" else None
    with private(path, kind, refused) as copied, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = "" if encoding or kind != ".shp" else _encoding_of_text(copied)
        source = _Source(copied, path.name, encoding or found or None, shapes_only)
        names, passed_over = _layers(source, layer)
        if kind == ".gpkg":
            check_layers_of(copied, path.name, names)
        _check_driver(source, DRIVERS[kind], names[0] if names else None)
        tables = [_layer(source, name, crs, several=len(names) > 1) for name in names]
    table = tables[0] if len(tables) == 1 else _joined(tables)
    table.facts = {"driver": DRIVERS[kind], **table.facts}
    for what in passed_over:
        table.problems.add("not_read", what)
    _note_warnings(table.problems, said)
    if found:
        cpg = part_of(path, ".cpg")
        stated = _stated_encoding(cpg) if cpg else ""
        what = f"The .cpg says {stated}, but" if stated else "No .cpg says how the text is written;"
        table.problems.add("encoding_assumed", f"{what} the text is {found}, and was read as that.",
                           "Look at a few names; if letters look wrong, name the encoding.")  # fmt: skip
    if refused is not None:
        table.problems.add(
            "crs_refused",
            f"{refused.name} was not used: {fault_of_prj(refused)}",
            f"The coordinates were read in {crs}.",
            option="",
        )
    if kind == ".shp" and not part_of(path, ".dbf"):
        table.problems.add(
            "no_attributes", "There is no .dbf, so records have no attributes.", "Put it beside the .shp."
        )
    if not len(table.frame):
        table.problems.add("no_records", "There is not one record.")
    return table


def _refused_prj(path: Path, crs: str | None) -> Path | None:
    """The .prj beside a file, if its text is not taken; raises UsageError if nothing else names the CRS."""
    prj = part_of(path, ".prj")
    fault = fault_of_prj(prj) if prj is not None else ""
    if fault and crs is None:
        raise UsageError(f"{path.name}: its .prj does not say what the coordinates are. {fault}",
                         remedy="Name the system.", option="crs")  # fmt: skip
    return prj if fault else None


def _check_contents(path: Path, kind: str) -> None:
    """Refuse files whose contents would make GDAL or SQLite open something else."""
    if kind == ".gpkg":
        check_database(path)
    if kind == ".fgb":
        check_flatgeobuf(path.name, path)
    if kind == ".tab":
        text = path.read_bytes()[:1_000_000].lower()
        if b"isseamless" in text or b"create view" in text or b"open table" in text:
            raise UnsafeSource(f"{path.name} is a view of other tables.", remedy="Name the table itself.")


def _check_driver(source: _Source, driver: str, name: str | None) -> None:
    try:
        found = source.info(name, **source.options())["driver"] if name else driver
    except FAILURES as error:
        raise _unreadable(source, error) from None
    if found != driver:
        raise UnsafeSource(f"{source.name} would be opened as {found}, not as {driver}.")


def _unreadable(source: _Source, error: Exception) -> SourceError:
    return unreadable(source.name, source.path, error)


def unreadable(name: str, shown: Path, error: Exception) -> SourceError:
    """The error for a file that GDAL, which was `shown` it under another name, cannot read."""
    what = str(error).replace(str(shown), name).replace(str(shown.parent), "")
    return SourceError(f"{name} cannot be read: {raw_line(what)}", remedy="Was it copied whole?")


def raw_line(text: str) -> str:
    """The first sentence of what GDAL says."""
    return text.strip().split("\n")[0].split("; ")[0][:200].rstrip(".") + "."


def layers_in(path: Path) -> list[str]:
    """Name the layers of a GeoPackage or a FlatGeobuf that are read unless one is named."""
    from geo.sources.inside import kind_of_file

    with private(path, kind_of_file(path)) as copied:
        return _layers(_Source(copied, path.name, None), None)[0]


def _layers(source: _Source, wanted: str | None) -> tuple[list[str], list[str]]:
    """The layers to read, and sentences about those that are not."""
    try:
        listed = [(str(name), kind) for name, kind in pyogrio.list_layers(source.path)]
    except FAILURES as error:
        raise _unreadable(source, error) from None
    names = [name for name, _ in listed]
    if source.path.suffix not in (".gpkg", ".fgb"):
        return names[:1], []
    if wanted is not None:
        if wanted not in names:
            raise UsageError(f"{source.name} has no layer {wanted!r}.", remedy=f"There are: {', '.join(names)}.")
        return [wanted], []
    spatial = [name for name, kind in listed if kind is not None and name not in _HOUSEKEEPING]
    chosen = spatial or [name for name in names if name not in _HOUSEKEEPING]
    if not chosen:
        raise SourceError(f"{source.name} holds no layer.")
    left = [name for name in names if name not in chosen and name not in _HOUSEKEEPING]
    return chosen, [f"The table {name!r} has no geometry and was not read." for name in left]


def _layer(source: _Source, name: str, crs: str | None, *, several: bool) -> RawTable:
    meta, wkb, fields = _records(source, name)
    problems = Findings(source.name)
    columns = {}
    for number, (field, kind) in enumerate(zip(meta["fields"], meta["ogr_types"], strict=True)):
        columns[str(field)] = _column(fields[number], kind)
        fields[number] = None  # GDAL's own texts, one for each cell, are not kept beside those of the column
    count = len(wkb)
    if several:
        columns = {"layer": text_column([name] * count), **columns}
    if "geometry" in columns:
        columns[free_name("geometry_entered", columns)] = columns.pop("geometry")
    geometry, broken = geometries_of(wkb)
    del wkb  # nor are GDAL's own shapes
    for index in broken:
        problems.add(
            "geometry_unreadable",
            "The geometry cannot be read.",
            "The attributes are kept.",
            row=index + 1,
            field="geometry",
        )
    table = RawTable(raw.frame_of(columns, geometry, range(1, count + 1)), problems)
    for index, error in meta.get("damaged", {}).items():
        problems.add("damaged_feature", raw_line(error), row=index + 1)
    if meta.get("lacking"):
        what = f"The file states more records than it holds; lacking: {meta['lacking']:,}."
        problems.add("records_lacking", what, "Was it copied whole?")
    if source.path.suffix == ".gpkg" and not several:
        table.facts["layer"] = name
    table.facts["encoding"] = _encoding(source) or meta["encoding"] or "UTF-8"
    _check_encoding(table, source)
    _in_lonlat(table, crs or meta["crs"], source)
    return table


def _in_lonlat(table: RawTable, crs: str | None, source: _Source) -> None:
    """Bring the geometry into lon/lat."""
    if not table.frame.geometry.notna().any():
        return
    if not crs:
        raise UsageError(
            f"{source.name} does not say what its coordinates are.", remedy="Name the system.", option="crs"
        )
    raw.bring_to_lonlat(table, crs, source=source.name)


def _records(source: _Source, layer: str) -> tuple[dict[str, Any], Any, list[Any]]:
    """All records of a layer; those that GDAL cannot read are left empty, and `damaged` in the result says why."""
    try:
        meta, _, wkb, fields = _gdal_read(source, layer)
        wkb = _no_geometry(wkb, fields, source, layer)
        said = int(source.info(layer)["features"])
        return {**meta, "lacking": max(0, said - len(wkb))}, wkb, list(fields)
    except FAILURES as error:
        try:
            count = int(source.info(layer, force_feature_count=True)["features"])
        except FAILURES:
            count = 0
        if not 0 < count < 1_000_000:
            raise _unreadable(source, error) from None
        return _one_by_one(source, layer, count, error)


def _gdal_read(source: _Source, layer: str, skip: int = 0, most: int | None = None) -> Any:
    return pyogrio.raw.read(
        source.path, layer=layer, encoding=source.encoding, skip_features=skip, max_features=most,
        datetime_as_string=True, columns=[] if source.shapes_only else None, **source.options(),
    )  # fmt: skip


def _no_geometry(wkb: Any, fields: Any, source: _Source, layer: str) -> Any:
    if wkb is not None:
        return wkb
    count = len(fields[0]) if len(fields) else int(source.info(layer)["features"])
    return np.full(count, None, dtype=object)


def _one_by_one(source: _Source, layer: str, count: int, error: Exception) -> tuple[dict[str, Any], Any, list[Any]]:
    """Halve the layer until the records that cannot be read stand alone."""
    pieces: list[Any] = []
    damaged: dict[int, str] = {}
    todo = [(0, count)]
    while todo:
        start, stop = todo.pop()
        try:
            pieces.append((start, stop - start, _gdal_read(source, layer, start, stop - start)))
        except FAILURES as fault:
            middle = (start + stop) // 2
            if stop - start > 1:
                todo += [(middle, stop), (start, middle)]
            else:
                damaged[start] = str(fault)
            if len(damaged) > 1000:
                break
    if not pieces or len(damaged) > 1000:
        raise _unreadable(source, error) from None
    meta = {**pieces[0][2][0], "damaged": damaged}
    wkb = np.full(count, None, dtype=object)
    fields = [np.full(count, None, dtype=object) for _ in meta["fields"]]
    for start, asked, (_, _, shapes, values) in pieces:
        got = len(shapes) if shapes is not None else len(values[0]) if values else 0
        damaged |= {index: "GDAL finds no record here" for index in range(start + got, start + asked)}
        if shapes is not None:
            wkb[start : start + got] = shapes
        for whole, part in zip(fields, values, strict=True):
            whole[start : start + got] = part.tolist()
    return meta, wkb, fields


def geometries_of(wkb: Any) -> tuple[Any, list[int]]:
    """Geometries from WKB, None where there is none, and the indices of those that cannot be read."""
    geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    given = np.array([value is not None for value in wkb], dtype=bool)
    broken = given & shapely.is_missing(geometry)
    return geometry, np.flatnonzero(broken).tolist()


def _column(values: Any, kind: str) -> Any:
    """A field as a column of its own type; whole numbers stay whole where some are missing."""
    if values.dtype.kind == "M":
        return pd.Series(values.astype("datetime64[D]").astype(str)).replace("NaT", None).astype("str").array
    if values.dtype.kind == "f" and kind.startswith("OFTInteger") and np.isnan(values).any():
        return pd.array([None if np.isnan(value) else int(value) for value in values], dtype="Int64")
    if values.dtype.kind == "O":
        once: dict[str, str] = {}  # equal texts are one
        return raw.column([once.setdefault(value, value) if isinstance(value, str) else
                           value.tolist() if isinstance(value, np.ndarray) else value for value in values])  # fmt: skip
    return values


def _encoding(source: _Source) -> str:
    """What was named, or what a .cpg says; GDAL itself tells only into what it has turned the text."""
    if source.encoding:
        return source.encoding
    stated = source.path.with_suffix(".cpg")
    said = _stated_encoding(stated) if source.path.suffix == ".shp" else ""
    return f"{said} (.cpg)" if said else ""


def _stated_encoding(cpg: Path) -> str:
    """What a .cpg says, or nothing."""
    said = cpg.read_bytes()[:40].decode("ascii", "replace").strip() if cpg.is_file() else ""
    return said if said.isprintable() else ""


def _encoding_of_text(shown: Path) -> str:
    """The encoding that the text of a Shapefile is in, where that is not the one that its .cpg states."""
    dbf = shown.with_suffix(".dbf")
    return encoding_of(dbf, _stated_encoding(shown.with_suffix(".cpg"))) if dbf.exists() else ""


def _check_encoding(table: RawTable, source: _Source) -> None:
    """Say so if text was read in an encoding that nobody named."""
    shapefile = source.path.suffix == ".shp"
    if not shapefile or source.encoding or source.path.with_suffix(".cpg").exists():
        return
    texts = [table.frame[name] for name in table.frame.columns if table.frame[name].dtype == "str"]
    if any((~column.dropna().map(str.isascii)).any() for column in texts):
        what = f"No .cpg says how its text is written; it was read as {table.facts['encoding']}."
        table.problems.add("encoding_assumed", what, "If letters look wrong, name the encoding.")


def _joined(tables: list[RawTable]) -> RawTable:
    """Several layers one after the other, rows numbered on."""
    shifted = Findings(tables[0].problems.source)
    start = 0
    for table in tables:
        for problem in table.problems:
            row = None if problem.row is None else problem.row + start
            shifted.append(replace(problem, row=row))
        start += len(table.frame)
    frame = pd.concat([table.frame for table in tables if len(table.frame)] or [tables[0].frame], ignore_index=True)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    facts = {key: value for table in reversed(tables) for key, value in table.facts.items()}
    return RawTable(geopandas.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326"), shifted, facts)


def _note_warnings(problems: Findings, said: list[warnings.WarningMessage]) -> None:
    """Say what GDAL warned of, each thing once."""
    for text in list(dict.fromkeys(raw_line(str(warning.message)) for warning in said))[:10]:
        problems.add("gdal", text)
