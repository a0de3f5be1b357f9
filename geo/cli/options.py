"""What several commands are told in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.output import say
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.store import Project

Kind = Annotated[str, typer.Option(metavar="KIND", help="hazards, releases, accidents, places or facts.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="COLUMN=field", help="Take a column for a field; may be repeated."),
]
Crs = Annotated[str, typer.Option(metavar="EPSG:n", help="The coordinates' system, where the file does not say it.")]
Sheet = Annotated[str, typer.Option(help="The sheet of a workbook, or the layer of a GIS file.")]
Headings = Annotated[
    str, typer.Option(metavar="A,B,C", help="The names of the columns of a table that has no heading row.")
]
Encoding = Annotated[str, typer.Option(help="The encoding of a text file, where it is found out wrongly.")]
Delimiter = Annotated[str, typer.Option(help="The delimiter of a table, where it is found out wrongly.")]
ClosedTracks = Annotated[
    bool, typer.Option("--closed-tracks", help="Read a GPS track that ends where it began as a polygon.")
]
KeepPersonal = Annotated[
    bool, typer.Option("--keep-personal", help="Take in columns of personal data; they are left out otherwise.")
]
Verbose = Annotated[bool, typer.Option("--verbose", help="List every problem, not the first of each sort.")]


def parse_fields(given: Sequence[str] | None) -> dict[str, str]:
    """Read COLUMN=field pairs; the last equals sign parts them, since columns can have any name.

    >>> parse_fields(["AÑO=occurred_on", "a=b=name"])
    {'AÑO': 'occurred_on', 'a=b': 'name'}
    """
    pairs: dict[str, str] = {}
    for text in given or ():
        column, equals, field = text.rpartition("=")
        if not equals or not column or not field:
            raise UsageError(
                f"--field {text}: it is not of the form COLUMN=field.", remedy="As in --field Status=status."
            )
        pairs[column] = field.strip()
    return pairs


def parse_extent(text: str) -> tuple[float, float, float, float] | None:
    """Read west, south, east, north in degrees.

    >>> parse_extent("46.5,38.8,47.6,40.2")
    (46.5, 38.8, 47.6, 40.2)
    """
    if not text:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise UsageError(
            f"{text!r} is no extent.", remedy="Give west,south,east,north, as 46.5,38.8,47.6,40.2."
        ) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
        raise UsageError(f"{text!r} is no west,south,east,north in degrees.", remedy="South comes before north.")
    return west, south, east, north


def open_project(path: Path) -> Project:
    """Open a project, and say so if it can only be read."""
    from geo.store import Project

    if path.is_file():
        raise UsageError(
            f"{path} is a file, and a project is a folder.",
            remedy="`zonemark new FOLDER` makes one, `zonemark add FOLDER FILE` takes the file in.",
        )
    project = Project(path)
    if project.read_only:
        say(f"zonemark: {project.read_only}", error=True)
    return project
