"""Reading a file for a project: as is stated now, and for the rest as the project remembers of files like it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import UsageError
from geo.memory import MANY, give_back
from geo.records.holding import THE_FRAME, Reading, as_reading, held, is_frame
from geo.records.layer import Layer
from geo.records.read_options import ReadOptions
from geo.store.settings import Settings, SourceSettings, file_pattern
from geo.store.updates.likeness import SOURCE_FILE, SOURCE_ID, SOURCE_ROW

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass
class ReadFile:
    """One file as read, how it was read, and the layer that it is for, empty where nobody has stated one.

    `recalled`: what the project remembered of files like it, where any of it was used. `stated_by`: the field of which
    each value is to have a layer, "" for none; None leaves it to what is remembered. `is_of_records`: it holds records
    as Zonemark writes them, which need no telling; `is_of_map`: with what a project noted of each.
    """

    path: Path
    reading: Reading
    options: ReadOptions
    layer: str = ""
    recalled: SourceSettings | None = None
    is_of_map: bool = False
    stated_by: str | None = None
    is_of_records: bool = False

    @property
    def is_worth_remembering(self) -> bool:
        """Whether anything was stated that the file itself does not say."""
        return bool(self.layer or self.options.remembered) and not self.is_of_records

    @property
    def by(self) -> str:
        """The field of which a layer is made of each value, as stated or else as remembered; "" where none is."""
        if self.stated_by is not None:
            return self.stated_by
        return self.recalled.by if self.recalled else ""

    def to_remember(self, layer: str, by: str = "") -> SourceSettings:
        """Give what is to be remembered of it for the next file of its sort."""
        from geo.sources import source_name

        return SourceSettings(
            file=file_pattern(source_name(self.path, self.options)),
            layer=layer,
            by=by,
            options=ReadOptions(**self.options.remembered),
            columns=list(self.reading.columns),
        )


def read_file(
    path: Path, options: ReadOptions | None = None, settings: Settings | None = None, *, layer: str = ""
) -> ReadFile:
    """Read one file; what is not stated is taken from what `settings` remember of files of its name or columns."""
    from geo.sources import read, source_name

    stated = options or ReadOptions()
    if settings is None:
        return ReadFile(path, read(path, _fitting(path, stated)), stated, layer)
    own = stated.over(ReadOptions(values=settings.values))
    name = source_name(path, stated)
    known = settings.source(name)
    used = own.over(known.options) if known else own
    reading = read(path, _fitting(path, used))
    if known is None and (known := settings.source(name, reading.columns)):
        used = own.over(known.options)
        if used != own:
            reading = read(path, _fitting(path, used))
    if known is None or (used == own and (layer or not known.layer) and not known.by):
        return ReadFile(path, reading, used, layer)
    return ReadFile(path, reading, used, layer or known.layer, known)


def read_files(
    path: Path, options: ReadOptions | None = None, settings: Settings | None = None, *, layer: str = ""
) -> list[ReadFile]:
    """Read a file of one layer as `read_file` does, and one of records as its layers, each as the sources it is of.

    A GeoPackage of a project says as a map does what the project noted of each record; any other is a source itself.
    """
    from geo.sources import layers_of
    from geo.sources.inside import MAP, kind_of_file

    stated = options or ReadOptions()
    found = layers_of(path, stated)
    if found is None:
        read = read_file(path, options, settings, layer=layer)
        if read.reading.rows >= MANY:
            give_back()
        return [read]
    of_map = any(SOURCE_FILE in reading.frame for reading in found.values()) or kind_of_file(path) == MAP
    return [
        ReadFile(path, continued, ReadOptions(), layer or title, is_of_map=of_map, is_of_records=True)
        for title, reading in found.items()
        for continued in (_by_source(reading) if of_map else [reading])
    ]


def each_once(files: Sequence[ReadFile]) -> list[ReadFile]:
    """The files without those that were read with another one: a form with the file of its repeated question."""
    from geo.sources.rows.beside import JOINED

    kept: list[ReadFile] = []
    for file in files:
        other = file.reading.facts.get(JOINED, "")
        if not any(one.path.name == other and one.path.parent == file.path.parent for one in kept):
            kept.append(file)
    return kept


def _by_source(reading: Reading) -> list[Reading]:
    """The records of a project's map as those of the sources that the project has them from, with their rows there."""
    frame = reading.frame
    if SOURCE_FILE not in frame:
        return [reading]
    sources = frame[SOURCE_FILE].fillna(reading.source)
    found = [
        Reading(_with_own_rows(part), [], reading.kind, str(source), made_ids=_keys(part, str(source)))
        for source, part in frame.groupby(sources, sort=False)
    ]
    found[:1] = [replace(one, problems=reading.problems) for one in found[:1]]
    return found or [reading]


def _with_own_rows(part: GeoDataFrame) -> GeoDataFrame:
    rows = part[SOURCE_ROW] if SOURCE_ROW in part else None
    if rows is None or rows.isna().any() or not rows.is_unique or not pd.api.types.is_integer_dtype(rows):
        return part
    return part.set_axis(pd.Index(rows, name="row"))


def _keys(part: GeoDataFrame, source: str) -> dict[str, str]:
    """The ids that their source does not give, each with the one that it does."""
    own = part[SOURCE_ID] if SOURCE_ID in part else pd.Series(math.nan, index=part.index)
    keys = {
        str(id_): key if isinstance(key, str) else str(id_).removeprefix(f"{source}:")
        for id_, key in zip(part["id"], own, strict=True)
    }
    return {id_: key for id_, key in keys.items() if id_ != key}


def _fitting(path: Path, options: ReadOptions) -> ReadOptions:
    """Without what was stated of several files and has no meaning for this one: tracks are in GPX files only."""
    if options.closed_tracks and path.suffix.lower() != ".gpx":
        return ReadOptions(**{**options.stated, "closed_tracks": False})
    return options


def are_of_map(files: Sequence[ReadFile]) -> bool:
    """Whether the files are layers of a map, from which nothing is missing. Raises UsageError for a mixture."""
    maps = {file.is_of_map for file in files}
    if len(maps) > 1:
        raise UsageError("A map and other files cannot be added at once.", remedy="Add them one by one.")
    return maps == {True}


def readings_of(what: Any, options: ReadOptions, settings: Settings, *, layer: str = "") -> list[ReadFile]:
    """Read what is to be added to a project: paths as `read_file` does, frames as files; readings are there already."""
    if isinstance(what, (str, PathLike)):
        return read_files(Path(what), options, settings, layer=layer)
    if isinstance(what, (list, tuple)):
        return [file for one in what for file in readings_of(one, options, settings, layer=layer)]
    own = options.over(ReadOptions(values=settings.values))
    if is_frame(what):
        return [ReadFile(Path(THE_FRAME), as_reading(what, own), ReadOptions())]
    found: list[ReadFile] = []
    for one, name, _ in held(what):
        if isinstance(one, Layer):
            one = Reading(one.frame, one.problems, one.kind, name or one.name)
        found.append(ReadFile(Path(one.source), one, ReadOptions()))
    return found
