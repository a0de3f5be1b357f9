"""What the commands share that write an edition for others: its layers, and the account of what it does not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.output import say
from geo.cli.progress import working
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.findings import Problem
    from geo.maps import HazardMap
    from geo.records import Layer
    from geo.share import Account
    from geo.store import Project

OfProfile = Annotated[
    str, typer.Option(metavar="NAME", help="Only what this profile lists: internal, partners, public, or your own.")
]

Package = Annotated[
    bool, typer.Option("--package", help="One ZIP: map, layers, files for hand-held devices, sheet (PDF), account.")
]


def require_zip(path: Path | None, package: bool, *, seal: bool) -> None:
    """Raise UsageError where a name and --package do not fit, or what is sealed would lie open beside the map."""
    if package and seal:
        raise UsageError("What is in a package lies open.", remedy="Seal a map by itself, or leave out --seal.")
    if path is not None and package != (path.suffix.lower() == ".zip"):
        raise UsageError(
            f"{path.name} is no package." if package else f"{path.name} can only be a package.",
            remedy="Name a .zip file." if package else "Add --package.",
        )


def write_package(drawn: HazardMap, account: Account, path: Path) -> list[Problem]:
    """Write a package and say so; gives what its files do not hold."""
    from geo.packages import package

    with working(f"Writing {path.name}"):
        problems = package(drawn, account, path)
    say(f"{path} is written: {path.stat().st_size / 1e6:.1f} MB.")
    return problems


def edition_of(project: Project, profile: str) -> tuple[list[Layer], Account]:
    """Redact a project, and remember what of it is published. Raises UsageError where nothing of it is left."""
    from geo.share.editions import edition_of_project

    with working("Redacting"):
        return edition_of_project(project, profile)


def say_account(account: Account, beside: Path) -> None:
    """Give the account of an edition: here, and in two files beside the edition's own."""
    from geo.disk import write_bytes

    told = list(account.lines())
    for line in told:
        say(line)
    shown = sum(one.shown for one in account.layers if one.kind == "hazards")
    if account.hidden and not shown:
        say(
            "No hazard is shown. A hazard without a sensitivity is internal; state in zonemark.toml what it is, as "
            f'records = {{ unknown = "public" }} under [profiles.{account.profile}].'
        )
    text, plain = (beside.with_name(f"{beside.name}.account.{ending}") for ending in ("txt", "json"))
    write_bytes(text, "\n".join([*told, ""]).encode("utf-8", "replace"))
    write_bytes(plain, json.dumps(account.to_json(), ensure_ascii=True, indent=1).encode())
    say(f"This account is in {text.name} and {plain.name}; it is not sent along.")
