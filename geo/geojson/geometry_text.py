"""A geometry as the one line of GeoJSON that it is written in: of its lists of coordinates it takes a quarter.

A layer that is added to or changed is held record by record; nobody looks into the outline of most of them.
"""

from __future__ import annotations

import json
from typing import Any


class GeometryText:
    """A GeoJSON geometry, held as the text in which `as_line` writes it; equal to any other that says the same."""

    __slots__ = ("text",)
    __hash__ = None  # type: ignore[assignment]  # 48 and 48.0 are equal

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        if isinstance(other, GeometryText) and other.text == self.text:
            return True
        return bool(laid_out(self) == laid_out(other))

    def __repr__(self) -> str:
        return f"GeometryText({self.text!r})"


def laid_out(geometry: Any) -> Any:
    """Give a geometry as the object that it is in GeoJSON, whichever way it is held."""
    return json.loads(geometry.text) if isinstance(geometry, GeometryText) else geometry
