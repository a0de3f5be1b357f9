"""zonemark desk"""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.errors import UsageError

HOME = "zonemark-map"
"""The folder in the person's own that the desk begins with where nobody names one."""


def desk(
    project: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PROJECT]", help="The project's folder, made if it is new; by default the current one."
        ),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Begin with the training valley, in a new folder.")] = False,
    shortcut: Annotated[
        bool,
        typer.Option("--shortcut", help="Put a shortcut to it on the desktop, which needs no terminal, and end."),
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it in the browser, or print the link.")
    ] = True,
) -> None:
    """Open a project in the browser: drop files, see problems, decide, arrange, make maps.

    It is served on this computer only (127.0.0.1), to the browser that the link was opened in, and ends with its stop
    button, with Ctrl-C, or half an hour after its page was closed. Where it runs already, that one is opened.
    """
    from geo.desk.serving import open_desk

    folder = _folder(project, demo)
    if shortcut:
        from geo.desk.shortcuts import write_shortcut

        say(f"{write_shortcut(folder)} is written: it opens the desk of {folder.resolve()}.")
        return

    def show(link: str) -> None:
        if not browser or not webbrowser.open(link):
            say(f"Open this link, which works once: {link}")
        say(f"The desk of {folder} is open. Ctrl-C here, or its stop button, ends it.")

    if open_desk(folder, show):
        say("The desk has ended.")


def _folder(project: Path | None, demo: bool) -> Path:
    """The folder of the project, which is made if it is new."""
    from geo.store import Project, copy_training
    from geo.store.folder import SETTINGS_FILE

    if demo:
        return copy_training(project or _free(Path("zonemark-demo"))).path
    folder = project
    if folder is None:
        folder = Path() if Path(SETTINGS_FILE).is_file() else Path.home() / HOME
    if folder.is_file():
        raise UsageError(f"{folder} is a file, and a project is a folder.", remedy="Name the folder it is to be in.")
    if (folder / SETTINGS_FILE).exists():
        return Project(folder).path
    if folder.is_dir() and any(one for one in folder.iterdir() if not one.name.startswith(".")):
        raise UsageError(f"{folder} is not empty, and no project.", remedy="Name a new folder, or a project's.")
    return Project.create(folder).path


def _free(folder: Path) -> Path:
    """The folder, or where it is taken one with a number behind its name."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free
