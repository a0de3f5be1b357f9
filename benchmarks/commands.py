"""What each command costs on dirty data, and how that grows: seconds, CPU, peak memory, exponent, beside plain peers.

    python benchmarks/commands.py                          1,000, 10,000 and 100,000 zones
    python benchmarks/commands.py 10000 100000 1000000     as far as the machine goes
    python benchmarks/commands.py --only diff --only seal  some commands, and what they need

A third of the zones is at fault in each way (see `zones.third_at_fault`). Each command is a process of its own,
Python's start among its seconds; memory is that of its largest process. The exponent is that of the CPU seconds above
those for ten zones, from 10,000 or the smallest size to the largest (1: twice the records take twice as long). A
command that grows faster than n^1.1, and by more than two runs differ, makes this end with 1.

The peers read the same file in the same run: plain geopandas (`read_file`, `explore`, `overlay`), lonboard and
mapshaper. The last two need not be there: `make build/peers` puts them where they are looked for.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS_FOLDER = HERE.parent / "build" / "peers"
STEEPEST, NOISE = 1.1, 0.06
"""The exponent that nothing may exceed, and what CPU seconds of two runs on a shared machine make it differ by."""
FEWEST = 10
"""Zones with which each command is begun: what it takes for them is its start."""
EXPLORED = 100_000
"""Zones up to which explore's page and a plain overlay are made: above, they take all memory."""


@dataclass(frozen=True)
class Step:
    """A command as its words, {0} being the folder of the run; what comes or is made before it; the peer beside it."""

    name: str
    words: str
    after: str = ""
    first: str = ""
    peer: str = ""


