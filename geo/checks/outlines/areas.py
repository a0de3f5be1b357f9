"""The area that was reported beside the area that is drawn, and the slips of units that explain the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from geo.checks.findings import Finding, Words, most_of_a_layer
from geo.checks.view import ABOUT, MANY, Floats, Terms, View
from geo.findings import Problem
from geo.findings.counting import counted

FAR = 2.0
"""Factor from which a difference is probably wrong; sketches and rounded figures stay under it."""
NEAR = 1.25
LEAST_M2 = 100.0
"""A difference of fewer square metres is rounding."""
CLOSE = 0.10
"""How near a slip has to come to the difference to explain it."""
SLIPS: tuple[tuple[float, str], ...] = (
    (1e-4, "The figure fits if it was meant in hectares"),
    (1e-6, "The figure fits if it was meant in km²"),
    (1e-3, "The figure fits if it was meant in dunum (1,000 m²)"),
    (1 / 4046.8564224, "The figure fits if it was meant in acres"),
    (1 / 0.83612736, "The figure fits if it was meant in square yards"),
    (1 / 0.09290304, "The figure fits if it was meant in square feet"),
    (1e4, "The figure fits if hectares were taken for m² twice"),
    (1e6, "The figure fits if km² were taken for m² twice"),
)


_MERCATOR = "area_web_mercator", "The figure fits if it was measured in Web Mercator, which stretches areas"
_EXPLANATIONS = (_MERCATOR, *(("area_unit", hint) for _, hint in SLIPS), ("area_differs", ""))


def reported(view: View, terms: Terms) -> Iterator[Finding]:
    """Compare the reported with the drawn area, with a hint where a unit or Web Mercator explains the difference."""
    told, drawn = view.numbers("area_reported_m2"), np.full(view.size, np.nan)
    ratio = told / view.about_m2
    doubtful = np.flatnonzero((told > 0) & ~((ratio > ABOUT / NEAR) & (ratio < NEAR / ABOUT)))
    drawn[doubtful] = view.area_m2(doubtful)
    compared = np.flatnonzero((drawn > 0) & (np.abs(told - drawn) > LEAST_M2))
    by_hint: dict[tuple[str, str], list[int]] = defaultdict(list)
    lats, ratios = view.centre[compared, 1].tolist(), (told[compared] / drawn[compared]).tolist()
    for index, lat, ratio in zip(compared.tolist(), lats, ratios, strict=True):
        code, hint = explained(ratio, lat)
        if code:
            by_hint[code, hint].append(index)
    for turn, (code, hint) in enumerate(_EXPLANATIONS):
        indexes = by_hint[code, hint]
        far = [each for each in indexes if code != "area_differs" or not 1 / FAR < told[each] / drawn[each] < FAR]
        near = sorted(set(indexes) - set(far))
        yield _differences(view, drawn, (code, hint), far, turn=2 * turn)
        yield _differences(view, drawn, (code, hint), near, turn=2 * turn + 1)


def _differences(view: View, drawn: Floats, why: tuple[str, str], indexes: list[int], *, turn: int) -> Finding:
    """What is said of some differences; every other turn is of those that are serious."""
    told, serious = view.numbers("area_reported_m2"), turn % 2 == 0
    code, hint = why
    remedy = f"{hint}." if hint else "Is one of the two out of date, or of another area?"
    words = Words(code, "warning" if serious else "note", remedy, view.source, "area_reported_m2")

    def what(index: int) -> str:
        return f"Reported are {_written(told[index])} m², drawn are {drawn[index]:,.0f} m²."

    return view.finding(indexes, words, what, _OF_MOST if serious else _of_many, turn=turn)


_OF_MOST = most_of_a_layer("In {count} of {of} records the reported area differs from the drawn one.")


def _of_many(found: Finding, size: int) -> Problem | None:
    if found.count <= MANY:
        return _OF_MOST(found, size)
    return found.words.of_layer(
        f"In {counted(found.count, 'record')} ({found.names()}) the reported area differs from the drawn one by a "
        "quarter and more."
    )


def _written(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.4g}"


def explained(ratio: float, lat: float) -> tuple[str, str]:
    """The code and the hint for a ratio of reported to drawn area at a latitude; both empty when they agree.

    Web Mercator stretches areas by 1/cos² of the latitude: 1.3 times at 29°, 1.7 times at 40°.

    >>> explained(1.0001e-4, 40)
    ('area_unit', 'The figure fits if it was meant in hectares')
    >>> explained(1.70, 40)[0]
    'area_web_mercator'
    >>> explained(1.1, 40)
    ('', '')
    """
    if 1 / NEAR <= ratio <= NEAR:
        return "", ""
    mercator = 1 / np.cos(np.radians(lat)) ** 2
    if abs(ratio / mercator - 1) < 0.03:
        return _MERCATOR
    for factor, hint in SLIPS:
        if abs(ratio / factor - 1) < CLOSE:
            return "area_unit", hint
    return "area_differs", ""
