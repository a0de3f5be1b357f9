"""How long 100,000 changes of 20,000 hazards take: read, laid, written; the claim is under a minute.

python benchmarks/merging.py [CHANGES]
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import geopandas
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from contributing import change, contribution, edition_of

from geo.store import Project
from geo.store.received.receiving import Sent

HAZARDS, A_FILE, LIMIT_S = 20_000, 2_000, 60
STATUSES = ["open", "worked_on", "suspended", "closed"]


def project_of(folder):
    """A project of hazards with outlines of 12 corners."""
    centres = np.random.default_rng(1).uniform((44, 38), (50, 42), (HAZARDS, 2))
    frame = geopandas.GeoDataFrame(
        {"id": [f"H{n}" for n in range(HAZARDS)], "status": ["open"] * HAZARDS, "name": ["field"] * HAZARDS},
        geometry=shapely.buffer(shapely.points(centres), 0.002, quad_segs=3),
        crs=4326,
    )
    project = Project.create(folder / "project")
    project.add(frame, kind="hazards", layer="survey")
    return project, dict(zip(frame["id"], frame.geometry, strict=True))


def changes_of(shapes, count):
    """Changes as people make them: most enlarge, some shrink, some only say something else."""
    rng = random.Random(1)
    for number in range(count):
        id_ = rng.choice(list(shapes)[:HAZARDS])
        sort = rng.random()
        if sort < 0.1:
            yield change("add", shape=shapes[id_])
        elif sort < 0.7:
            by = rng.uniform(0.0003, 0.001) * (1 if rng.random() < 0.7 else -1)
            yield change("correct", id_, shape=shapely.set_precision(shapes[id_].buffer(by, quad_segs=2), 1e-7))
        else:
            yield change(
                "correct", id_, set={"status": ["open", rng.choice(STATUSES)], "name": ["field", f"n {number}"]}
            )


def main():
    """Merge, say how long each part took, and fail if the whole took longer than claimed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        project, shapes = project_of(Path(name))
        edition, every = edition_of(project), list(changes_of(shapes, count))
        contents = [
            contribution(project, *every[at : at + A_FILE], edition=edition, name=f"maker {at}")
            for at in range(0, count, A_FILE)
        ]
        start = time.process_time()
        sent = [Sent.of(f"{number}.json", content) for number, content in enumerate(contents)]
        read = time.process_time()
        merging = project.contributions.merge(sent)
        cpu = time.process_time() - start
    print(f"{count:,} changes in {len(sent)} files: read {read - start:.1f} s, all {cpu:.1f} s of processor")
    print(merging.counts())
    return int(cpu > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
