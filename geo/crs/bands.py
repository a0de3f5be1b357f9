"""The bands of latitude that UTM and MGRS name by letters (NGA.STND.0037)."""

from __future__ import annotations

BANDS = "CDEFGHJKLMNPQRSTUVWX"


def band_limits(letter: str) -> tuple[float, float]:
    """Give the southern and the northern limit of a band in degrees of latitude; X is four degrees higher than others.

    >>> band_limits("T"), band_limits("X")
    ((40.0, 48.0), (72.0, 84.0))
    """
    south = BANDS.index(letter) * 8.0 - 80.0
    return south, 84.0 if letter == "X" else south + 8.0
