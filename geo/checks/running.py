"""All checks of some layers, or of parts of layers, one after another; what they give is not yet said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

import numpy as np

from geo.checks.findings import Finding, Found, Noted, collected
from geo.checks.table import ACROSS, CHECKS, AcrossCheck
from geo.checks.view import Terms, View

SCOPES = ("record", "near", "layer")
One = Callable[[], Found]
"""Runs one check of one layer, or one check across layers."""


def find(
    views: Sequence[View], of_each: Sequence[Terms], terms: Terms, *,
    scopes: Collection[str] = SCOPES, across: Sequence[AcrossCheck] = ACROSS,
) -> Found:  # fmt: skip
    """Run checks of these scopes on layers or parts of layers, and across them; what they give is not yet said."""
    every = Found([], [])
    for run in each(views, of_each, terms, scopes=scopes, across=across):
        one = run()
        every.told.extend(one.told)
        every.findings.extend(one.findings)
    return every


def each(
    views: Sequence[View], of_each: Sequence[Terms], terms: Terms, *,
    scopes: Collection[str] = SCOPES, across: Sequence[AcrossCheck] = ACROSS,
) -> list[One]:  # fmt: skip
    """Give what runs each check, of each layer and across them, in any order; first stands what takes the longest."""
    number_of = {id(view): number for number, view in enumerate(views)}

    def take(check: int, give: Callable[[], Iterable[Noted | Finding]]) -> Found:
        for view in views:
            view.turn = 0
        # A coordinate that is not a number is a problem of its record, and no warning of the arithmetic.
        with np.errstate(invalid="ignore"):
            return collected(check, give(), lambda view: number_of[id(view)])

    of_layers = [
        partial(take, number, partial(one.function, view, own))
        for view, own in zip(views, of_each, strict=True)
        for number, one in enumerate(CHECKS)
        if view.kind.name in one.kinds and one.scope in scopes
    ]
    of_all = [partial(take, number, partial(one.function, views, terms))
              for number, one in enumerate(across, start=len(CHECKS))]  # fmt: skip
    # Of those that compare nothing the last of the table take the longest.
    return sorted([*of_all, *reversed(of_layers)], key=_compares_nothing)


def _compares_nothing(one: One) -> bool:
    """Whether a check speaks of single records, which takes less time than comparing them does."""
    number: int = one.args[0]  # type: ignore[attr-defined]
    return number < len(CHECKS) and CHECKS[number].scope != "near"
