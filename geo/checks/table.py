"""The table of checks: what each looks for, in which kinds of record, and the codes it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geo.checks import geometry
from geo.checks.view import Terms, View
from geo.errors import Problem
from geo.records import KINDS

EVERY = tuple(KINDS)
PLACED = tuple(kind for kind in KINDS if kind != "facts")


@dataclass(frozen=True)
class Check:
    """One check of a layer: the codes it can give, the function, the kinds of record it looks at."""

    codes: tuple[str, ...]
    function: Callable[[View, Terms], Iterable[Problem]]
    kinds: tuple[str, ...]

    @property
    def about(self) -> str:
        """What it does, in the first line of its function's description."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


@dataclass(frozen=True)
class AcrossCheck:
    """One check of several layers against one another."""

    codes: tuple[str, ...]
    function: Callable[[Sequence[View], Terms], Iterable[Problem]]

    @property
    def about(self) -> str:
        """What it does, in the first line of its function's description."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


CHECKS: tuple[Check, ...] = (
    Check(("no_position", "empty_geometry"), geometry.missing, PLACED),
    Check(("geometry_type",), geometry.kind_of_geometry, PLACED),
    Check(("coordinate_range",), geometry.coordinate_range, PLACED),
    Check(("self_intersection", "invalid_geometry", "zero_area"), geometry.invalid, PLACED),
    Check(("zero_area", "zero_length"), geometry.degenerate, PLACED),
    Check(("tiny_area", "huge_area", "antimeridian"), geometry.size, PLACED),
    Check(("duplicate_vertex", "spike"), geometry.vertices, PLACED),
)

ACROSS: tuple[AcrossCheck, ...] = ()
