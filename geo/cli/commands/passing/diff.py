"""zonemark diff"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from geo.cli import options
from geo.cli.output import say
from geo.cli.progress import working
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.compare import Comparison
    from geo.records import Layer

FAILS: dict[str, Callable[[Comparison], bool]] = {
    "never": lambda found: False,
    "lost": lambda found: bool(found.lost),
    "vanished": lambda found: bool(found.lost or found.vanished or found.gone_from_source),
    "any": lambda found: found.differs,
}


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A project, a map file or a field file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another; the state that is newer.")],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="CHANGE", help="Take OLD, a project, as it was after this change.")
    ] = "",
    to: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Also write it to this .xlsx, .json or .html file.")
    ] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How it is printed.")] = "text",
    fail_on: Annotated[
        Literal["never", "lost", "vanished", "any"],
        typer.Option(help="End with code 1 if land is lost, a record vanished, or anything differs."),
    ] = "never",
    verbose: options.Verbose = False,
) -> None:
    """Compare two states: what is new, changed, renumbered, closed, gone; and hazard land that is no longer shown.

    Land is no longer shown where a hazard of OLD lies in no hazard and in no release of NEW. An .html file shows both
    states on one map.
    """
    from geo.compare import compare

    for path in to or ():
        if path.suffix.lower() not in _WRITERS:
            raise UsageError(f"{path.name} ends in none of {', '.join(_WRITERS)}.", remedy="Give it one of them.")
    with working("Comparing"):
        before, after = _layers(old, as_of), _layers(new)
        found = compare(before, after)
    if format_ == "json":
        say(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        for line in found.lines(every=verbose):
            say(line)
    for path in to or ():
        _WRITERS[path.suffix.lower()](path, found, before, after)
        say(f"{path} is written.")
    if FAILS[fail_on](found):
        raise typer.Exit(1)


def _layers(path: Path, as_of: str = "") -> list[Layer]:
    from geo.door import opened
    from geo.records.holding import as_layers

    if as_of:
        return options.open_project(path).layers_as_of(as_of)
    return as_layers(options.open_project(path) if path.is_dir() else opened(path))


def _write_json(path: Path, found: Comparison, before: list[Layer], after: list[Layer]) -> None:
    from geo.disk import write_bytes

    write_bytes(path, json.dumps(found.to_json(), ensure_ascii=False, indent=1).encode())


def _write_xlsx(path: Path, found: Comparison, before: list[Layer], after: list[Layer]) -> None:
    from geo.compare import COLUMNS
    from geo.exports.tables import write_rows

    write_rows(path, "Differences", COLUMNS, (list(row.values()) for row in found.rows()),
               notices=[found.sentence(), found.lost_sentence()])  # fmt: skip


def _write_map(path: Path, found: Comparison, before: list[Layer], after: list[Layer]) -> None:
    from geo.compare.states import both_states
    from geo.maps import draw

    draw(both_states(found, before, after)).save(path)


_WRITERS: dict[str, Callable[[Path, Comparison, list[Any], list[Any]], None]] = {
    ".xlsx": _write_xlsx,
    ".json": _write_json,
    ".html": _write_map,
}
