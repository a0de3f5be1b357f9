"""zonemark fields"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.output import say
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.records import Field, Kind


def fields(
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="hazards, releases, accidents, places or facts.")] = "",
    words: Annotated[bool, typer.Option("--words", help="List every heading and word that is understood.")] = False,
) -> None:
    """List the fields of records with their values, and the headings and words that are understood for them.

    A column is taken for a field by --field COLUMN=field; a position is lat, lon, position, wkt, easting, northing,
    zone or crs.
    """
    from geo.records import KINDS

    if kind and kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
    for what in [KINDS[kind]] if kind else KINDS.values():
        say(f"{what.name.upper()}")
        for field in what.fields:
            _say(what, field, every=words or bool(kind))
    from geo.records.vocabulary import PSEUDO_FIELDS, heading_words

    say("PARTS OF A POSITION")
    for name in PSEUDO_FIELDS:
        say(f"  {name}", *_headings(heading_words(name)))


def _say(kind: Kind, field: Field, *, every: bool) -> None:
    from geo.records.vocabulary import heading_words, value_words

    holds = {"text": "text", "date": "date: YYYY, YYYY-MM or YYYY-MM-DD", "count": "whole number",
             "counts": "whole numbers by ordnance", "value": "one of", "values": "any of"}  # fmt: skip
    say(f"  {field.name}: {holds.get(field.type, f'number in {field.unit}')}. {field.means}")
    if every:
        say(*_headings((*heading_words(field.name), *(heading_words("date") if kind.date == field.name else ()))))
    if field.values and not every:
        say(f"    values: {', '.join(field.values)}")
    for value in field.values if every else ():
        said = value_words(field.name, value)
        say(f"    {value}" + (f": {', '.join(said)}" if said else ""))


def _headings(names: tuple[str, ...]) -> list[str]:
    return [f"    headings: {', '.join(names)}"] if names else []
