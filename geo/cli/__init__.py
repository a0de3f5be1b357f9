"""The command line: a table of commands, of which only the one that is called is imported.

`zonemark --help` is answered from the table alone, so it costs neither pandas nor folium nor typer. A command only
parses, calls the library and prints; what it says of a failure is the library's own sentence.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import wraps
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple, NoReturn

from geo.cli.output import Lines, guarded, say
from geo.disk import NO_FILE, is_address
from geo.errors import StoreError, UsageError, ZonemarkError


class Command(NamedTuple):
    """Where a command's function stands ("module:function"), and the line `zonemark --help` has for it."""

    home: str
    summary: str


COMMANDS: dict[str, Command] = {
    "desk": Command("geo.cli.commands.desk:desk", "Open a project in the browser: everything without a command line."),
    "demo": Command("geo.cli.commands.demo:demo", "Write a fictitious training project and open its map."),
    "new": Command("geo.cli.commands.new:new", "Make a new, empty project folder."),
    "add": Command("geo.cli.commands.add:add", "Add field files to a project, or bring it up to date with them."),
    "check": Command("geo.cli.commands.check:check", "Check a project or files, and list every problem found."),
    "layers": Command("geo.cli.commands.arranging.layers:layers", "List the layers of a project."),
    "layer": Command(
        "geo.cli.commands.arranging.layer:layer", "Rename, order, merge or remove layers, or state a kind."
    ),
    "settings": Command(
        "geo.cli.commands.arranging.settings:settings", "State title, languages, ground … of a project, or list them."
    ),
    "map": Command("geo.cli.commands.map:map_", "Make one HTML map file that opens anywhere, with no network."),
    "share": Command(
        "geo.cli.commands.passing.share:share", "Write an edition for others, of only what its profile lists."
    ),
    "seal": Command("geo.cli.commands.passing.seal:seal", "Encrypt what a map is about; a passphrase opens it."),
    "unseal": Command("geo.cli.commands.passing.unseal:unseal", "Give a sealed map back as it was before."),
    "sign": Command("geo.cli.commands.passing.sign:sign", "Sign a map file, so that others can check who made it."),
    "verify": Command(
        "geo.cli.commands.passing.verify:verify", "Say whether a map file is byte for byte as it was made."
    ),
    "export": Command("geo.cli.commands.export:export", "Write a project's layers to one file of another format."),
    "log": Command(
        "geo.cli.commands.log:log", "List every change of a project, and what other hands did to its layers."
    ),
    "undo": Command(
        "geo.cli.commands.undo:undo", "Bring back what a project held before its last change, or after any."
    ),
    "open": Command("geo.cli.commands.passing.open:open_", "Get the layers out of a map file again, as a new project."),
    "diff": Command(
        "geo.cli.commands.passing.diff:diff", "Compare two states: what is new, changed, gone, no longer shown."
    ),
    "merge": Command(
        "geo.cli.commands.receiving.merge:merge", "Merge what readers drew and corrected in a map that they received."
    ),
    "review": Command(
        "geo.cli.commands.receiving.review:review", "List the contributed changes that wait, and decide about them."
    ),
    "info": Command("geo.cli.commands.about.info:info", "Say what is in a file, as it stands there."),
    "fields": Command(
        "geo.cli.commands.about.fields:fields", "List the fields, their values and the words understood."
    ),
    "template": Command("geo.cli.commands.about.template:template", "Write a workbook to fill in, in a language."),
    "formats": Command("geo.cli.commands.about.formats:formats", "List the formats that are read and written."),
    "partition": Command("geo.cli.commands.partition:partition", "Write records in parts, for checking very many."),
    "areas": Command("geo.cli.commands.areas:areas", "Add up hazardous, released and remaining land."),
    "traverse": Command("geo.cli.commands.traverse:traverse", "Turn bearings and distances into polygons."),
    "where": Command("geo.cli.commands.where:where", "Say where a written position lies, in every format."),
}

_TEXTS = frozenset(
    {
        "--title",
        "--crs",
        "--producer",
        "--hotline",
        "--signing-key",
        "--scheduler",
        "--layer",
        "--source",
        "--near",
        "--field",
        "--online-tiles",
        "--because",
        "--from",
        "--by",
    }
)
"""Options of text that people read, in which an address may stand."""

OK, REFUSED, USAGE, NOT_SAVED, NEEDS_YOU, INTERRUPTED = 0, 1, 2, 3, 4, 130
EXIT_CODES = {
    OK: "done: everything is in, and no error was found",
    REFUSED: "refused, and nothing was added or written; or a check found problems at or above --fail-on",
    USAGE: "the command was not understood, or cannot be carried out as it stands",
    NOT_SAVED: "the project could not be opened, or nothing was saved: locked, disk full, newer format",
    NEEDS_YOU: "done, and what is listed as an error needs you: those rows are kept, and not as they should be",
    INTERRUPTED: "stopped with Ctrl-C; the project holds what it held before, or the whole change",
}


