"""How long it takes to read written positions and to measure polygons, beside libraries that do a part of it.

    python benchmarks/positions.py [--texts 100000]

The peer reads one text at a time and only its own format: PyGeodesy for degrees, `mgrs` for squares. Prints the seconds
of each and the ratio (below 1 is faster than the peer). Areas are measured beside GeographicLib, ring by ring.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import mgrs
import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from pygeodesy.dms import parseDMS2

from geo import crs
from geo.positions import parse_positions

WAYS: tuple[Callable[[float, float, int], str], ...] = (
    lambda y, x, n: f"{y:.6f}, {x:.6f}",
    lambda y, x, n: f"{y:.6f} {x:.6f}".replace(".", ","),
    lambda y, x, n: f"{int(y)}°{y % 1 * 60:.4f}'N {int(x)}°{x % 1 * 60:.4f}'E",
    lambda y, x, n: f"38T {int(x * 1e4)} {n}",
    lambda y, x, n: f"38TPK{int(y % 1 * 1e5):05d}{n % 100_000:05d}",
    lambda y, x, n: f"8{int(x * 1e4)} {n}",
    lambda y, x, n: f"{y:.5f} с.ш. {x:.5f} в.д.",
    lambda y, x, n: f"{int(x * 1e4)} {n}",
)
DEGREES, SQUARES = WAYS[2], WAYS[4]


def written(count: int, ways: tuple[Callable[[float, float, int], str], ...]) -> list[str]:
    """Positions around the south Caucasus, written in turn in each of the ways."""
    rng = np.random.default_rng(0)
    places = zip(
        rng.uniform(39, 41, count), rng.uniform(45, 48, count), rng.integers(4_440_000, 4_480_000, count), strict=True
    )
    return [ways[number % len(ways)](*place) for number, place in enumerate(places)]


def seconds(work: Callable[[], Any]) -> float:
    """The best of two runs, in seconds."""
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def compare(name: str, ours: Callable[[], Any], peer_name: str, peer: Callable[[], Any]) -> None:
    """Print the seconds of both and their ratio."""
    mine, other = seconds(ours), seconds(peer)
    print(f"{name}: {mine:.2f} s, {peer_name} {other:.2f} s, ratio {mine / other:.2f}")


def main() -> None:
    """Run all comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    count = parser.parse_args().texts
    mixed = written(count, WAYS)
    print(f"{count:,} texts in {len(WAYS)} formats: {seconds(lambda: parse_positions(mixed)):.2f} s")
    degrees, squares, converter = written(count, (DEGREES,)), written(count, (SQUARES,)), mgrs.MGRS()
    apart = [text.split() for text in degrees]
    compare(
        f"{count:,} in degrees and minutes",
        lambda: parse_positions(degrees),
        "PyGeodesy",
        lambda: [parseDMS2(*pair) for pair in apart],
    )
    compare(
        f"{count:,} in MGRS",
        lambda: parse_positions(squares),
        "mgrs",
        lambda: [converter.toLatLon(text) for text in squares],
    )
    rng = np.random.default_rng(0)
    rings = shapely.buffer(
        shapely.points(rng.uniform(45, 48, count // 10), rng.uniform(39, 41, count // 10)), 0.001, quad_segs=4
    )
    compare(
        f"{len(rings):,} areas",
        lambda: crs.area_m2(rings),
        "GeographicLib",
        lambda: [ring_area(ring) for ring in rings],
    )


def ring_area(polygon: Any) -> float:
    """The area of a polygon without holes in m², by GeographicLib in Python."""
    area = Geodesic.WGS84.Polygon()
    for lon, lat in polygon.exterior.coords[:-1]:
        area.AddPoint(lat, lon)
    return abs(float(area.Compute()[2]))


if __name__ == "__main__":
    main()
