"""What stands on or around marks in the picture without scripts."""

from __future__ import annotations

from collections.abc import Iterable


def strikes(places: Iterable[tuple[float, float, float]]) -> str:
    """Draw a stroke through each mark (x, y, radius), on paper's white so that it is seen on dark and pale ones."""
    steps = "".join(f"M{x - 1.3 * r:.0f} {y - 1.3 * r:.0f}l{2.6 * r:.0f} {2.6 * r:.0f}" for x, y, r in places)
    lines = ("#fff", 3.6), ("#1b1b1b", 1.4)
    return "".join(f'<path stroke="{colour}" stroke-width="{width}" d="{steps}"/>' for colour, width in lines)


def corners(path: str) -> str:
    """Draw the corners around records of which a district is known and no more; nothing for no path."""
    lines = ("#f7f6f2", 4), ("#4a3a30", 1.8)
    return "".join(
        f'<path fill="none" stroke="{ink}" stroke-width="{wide}" d="{path}"/>' for ink, wide in lines if path
    )


def path_around(x: int, y: int, half: int) -> str:
    """Give the path of the four corners of a square."""
    side = 2 * half - 10
    return f"M{x - half} {y - half + 5}v-5h5m{side} 0h5v5m0 {side}v5h-5m-{side} 0h-5v-5"
