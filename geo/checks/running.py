"""All checks of some layers, or of parts of layers, one after another; what they give is not yet said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from geo.checks.findings import Finding, Found, Noted, collected
from geo.checks.table import ACROSS, CHECKS, AcrossCheck
from geo.checks.view import Terms, View


def find(
    views: Sequence[View], of_each: Sequence[Terms], terms: Terms, *,
    scopes: Collection[str] = ("record", "near", "layer"), across: Sequence[AcrossCheck] = ACROSS,
) -> Found:  # fmt: skip
    """Run checks of these scopes on layers or parts of layers, and across them; what they give is not yet said."""
    number_of = {id(view): number for number, view in enumerate(views)}
    every = Found([], [])

    def take(check: int, items: Iterable[Noted | Finding]) -> None:
        for view in views:
            view.turn = 0
        one = collected(check, items, lambda view: number_of[id(view)])
        every.told.extend(one.told)
        every.findings.extend(one.findings)

    # A coordinate that is not a number is a problem of its record, and no warning of the arithmetic.
    with np.errstate(invalid="ignore"):
        for view, own in zip(views, of_each, strict=True):
            for number, each in enumerate(CHECKS):
                if view.kind.name in each.kinds and each.scope in scopes:
                    take(number, each.function(view, own))
        for number, one in enumerate(across, start=len(CHECKS)):
            take(number, one.function(views, terms))
    return every
