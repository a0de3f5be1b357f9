"""zonemark verify"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options
from geo.cli.output import say


def verify(
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A map file.")],
    project: Annotated[
        Path | None, typer.Option(metavar="PROJECT", help="Also say whether this project has changed since.")
    ] = None,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Check the signature MAP.minisig with this public key: RW…, or its file.")
    ] = "",
) -> None:
    """Say whether a map file is byte for byte as it was made, and whether its project has changed since.

    Ends with code 1 if the file is cut or altered, or the signature is not of this file and key.
    """
    from geo.share.verifying import verify as look

    verdict = look(map_file, options.open_project(project) if project else None, key=key)
    for line in verdict.lines():
        say(line)
    if not verdict.is_whole:
        raise typer.Exit(1)
