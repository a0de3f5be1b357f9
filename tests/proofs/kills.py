"""Kill each writing command at many moments: what stands there afterwards is what was before, or the whole new thing.

    python tests/proofs/kills.py [--kills 1000] [--planted] [WRITER …]

The moments are spread over the time that the command takes. What a command has printed as done must be there. With
`--planted`, files are written in place, as careless programs do: the same look must find that.
"""

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from limited import write_carelessly
from writing import EVERY, Trial, prepare, written

import geo.cli.commands.export
import geo.cli.commands.map
import geo.exports
import geo.maps  # noqa: F401  # so that the children need not
from geo.errors import ZonemarkError
from geo.store import Project


def killed(words, after_s):
    """Run a command in a fork and kill it after so many seconds: its exit code (-9: killed) and what it printed."""
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        from geo.cli import main

        for descriptor in (1, 2):
            os.dup2(ends[1], descriptor)
        sys.stdout, sys.stderr = (os.fdopen(descriptor, "w", buffering=1) for descriptor in (1, 2))
        os._exit(main(words) or 0)
    os.close(ends[1])
    said, end = b"", time.monotonic() + after_s
    with os.fdopen(ends[0], "rb", buffering=0) as printed:
        while (left := end - time.monotonic()) > 0 and select.select([printed], [], [], left)[0]:
            if not (part := printed.read(65536)):
                break
            said += part
        os.kill(child, signal.SIGKILL)
        said += printed.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode(errors="replace")


def faults(trial, code, said, wanted):
    """What is not as it must be after a command that was killed, or had ended before."""
    try:
        if (trial.target / "zonemark.toml").exists():
            Project(trial.target)  # as every reader does first: it ends a change that was cut off
    except ZonemarkError as error:
        yield f"the project cannot be opened: {error}"
        return
    held = trial.held()
    if code not in (0, -signal.SIGKILL):
        yield f"ended with {code}: {said[-300:]}"
    elif code and held == trial.before:
        return
    elif trial.is_file:
        yield from trial.not_whole(wanted)
    elif held != wanted:
        differ = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
        yield "neither what it was before nor what it is to be: " + ", ".join(differ)


def tell(writer, everything, folder, wanted, kills):
    """Print how one command fared, and count what was lost."""
    chance = random.Random(writer)
    start = time.monotonic()
    killed(Trial(writer, everything, folder / writer / "whole").words, 60)
    takes_s, ended, lost = time.monotonic() - start, Counter(), []
    for number in range(kills):
        trial = Trial(writer, everything, folder / writer / f"{number}")
        code, said = killed(trial.words, chance.uniform(0, 1.1) * takes_s)
        ended[
            "killed, as it was" if code and trial.held() == trial.before else "killed, whole" if code else "ended"
        ] += 1
        lost += [f"{number}: {fault}" for fault in faults(trial, code, said, wanted)]
        shutil.rmtree(trial.own)
    print(f"{writer:14} {takes_s:.2f} s: {dict(ended)}, {len(lost)} lost or half", *lost[:3], sep="\n  ", flush=True)
    return len(lost)


def main() -> int:
    """Kill, print how each command fared, and return 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("writers", nargs="*", default=list(EVERY))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        everything = Path(name) / "all"
        everything.mkdir()
        prepare(everything)
        left = written(given.writers, everything, Path(name) / "free")
        if given.planted:
            write_carelessly()
        kills = Path(name) / "kills"
        lost = sum(tell(writer, everything, kills, left[writer][0], given.kills) for writer in given.writers)
    print(f"{len(given.writers)} commands, {given.kills} kills each: {lost} lost or half")
    return min(lost, 1)


if __name__ == "__main__":
    sys.exit(main())
