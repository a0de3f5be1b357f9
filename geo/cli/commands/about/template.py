"""zonemark template"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say


def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    kind: Annotated[str, typer.Option(help="hazards, releases, accidents, places or facts.")] = "hazards",
    language: Annotated[str, typer.Option(help="The language of its headings and lists: en, az, ru or ar.")] = "en",
    yes: Annotated[bool, typer.Option("--yes", help="Write over a file that is there.")] = False,
) -> None:
    """Write a workbook to fill in: headings, lists to choose from, and examples on a sheet that is not read."""
    from geo.errors import UsageError
    from geo.exports.template import write_template

    if file.exists() and not yes:
        raise UsageError(f"{file} is there already.", remedy="Name another file, or say --yes.")
    write_template(file, kind, language=language)
    say(f"{file} is written. `zonemark check {file}` says what is missing or wrong in it once it is filled in.")
