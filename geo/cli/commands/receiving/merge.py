"""zonemark merge"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options
from geo.cli.output import say
from geo.cli.progress import each, working
from geo.errors import NeedsYes

if TYPE_CHECKING:
    from geo.store import Project
    from geo.store.received.receiving import Merging, Sent


def merge(
    context: typer.Context,
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Contributions that a map's readers sent back, or files saved from it and edited."
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    yes: options.Yes = False,
    verbose: options.Verbose = False,
) -> None:
    """Merge what readers drew and corrected in a map that they received.

    What enlarges a hazard applies at once, new zones in the layer "Contributed, not reviewed". What makes one smaller,
    closed or gone waits for `zonemark review`. The order of files does not matter, and one may come twice.
    """
    from geo.compare.edited import sent_as

    opened = options.open_project(project)
    sent = [one for path in each(files, "Reading contributions") for one in sent_as(opened, path)]
    merging = _merge(opened, sent, dry_run, yes, context.obj)
    say(*merging.lines(every=verbose))
    if dry_run:
        say("Nothing was written (--dry-run).")
    elif merging.overlaid.waiting:
        say(f"To decide: zonemark review {shlex.quote(str(project))} --accept ID, or --reject ID --because TEXT")


def _merge(project: Project, sent: list[Sent], dry_run: bool, yes: bool, words: list[str]) -> Merging:
    command = shlex.join(words)
    try:
        with working("Merging"):
            return project.contributions.merge(sent, dry_run=dry_run, yes=yes, command=command)
    except NeedsYes as needs:
        back = ("To take the edit back", ["zonemark", "undo", str(project.path)])
        options.require_confirmed(needs.what, [back, ("If it is meant", [*words, "--yes"])])
    return project.contributions.merge(sent, yes=True, command=command)
