"""Whether any writing command calls a file written that does not read back whole, at many sizes of files and of disks.

    python tests/proofs/full_disks.py [--sizes 50] [--planted] [WRITER …]

What tests/test_full_disks.py does at a few sizes, from nothing to more than the command needs: under a limit on the
size of files, and, where one may be mounted, on a disk of its own (tmpfs) with so much room beside what stands there.
With `--planted` files are written in place, as careless programs do: the same look must find that.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from limited import run_all
from writing import EVERY, TO_FILES, TO_FILES_TOO, Trial, prepare, written

PAGE = 4096


def of_files(writer, everything, folder, rooms, careless):
    """Try a command with each room as the limit on a file."""
    trials = [Trial(writer, everything, folder / f"{room}") for room in rooms]
    return trials, run_all([(trial.words, room) for trial, room in zip(trials, rooms, strict=True)], careless=careless)


def of_disks(writer, everything, folder, rooms, mounts, careless):
    """Try a command on disks that have each room beside what stands there already."""
    trials = []
    for room in rooms:
        place = folder / f"{room}"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
        if subprocess.run(mount, capture_output=True).returncode:
            return [], []
        mounts.callback(subprocess.run, ["umount", str(place)], check=True)
        trials.append(Trial(writer, everything, place / "disk"))
        used = subprocess.run(["df", "--output=used", "-B1", str(place)], capture_output=True, text=True, check=True)
        size = int(used.stdout.split()[-1]) + -(-room // PAGE) * PAGE
        subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
    return trials, run_all([(trial.words, None) for trial in trials], careless=careless)


def tell(writer, what, tried, wanted):
    """Print how the trials of a command ended, and count the faults and what was left over."""
    trials, ended = tried
    bad = [
        f"{trial.own.parent.name}/{trial.own.name}: {fault}"
        for trial, done in zip(trials, ended, strict=True)
        for fault in trial.faults(*done, wanted)
    ]
    left_over = sum(len(list(trial.own.rglob(".zonemark-*"))) for trial in trials)
    refused = sum(code == 3 for code, _ in ended)
    print(f"{writer:14} {what}: {len(trials)} sizes, {refused} refused, {len(bad)} faults, {left_over} left over")
    print(*bad[:3], sep="\n", end="\n" if bad else "", flush=True)
    return len(trials), len(bad) + left_over


def main():
    """Try every writer at every size, and count what was refused, written and lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, default=50)
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("writers", nargs="*", default=list(EVERY))
    given = parser.parse_args()
    told = []
    with tempfile.TemporaryDirectory() as name:
        everything = Path(name, "all")
        everything.mkdir()
        prepare(everything)
        left = written(given.writers, everything, Path(name, "free"))
        for writer in given.writers:
            wanted, most = left[writer]
            written_times = (
                1.3 if writer in TO_FILES | TO_FILES_TOO else 5
            )  # a layer is written twice, and what it was goes aside
            rooms, wide = (np.unique(np.linspace(0, most * times, given.sizes).astype(int)).tolist()
                           for times in (1.3, written_times))  # fmt: skip
            with tempfile.TemporaryDirectory() as files, tempfile.TemporaryDirectory() as disks, ExitStack() as mounts:
                of_file = of_files(writer, everything, Path(files), rooms, given.planted)
                told.append(tell(writer, "files", of_file, wanted))
                of_disk = of_disks(writer, everything, Path(disks), wide, mounts, given.planted)
                told.append(tell(writer, "disks", of_disk, wanted))
    tried, lost = map(sum, zip(*told, strict=True))
    print(f"{len(given.writers)} commands on {tried:,} full files and disks: {lost} lost, half or left over")
    return min(lost, 1)


if __name__ == "__main__":
    sys.exit(main())