COMMANDS = (
    Step("info FILE", "info {0}/zones.gpkg", peer="mapshaper -info"),
    Step("check FILE", "check {0}/zones.gpkg --fail-on never", peer="overlay"),
    Step("map FILE", "map {0}/zones.gpkg -o {0}/file.html", peer="explore"),
    Step("diff FILE FILE", "diff {0}/zones.gpkg {0}/next.gpkg --to {0}/diff.json"),
    Step("add", "add {0}/project {0}/zones.gpkg --layer zones", peer="read_file"),
    Step("add, nothing new", "add {0}/project {0}/zones.gpkg --layer zones", after="add"),
    Step("add, a month later", "add {0}/project {0}/next.gpkg --source zones.gpkg --layer zones --yes", after="add"),
    Step("layers", "layers {0}/project", after="add"),
    Step("check PROJECT", "check {0}/project --fail-on never", after="add"),
    Step("map PROJECT", "map {0}/project -o {0}/project.html", after="add", peer="lonboard"),
    Step("areas", "areas {0}/project --by area_type", after="add"),
    *(
        Step(f"export .{ending}", f"export {{0}}/project --to {{0}}/out.{ending}", after="add")
        for ending in ("gpkg", "geojson", "csv", "xlsx", "kml", "gpx", "fgb")
    ),
    Step("share, as a map", "share {0}/project --profile public -o {0}/public.html", after="add"),
    Step("merge", "merge {0}/project {0}/sent.json", after="add", first="contributed"),
    Step("review", "review {0}/project --accept all", after="merge"),
    Step("layer split", "layer split {0}/project zones --by status", after="add"),
    Step("undo", "undo {0}/project", after="add"),
    Step("log", "log {0}/project", after="add"),
    Step("seal", "seal {0}/project.html -o {0}/sealed.html --passphrase-file {0}/words", after="map PROJECT"),
    Step("unseal", "unseal {0}/sealed.html -o {0}/unsealed.html --passphrase-file {0}/words", after="seal"),
    Step("sign", "sign {0}/project.html --key {0}/key", after="map PROJECT", first="keyed"),
    Step("verify", "verify {0}/project.html --project {0}/project --key {0}/key.pub", after="sign"),
    Step("open", "open {0}/project.html --to {0}/opened", after="map PROJECT"),
)
_READ = "import geopandas; frame = geopandas.read_file('{0}/zones.gpkg'); "
_PLACED = _READ + "frame = frame[frame.geometry.notna()]; "
PEERS = {
    "read_file": _READ,
    "explore": _PLACED + "frame.explore().save('{0}/explore.html')",
    "overlay": _PLACED + "frame = frame.to_crs(32638)[['geometry']]; frame.overlay(frame)",
    "lonboard": _PLACED + "import lonboard; lonboard.viz(frame).to_html('{0}/lonboard.html')",
    "mapshaper -info": "",
}


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds by the clock, of CPU with its children, megabytes of the largest process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def cost(program: str, *words: str, **environment: str) -> Cost | None:
    """Run a process in silence; none if it fails. 1 and 4 are commands' words for problems in the data."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.execve(program, [program, *words], os.environ | environment)
    _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
        return None
    return Cost(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def made(count: int, folder: str) -> None:
    """Write the zones, and what they are a month later: one in twenty changed, one in a hundred gone, one new."""
    from zones import third_at_fault

    frame = third_at_fault(count + count // 100)
    frame["ordnance"] = frame["ordnance"].str.join("; ")
    frame.head(count).to_file(f"{folder}/zones.gpkg")
    frame.head(count).to_file(f"{folder}/zones.geojson")
    later = frame.tail(count).copy()
    later.loc[later.index % 20 == 0, "name"] += " (revised)"
    later.to_file(f"{folder}/next.gpkg")
    Path(folder, "words").write_text("six words that nobody else would think of\n")


def contributed(count: int, folder: str) -> None:
    """Write what readers sent back: of one zone in a hundred, or of ten, another name and status."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from contributing import change, contribution

    from geo.store import Project

    project = Project(folder + "/project")
    records = project.layer("zones").frame.iloc[:: max(1, min(100, count // FEWEST))]
    changes = [
        change("correct", id_, "zones", set={"status": [status, "closed"], "name": [name, "Seen"]})
        for id_, status, name in zip(records["id"], records["status"], records["name"], strict=True)
    ]
    Path(folder, "sent.json").write_bytes(contribution(project, *changes))


def keyed(count: int, folder: str) -> None:
    """Make a pair of keys to sign with."""
    from geo.cli import main

    if main(["sign", "--new-key", f"{folder}/key"]):
        raise SystemExit("No key was made.")


def prepared(what: str, count: int, folder: str) -> None:
    """Call a function of this file in a process of its own: what forks passes its peak of memory on."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r}); import commands; commands.{what}({count}, {folder!r})"
    if cost(sys.executable, "-c", code) is None:
        raise SystemExit(f"What the commands work on cannot be made: {code}")


def peer_cost(name: str, count: int, folder: str) -> Cost | None:
    """Run a peer; none if it is not there, fails, or would take all memory at that size."""
    if name == "mapshaper -info":
        found = shutil.which("mapshaper", path=f"{PEERS_FOLDER}/node_modules/.bin:{os.environ['PATH']}")
        return cost(found, f"{folder}/zones.geojson", "-info") if found else None
    if name in ("explore", "overlay", "lonboard") and count > EXPLORED:
        return None
    where = {"PYTHONPATH": f"{PEERS_FOLDER}/python"} if name == "lonboard" else {}
    return cost(sys.executable, "-c", PEERS[name].format(folder), **where)


def measured(count: int, chosen: list[Step]) -> Iterator[tuple[str, Cost | None]]:
    """Measure commands on so many zones, each followed by its peer."""
    with tempfile.TemporaryDirectory() as folder:
        prepared("made", count, folder)
        cost(sys.executable, "-m", "geo.cli", "new", f"{folder}/project")
        for step in chosen:
            if step.first:
                prepared(step.first, count, folder)
            yield step.name, cost(sys.executable, "-m", "geo.cli", *step.words.format(folder).split())
            if step.peer:
                yield step.peer, peer_cost(step.peer, count, folder)


Costs = dict[int, dict[str, Cost | None]]


def exponent(costs: Costs, what: str) -> float | None:
    """How CPU seconds above the start grow from 10,000, or the smallest size, to the largest; none if there are few."""
    cpu_s = {size: found[what].cpu_s for size, found in costs.items() if found.get(what)}
    sizes = [size for size in sorted(cpu_s) if size > FEWEST and (size >= 10_000 or max(cpu_s) <= 10_000)]
    if len(sizes) < 2 or FEWEST not in cpu_s:
        return None
    few, many = (cpu_s[size] - cpu_s[FEWEST] for size in (sizes[0], sizes[-1]))
    return math.log(many / few) / math.log(sizes[-1] / sizes[0]) if min(few, many) > 0.2 else None


def line(costs: Costs, step: Step) -> tuple[str, float | None]:
    """A line of the table, and the exponent in it."""
    cells = ""
    for size in costs:
        one = costs[size].get(step.name)
        cells += f"{one.wall_s:>10.1f}{one.cpu_s:>8.1f}{one.peak_mb:>8,.0f}" if one else f"{'–':>10}{'–':>8}{'–':>8}"
    grows = exponent(costs, step.name)
    beside = [(costs[size].get(step.name), costs[size].get(step.peer)) for size in costs if costs[size].get(step.peer)]
    ratio = f"{beside[-1][0].cpu_s / beside[-1][1].cpu_s:.2f} × {step.peer}" if beside and beside[-1][0] else ""
    return f"{step.name:20}{cells}{'' if grows is None else f'{grows:.2f}':>7}  {ratio}", grows


def chosen_of(names: list[str]) -> list[Step]:
    """The commands named and what has to be done before them; all if none is named."""
    unknown = set(names) - {step.name for step in COMMANDS}
    if unknown:
        raise SystemExit(f"There is no {sorted(unknown)[0]!r}: {', '.join(step.name for step in COMMANDS)}")
    needed = set(names)
    for step in reversed(COMMANDS):
        needed |= {step.after} if step.name in needed else set()
    return [step for step in COMMANDS if not names or step.name in needed]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000, 100_000])
    parser.add_argument("--only", action="append", default=[], metavar="COMMAND")
    parser.add_argument("--to", metavar="FILE.json", help="also write the figures there")
    given = parser.parse_args()
    costs: Costs = {}
    chosen = chosen_of(given.only)
    for size in (FEWEST, *given.sizes):
        costs[size] = {}
        for name, one in measured(size, chosen):
            costs[size][name] = one
            told = (
                f"{one.wall_s:8.1f} s {one.cpu_s:8.1f} s of CPU {one.peak_mb:8,.0f} MB" if one else "failed or absent"
            )
            print(f"{size:>9,} {name:20} {told}", file=sys.stderr, flush=True)
    heads = "".join(f"{size:>8,}: s".rjust(10) + f"{'CPU s':>8}{'MB':>8}" for size in costs)
    print(f"{'':20}{heads}  grows")
    steep, failed = [], []
    for step in [*chosen, *(Step(name, "") for name in PEERS if any(name in costs[size] for size in costs))]:
        told, grows = line(costs, step)
        print(told)
        steep += [step.name] if step in chosen and grows and grows > STEEPEST + NOISE else []
        failed += [step.name] if step in chosen and not all(costs[size][step.name] for size in costs) else []
    if given.to:
        told = {size: {name: one and vars(one) for name, one in found.items()} for size, found in costs.items()}
        Path(given.to).write_text(json.dumps(told, indent=1))
    print(f"Grows faster than n^{STEEPEST}: {', '.join(steep)}" if steep else f"Nothing grows faster than n^{STEEPEST}")
    print(*(f"Did not succeed: {name}" for name in failed), sep="\n", end="\n" if failed else "")
    return int(bool(steep or failed))


if __name__ == "__main__":
    sys.exit(main())
