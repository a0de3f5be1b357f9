"""How the ground is drawn on one map, and the ground that its records lie on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.errors import UsageError
from geo.maps.ground.clip import clipped
from geo.maps.ground.extent import Shown, bounds_of, extent_of

BORDERS = ("drawn", "none")


@dataclass(frozen=True)
class GroundTerms:
    """What the maker of a map decides of its ground.

    `borders`: "drawn", or "none" for neither those of states nor of districts. `names`: what places are to be called,
    by the name they have otherwise; a text, or one for each language.
    """

    borders: str = "drawn"
    names: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.borders not in BORDERS:
            raise UsageError(f"borders is '{self.borders}'.", remedy=f"It is one of: {', '.join(BORDERS)}.")


AS_IT_IS = GroundTerms()


def ground_of(layers: Sequence[Shown], terms: GroundTerms) -> bytes | None:
    """Give the block of the ground around the records of some layers; None where these lie all over the world."""
    bounds = bounds_of(layers)
    extent = extent_of(bounds)
    if extent is None:
        return None
    return clipped(extent, (bounds[:, :2] + bounds[:, 2:]) / 2, borders=terms.borders != "none")
