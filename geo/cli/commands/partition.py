"""zonemark partition"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.cli.progress import working
from geo.findings.counting import counted
from geo.records.read_options import ReadOptions


@options.taking(ReadOptions, "how")
def partition(
    paths: Annotated[list[Path], typer.Argument(metavar="PROJECT|FILE", help="A project's folder, or field files.")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write; it must not be there yet.")],
    size: Annotated[int, typer.Option(metavar="COUNT", min=1, help="Records of a part.")] = 25_000,
    how: ReadOptions = options.AS_IT_IS,
    verbose: options.Verbose = False,
) -> None:
    """Write records in parts that lie together, for work on more of them than a memory holds.

    A file of GeoParquet for each layer and part, along a Hilbert curve. `zonemark check FOLDER` checks it part by part,
    by several processes or machines; so do `areas`, `diff`, and `export` to GeoJSON.
    """
    from geo.cli.layers import layers_in
    from geo.scale.folder import partition as write

    layers, problems = layers_in(paths, how)
    with working(f"Writing {to.name}"):
        folder = write(layers, to, size=size)
    for one in folder.layers:
        say(f"{one.title}: {counted(one.records, one.kind.removesuffix('s'))}.")
    say(f"{to} holds {counted(len(folder.parts), 'part')}.")
    if problems:
        say(wording.grouped(problems, every=verbose))
    options.end_with(problems)
