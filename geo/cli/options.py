"""What several commands are told in the same way."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import Field, dataclass, fields
from datetime import date
from functools import partial, wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import NEEDS_YOU
from geo.cli.output import say
from geo.errors import UsageError
from geo.records.imprint import Imprint
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.findings import Problem
    from geo.scale.runners import Runner
    from geo.store import Project

NoticeInLine = Annotated[
    bool,
    typer.Option("--notice-in-line", help="Write the warning into a CSV's first line, not into a text beside it."),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="List every problem, not the first of each sort.")]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, help="Processes to work with; by default one for each processor, from 50,000 records on.",
        show_default=False,
    ),
]  # fmt: skip
Scheduler = Annotated[
    str,
    typer.Option(metavar="ADDRESS", help="A dask scheduler to work with: tls://HOST:PORT, or tcp://127.0.0.1:PORT."),
]


@dataclass(frozen=True)
class By:
    """What does the work: so many processes, or a scheduler."""

    workers: int | None
    scheduler: str

    def runner(self, count: int, *, from_folder: bool = False) -> AbstractContextManager[Runner]:
        """Give what runs the parts of so many records; those of a folder each process reads for itself."""
        from geo.scale.copies import can_copy
        from geo.scale.runners import FROM, FROM_SENT, runner_of, workers_for

        if self.scheduler and self.workers is not None:
            raise UsageError("A scheduler has workers of its own.", remedy="Give --workers or --scheduler.")
        least = FROM if from_folder or can_copy() else FROM_SENT
        return runner_of(self.workers or workers_for(count, least), self.scheduler)


Command = Callable[..., Any]
AS_IT_IS = ReadOptions()
UNSTATED = Imprint()


def taking(options: type[Any], argument: str, *, but: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Give a command an option for each field of `options`, and hand them over as one object, its `argument`.

    A field is an option if it has a help text and its name is not in `but`.
    """
    shown = [one for one in fields(options) if one.metadata.get("help") and one.name not in but]

    def taken(command: Command) -> Command:
        plain = signature(command, eval_str=True)
        parameters = list(plain.parameters.values())
        index = list(plain.parameters).index(argument)

        @wraps(command)
        def run(*positional: Any, **named: Any) -> Any:
            if argument not in named:  # otherwise another command calls this one
                given = {one.name: named.pop(one.name, None) for one in shown}
                named[argument] = options(**{name: _parsed(name, value) for name, value in given.items() if value})
            return command(*positional, **named)

        run.__signature__ = plain.replace(  # type: ignore[attr-defined]
            parameters=[*parameters[:index], *map(_parameter, shown), *parameters[index + 1 :]]
        )
        run.__annotations__ = {}
        return run

    return taken


def _parameter(one: Field[Any]) -> Parameter:
    """The option of the command line for a field of options: a flag, a list, or a text that is parsed afterwards."""
    about = {"help": one.metadata["help"], "metavar": one.metadata["metavar"] or None}
    kind: Any
    default: Any
    if one.name in ("fields", "only"):
        kind, default = list[str] | None, None
        option = typer.Option(f"--{one.name.removesuffix('s')}", **about)
    elif str(one.type).startswith("bool"):
        kind, default = bool, False
        option = typer.Option(f"--{one.name.replace('_', '-')}", help=about["help"])
    else:
        kind, default = str, ""
        names = ("--sheet", "--table") if one.name == "sheet" else (f"--{one.name.replace('_', '-')}",)
        option = typer.Option(*names, **about)
    return Parameter(one.name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=Annotated[kind, option])


def _parsed(name: str, value: Any) -> Any:
    parse: dict[str, Callable[[Any], Any]] = {
        "fields": parse_fields,
        "only": parse_only,
        "headings": parse_names,
        "languages": parse_names,
        "made_on": partial(parse_day, option="--made-on"),
        "data_date": partial(parse_day, option="--data-date"),
    }
    return parse[name](value) if name in parse else value


def parse_names(text: str) -> tuple[str, ...]:
    """Read A,B,C as names.

    >>> parse_names("date, lat,lon")
    ('date', 'lat', 'lon')
    """
    return tuple(part.strip() for part in text.split(",")) if text else ()


