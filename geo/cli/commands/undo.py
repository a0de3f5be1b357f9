"""zonemark undo"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.findings.counting import counted


def undo(
    context: typer.Context,
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    to: Annotated[
        str,
        typer.Option(metavar="CHANGE", help="Go back to what was there after this change of `zonemark log`, or start."),
    ] = "",
    list_: Annotated[bool, typer.Option("--list", help="List the versions, and change nothing.")] = False,
) -> None:
    """Bring back what a project held before its last change, or after an earlier one.

    Nothing is lost by it: what is replaced goes into the history, and a second undo brings it back.
    """
    from geo.store import bring_back_settings
    from geo.store.folder import SETTINGS_FILE

    options.require_no_other(project)
    if not list_ and (aside := bring_back_settings(project)):
        say(f"{project / SETTINGS_FILE} could not be read. It says again what was last written into it.")
        if aside.name != SETTINGS_FILE:
            say(f"What stood there is kept as {aside}.")
        if not to:
            return
    opened = options.open_project(project, lists_problems=True)
    if list_:
        rows = [[one.layer, one.path.stat().st_size, one.name] for one in opened.versions()]
        say(wording.table(["layer", "bytes", "version"], rows) if rows else f"{project} has no earlier version.")
        return
    if not to:
        for what in opened.last_change():
            say(f"Taking back {what}")
    for name in opened.undo(to or None, command=shlex.join(context.obj)):
        there = name in opened.layer_names
        say(f"Layer {name}: {counted(len(opened.layer(name).frame), 'record') if there else 'not there'} now.")
    say("What was replaced is in the history; `zonemark undo` once more brings it back.")
