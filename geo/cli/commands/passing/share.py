"""zonemark share"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options, wording
from geo.cli.editions import Package, edition_of, require_zip, say_account, write_package
from geo.cli.output import say
from geo.cli.progress import working
from geo.cli.sealing import PassphraseFile, Seal, require_seal, save_sealed, say_passphrase, to_seal_with
from geo.errors import UsageError
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    from geo.findings import Problem


@options.taking(Imprint, "imprint")
def share(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    profile: Annotated[str, typer.Option(help="Who it is for: internal, partners, public, or one of zonemark.toml.")],
    out: Annotated[
        list[Path],
        typer.Option("-o", "--out", metavar="FILE", help="A map (.html), an export, or a package; may be repeated."),
    ],
    imprint: Imprint = options.UNSTATED,
    package: Package = False,
    seal: Seal = False,
    passphrase_file: PassphraseFile = None,
    verbose: options.Verbose = False,
) -> None:
    """Write an edition of a project for others: only what its profile lists leaves, and an account says what did not.

    Records are redacted before anything is drawn of them. The account stands beside the first file, as
    FILE.account.txt and FILE.account.json; it is for you, and is not sent along. A package (--package -o
    FILE.zip) holds one for its readers, which names nothing that does not leave.
    """
    from geo.exports import FORMATS, export
    from geo.maps import draw

    require_seal(seal, passphrase_file)
    if seal and any(path.suffix.lower() != ".html" for path in out):
        raise UsageError(
            "Only maps can be sealed; an export would lie open beside it.", remedy="Name .html files only."
        )
    passphrase = to_seal_with(passphrase_file) if seal else ""
    for path in out:
        require_zip(path, package, seal=seal)
        if path.suffix.lower() not in (".html", ".zip", *FORMATS):
            raise UsageError(f"{path.name} ends in no format.", remedy=f"Use .html, {', '.join(FORMATS)}.")
    opened = options.open_project(project)
    layers, account = edition_of(opened, profile)
    problems: list[Problem] = []
    for path in out:
        if package:
            problems += write_package(draw(layers, imprint=imprint), account, path)
            continue
        with working(f"Writing {path.name}"):
            if path.suffix.lower() == ".html":
                drawn = draw(layers, imprint=imprint)
                _ = save_sealed(drawn, path, passphrase) if seal else drawn.save(path)
                problems += drawn.problems
            else:
                problems += export(layers, path)
        say(f"{path} is written.")
    say_account(account, out[0])
    if seal:
        say_passphrase(passphrase, passphrase_file)
    if problems:
        say(wording.grouped(list(dict.fromkeys(problems)), every=verbose))
    options.end_with(problems)