def parse_day(text: str, *, option: str) -> str:
    """Read a day, month or year of ISO 8601, and give it as it is written."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10] if len(text) in (4, 7) else text or "2000-01-01")
    except ValueError:
        raise UsageError(f"{option} {text}: that is not a day.", remedy="Write it as 2024-05-31.") from None
    return text


Yes = Annotated[bool, typer.Option("--yes", help="Do it even where it looks wrong.")]


def require_confirmed(doubts: str, ways: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Ask at the terminal whether what looks wrong is meant; where nobody can answer, say what to type, and stop.

    `ways`: when a command is the right one, and its words.
    """
    asks = _at_a_terminal()
    told = [
        part for when, words in ways[: -1 if asks else None] for part in (f"{when}, type:", f"  {shlex.join(words)}")
    ]
    say(doubts if asks else f"zonemark: {doubts}", *told, error=not asks)
    if not asks:
        raise typer.Exit(2)
    typer.confirm("Do it all the same?", abort=True)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def parse_fields(given: Sequence[str] | None) -> dict[str, str]:
    """Read COLUMN=field pairs; the last equals sign parts them, since columns can have any name.

    >>> parse_fields(["AÑO=occurred_on", "a=b=name"])
    {'AÑO': 'occurred_on', 'a=b': 'name'}
    """
    pairs: dict[str, str] = {}
    for text in given or ():
        column, equals, field = text.rpartition("=")
        if not equals or not column or not field:
            raise UsageError(
                f"--field {text}: it is not of the form COLUMN=field.", remedy="As in --field Status=status."
            )
        pairs[column] = field.strip()
    return pairs


def parse_only(given: Sequence[str] | None) -> dict[str, list[str]]:
    """Read COLUMN=VALUE pairs; the first equals sign parts them, and the values of one column come together.

    >>> parse_only(["sym=Danger Area", "sym=Mine"])
    {'sym': ['Danger Area', 'Mine']}
    """
    pairs: dict[str, list[str]] = {}
    for text in given or ():
        column, equals, value = text.partition("=")
        if not equals or not column:
            raise UsageError(f"--only {text}: it is not of the form COLUMN=VALUE.", remedy="As in --only Type=Mine.")
        pairs.setdefault(column, []).append(value)
    return pairs


def parse_extent(text: str) -> tuple[float, float, float, float] | None:
    """Read west, south, east, north in degrees.

    >>> parse_extent("46.5,38.8,47.6,40.2")
    (46.5, 38.8, 47.6, 40.2)
    """
    if not text:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise UsageError(
            f"{text!r} is not an extent.", remedy="Give west,south,east,north, as 46.5,38.8,47.6,40.2."
        ) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
        raise UsageError(f"{text!r} is not west,south,east,north in degrees.", remedy="South comes before north.")
    return west, south, east, north


def end_with(problems: Iterable[Problem]) -> None:
    """End a command that did its work with the code that agrees with its words: an error among them needs somebody."""
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(NEEDS_YOU)


def what_waits(project: Project) -> list[str]:
    """Say how many contributed changes wait for a decision; nothing where none does."""
    from geo.store.received.telling import waits

    told = waits(project.contributions.waiting)
    return [f"{told} List them: zonemark review {shlex.quote(str(project.path))}"] if told else []


def require_no_other(path: Path) -> None:
    """Raise UsageError for what is no project but something else that Zonemark knows."""
    from geo.scale.folder import is_folder

    if path.is_file():
        raise UsageError(
            f"{path} is a file, and a project is a folder.",
            remedy="`zonemark new FOLDER` makes one, `zonemark add FOLDER FILE` takes the file in.",
        )
    if is_folder(path):
        raise UsageError(
            f"{path} holds records in parts, and is no project.",
            remedy="check, areas, map, diff and export take it; for the rest name the project or files it was made of.",
        )


def open_project(path: Path, *, lists_problems: bool = False) -> Project:
    """Open a project, and say so if it can only be read; and if its settings lost what marks a map, unless the command
    lists problems of the project itself.
    """
    from geo.store import Project

    require_no_other(path)
    project = Project(path)
    if project.read_only:
        say(f"zonemark: {project.read_only}", error=True)
    if not lists_problems and (lost := project.settings_lost) and lost.severity == "warning":
        from geo.cli.wording import in_shell

        say(f"zonemark: {lost.sentences('en', in_shell)}", error=True)
    return project
