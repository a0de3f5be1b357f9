"""A table in one piece becomes the layers that a map needs: one for each value of a field, such as the setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from geo.errors import UsageError
from geo.findings.counting import counted
from geo.records.layer import Layer

NOT_RECORDED = "Not recorded"
MOST = 60
"""More layers than these are no list that anybody reads: the field is a name or a number."""


def title_of(value: Any) -> str:
    """Give the title of the layer for a value of a field; a list of several values is one title.

    >>> title_of("residential_area"), title_of(("UXO", "AP_mine")), title_of(None)
    ('Residential area', 'UXO, AP mine', 'Not recorded')
    """
    if isinstance(value, (tuple, list)):
        return ", ".join(title_of(one) for one in value) or NOT_RECORDED
    if value is None or value != value or not str(value).strip():
        return NOT_RECORDED
    text = str(value).replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def parts_by(frame: Any, field: str, called: str) -> dict[str, Any]:
    """Give the rows of a frame by the title of their value of a field, in the order in which they first appear.

    Every row is in one part. Raises UsageError for a field that the frame does not have or that has too many values.
    """
    if field not in frame.columns or field == frame.active_geometry_name:
        known = ", ".join(str(name) for name in frame.columns if name != frame.active_geometry_name)
        raise UsageError(f"{called} has no field {field!r}.", remedy=f"There are: {known}.")
    titles = pd.Series([title_of(value) for value in frame[field]], index=frame.index, dtype="object")
    if titles.nunique() > MOST:
        raise UsageError(
            f"{called} has {counted(titles.nunique(), 'value')} of {field!r}, and each would be a layer.",
            remedy=f"Name a field of at most {MOST} values, such as setting.",
        )
    return {str(title): frame[titles == title] for title in dict.fromkeys(titles)}


def layers_by(layers: Sequence[Layer], field: str) -> list[Layer]:
    """Split layers by a field, each value a layer of its own; those of several layers keep its title in front."""
    found: list[Layer] = []
    for layer in layers:
        for number, (title, part) in enumerate(parts_by(layer.frame, field, layer.title).items(), start=1):
            part.attrs.update(layer.frame.attrs)
            full = title if len(layers) == 1 else f"{layer.title}: {title}"
            problems = layer.problems if number == 1 else []
            found.append(replace(layer, name=f"{layer.name}-{number}", title=full, frame=part, problems=problems))
    return found
