"""zonemark export"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options, wording
from geo.cli.editions import OfProfile, edition_of, say_account
from geo.cli.output import say
from geo.cli.progress import working
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.postgis.address import Address


def export(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    to: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Ends in .geojson .gpkg .kml .csv .xlsx .gpx .fgb or .parquet, or is postgresql://HOST/DB/SCHEMA",
        ),
    ],
    layer: Annotated[list[str] | None, typer.Option(help="Only this layer; may be repeated.")] = None,
    profile: OfProfile = "",
    notice_in_line: options.NoticeInLine = False,
    verbose: options.Verbose = False,
) -> None:
    """Write a project's layers to one file of another format.

    GeoJSON, CSV, FlatGeobuf and GeoParquet hold one layer a file: several layers become FILE-LAYER.ext. Each file
    states that no record does not mean safe; for a CSV a text beside it does, FILE.read-first.txt. With --profile it is
    an edition for others, as of `zonemark share`.
    """
    from geo.exports import export, paths_of
    from geo.findings.counting import counted
    from geo.postgis.address import Address, is_postgres

    if profile and layer:
        raise UsageError("A profile says which layers leave.", remedy="Leave out --layer.")
    opened = options.open_project(project)
    redacted, account = edition_of(opened, profile) if profile else ([], None)
    with working(f"Writing {to.name}"):
        layers = redacted if profile else [opened.layer(name) for name in layer] if layer else opened.layers()
        problems = list(
            dict.fromkeys([*([] if profile else opened.problems), *export(layers, to, notice_in_line=notice_in_line)])
        )
    for path in paths_of(layers, to, notice_in_line=notice_in_line):
        say(f"{path} is written.")
    if is_postgres(to):
        for one in layers:
            say(f"{Address.of(to).source(one.name)} holds {counted(len(one.frame), 'record')}.")
    if account is not None:
        say_account(account, _account_of_database(Address.of(to)) if is_postgres(to) else to)
    say(*wording.gone(layer.frame for layer in layers))
    if problems:
        say(wording.grouped(problems, every=verbose))
    options.end_with(problems)


def _account_of_database(address: Address) -> Path:
    """What the account of an edition in a database stands beside: nothing is, so it is in the current folder."""
    from geo.cells.slugs import slug

    return Path(slug(f"{address.service or address.database} {address.schema}"))
