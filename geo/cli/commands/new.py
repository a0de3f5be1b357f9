"""zonemark new"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.options import UNSTATED, parse_extent, taking
from geo.cli.output import say
from geo.records.imprint import Imprint


@taking(Imprint, "imprint", but=("language", "made_on", "data_date"))
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    imprint: Imprint = UNSTATED,
    extent: Annotated[str, typer.Option(metavar="W,S,E,N", help="Where records are expected, in degrees.")] = "",
) -> None:
    """Make a new, empty project folder."""
    from geo.store import Project

    project = Project.create(folder, extent=parse_extent(extent), imprint=imprint)
    say(f"{project.path} is a new project, '{project.settings.title}'. Its settings are in zonemark.toml.")
    say(f"Add field files with: zonemark add {project.path} FILE…")
