"""zonemark demo"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A new or empty folder.")] = Path("zonemark-demo"),
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the map in the browser.")] = True,
) -> None:
    """Write the training project, a fictitious valley, and open its map.

    Beside the project stand field files to try the commands on; README.md in the folder says which.
    """
    from geo.cli.commands.map import map_
    from geo.store import copy_training

    project = copy_training(folder)
    say(f"{project.path} is a project of a fictitious valley. Its README.md says what to try.")
    map_([project.path], open_=open_)
