"""Writers that are killed at random moments, or that all write at once, and a reader that looks at what they left.

    python tests/writers.py killed --writer project --rounds 200
    python tests/writers.py together --writers 8 --additions 50

A writer adds batch after batch and tells by a pipe when one is saved; it is killed with SIGKILL somewhere in its first
or its second addition, by what the addition before took, so that a busy machine kills no earlier. What it acknowledged
must be there afterwards. `--writer to_file` does the same with GeoDataFrame.to_file, to show that
the harness sees a loss where there is one. Tests and proofs run this as a process of its own, since it forks; it ends
with 1 where something was lost.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import box

from geo.sources import Reading
from geo.store import Project
from geo.store.layer_file import content_hash

WAIT_S = 800.0
"""How long a writer waits for the others: who is served when is the system's affair."""


def batch(name, records):
    """A reading of as many small squares, with ids that begin with the batch's name."""
    frame = gpd.GeoDataFrame(
        {"id": [f"{name}-{number}" for number in range(records)], "name": ["square"] * records},
        geometry=[box(48 + number * 1e-3, 39, 48 + number * 1e-3 + 1e-4, 39.0001) for number in range(records)],
        crs="EPSG:4326",
        index=pd.Index(range(2, records + 2), name="row"),
    )
    return Reading(frame, [], "hazards", f"{name}.csv")


class ProjectWriter:
    def __init__(self, folder):
        self.folder = folder / "project"
        self.seen = set()
        Project.create(self.folder)

    def add(self, name, records):
        Project(self.folder, wait_s=WAIT_S).add(batch(name, records), layer="squares")

    def lost(self, acknowledged, records):
        """The acknowledged batches that are not there, and the versions that are not what they were."""
        project = Project(self.folder)
        frame = project.layer("squares").frame if project.layer_names else pd.DataFrame({"id": []})
        counts = frame["id"].str.rpartition("-")[0].value_counts() if len(frame) else {}
        for version in project.versions():
            if version.path not in self.seen:
                self.seen.add(version.path)
                assert content_hash(version.read()) == version.hash
        return [name for name in acknowledged if counts.get(name) != records]


class ToFileWriter:
    def __init__(self, folder):
        self.path = folder / "layer.geojson"

    def add(self, name, records):
        new = batch(name, records).frame
        old = [gpd.read_file(self.path)] if self.path.exists() else []
        pd.concat([*old, new]).to_file(self.path, driver="GeoJSON")

    def lost(self, acknowledged, records):
        try:
            counts = gpd.read_file(self.path)["id"].str.rpartition("-")[0].value_counts()
        except Exception:  # noqa: BLE001 - whatever GDAL says of a torn file, its records are lost
            self.path.unlink(missing_ok=True)
            return list(acknowledged)
        return [name for name in acknowledged if counts.get(name) != records]


WRITERS = {"project": ProjectWriter, "to_file": ToFileWriter}


def write_until_killed(writer, number, records, end):
    """In a child process: add batch after batch, and tell of each that is saved."""
    for turn in range(10_000):
        name = f"r{number}t{turn}"
        writer.add(name, records)
        os.write(end, f"{name}\n".encode())


def one_round(writer, number, records, add_s):
    """Let a child write, kill it in one of its first additions, and return what it acknowledged, and how long the last
    addition took that was seen whole, `add_s` before.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(ours)
            write_until_killed(writer, number, records, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        start, done = time.perf_counter(), []
        if random.random() < 0.5:
            done = [pipe.readline()]
            add_s = time.perf_counter() - start
        time.sleep(random.uniform(0, add_s))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return b"".join([*done, *pipe]).decode().split(), add_s


def killed(asked):
    """Kill writers, round after round, and count what was acknowledged and is there, and what is not."""
    random.seed(asked.seed)
    writer = WRITERS[asked.writer](asked.folder)
    kept, lost, rounds = ["first"], 0, 0
    start = time.perf_counter()
    writer.add("first", asked.records)
    add_s = time.perf_counter() - start
    while rounds < asked.rounds and not (lost and asked.until_lost):
        rounds += 1
        acknowledged, add_s = one_round(writer, rounds, asked.records, add_s)
        kept += acknowledged
        gone = writer.lost(kept, asked.records)
        lost += len(gone)
        kept = [name for name in kept if name not in gone]
    return {"rounds": rounds, "kept": len(kept), "lost": lost}


def together(asked):
    """Let several processes add to one layer at once, and count the records that are there in the end."""
    writer = WRITERS[asked.writer](asked.folder)
    children = []
    for number in range(asked.writers):
        child = os.fork()
        if child == 0:
            try:
                for turn in range(asked.additions):
                    writer.add(f"w{number}t{turn}", 1)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    names = [f"w{number}t{turn}" for number in range(asked.writers) for turn in range(asked.additions)]
    return {"failed": failed, "records": len(names) - len(writer.lost(names, 1))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["killed", "together"])
    parser.add_argument("--writer", choices=WRITERS, default="project")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--records", type=int, default=5)
    parser.add_argument("--until-lost", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--additions", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        asked.folder = Path(name)
        found = {"killed": killed, "together": together}[asked.what](asked)
    print(json.dumps(found))
    asked_for = asked.writers * asked.additions
    return int(found["lost"] > 0 if asked.what == "killed" else found["records"] < asked_for or found["failed"] > 0)


if __name__ == "__main__":
    sys.exit(main())
