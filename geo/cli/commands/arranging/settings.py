"""zonemark settings"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.errors import UsageError

Text = str | None


def settings(
    context: typer.Context,
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    title: Annotated[Text, typer.Option(help="The title of its maps.")] = None,
    producer: Annotated[Text, typer.Option(help="Who makes them.")] = None,
    hotline: Annotated[Text, typer.Option(help="Whom to call about a find.")] = None,
    signing_key: Annotated[
        Text, typer.Option(metavar="RW…", help="The public key that its maps are signed with.")
    ] = None,
    languages: Annotated[
        Text, typer.Option(metavar="A,B,C", help="The languages a map can be switched to, or 'all'.")
    ] = None,
    contributions: Annotated[
        Text, typer.Option(metavar="files|none", help="Whether readers can draw and correct in a map.")
    ] = None,
    borders: Annotated[
        Text, typer.Option(metavar="drawn|none", help="Whether borders of states and districts are drawn.")
    ] = None,
    ground: Annotated[
        Text, typer.Option(metavar="FILE", help="Ground from this file, which is kept in the project.")
    ] = None,
    extent: Annotated[Text, typer.Option(metavar="W,S,E,N", help="Where records are expected, in degrees.")] = None,
    stale_after_years: Annotated[
        Text, typer.Option(metavar="YEARS", help="After how many years a record is called old.")
    ] = None,
) -> None:
    """State settings of the whole project, or list them; an empty text ("") states one no more.

    It is a change as any other: `zonemark undo` takes it back.
    """
    opened = options.open_project(project)
    given = {
        "title": title, "producer": producer, "hotline": hotline, "signing_key": signing_key, "languages": languages,
        "contributions": contributions, "borders": borders, "ground": ground, "extent": extent,
        "stale_after_years": stale_after_years,
    }  # fmt: skip
    stated = {name: _parsed(name, text) for name, text in given.items() if text is not None}
    if stated:
        from geo.maps.stating import state_settings

        state_settings(opened, command=shlex.join(context.obj), **stated)
    said = opened.settings.model_dump(mode="json", include=set(given))
    say(wording.table(["setting", "stated"], [[name, _told(said[name])] for name in given]))


def _parsed(name: str, text: str) -> Any:
    if name in ("languages", "ground"):
        return options.parse_names(text) or ("en",) if name == "languages" else text
    if not text:
        return None
    if name == "extent":
        try:
            return options.parse_extent(text)
        except UsageError:
            raise _refused(name, text) from None
    if name == "stale_after_years":
        try:
            return float(text)
        except ValueError:
            raise _refused(name, text) from None
    return text


def _refused(name: str, text: str) -> UsageError:
    from geo.store.settings import not_to_state

    return not_to_state(name, text)


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
