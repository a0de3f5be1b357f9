"""What the digits of coordinates tell: minutes typed as decimals, and fewer decimals than the accuracy claims.

Digits of sound decimal degrees are spread evenly. Where minutes and seconds were typed behind the point (40.5960 for
40° 59' 60"), no pair of digits ever reaches 60; with two dozen different pairs that is no chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from geo.checks.crowd import distinct
from geo.checks.facts import Fact
from geo.checks.findings import Finding, Noted
from geo.checks.view import Floats, Terms, View
from geo.findings.counting import counted
from geo.positions.mistakes import DM, DMS

FEWEST = 20
DISTINCT = 12
"""Twelve different pairs of digits under 60, on both axes, come about by chance once in half a million files."""
_MOST_DECIMALS = 12
_HALF_DEGREE_M = 111_195.0 / 2
CLAIM = 3.0
"""An accuracy is doubted when rounding alone can be wrong by three times as much."""


def _spots(view: View, terms: Terms) -> Floats | None:
    own = view.mine(np.arange(view.size))
    # Sound decimals show it among the first of them; the rest is looked at only where these do not.
    for some in (own[:1000], own):
        coordinates, _ = view.vertices(some)
        if (_pair(np.abs(coordinates), 2) >= 60).any():
            return None
    if not np.isfinite(coordinates).all():
        return None
    return distinct(np.abs(coordinates))[0]


def _all_spots(parts: Sequence[Floats | None]) -> Floats | None:
    given = [spots for spots in parts if spots is not None]
    return distinct(np.concatenate(given))[0] if given and len(given) == len(parts) else None


SPOTS = Fact("spots", _spots, _all_spots)
"""Every coordinate of the layer once, without its sign; None where one of them cannot be minutes."""


def degrees_and_minutes(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Suspect degrees, minutes and seconds typed as if they were decimals, from the digits of all coordinates."""
    spots = SPOTS.of(view, terms)
    if spots is None:
        return
    minutes, seconds = _pair(spots, 2), _pair(spots, 4)
    if len(spots) < FEWEST or not _many(minutes, 1):
        return
    if (seconds < 60).all() and _many(seconds, DISTINCT):
        mistake, what = DMS, "minutes and seconds"
    elif _many(minutes, DISTINCT) and not _many(seconds, 1):
        mistake, what = DM, "minutes"
    else:
        return
    yield view.problem(
        None,
        mistake.code,
        "warning",
        f"In all {counted(len(spots), 'coordinate')} the digits behind the point stay under 60, as {what} do.",
        mistake.question,
        field="geometry",
    )


def _pair(coordinates: Floats, end: int) -> Floats:
    """The two digits that end at so many decimals."""
    digits = np.floor(coordinates * 10.0**end + 10.0 ** (end - 9)) % 100
    return np.asarray(digits)


def _many(pairs: Floats, least: int) -> bool:
    """Whether both axes show at least so many different pairs of digits (other than 00)."""
    return all(len(np.unique(axis[axis > 0])) >= least for axis in pairs.T)


def too_few_decimals(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Doubt an accuracy that the decimals of the coordinates do not carry."""
    claim = view.numbers("position_accuracy_m")
    surveyed = view.equals("position_method", "surveyed")
    claim = np.where(np.isnan(claim) & surveyed, 10.0, claim)
    asked = np.flatnonzero(view.pointlike & view.on_earth & (claim > 0))
    decimals = np.full(view.size, _MOST_DECIMALS)
    decimals[asked] = _decimals(view.centre[asked]).max(axis=1)
    rounding_m = _HALF_DEGREE_M * 10.0**-decimals
    yield from view.each(
        asked[rounding_m[asked] > CLAIM * claim[asked]],
        "too_few_decimals",
        "warning",
        lambda index: (
            f"The coordinates have {counted(int(decimals[index]), 'decimal')} and can be wrong by "
            f"{rounding_m[index]:,.0f} m, "
            f"{'a survey' if np.isnan(view.numbers('position_accuracy_m')[index]) else 'the accuracy'} "
            f"claims {claim[index]:,.0f} m."
        ),
        "Were the coordinates rounded? Take them from the first source, or give the accuracy that they have.",
        field="position_accuracy_m",
        together="In {count} of {of} records the coordinates have too few decimals for the accuracy claimed.",
    )


def _decimals(lonlat: Floats) -> NDArray[np.int_]:
    """How many decimals each coordinate has, up to a limit."""
    decimals = np.full(lonlat.shape, _MOST_DECIMALS)
    for digits in range(_MOST_DECIMALS - 1, -1, -1):
        decimals[np.abs(lonlat - np.round(lonlat, digits)) < 1e-13] = digits
    return decimals
