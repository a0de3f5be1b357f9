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
    from geo.scale.folder import Folder

    Records = list[Layer] | Folder

FAILS: dict[str, Callable[[Comparison], bool]] = {
    "never": lambda found: False,
    "lost": lambda found: bool(found.lost),
    "vanished": lambda found: bool(found.lost or found.vanished or found.gone_from_source),
    "any": lambda found: found.differs,
}


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A project, a folder of parts, a map or a field file.")],
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
    workers: options.Workers = None,
    scheduler: options.Scheduler = "",
    verbose: options.Verbose = False,
) -> None:
    """Compare two states: what is new, changed, renumbered, closed, gone; and hazard land that is no longer shown.

    Land is no longer shown where a hazard of OLD lies in no hazard and in no release of NEW. An .html file shows both
    states on one map.
    """
    from geo.cli.layers import count_in
    from geo.compare.parted import compared_by
    from geo.scale.folder import Folder

    for path in to or ():
        if path.suffix.lower() not in _WRITERS:
            raise UsageError(f"{path.name} ends in none of {', '.join(_WRITERS)}.", remedy="Give it one of them.")
    with working("Comparing"):
        before, after = _records(old, as_of), _records(new)
        count = count_in(before) + count_in(after)
        from_folder = isinstance(before, Folder) or isinstance(after, Folder)
        with options.By(workers, scheduler).runner(count, from_folder=from_folder) as runner:
            found = compared_by(before, after, runner=runner)
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


def _records(path: Path, as_of: str = "") -> list[Layer] | Folder:
    from geo.door import opened
    from geo.records.holding import as_layers
    from geo.scale.folder import folder_at

    if as_of:
        return options.open_project(path).layers_as_of(as_of)
    if (folder := folder_at(path)) is not None:
        return folder
    return as_layers(options.open_project(path) if path.is_dir() else opened(path))


def _write_json(path: Path, found: Comparison, before: Records, after: Records) -> None:
    from geo.disk import write_bytes

    write_bytes(path, json.dumps(found.to_json(), ensure_ascii=False, indent=1).encode())


def _write_xlsx(path: Path, found: Comparison, before: Records, after: Records) -> None:
    from geo.compare import COLUMNS
    from geo.exports.tables import write_rows

    write_rows(path, "Differences", COLUMNS, (list(row.values()) for row in found.rows()),
               notices=[found.sentence(), found.lost_sentence()])  # fmt: skip


def _write_map(path: Path, found: Comparison, before: Records, after: Records) -> None:
    from geo.compare.states import both_states
    from geo.maps import draw

    whole = [one if isinstance(one, list) else one.whole() for one in (before, after)]
    draw(both_states(found, *whole)).save(path)


_WRITERS: dict[str, Callable[[Path, Comparison, Any, Any], None]] = {
    ".xlsx": _write_xlsx,
    ".json": _write_json,
    ".html": _write_map,
}
