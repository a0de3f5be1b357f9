"""zonemark export"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.cli.progress import working


def export(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    to: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Ends in .geojson .gpkg .kml .csv .xlsx .gpx or .fgb, or is postgresql://HOST/DB/SCHEMA",
        ),
    ],
    layer: Annotated[list[str] | None, typer.Option(help="Only this layer; may be repeated.")] = None,
    notice_in_line: options.NoticeInLine = False,
    verbose: options.Verbose = False,
) -> None:
    """Write a project's layers to one file of another format.

    GeoJSON, CSV and FlatGeobuf hold one layer a file: several layers become FILE-LAYER.ext. Each file states that no
    record does not mean safe; for a CSV a text beside it does, FILE.read-first.txt.
    """
    from geo.exports import export, paths_of
    from geo.findings.counting import counted
    from geo.postgis.address import Address, is_postgres

    opened = options.open_project(project)
    with working(f"Writing {to.name}"):
        layers = [opened.layer(name) for name in layer] if layer else opened.layers()
        problems = list(dict.fromkeys([*opened.problems, *export(layers, to, notice_in_line=notice_in_line)]))
    for path in paths_of(layers, to, notice_in_line=notice_in_line):
        say(f"{path} is written.")
    if is_postgres(to):
        for one in layers:
            say(f"{Address.of(to).source(one.name)} holds {counted(len(one.frame), 'record')}.")
    say(*wording.gone(layer.frame for layer in layers))
    if problems:
        say(wording.grouped(problems, every=verbose))
    options.end_with(problems)
