"""zonemark layer"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options
from geo.cli.output import say
from geo.findings.counting import counted

layer = typer.Typer(
    help="Rename, order, merge or remove layers, or state of what kind they are; `zonemark undo` takes it back.",
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
)  # fmt: skip
Folder = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")]
One = Annotated[str, typer.Argument(metavar="LAYER", help="A layer by its name or title.")]
Some = Annotated[list[str], typer.Argument(metavar="LAYER…", help="Layers by name or title.")]


@layer.command()
def rename(
    context: typer.Context,
    project: Folder,
    which: One,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called from now on.")],
) -> None:
    """Give a layer another title."""
    name = options.open_project(project).arrange.rename(which, title, command=_command(context))
    say(f"Layer {name} is called {title} now.")


@layer.command()
def order(context: typer.Context, project: Folder, which: Some) -> None:
    """Put layers in drawing order, the lowest first; those not named stay behind them."""
    names = options.open_project(project).arrange.order(which, command=_command(context))
    say(f"The layers are drawn in this order now: {', '.join(names)}.")


@layer.command()
def merge(
    context: typer.Context,
    project: Folder,
    which: Some,
    title: Annotated[str, typer.Option(help="What the layer is called then.")] = "",
) -> None:
    """Put the records of layers of one kind into the first of them."""
    opened = options.open_project(project)
    name = opened.arrange.merge(which, title, command=_command(context))
    say(f"Layer {name}: {counted(len(opened.layer(name).frame), 'record')} now.")


@layer.command()
def split(
    context: typer.Context,
    project: Folder,
    which: One,
    by: Annotated[str, typer.Option(metavar="FIELD", help="The field, each value of which becomes a layer.")],
) -> None:
    """Make a layer of each value of a field."""
    names = options.open_project(project).arrange.split(which, by, command=_command(context))
    say(f"{counted(len(names), 'layer')} now: {', '.join(names)}.")


@layer.command()
def remove(context: typer.Context, project: Folder, which: One) -> None:
    """Take a layer out of the project; the history keeps it."""
    name = options.open_project(project).arrange.remove(which, command=_command(context))
    say(f"Layer {name} is not there now. `zonemark undo {project}` brings it back.")


@layer.command()
def kind(
    context: typer.Context,
    project: Folder,
    which: One,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="hazards, releases, accidents, places or facts.")],
) -> None:
    """State of what kind the records of a layer are."""
    name = options.open_project(project).arrange.kind(which, kind, command=_command(context))
    say(f"Layer {name} holds {kind} now.")


def _command(context: typer.Context) -> str:
    return shlex.join(context.obj)
