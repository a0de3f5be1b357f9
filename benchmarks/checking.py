"""How long checking 100,000 polygons takes, overlaps included, beside what a plain geopandas overlay of them takes.

    python benchmarks/checking.py [COUNT]

The polygons are made here (seeded): 5 to 30 corners, 30 to 300 m across, spread over villages so that about one in ten
overlaps another. The peer finds the same overlaps with `geopandas.sjoin` and `intersection` and measures them in UTM,
and does nothing else: no validity, no duplicates, no dates, no values.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date

import geopandas
import numpy as np
import shapely

from geo.analysis.slivers import LEAST_M2
from geo.checks import check
from geo.checks.outlines import overlaps
from geo.checks.view import Terms, View
from geo.records import KINDS

SEED = 20_260_801
TODAY = date(2026, 8, 1)


def hazards(count: int) -> geopandas.GeoDataFrame:
    """Star-shaped polygons around villages between 38.4 and 41.9 °N, all valid, with the fields of a hazard."""
    random = np.random.default_rng(SEED)
    corners = random.integers(5, 31, count)
    villages = np.column_stack(
        [random.uniform(45.0, 50.0, count // 60 + 1), random.uniform(38.4, 41.9, count // 60 + 1)]
    )
    centres = villages[random.integers(0, len(villages), count)] + random.normal(0, 0.012, (count, 2))
    owner = np.repeat(np.arange(count), corners)
    order = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    angles = 2 * np.pi * (order + random.uniform(0.1, 0.9, len(owner))) / corners[owner]
    radii = random.uniform(15, 150, count)[owner] * random.uniform(0.6, 1.0, len(owner)) / 111_195.0
    coordinates = centres[owner] + np.column_stack([radii * np.cos(angles) * 1.3, radii * np.sin(angles)])
    rings = shapely.linearrings(coordinates, indices=owner)
    days = np.datetime64("2024-01-01") + random.integers(0, 800, count).astype("timedelta64[D]")
    return geopandas.GeoDataFrame(
        {
            "id": [f"H-{number}" for number in range(count)],
            "area_type": random.choice(["SHA", "CHA"], count),
            "status": random.choice(["open", "worked_on", "suspended"], count),
            "source": random.choice(["survey", "village council", "old record"], count),
            "reported_on": days.astype(str),
        },
        geometry=shapely.polygons(rings),
        crs=4326,
    )


def peer(frame: geopandas.GeoDataFrame) -> int:
    """The overlaps that are no slivers by their area, found and measured in the plain way."""
    flat = frame[["geometry"]].to_crs(32638)
    pairs = flat.sjoin(flat, predicate="intersects")
    pairs = pairs[pairs.index > pairs["index_right"]]
    shared = pairs.geometry.intersection(flat.geometry.loc[pairs["index_right"]], align=False)
    return int((shared.area > LEAST_M2).sum())


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    frame = hazards(count)
    vertices = shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()
    start = time.perf_counter()
    problems = check(frame, kind="hazards", today=TODAY)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    alone = list(overlaps.hazards(View(frame, KINDS["hazards"]), Terms(today=TODAY)))
    ours_alone = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    theirs_found = peer(frame)
    theirs = time.perf_counter() - start
    print(f"{count:,} polygons, {vertices:,} vertices; {len(problems):,} problems, {len(alone):,} of them of overlaps")
    print(f"all checks          {ours:6.2f} s   (peak memory of the process {memory:,.0f} MB)")
    print(f"overlaps only       {ours_alone:6.2f} s   (geodesic areas; {ours_alone / theirs:.2f} times the plain way)")
    print(f"plain overlaps only {theirs:6.2f} s   ({theirs_found:,} overlaps over {LEAST_M2:g} m²)")
    print(f"all checks          {ours / theirs:6.2f} times the plain overlaps")


if __name__ == "__main__":
    main()
