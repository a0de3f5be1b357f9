"""`zonemark where`: one written position, in every format."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from geo.cli.output import say


def where(
    text: Annotated[str, typer.Argument(help="The position as it is written.")],
    crs: Annotated[str | None, typer.Option(help="The CRS of the numbers, such as EPSG:28408.")] = None,
    near: Annotated[str | None, typer.Option(help="A place nearby; it orders candidates, it chooses none.")] = None,
) -> None:
    """Say where a written position lies, in every format, and how exact it is.

    A position that can be several is listed with its candidates, and the exit code is 1.
    """
    from geo.positions import parse_position, parse_positions, to_all_formats

    around = None
    if near is not None:
        known = parse_position(near)
        around = known.lon, known.lat
    row = parse_positions([text], crs=crs, near=around).iloc[0]
    if isinstance(row.problem, str):
        say(row.problem, error=True)
        for candidate in row.candidates:
            say(f"  {candidate}", error=True)
        raise typer.Exit(1)
    say(f"{'read as':<16}{row['format']} ({row.crs})")
    if row.transformation:
        say(f"{'transformation':<16}{row.transformation}")
    accuracy = (
        "not stated" if math.isnan(row.accuracy_m) else f"±{_rounded(row.accuracy_m)} m, as far as its writing says"
    )
    say(f"{'accuracy':<16}{accuracy}")
    for name, written in to_all_formats(row.lon, row.lat).items():
        say(f"{name:<16}{written}")


def _rounded(metres: float) -> str:
    """Write an accuracy with two figures: more would be an accuracy of the accuracy.

    >>> _rounded(70035.7), _rounded(0.74), _rounded(12.4), _rounded(0)
    ('70,000', '0.74', '12', '0')
    """
    if metres <= 0:
        return "0"
    decimals = 1 - math.floor(math.log10(metres))
    return f"{round(metres, decimals):,.{max(0, decimals)}f}"
