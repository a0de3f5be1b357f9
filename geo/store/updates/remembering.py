"""Reading a file for a project: as is stated now, and for the rest as the project remembers of files like it."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from geo.records.holding import THE_FRAME, Reading, as_reading, held, is_frame
from geo.records.layer import Layer
from geo.records.read_options import ReadOptions
from geo.store.settings import Settings, SourceSettings, file_pattern


@dataclass
class ReadFile:
    """One file as read, how it was read, and the layer that it is for, empty where nobody has stated one.

    `recalled`: what the project remembered of files like it, where any of it was used.
    """

    path: Path
    reading: Reading
    options: ReadOptions
    layer: str = ""
    recalled: SourceSettings | None = None

    @property
    def is_worth_remembering(self) -> bool:
        """Whether anything was stated that the file itself does not say."""
        return bool(self.layer or self.options.remembered)

    def to_remember(self, layer: str) -> SourceSettings:
        """Give what is to be remembered of it for the next file of its sort."""
        return SourceSettings(
            file=file_pattern(self.path.name),
            layer=layer,
            options=ReadOptions(**self.options.remembered),
            columns=list(self.reading.columns),
        )


def read_file(
    path: Path, options: ReadOptions | None = None, settings: Settings | None = None, *, layer: str = ""
) -> ReadFile:
    """Read one file; what is not stated is taken from what `settings` remember of files of its name or columns."""
    from geo.sources import read

    stated = options or ReadOptions()
    if settings is None:
        return ReadFile(path, read(path, _fitting(path, stated)), stated, layer)
    own = stated.over(ReadOptions(values=settings.values))
    known = settings.source(path.name)
    used = own.over(known.options) if known else own
    reading = read(path, _fitting(path, used))
    if known is None and (known := settings.source(path.name, reading.columns)):
        used = own.over(known.options)
        if used != own:
            reading = read(path, _fitting(path, used))
    if known is None or (used == own and (layer or not known.layer)):
        return ReadFile(path, reading, used, layer)
    return ReadFile(path, reading, used, layer or known.layer, known)


def _fitting(path: Path, options: ReadOptions) -> ReadOptions:
    """Without what was stated of several files and has no meaning for this one: tracks are in GPX files only."""
    if options.closed_tracks and path.suffix.lower() != ".gpx":
        return ReadOptions(**{**options.stated, "closed_tracks": False})
    return options


def readings_of(what: Any, options: ReadOptions, settings: Settings, *, layer: str = "") -> list[ReadFile]:
    """Read what is to be added to a project: paths as `read_file` does, frames as files; readings are there already."""
    if isinstance(what, (str, PathLike)):
        return [read_file(Path(what), options, settings, layer=layer)]
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
