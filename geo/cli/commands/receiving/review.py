"""zonemark review"""

from __future__ import annotations

import getpass
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options
from geo.cli.output import say
from geo.cli.progress import working
from geo.errors import UsageError
from geo.findings.counting import counted

if TYPE_CHECKING:
    from geo.contributions.laying import Verdict
    from geo.store.received.overlay import Overlaid

ALL = "all"


def review(
    context: typer.Context,
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Accept this change; 'all' for all that wait.")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Reject this change; 'all' for all that wait.")
    ] = None,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why; a rejection needs it.")] = "",
    from_: Annotated[str, typer.Option("--from", metavar="NAME", help="Only what this maker sent.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides; by default who is logged in.")] = "",
    yes: options.Yes = False,
    verbose: options.Verbose = False,
) -> None:
    """List the contributed changes that wait for a decision, and decide about them.

    Without --accept and --reject nothing is written. A decision is kept for ever; a later one about the same change
    takes its place.
    """
    from geo.store.received.telling import of_state

    contributions = options.open_project(project).contributions
    with working("Reading contributions"):
        state = contributions.state()
    if accept and reject:
        raise UsageError("--accept and --reject are two decisions.", remedy="Make one after the other.")
    if accept or reject:
        verdict: Verdict = "accept" if accept else "reject"
        ids = _ids(accept or reject or [], state, from_)
        decider, command = by or getpass.getuser(), shlex.join(context.obj)
        with working("Writing"):
            state = contributions.decide(verdict, ids, by=decider, because=because, yes=yes, command=command)
        say(f"{counted(len(ids), 'change')} {verdict}ed.")
        from_ = ""
    elif because:
        raise UsageError("--because is the reason for a decision.", remedy="Give --reject ID or --accept ID with it.")
    say(*of_state(state, every=verbose, maker=from_))


def _ids(asked: list[str], state: Overlaid, maker: str) -> list[str]:
    """The changes that are decided about: those named, or all that wait, of one maker if one is named."""
    from geo.store.received.telling import is_by

    if asked == [ALL]:
        found = [one.key for one in state.waiting if is_by(one, maker)]
        if not found:
            raise UsageError("No change waits" + (f" that {maker} sent." if maker else "."))
        return found
    if maker:
        raise UsageError("--from names a maker, and --accept or --reject changes.", remedy="Give 'all' with --from.")
    return [part for one in asked for part in one.split(",")]
