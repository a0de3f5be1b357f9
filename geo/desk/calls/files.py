"""Dropped files: what was understood of each, what adding them would change, and adding them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from geo.desk import told
from geo.desk.calls import Desk
from geo.errors import UsageError, ZonemarkError
from geo.geojson.writing import as_geometries
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.findings import Problem
    from geo.store import Project, ReadFile, Terms

MOST_ON_MAP = 2_000
_OF_SHAPEFILE = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj")
_LONGEST_CELL = 300


@dataclass
class Asked:
    """One dropped file as the page asks for it, with what came of reading it."""

    upload: str
    path: Path
    stated: Mapping[str, Any]
    part_of: str = ""
    error: ZonemarkError | None = None
    files: list[ReadFile] = None  # type: ignore[assignment]  # read later

    @property
    def options(self) -> ReadOptions:
        """How it is to be read. Raises UsageError for an option that there is not."""
        given = dict(self.stated.get("options") or {})
        if unknown := given.keys() - {one.name for one in fields(ReadOptions)}:
            raise UsageError(f"There is no option '{min(unknown)}' of reading.")
        return ReadOptions(**given)


def inspect(
    desk: Desk, *, files: list[dict[str, Any]], partial: bool = False, remove_missing: bool = False
) -> dict[str, Any]:
    """Read files without adding them: what was understood of each, and what adding all of them would change."""
    from geo.store import Terms

    with reading(desk, files) as (project, asked):
        good = [file for one in asked for file in one.files]
        problems = _problems(desk, project, good)
        answer: dict[str, Any] = {"changes": [], "doubts": [], "error": None}
        if good:
            desk.step("working")
            try:
                answer |= _changes(project, good, Terms(partial=partial, remove_missing=remove_missing))
            except ZonemarkError as error:
                answer["error"] = told.error(error)
        return {"files": [_file(desk, one, project, problems) for one in asked], **answer}


def add(
    desk: Desk, *, files: list[dict[str, Any]], partial: bool = False, remove_missing: bool = False, yes: bool = False
) -> dict[str, Any]:
    """Add files to the project, as one change that `undo` takes back; how each was read is remembered."""
    from geo.store import Terms, are_of_map

    with reading(desk, files) as (project, asked):
        for one in asked:
            if one.error is not None:
                raise one.error
        good = [file for one in asked for file in one.files]
        if not good:
            raise UsageError("There is nothing to add: no file was read.")
        names = ", ".join(dict.fromkeys(file.path.name for file in good))
        terms = Terms(yes, partial, remove_missing, command=f"zonemark desk: add {names}", of_map=are_of_map(good))
        desk.step("writing")
        answer = _changes(project, good, terms, dry_run=False)
        problems = _problems(desk, project, good)
        return {**answer, **told.problems(problems, desk.language)}


@contextmanager
def reading(desk: Desk, files: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Project, list[Asked]]]:
    """Read dropped files as the project remembers of files like them, side by side in one folder.

    Files can belong together: the parts of a shapefile, a form and its repeated questions.
    """
    from geo.sources.rows.beside import JOINED
    from geo.store import each_once

    project = desk.project()
    if not files:
        raise UsageError("No file is named.")
    with TemporaryDirectory(dir=desk.folder, prefix="read-") as folder:
        asked = list(_side_by_side(desk, files, Path(folder)))
        for number, one in enumerate(asked):
            desk.step("reading", one.path.name, number, len(asked))
            one.files = []
            if one.part_of:
                continue
            try:
                one.files = _read(one, project)
            except ZonemarkError as error:
                one.error = error
        kept = {id(file) for file in each_once([file for one in asked for file in one.files])}
        for one in asked:
            if one.files and not any(id(file) in kept for file in one.files):
                one.part_of = one.files[0].reading.facts.get(JOINED, "")
            one.files = [file for file in one.files if id(file) in kept]
        yield project, asked


def _side_by_side(desk: Desk, files: Sequence[Mapping[str, Any]], folder: Path) -> Iterator[Asked]:
    """Put the files into one folder under their names; of two that are called alike, the second into one of its own."""
    for number, stated in enumerate(files):
        original = desk.dropped(stated.get("upload"))
        path = folder / original.name
        if path.exists():
            path = folder / str(number) / original.name
            path.parent.mkdir()
        try:
            os.link(original, path)
        except OSError:
            shutil.copyfile(original, path)
        main = next((one for one in files if _is_shapefile_of(desk, one, original)), None)
        part_of = desk.uploads[str(main["upload"])].name if main else ""
        yield Asked(str(stated["upload"]), path, stated, part_of)


def _is_shapefile_of(desk: Desk, other: Mapping[str, Any], part: Path) -> bool:
    path = desk.uploads.get(str(other.get("upload")), Path())
    return part.suffix.lower() in _OF_SHAPEFILE and path.suffix.lower() == ".shp" and path.stem == part.stem


def _read(one: Asked, project: Project) -> list[ReadFile]:
    from geo.store import read_files

    found = read_files(one.path, one.options, project.settings, layer=str(one.stated.get("layer") or ""))
    source = str(one.stated.get("source") or "")
    if source and len(found) > 1:
        raise UsageError(f"'{source}' names one source's records, and there are {len(found)}.")
    for file in found:
        by = one.stated.get("by")
        file.stated_by = None if by is None else str(by)
        if source:
            file.reading = replace(file.reading, source=source)
    return found


def _changes(project: Project, files: Sequence[ReadFile], terms: Terms, *, dry_run: bool = True) -> dict[str, Any]:
    """What adding does to each layer, and why that looks wrong."""
    from geo.store import by_layer

    before = set(project.layer_names)
    groups, remember = by_layer(project, files)
    changes = project.add_to_layers(groups, terms, dry_run=dry_run, remember=() if dry_run else remember)
    doubts = {doubt.what: doubt for change in changes for doubt in change.doubts}
    told_of = [
        told.change(change, title, is_new=change.layer not in before)
        for title, change in zip(groups, changes, strict=True)
    ]
    return {"changes": told_of, "doubts": [told.doubt(one) for one in doubts.values()]}


def _problems(desk: Desk, project: Project, files: Sequence[ReadFile]) -> list[Problem]:
    from geo.checks import check

    readings = [file.reading for file in files]
    desk.step("checking")
    found = check(readings, **project.settings.check_terms) if readings else []
    return [*(problem for one in readings for problem in one.problems), *found]


def _file(desk: Desk, one: Asked, project: Project, problems: Iterable[Problem]) -> dict[str, Any]:
    """What was understood of one dropped file."""
    about = {"upload": one.upload, "name": one.path.name, "part_of": one.part_of, "error": None}
    if one.error is not None:
        return {**about, "error": told.error(one.error)}
    if not one.files:
        return about
    from geo.sources.workbooks import BETWEEN_SHEETS

    file = one.files[0]
    readings = [each.reading for each in one.files]
    own = {reading.source for reading in readings}
    return {
        **about,
        "kind": file.reading.kind,
        "rows": sum(reading.rows for reading in readings),
        "placed": sum(int(reading.frame.geometry.notna().sum()) for reading in readings),
        "layer": file.layer or _title(file),
        "layers": [each.layer or _title(each) for each in one.files],
        "by": file.by,
        "source": file.reading.source,
        "options": told.plain({name: value for name, value in file.options.stated.items() if name != "values"}),
        "remembered": file.recalled.file if file.recalled else "",
        "facts": dict(file.reading.facts),
        "sheets": list(filter(None, file.reading.facts.get("sheets", "").split(BETWEEN_SHEETS))),
        "columns": _columns(file),
        "first": _first(file),
        **_on_map(readings),
        **told.problems([problem for problem in problems if problem.source in own], desk.language),
    }


def _title(file: ReadFile) -> str:
    from geo.store import default_title

    return default_title(file.reading.source, file.reading.kind)


def _columns(file: ReadFile) -> list[dict[str, Any]]:
    """The columns of a file, the field that each was taken for, and whether it was left out as personal."""
    reading = file.reading
    kept = {str(name) for name in reading.frame.columns}
    return [
        {
            "name": column,
            "field": reading.fields.get(column, ""),
            "personal": column not in reading.fields and column not in kept and file.options.fields.get(column) != "-",
        }
        for column in reading.columns
    ]


def _first(file: ReadFile) -> list[dict[str, Any]]:
    """The first rows as they stand in the file, without what is personal, and where each lies."""
    reading = file.reading
    if reading.first is None:
        return []
    hidden = {column["name"] for column in _columns(file) if column["personal"]}
    names = [str(name) for name in reading.first.columns]
    frame = reading.frame.loc[reading.frame.index.isin(reading.first.index)]
    shapes = dict(zip(frame.index, as_geometries(frame.geometry.to_numpy()), strict=True))
    ids = dict(zip(frame.index, frame["id"], strict=True))
    rows = zip(reading.first.index, reading.first.itertuples(index=False, name=None), strict=True)
    return [
        {
            "row": told.plain(row),
            "cells": [None if name in hidden else _cell(cell) for name, cell in zip(names, cells, strict=True)],
            "id": told.plain(ids.get(row)),
            "geometry": shapes.get(row),
        }
        for row, cells in rows
    ]


def _cell(value: Any) -> str | None:
    """A cell as a text, whatever the format of its file had there; what is no text as JSON writes it."""
    plain = told.plain(value)
    if plain is None:
        return None
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return f"{text[:_LONGEST_CELL]}…" if len(text) > _LONGEST_CELL else text


def _read_cells(reading: Any, frame: GeoDataFrame) -> list[list[str | None]]:
    """What was read of each column, for records of which no row is shown; None for one that became no field."""
    names = [reading.fields.get(column, "") or column for column in reading.columns]
    known = [frame[name].tolist() if name in frame.columns else [None] * len(frame) for name in names]
    return [[_cell(value) for value in values] for values in zip(*known, strict=True)] or [
        [] for _ in range(len(frame))
    ]


def _on_map(readings: Sequence[Any]) -> dict[str, Any]:
    """Some records as GeoJSON for the map, spread over all that have a position, each with what was read of it."""
    features = []
    placed = [reading.frame.loc[reading.frame.geometry.notna()] for reading in readings]
    total = sum(map(len, placed))
    step = max(1, -(-total // MOST_ON_MAP))
    for reading, frame in zip(readings, placed, strict=True):
        part = frame.iloc[::step]
        shapes = as_geometries(part.geometry.to_numpy())
        for row, id_, shape, cells in zip(part.index, part["id"], shapes, _read_cells(reading, part), strict=True):
            properties = {"id": told.plain(id_), "row": told.plain(row), "cells": cells}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return {"features": {"type": "FeatureCollection", "features": features}, "features_of": total}
