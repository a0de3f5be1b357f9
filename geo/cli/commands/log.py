"""zonemark log"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say


def log(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    accept_edits: Annotated[
        bool,
        typer.Option("--accept-edits", help="Accept edits made outside of Zonemark as a change of the project."),
    ] = False,
) -> None:
    """List every change of a project, the oldest first: when, by what command, from which sources, with what result.

    What was edited outside of Zonemark and is not accepted comes last. `zonemark undo PROJECT --to CHANGE` brings back
    what the project held after a change.
    """
    opened = options.open_project(project, lists_problems=True)
    if accept_edits:
        for edit in opened.accept_edits():
            say(f"Accepted: {edit.what}")
    entries = opened.log()
    rows = [[one.time, one.clock, one.what, ", ".join(one.sources), one.command or "not known"] for one in entries]
    say(wording.table(["change", "clock", "what", "sources", "command"], rows) if rows else f"{project} has no change.")
    for edit in opened.edits():
        say(f"Not accepted: {edit.what}")
        if edit.is_doubtful:
            say(f"  `zonemark undo {project}` takes it back, `zonemark log {project} --accept-edits` accepts it.")
    if rows:
        say(f"`zonemark undo {project} --to CHANGE` brings back what the project held after a change.")
