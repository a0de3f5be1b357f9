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
    from collections.abc import Sequence

    from geo.findings import Problem
    from geo.postgis.address import Address
    from geo.records import Layer
    from geo.scale.folder import Folder
    from geo.share.account import Account


def export(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder, or one of parts.")],
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
    workers: options.Workers = None,
    scheduler: options.Scheduler = "",
    verbose: options.Verbose = False,
) -> None:
    """Write a project's layers to one file of another format.

    GeoJSON, CSV, FlatGeobuf and GeoParquet hold one layer a file: several layers become FILE-LAYER.ext. Each file
    states that no record does not mean safe; for a CSV a text beside it does, FILE.read-first.txt. With --profile it is
    an edition for others, as of `zonemark share`.
    """
    from geo.cli.layers import count_in
    from geo.exports import export, paths_of
    from geo.exports.parted import gone_in
    from geo.findings.counting import counted
    from geo.postgis.address import Address, is_postgres

    if profile and layer:
        raise UsageError("A profile says which layers leave.", remedy="Leave out --layer.")
    records, said, account = _records(project, layer or (), profile, to)
    by, parted = options.By(workers, scheduler), not isinstance(records, list)
    with working(f"Writing {to.name}"), by.runner(count_in(records), from_folder=parted) as runner:
        found = export(records, to, notice_in_line=notice_in_line, workers=runner)
    problems = list(dict.fromkeys([*said, *found]))
    for path in paths_of(records, to, notice_in_line=notice_in_line):
        say(f"{path} is written.")
    if is_postgres(to) and isinstance(records, list):
        for one in records:
            say(f"{Address.of(to).source(one.name)} holds {counted(len(one.frame), 'record')}.")
    if account is not None:
        say_account(account, _account_of_database(Address.of(to)) if is_postgres(to) else to)
    if isinstance(records, list):
        say(*wording.gone(one.frame for one in records))
    else:
        say(*wording.gone(sum(gone_in(records, number) for number in range(len(records.layers)))))
    if problems:
        say(wording.grouped(problems, every=verbose))
    options.end_with(problems)


def _records(
    path: Path, names: Sequence[str], profile: str, to: Path
) -> tuple[list[Layer] | Folder, list[Problem], Account | None]:
    """The layers that are written, what the project says of itself, and the account of an edition; a folder of parts as
    it lies there where it is written part by part.

    Raises UsageError for an edition of a folder of parts, and for a layer that it does not have.
    """
    from geo.scale.folder import folder_at

    if (folder := folder_at(path)) is None:
        opened = options.open_project(path, lists_problems=not profile)
        if profile:
            redacted, account = edition_of(opened, profile)
            return redacted, [], account
        layers = [opened.layer(name) for name in names] if names else opened.layers()
        return layers, list(opened.problems), None
    if profile:
        raise UsageError(
            "A profile is of a project, and these are parts.", remedy="Name the project they were made of."
        )
    known = [one.name for one in folder.layers]
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"There is no layer '{unknown[0]}'.", remedy=f"There are: {', '.join(known)}.")
    chosen = folder.only(names=names)
    return chosen if to.suffix.lower() == ".geojson" else chosen.whole(), [], None


def _account_of_database(address: Address) -> Path:
    """What the account of an edition in a database stands beside: nothing is, so it is in the current folder."""
    from geo.cells.slugs import slug

    return Path(slug(f"{address.service or address.database} {address.schema}"))
