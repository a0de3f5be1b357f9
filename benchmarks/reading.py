"""How long reading takes beside `geopandas.read_file` on the same file, in the same run.

    python benchmarks/reading.py [--polygons 100000] [--repeat 3]

Prints the best of the repeats for each, and the ratio (below 1 is faster than geopandas).
Both read from a warm disk cache.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import geopandas
import numpy as np

from geo.sources import read_table


def polygons(count: int) -> str:
    """A FeatureCollection of hexagons of different sizes, with eight attributes each."""
    random = np.random.default_rng(1)
    centres = random.uniform((44.8, 38.4), (50.3, 41.9), (count, 2))
    radii = random.uniform(0.0005, 0.005, count)
    angles = np.linspace(0, 2 * np.pi, 13)
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": f"HA-{number:06d}",
                "name": f"Sahə {number}",
                "area_type": ("SHA", "CHA")[number % 2],
                "status": "open",
                "organisation": "Survey team",
                "reported_on": "2024-05-17",
                "area_reported_m2": float(round(radius * 1e9)),
                "teams": number % 7,
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        *np.column_stack((lon + radius * np.cos(angles[:-1]), lat + radius * np.sin(angles[:-1])))
                        .round(7)
                        .tolist(),
                        [round(lon + radius, 7), round(lat, 7)],
                    ]
                ],
            },
        }
        for number, ((lon, lat), radius) in enumerate(zip(centres.tolist(), radii.tolist(), strict=True))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def best(function, path: Path, repeat: int) -> float:
    """The shortest of `repeat` runs, in seconds of the processor, which a busy machine changes less."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        function(path)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Compare the readers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--polygons", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zones.geojson"
        path.write_text(polygons(arguments.polygons), encoding="utf-8")
        ours = best(read_table, path, arguments.repeat)
        theirs = best(geopandas.read_file, path, arguments.repeat)
        size = path.stat().st_size / 1e6
    sys.stdout.write(
        f"{arguments.polygons:,} polygons, {size:.0f} MB of GeoJSON: {ours:.2f} s; "
        f"geopandas.read_file {theirs:.2f} s; ratio {ours / theirs:.2f}\n"
    )


if __name__ == "__main__":
    main()
