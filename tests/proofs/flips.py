"""Flip bits in every file that a project stores, one at a time, and read it: the same records, or a word about it.

    python tests/proofs/flips.py [--flips 100] [--of geopandas]

A flipped bit in a layer, a version of it or a contribution is named, or changes nothing that is read. What people may
edit by hand (the title in zonemark.toml, why something was decided) can be read as they wrote it; no record may be lost
by that in silence. With `--of geopandas` it reads the layers: the same look must find flips that nobody is told of.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import geopandas
from contributing import change, contribution
from shapely import Point
from writing import SURVEY

from geo.errors import ZonemarkError
from geo.store import Project
from geo.store.received.receiving import Sent
from geo.store.versions.log import DAMAGED


def stored(folder):
    """Make a project with every sort of file: a layer, its versions, entries of the log, contributions, decisions."""
    (folder.parent / "survey.csv").write_text(SURVEY, encoding="utf-8")
    project = Project.create(folder)
    project.add(folder.parent / "survey.csv", kind="hazards")
    changes = [
        change("add", shape=Point(46.5, 40.5)),
        *(change("correct", f"H{n}", set={"status": ["open", "closed"]}) for n in range(9)),
    ]
    project.contributions.merge([Sent.of("sent.json", contribution(project, *changes))])
    project.contributions.decide("accept", [project.contributions.state().waiting[0].key])


def read_by_us(folder):
    """What is told about a project, and what is read: its records, versions, changes and contributions."""
    told, found = [], []
    try:
        project = Project(folder)
        found += [(one.name, one.kind, one.version) for one in project.layers()]
        told += map(str, project.problems)
        found += [str(one) for one in project.log()]
        told += [one.time for one in project.log() if one.command == DAMAGED]
        found += [(one.name, one.read()) for one in project.versions()]
        found += [str(one) for one in project.contributions.state().waiting]
    except ZonemarkError as error:
        told.append(str(error))
    return told, found


def read_by_geopandas(folder):
    """What geopandas reads of the layers, and what it says."""
    told, found = [], []
    for path in sorted(folder.glob("layers/*.geojson")):
        try:
            found.append(geopandas.read_file(path).to_csv())
        except Exception as error:  # noqa: BLE001 - whatever it says is said
            told.append(str(error))
    return told, found


def tell(path, folder, read, flips):
    """Print how one file fared, and count the flips that changed in silence what is read."""
    content, chance = path.read_bytes(), random.Random(path.name)
    before, found = read(folder), Counter()
    for _ in range(flips if content else 0):
        at = chance.randrange(len(content) * 8)
        path.write_bytes(content[: at // 8] + bytes([content[at // 8] ^ 1 << at % 8]) + content[at // 8 + 1 :])
        told, seen = read(folder)
        found["named" if told != before[0] else "the same" if seen == before[1] else "silent"] += 1
    path.write_bytes(content)
    print(f"{path.relative_to(folder)}: {dict(found)}", flush=True)
    return found


def main() -> int:
    """Flip, read, and return 1 if a flip changed in silence what is read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flips", type=int, default=100)
    parser.add_argument("--of", choices=("zonemark", "geopandas"), default="zonemark")
    given = parser.parse_args()
    read = read_by_us if given.of == "zonemark" else read_by_geopandas
    found: Counter = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        stored(folder)
        files = sorted(folder.rglob("*") if given.of == "zonemark" else folder.glob("layers/*"))
        files = [path for path in files if path.is_file() and path.name != ".lock"]
        for path in files:
            found += tell(path, folder, read, given.flips)
    print(f"{len(files)} files, {sum(found.values()):,} flipped bits: {found['named']:,} named, {found['the same']:,} "
          f"changed nothing that is read, {found['silent']} silent")  # fmt: skip
    return min(found["silent"], 1)


if __name__ == "__main__":
    sys.exit(main())
