"""Which changes the maker of another one had seen."""

from __future__ import annotations

from collections.abc import Mapping

from geo.contributions.laying import Laid


def seen_by(changes: Mapping[str, Laid]) -> dict[str, frozenset[str]]:
    """Give for each change of a record the others that its maker knew, by their keys.

    Changes that claim to know each other in a ring cannot all have; what they claim of one another counts for nothing,
    or each would take the other's place and none would be left.
    """
    knew = {key: {other for other in one.knew if other in changes and other != key} for key, one in changes.items()}
    ring = _unfinished(knew)
    if ring:
        ring = _unfinished(_turned({key: knew[key] & ring for key in ring}))
    return {key: frozenset(others - ring if key in ring else others) for key, others in knew.items()}


def _unfinished(knew: Mapping[str, set[str]]) -> set[str]:
    """What is in a ring or knows, by others or itself, one that is."""
    left = {key: len(others) for key, others in knew.items()}
    turned = _turned(knew)
    free = [key for key, others in left.items() if not others]
    while free:
        for other in turned[free.pop()]:
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return {key for key, others in left.items() if others}


def _turned(knew: Mapping[str, set[str]]) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = {key: set() for key in knew}
    for key, others in knew.items():
        for other in others:
            turned[other].add(key)
    return turned
