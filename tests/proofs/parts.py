"""Prove that records in parts are checked as the whole is, in processes of a small memory.

    python tests/proofs/parts.py [--records 1000000] [--workers 2] [--compare] [--kill [dask]] [--planted]

A seeded generator writes a folder of parts, a strip of land in which records of neighbouring parts overlap, and ids,
names and releases meet across the world. `zonemark check` checks it; the largest process is measured. With --compare
the whole is checked in one process, and every problem compared, in its order. With --kill a worker is killed as soon
as the first part is done; with --kill dask it is one of a cluster of dask's. The control (--planted) moves the boxes of
one part to where nothing is near it.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo.checks import check
from geo.findings import Problem
from geo.scale.folder import MANIFEST, Folder, Parted, Writer

LARGEST = 25_000
LEAST_PARTS = 12
SIDE = 100  # rows of outlines in a part
STEP, OUTLINE = 0.0013, 0.001
WEST, SOUTH = -150.0, 10.0
SPREAD = 7_368_787  # a prime: the order of a layer is not that of its parts
MOST_BYTES = 2_000_000_000
HAZARDS = Parted("zones", "hazards", "zones", 0, True)
RELEASES = Parted("releases", "releases", "releases", 0, True)


def frames(start, size, count):
    """The hazards and releases of a part, and the places of each in its layer."""
    random = np.random.default_rng([20_261_130, start])
    n = start + np.arange(size)
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
    size = min(LARGEST, -(-count // LEAST_PARTS))
    for start in range(0, count, size):
        writer.add(*frames(start, min(size, count - start), count))
    return writer.close()


def moved(path):
    """Let the manifest say that one part lies elsewhere, so that the others do not look there."""
    about = json.loads((path / MANIFEST).read_text("utf-8"))
    about["parts"][0]["bounds"] = [[0, -60, 0.1, -59.9]] * 2
    (path / MANIFEST).write_text(json.dumps(about))


def measured(words, killing):
    """Run a command: its exit code, seconds, and the peak memory in bytes of the largest of its processes."""
    start, most = time.monotonic(), 0
    running = subprocess.Popen([sys.executable, *words], start_new_session=True, stdout=subprocess.DEVNULL)
    while running.poll() is None:
        own = [number for number, _ in _stats(running.pid)]
        most = max([most, *_peaks([*own, *killing.processes(running.pid)])])
        killing.look(running.pid)
        time.sleep(0.1)
    return running.returncode, time.monotonic() - start, most


class Killing:
    """Kills one worker as soon as a part is done, if it is told to."""

    def __init__(self, folder, workers):
        self.folder, self.workers, self.killed = folder, workers, 0

    def processes(self, session):
        return self.workers(session) if self.workers else []

    def look(self, session):
        if self.workers is None or self.killed or not [*self.folder.glob("zonemark-*/[0-9]*.parquet")]:
            return
        for process in self.processes(session)[:1]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
                self.killed = process


def forked_twice(session):
    """The workers of a command: forks of the server of forks that it has."""
    parents = {int(told[0]): int(told[1]) for told in _stats(session)}
    return [one for one, parent in parents.items() if parents.get(parent) == session]


def _stats(session):
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            number, _, told = status.read_text().partition(" (")
            _, parent, _, own = told.rpartition(")")[2].split()[:4]
            if int(own) == session:
                yield number, parent


def _peaks(processes):
    for number in processes:
        with suppress(OSError, ValueError, IndexError):
            told = Path("/proc", str(number), "status").read_text()
            yield int(told.partition("VmHWM:")[2].split()[0]) * 1024


@contextmanager
def workers(how):
    """What a command is told of its workers, and how those are found of which one is to be killed."""
    if how.kill != "dask":
        yield ["--workers", str(how.workers)], forked_twice if how.kill else None
        return
    from distributed import LocalCluster

    with LocalCluster(how.workers, processes=True, threads_per_worker=1, host="127.0.0.1", silence_logs=50,
                      dashboard_address="127.0.0.1:0") as cluster:  # fmt: skip
        yield ["--scheduler", cluster.scheduler_address], lambda _: [one.pid for one in cluster.workers.values()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("--kill", nargs="?", const="processes", choices=["processes", "dask"])
    how = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder  # where parts write what they find, by which it is seen that one is done
        path, to = Path(folder, "parts"), Path(folder, "problems.parquet")
        start = time.monotonic()
        parted = write(path, how.records)
        print(
            f"{how.records:,} hazards in {len(parted.parts)} parts written in {time.monotonic() - start:,.0f} s",
            flush=True,
        )
        if how.planted:
            moved(path)
        words = ["-m", "geo.cli", "check", str(path), "--problems-to", str(to), "--fail-on", "never"]
        with workers(how) as (by, processes):
            killing = Killing(Path(folder), processes)
            code, seconds, most = measured([*words, *by], killing)
        found = pq.ParquetFile(to).metadata.num_rows if code == 0 else 0
        told = (
            f"{found:,} problems by {how.workers} workers in {seconds:,.0f} s, the largest process {most / 1e6:,.0f} MB"
        )
        told += ", one of which was killed" * bool(killing.killed)
        print(told, flush=True)
        holds = code == 0 and most < MOST_BYTES and bool(killing.killed) == bool(how.kill)
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
