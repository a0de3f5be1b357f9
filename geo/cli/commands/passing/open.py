"""zonemark open"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.cli.progress import working
from geo.cli.sealing import PassphraseFile, to_open_with
from geo.findings.counting import counted


def open_(
    context: typer.Context,
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A map file, as `zonemark map` makes it.")],
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the new project.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Get the layers out of a map file again, as a new project.

    Attributes come back exactly, positions to 5e-8 degree (6 mm). What is not in a map is named. The
    passphrase of a sealed map is asked for.
    """
    from geo.mapfile.opening import content_of, map_of
    from geo.mapfile.sealed import is_sealed, unsealed
    from geo.store import project_of

    content, passphrase = content_of(map_file), ""
    if is_sealed(content):
        passphrase = to_open_with(passphrase_file, map_file.name)
    with working(f"Opening {map_file.name}"):
        opened = map_of(unsealed(content, passphrase, map_file.name) if passphrase else content, map_file.name)
    with working("Writing"):
        project = project_of(opened, to, command=shlex.join(context.obj))
    for layer in opened.layers:
        say(f"Layer {layer.name}: {counted(len(layer.frame), layer.kind.removesuffix('s'))}.")
    say(f"{project.path} is a project of {counted(len(opened.layers), 'layer')}, '{project.settings.title}'.")
    if opened.problems:
        say(wording.grouped(opened.problems, every=True))  # what cannot be had back is always named
    options.end_with(opened.problems)
