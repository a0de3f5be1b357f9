"""zonemark layers"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say


def layers(project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")]) -> None:
    """List the layers of a project."""
    from geo.records.source_gone import are_gone

    opened = options.open_project(project, lists_problems=True)
    rows = []
    for layer in opened.layers():
        frame = layer.frame
        without = int(frame.geometry.isna().sum())
        missing = int(are_gone(frame).sum())
        versions = len(opened.versions(layer.name))
        rows.append([layer.name, layer.kind, len(frame), len(frame) - without, without, missing, versions, layer.title])
    headings = ["layer", "kind", "records", "with position", "without", "missing", "earlier versions", "title"]
    say(wording.table(headings, rows) if rows else f"{project} has no layer yet.")
    if opened.problems:
        say(wording.grouped(opened.problems))
    options.end_with(opened.problems)
