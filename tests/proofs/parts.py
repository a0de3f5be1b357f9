"""Prove that records in parts are checked as the whole is, in processes of a small memory.

    python tests/proofs/parts.py [--records 1000000] [--workers 2] [--compare] [--planted]

A seeded generator writes a folder of parts, a strip of land in which records of neighbouring parts overlap, and ids,
names and releases meet across the world. `zonemark check` checks it; the largest process is measured. With --compare
the whole is checked in one process, and every problem compared, in its order. The control (--planted) moves the
boxes of one part to where nothing is near it.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo.checks import check
from geo.findings import Problem
from geo.scale.folder import MANIFEST, Folder, Parted, Writer

PART = 25_000
SIDE = 100  # rows of outlines in a part
STEP, OUTLINE = 0.0013, 0.001
WEST, SOUTH = -150.0, 10.0
SPREAD = 7_368_787  # a prime: the order of a layer is not that of its parts
MOST_BYTES = 2_000_000_000
HAZARDS = Parted("zones", "hazards", "zones", 0, True)
RELEASES = Parted("releases", "releases", "releases", 0, True)


def frames(part, size, count):
    """The hazards and releases of a part, and the places of each in its layer."""
    random = np.random.default_rng([20_261_130, part])
    n = part * PART + np.arange(size)
    x = WEST + (n // SIDE) * STEP - np.where(random.random(size) < 1 / 3, OUTLINE / 2, 0)
    y = SOUTH + (n % SIDE) * STEP
    order = n * SPREAD % count
    third = random.integers(0, 3, size)
    hazards = geopandas.GeoDataFrame(
        {
            "id": [f"H-{one}" for one in np.where(random.random(size) < 0.01, order // 7, order)],
            "area_type": np.where(third == 0, "CHA", np.where(third == 1, "SHA", "swamp")),
            "status": np.where(random.random(size) < 0.2, "closed", "open"),
            "ordnance": pd.Series([("AP_mine", "UXO") if one else ("unknown",) for one in third], dtype=object),
            "reported_on": np.where(third == 0, "2009-05", np.where(third == 1, "2026-05-06", "2031-02-03")),
            "area_reported_m2": np.where(third == 0, 1.0, np.nan),
            "source": [f"team {one}" for one in random.integers(0, 40, size)],
        },
        geometry=_some_missing(shapely.box(x, y, x + OUTLINE, y + OUTLINE), random), crs=4326,
    )  # fmt: skip
    hazards.index = pd.Index(order + 2, name="row")
    some = np.flatnonzero(n % 10 == 0)
    of_release = n[some] // 10
    releases = geopandas.GeoDataFrame(
        {
            "id": [f"R-{one}" for one in of_release],
            "hazard_id": [f"H-{one}" for one in (order[some] + random.integers(0, 2, len(some)) * 977) % count],
            "product": "cleared",
            "completed_on": "2025-03-04",
        },
        geometry=shapely.box(x[some], y[some], x[some] + OUTLINE / 2, y[some] + OUTLINE), crs=4326,
    )  # fmt: skip
    releases.index = pd.Index(of_release + 2, name="row")
    return (hazards, releases), (order.astype(np.int64), of_release.astype(np.int64))


def _some_missing(shapes, random):
    shapes = np.asarray(shapes, dtype=object)
    shapes[random.random(len(shapes)) < 0.001] = None
    return shapes


def write(path, count):
    """Write the folder, one part in the memory at a time."""
    path.mkdir()
    writer = Writer(path, [HAZARDS, RELEASES])
    for part in range(-(-count // PART)):
        writer.add(*frames(part, min(PART, count - part * PART), count))
    return writer.close()


def moved(path):
    """Let the manifest say that one part lies elsewhere, so that the others do not look there."""
    about = json.loads((path / MANIFEST).read_text("utf-8"))
    about["parts"][0]["bounds"] = [[0, -60, 0.1, -59.9]] * 2
    (path / MANIFEST).write_text(json.dumps(about))


def measured(words):
    """Run a command: its exit code, seconds, and the peak memory in bytes of the largest of its processes."""
    start, most = time.monotonic(), 0
    running = subprocess.Popen([sys.executable, *words], start_new_session=True, stdout=subprocess.DEVNULL)
    while running.poll() is None:
        most = max([most, *_peaks(running.pid)])
        time.sleep(0.2)
    return running.returncode, time.monotonic() - start, most


def _peaks(session):
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[3]) == session:
                told = status.with_name("status").read_text()
                yield int(told.partition("VmHWM:")[2].split()[0]) * 1024
        except (OSError, ValueError, IndexError):
            continue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--planted", action="store_true")
    how = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, to = Path(folder, "parts"), Path(folder, "problems.parquet")
        start = time.monotonic()
        parted = write(path, how.records)
        print(
            f"{how.records:,} hazards in {len(parted.parts)} parts written in {time.monotonic() - start:,.0f} s",
            flush=True,
        )
        if how.planted:
            moved(path)
        words = ["-m", "geo.cli", "check", str(path), "--workers", str(how.workers), "--problems-to", str(to)]
        code, seconds, most = measured([*words, "--fail-on", "never"])
        found = pq.ParquetFile(to).metadata.num_rows if code == 0 else 0
        told = (
            f"{found:,} problems by {how.workers} workers in {seconds:,.0f} s, the largest process {most / 1e6:,.0f} MB"
        )
        print(told, flush=True)
        holds = code == 0 and most < MOST_BYTES
        if how.compare or how.planted:
            start = time.monotonic()
            whole = check(Folder.open(path).whole())
            same = len(whole) == found and all(
                Problem(**row) == other for row, other in zip(_rows(to), whole, strict=True)
            )
            holds = holds and same
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            are = "the same, in order" if same else "NOT the same"
            print(
                f"{told}; {are} as of the whole by one process in {time.monotonic() - start:,.0f} s and {peak:,.0f} MB"
            )
    return 0 if holds else 1


def _rows(path):
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield from batch.to_pylist()


if __name__ == "__main__":
    sys.exit(main())
