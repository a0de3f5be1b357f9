"""One part of some layers: the checks of it, and what a check of it needs to be told of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.checks.facts import AcrossFact, Fact, told_to
from geo.checks.findings import Found
from geo.checks.running import find
from geo.checks.table import ACROSS, CHECKS, SUMS, AcrossCheck
from geo.checks.view import Flags, Terms, View, kind_of

IN_PARTS = ("record", "near")


@dataclass(frozen=True)
class Piece:
    """The records of one layer that a part sees: `own` flags its own, `orders` are their places in the layer."""

    frame: Any
    kind: str
    source: str
    own: Flags
    orders: NDArray[np.int64]
    facts: Mapping[str, Any]

    def view(self) -> View:
        """What the checks look at."""
        return View(self.frame, kind_of(self.kind), self.source, own=self.own, orders=self.orders,
                    facts=dict(self.facts))  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A part of layers to be checked, with the terms of each and those across them."""

    pieces: tuple[Piece, ...]
    of_each: tuple[Terms, ...]
    terms: Terms
    sums_only: bool = False
    """Whether only what makes sums of land doubtful is looked for."""


def checked(task: Task) -> Found:
    """Check a part, in whatever process."""
    views = [piece.view() for piece in task.pieces]
    found = find(views, task.of_each, task.terms, scopes=() if task.sums_only else IN_PARTS,
                 across=_across(task.sums_only))  # fmt: skip
    return Found(found.told, [(check, turn, one.packed()) for check, turn, one in found.findings])


def facts_of(kind: str, *, sums_only: bool = False) -> list[Fact[Any, Any]]:
    """What the checks of a kind of record have to know of a whole layer."""
    checks = () if sums_only else CHECKS
    of_checks = [fact for check in checks if kind in check.kinds for fact in check.facts]
    return [*dict.fromkeys([*of_checks, *(fact for check in _across(sums_only) for fact in check.facts)])]


def facts_across(*, sums_only: bool = False) -> list[AcrossFact[Any, Any]]:
    """What the checks across layers have to know of all of them."""
    return [fact for check in _across(sums_only) for fact in check.across]


def _across(sums_only: bool) -> tuple[AcrossCheck, ...]:
    return SUMS if sums_only else ACROSS


def told_of(
    known: Sequence[Mapping[str, Any]], layer: int, kind: str, orders: NDArray[np.int64], *, sums_only: bool = False
) -> dict[str, Any]:
    """Of what is known of each layer (by the name of a fact) what a part is told whose records these are."""
    every: list[Any] = [*facts_of(kind, sums_only=sums_only), *facts_across(sums_only=sums_only)]
    return {fact.name: told_to(fact, known[layer][fact.name], orders) for fact in every}
