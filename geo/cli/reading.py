"""Reading the files that a command was given, as it says or as the project remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geo
from geo.cli.output import say
from geo.cli.wording import number
from geo.records import KINDS
from geo.store import SourceSettings, file_pattern

if TYPE_CHECKING:
    from geo.sources import Reading
    from geo.store import Settings

LONGEST_FACT = 60
MOST_NAMED = 12
"""Letters; a longer one (the metadata that a file carries along) is for programs to read."""

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Given:
    """What the command line says of all the files."""

    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    sheet: str = ""
    headings: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    layer: str = ""
    keep_personal: bool = False
    closed_tracks: bool = False

    @property
    def is_worth_remembering(self) -> bool:
        """Whether anything was said that the file itself does not say."""
        return self != Given(keep_personal=self.keep_personal)

    @property
    def as_options(self) -> str:
        """What was said or remembered, in the words of the command line."""
        said = [("kind", self.kind), *(("field", f"{column}={name}") for column, name in self.fields.items())]
        said += [("crs", self.crs), ("sheet", self.sheet), ("headings", ",".join(self.headings))]
        said += [("encoding", self.encoding), ("delimiter", self.delimiter), ("layer", self.layer)]
        words = [f"--{name} {value}" for name, value in said if value]
        return " ".join([*words, "--closed-tracks"] if self.closed_tracks else words)

    def completed(self, known: SourceSettings | None) -> Given:
        """Fill what was not said with what is remembered."""
        if known is None:
            return self
        return replace(
            self,
            kind=self.kind or known.kind,
            fields={**known.fields, **self.fields},
            crs=self.crs or known.crs,
            sheet=self.sheet or known.sheet,
            headings=self.headings or tuple(known.headings),
            encoding=self.encoding or known.encoding,
            delimiter=self.delimiter or known.delimiter,
            layer=self.layer or known.layer,
            closed_tracks=self.closed_tracks or known.closed_tracks,
        )


@dataclass
class ReadFile:
    """One file as read: its records, what was said or remembered of it, and a sentence if it was remembered."""

    reading: Reading
    given: Given
    recalled: str = ""

    def settings(self, path: Path, layer: str) -> SourceSettings:
        """Give what is to be remembered of it."""
        one = self.given
        return SourceSettings(
            file=file_pattern(path.name),
            layer=layer,
            kind=one.kind,
            crs=one.crs,
            sheet=one.sheet,
            headings=list(one.headings),
            encoding=one.encoding,
            delimiter=one.delimiter,
            closed_tracks=one.closed_tracks,
            fields=dict(one.fields),
            columns=list(self.reading.columns),
        )


def read_file(path: Path, given: Given, settings: Settings | None = None) -> ReadFile:
    """Read one file; what was not said is taken from what `settings` remember of files like it."""
    known = settings.source(path.name) if settings else None
    used = given.completed(known)
    reading = _read(path, used, settings)
    if settings and known is None:
        known = settings.source(path.name, reading.columns)
        used = given.completed(known)
        if used != given:
            reading = _read(path, used, settings)
    recalled = "" if known is None or used == given else f"As remembered for {known.file}: {used.as_options}"
    return ReadFile(reading, used, recalled)


def _read(path: Path, given: Given, settings: Settings | None) -> Reading:
    part: dict[str, Any] = (
        {"sheet" if path.suffix.lower() in WORKBOOKS else "layer": given.sheet} if given.sheet else {}
    )
    said: dict[str, Any] = {
        "kind": given.kind or None,
        "mapping": given.fields or None,
        "crs": given.crs or None,
        "encoding": given.encoding or None,
        "delimiter": given.delimiter or None,
        "header": list(given.headings) or None,
        "values": settings.values if settings else None,
        "keep_personal": given.keep_personal,
        "closed_tracks_as_polygons": given.closed_tracks and path.suffix.lower() == ".gpx",
    }
    return geo.read(path, **said, **part)


def say_what_was_read(files: Sequence[ReadFile]) -> None:
    """Print what each file was found to be, and what became of its columns."""
    for file in files:
        say(described(file.reading))
    for said in dict.fromkeys(said for file in files for said in (taken(file), kept(file), file.recalled) if said):
        say(said)


def described(reading: Reading) -> str:
    """Say in one line what a file was found to be: its records, how many have a position, its encoding, its CRS."""
    without = int(reading.frame.geometry.isna().sum())
    facts = ", ".join(_fact(name, value) for name, value in reading.facts.items() if len(value) <= LONGEST_FACT)
    placed = f"{len(reading.frame) - without:,} with a position, {without:,} without"
    records = number(reading.rows, reading.kind.removesuffix("s"))
    return f"{reading.source}: {records}, {placed}" + (f" ({facts})" if facts else "")


def _fact(name: str, value: str) -> str:
    """Put a fact into words; a name that ends in a unit gives it back to the number.

    >>> _fact("accuracy_m", "1.5"), _fact("driver", "GPX")
    ('accuracy 1.5 m', 'driver GPX')
    """
    return f"{name.removesuffix('_m')} {value} m" if name.endswith("_m") else f"{name.replace('_', ' ')} {value}"


def taken(file: ReadFile) -> str:
    """Say which columns were taken for fields of another name, where nobody had said so; empty if none was."""
    pairs = [
        f"{column} as {name}"
        for column, name in file.reading.mapping.items()
        if column.casefold() != name and column not in file.given.fields
    ]
    return f"Taken by their headings: {', '.join(pairs)}." if pairs else ""


def kept(file: ReadFile) -> str:
    """Say which columns are no fields and are kept under their own names: one of them may be a field in other words."""
    frame, known = file.reading.frame, KINDS[file.reading.kind].names
    others = [
        str(name)
        for name in frame.columns
        if name not in known and name != frame.geometry.name and not str(name).endswith("_entered")
    ]
    if not others:
        return ""
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    names = ", ".join(others[:MOST_NAMED])
    return f"Kept under their own names: {names}{more}. If one is a field in other words, say so with --field."


def headings_of(text: str) -> tuple[str, ...]:
    """Read A,B,C as the names of columns.

    >>> headings_of("date, lat,lon")
    ('date', 'lat', 'lon')
    """
    return tuple(part.strip() for part in text.split(",")) if text else ()


def sources_named(paths: Sequence[Path]) -> str:
    """Name the first of several files."""
    return paths[0].name if len(paths) == 1 else f"{len(paths)} files"
