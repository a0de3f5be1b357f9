"""Kill each writing command at many moments: what stands there afterwards is what was before, or the whole new thing.

    python tests/proofs/kills.py [--kills 1000] [--planted] [WRITER …]

What a command has printed as done must be there. One in twenty moments is a kill; the others are stops of a run that
goes on, at each of which what stands on the disk, the same as after a kill, is copied and looked at. With `--planted`,
files are written in place, as careless programs do: the same look must find that.
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

KILLED = -signal.SIGKILL
A_RUN = 20
"""Moments of a command that two of its runs show: one is killed at one of them, the other is stopped at the rest."""


def started(words):
    """Begin a command in a fork: its process, and the end at which what it prints arrives."""
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        from geo.cli import main

        for descriptor in (1, 2):
            os.dup2(ends[1], descriptor)
        sys.stdout, sys.stderr = (os.fdopen(descriptor, "w", buffering=1) for descriptor in (1, 2))
        os._exit(main(words) or 0)
    os.close(ends[1])
    return child, ends[0]


def printed(end, within_s=0.0):
    """What a command prints within so many seconds, and whether it has closed its end by then."""
    said, until = b"", time.monotonic() + within_s
    while select.select([end], [], [], max(0.0, until - time.monotonic()))[0]:
        if not (part := os.read(end, 65536)):
            return said, True
        said += part
    return said, False


def killed(words, after_s):
    """Run a command and kill it after so many seconds: its exit code (-9: killed) and what it printed."""
    child, end = started(words)
    said, _ = printed(end, after_s)
    os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said += printed(end)[0]
    os.close(end)
    return code, said.decode(errors="replace")


def stopped(trial, moments_s, copies):
    """Run a command and stop it at each moment: the trial as a kill then would have left it, code and print as above.

    What a process has told the kernel stands there, whether the process is then killed or stopped. It is copied to be
    looked at, and the process runs on: one run shows many moments.
    """
    child, end = started(trial.words)
    said, ran_s, code = b"", 0.0, None
    for number, moment_s in enumerate(sorted(moments_s)):
        if code is None:
            part, has_ended = printed(end, moment_s - ran_s)
            if not has_ended:
                os.kill(child, signal.SIGSTOP)
            status = os.waitpid(child, os.WUNTRACED)[1]
            code = None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
            said, ran_s = said + part + printed(end)[0], moment_s
        yield trial.copied(copies / f"{number}"), KILLED if code is None else code, said.decode(errors="replace")
        if code is None:
            os.kill(child, signal.SIGCONT)
    if code is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(end)


def faults(trial, code, said, wanted, done=None):
    """What is not as it must be after a command that was killed, or had ended; `done` is what a whole run prints."""
    try:
        if (trial.target / "zonemark.toml").exists():
            Project(trial.target)  # as every reader does first: it ends a change that was cut off
    except ZonemarkError as error:
        yield f"the project cannot be opened: {error}"
        return
    held = trial.held()
    if code not in (0, KILLED):
        yield f"ended with {code}: {said[-300:]}"
    elif code and held == trial.before:
        if done is not None and is_acknowledged(trial, said, done):
            yield "what was printed as done is not there"
    elif trial.is_file:
        yield from trial.not_whole(wanted)
    elif held != wanted:
        differ = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
        yield "neither what it was before nor what it is to be: " + ", ".join(differ)


def is_acknowledged(trial, said, done):
    """Whether a command has told that its file is written, or has printed every line that a whole run prints."""
    return f"{trial.words[-1]} is written" in said or said.count("\n") >= done.count("\n")


def names_and_sizes(folder):
    """What there is below a folder, with what is not finished."""
    return {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*")}


def looks(writer, everything, folder, kills):
    """As many looks at a command that was killed, or stopped, at a moment: its trial, its code, what it had printed.

    Half of the moments are spread over the whole run, half from the first change on the disk to the end.
    """
    chance = random.Random(writer)
    whole = Trial(writer, everything, folder / "whole")
    start = time.monotonic()
    _, done = killed(whole.words, 600)
    takes_s = time.monotonic() - start
    print(f"{writer:14} {takes_s:.2f} s", end=": ", flush=True)
    first_s, left, number = 0.0, kills, 0
    while left:
        number += 1
        count = min(left, A_RUN)
        left -= count
        moments_s = [chance.uniform(first_s * (one % 2), 1.1 * takes_s) for one in range(count)]
        trial = Trial(writer, everything, folder / f"stopped-{number}")
        before, unchanged_s = names_and_sizes(trial.own), 0.0
        for one, moment_s in zip(stopped(trial, moments_s[1:], folder / "copies"), sorted(moments_s[1:]), strict=True):
            if names_and_sizes(one[0].own) == before:
                unchanged_s = max(unchanged_s, moment_s)
            yield *one, done
            shutil.rmtree(one[0].own)
        shutil.rmtree(trial.own)
        first_s = min(first_s or unchanged_s, unchanged_s)
        trial = Trial(writer, everything, folder / f"killed-{number}")
        yield trial, *killed(trial.words, moments_s[0]), done
        shutil.rmtree(trial.own)


def tell(writer, everything, folder, wanted, kills):
    """Print how one command fared, and count what was lost."""
    ended, lost = Counter(), []
    for number, (trial, code, said, done) in enumerate(looks(writer, everything, folder / writer, kills)):
        as_it_was = trial.held() == trial.before
        ended["killed, as it was" if code and as_it_was else "killed, whole" if code else "ended"] += 1
        lost += [f"{number}: {fault}" for fault in faults(trial, code, said, wanted, done)]
    print(f"{dict(ended)}, {len(lost)} lost or half", *lost[:3], sep="\n  ", flush=True)
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
