"""Angles in degrees, minutes and seconds."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

_DEGREES_AND_MINUTES = re.compile(r"(\d{1,3})°\s*(\d{1,2}(?:[.,]\d+)?)['′]?(?:\s*(\d{1,2}(?:[.,]\d+)?)[\"″])?")
MARKS = "°'′\"″"
"""The signs by which an angle is known as one in degrees."""


def from_parts(parts: Sequence[float]) -> float:
    """Put degrees, minutes and seconds together, without regard to their signs and limits.

    >>> from_parts([132, 30])
    132.5
    """
    return math.fsum(part / 60.0**power for power, part in enumerate(parts))


def read_angle(text: str) -> float | None:
    """Read one angle of 0 or more that is written in degrees and minutes, or with seconds; None if it is not.

    Raises ValueError for 60 minutes or seconds and more.

    >>> read_angle("132°30'"), read_angle("95° 30' 36\\""), read_angle("132.5")
    (132.5, 95.51, None)
    """
    found = _DEGREES_AND_MINUTES.fullmatch(text.strip())
    if found is None:
        return None
    degrees, *smaller = (float(part.replace(",", ".")) for part in found.groups() if part)
    if any(part >= 60 for part in smaller):
        raise ValueError(text)
    return from_parts([degrees, *smaller])