def help_text() -> str:
    """Give the answer to `zonemark --help`.

    >>> print(help_text().splitlines()[0])
    Usage: zonemark COMMAND [OPTIONS] …
    """
    width = max(len(name) for name in COMMANDS)  # `map` is a module of this package once it is called
    commands = "\n".join(f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items())
    codes = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())
    return f"""Usage: zonemark COMMAND [OPTIONS] …

Reports of explosive hazards become checked GeoJSON layers, and the layers one map file that opens anywhere.
No record of a hazard at a place does not mean that the place is safe.

Commands:
{commands}

  zonemark COMMAND --help says what a command takes.
  zonemark --version      says which Zonemark this is.

Exit codes:
{codes}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    _speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    with guarded():
        try:
            code = _dispatch(words)
            sys.stdout.flush()
        except ZonemarkError as error:
            from geo.cli.wording import in_shell

            say(f"zonemark: {error.told(in_shell)}", error=True)
            return _exit_code(error)
        except (_Stopped, BrokenPipeError, KeyboardInterrupt) as stop:
            return _stopped(stop)
        return code


def command() -> NoReturn:
    """Be the command `zonemark`: run the command line, and end the process.

    A third of a second of a short command would go into taking everything apart that was imported. What has been asked
    for at the end (temporary folders, other libraries' `atexit`) is done, both streams are written out, and the process
    ends there; it ends in the usual way where another thread still runs or a stream cannot be written.
    """
    for name in ("OPENBLAS_NUM_THREADS", "PYDANTIC_DISABLE_PLUGINS"):  # no algebra here, and nobody else's code
        os.environ.setdefault(name, "1")
    if sys.argv[1:2] == ["info"]:
        sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]  # pandas takes it in wherever it is
    gc.set_threshold(100_000, 50, 50)  # what is imported stays: looking through it again and again finds nothing
    code = main()
    if threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


class _Stopped(Exception):
    """The reader of the output has gone, or Ctrl-C was pressed; carried past typer, which has its own ideas of both."""


def _carrying_stops(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except (BrokenPipeError, KeyboardInterrupt) as stop:
            raise _Stopped from stop

    return run


def _stopped(stop: BaseException) -> int:
    if isinstance(stop.__cause__ or stop, BrokenPipeError):  # `zonemark layers … | head` is not a failure
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    say("zonemark: stopped.", error=True)
    return INTERRUPTED


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("--help", "-h", "help"):
        say(Lines(help_text().rstrip("\n")))
        return OK if words else USAGE
    if words[0] == "--version":
        from importlib.metadata import version

        say(f"zonemark {version('zonemark')}")
        return OK
    name = words[0]
    _refuse_addresses(name, words[1:])
    if name not in COMMANDS:
        raise UsageError(f"There is no command '{name}'.", remedy=_did_you_mean(name))
    return _run(name, words[1:])


_WITH_DATABASES = ("add", "check", "export", "info", "map")
"""Commands that take the address of a database where others take files."""


def _refuse_addresses(command: str, words: Sequence[str]) -> None:
    """Refuse an address where a file is wanted, before anything is made of it: it can hold a password.

    Raises UsageError. Text about a map may hold addresses, and `where` reads links to maps.
    """
    if command == "where":
        return
    from geo.postgis.address import Address, is_postgres

    for before, word in zip(["", *words], words, strict=False):
        option, _, value = word.partition("=") if word.startswith("--") else (before, "", word)
        if command in _WITH_DATABASES and is_postgres(value):
            Address.of(value)  # refuses one with a password, before anything prints it
        elif is_address(value) and option not in _TEXTS:
            raise UsageError(NO_FILE, remedy="Save what is there to the disk, and name the file.")


def _did_you_mean(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    return f"Did you mean '{near[0]}'?" if near else "`zonemark --help` lists the commands."


def _run(name: str, arguments: list[str]) -> int:
    os.environ.setdefault("TYPER_USE_RICH", "0")  # rich would cost a tenth of a second for the borders of a help text
    import typer

    module, _, attribute = COMMANDS[name].home.partition(":")
    target: Any = getattr(import_module(module), attribute)
    if isinstance(target, typer.Typer):
        app = target
    else:
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        # A position may begin with a minus, and is not an option.
        app.command(name, context_settings={"ignore_unknown_options": name == "where"})(_carrying_stops(target))
    try:
        app(args=arguments, prog_name=f"zonemark {name}", obj=["zonemark", name, *arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else REFUSED if end.code else OK
    return OK


def _exit_code(error: ZonemarkError) -> int:
    if isinstance(error, StoreError):
        return NOT_SAVED
    return USAGE if isinstance(error, UsageError) else REFUSED


def desk() -> int:
    """Open the desk without a terminal: what a shortcut on a desktop starts."""
    return main(["desk", *sys.argv[1:]])


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; a name that is not UTF-8 at all is shown escaped rather than failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
