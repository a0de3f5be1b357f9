"""zonemark new"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.options import parse_extent
from geo.cli.output import say


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    title: Annotated[str, typer.Option(help="Title of the maps; the folder's name unless given.")] = "",
    producer: Annotated[str, typer.Option(help="Who makes the maps.")] = "",
    hotline: Annotated[str, typer.Option(help="Whom to call about a find; stands on every map.")] = "",
    language: Annotated[
        list[str] | None, typer.Option(help="A language of the maps (en, az, ru, ar …); all there are, unless named.")
    ] = None,
    extent: Annotated[str, typer.Option(metavar="W,S,E,N", help="Where records are expected, in degrees.")] = "",
    fictitious: Annotated[bool, typer.Option("--fictitious", help="All is invented; say so everywhere.")] = False,
) -> None:
    """Make a new, empty project folder."""
    from geo.maps.catalogue import languages
    from geo.store import Project

    project = Project.create(
        folder,
        title=title,
        producer=producer,
        hotline=hotline,
        languages=language or list(languages()),
        extent=parse_extent(extent),
        fictitious=fictitious,
    )
    say(f"{project.path} is a new project, '{project.settings.title}'. Its settings are in zonemark.toml.")
    say(f"Add field files with: zonemark add {project.path} FILE…")
