"""Kill the desk at any moment of each call that writes: what it acknowledged is there, and nothing is there by half.

    python tests/proofs/desk_kills.py [--kills 20] [--planted] [CALL …]

Every other time the desk alone is killed, and its processes end by themselves; else they are killed at the same moment.
With --planted, files are written in place, as careless programs do: the same look must find that.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from loopback import entered
from test_desk_cut_off import WRITING, begun, edited, held, writes

from geo.errors import ZonemarkError
from geo.store import Project

PLANTED = """import time
from contextlib import contextmanager
from geo import disk
@contextmanager
def beside(path):
    path.write_bytes(b"")
    time.sleep(0.5)
    yield path
disk._beside = beside
"""
LONGEST_S = 120


class Trial:
    """One desk at a copy of the project; a call is begun in it, and it is killed."""

    def __init__(self, start: Path, folder: Path, call: str, *, planted: bool = False) -> None:
        self.call = call
        self.took_s = 0.0
        self.project = folder / "project"
        shutil.copytree(start / "project", self.project)
        if call == "accept_edits":
            edited(self.project)
        self.arguments = writes(Project(self.project))[call]
        home = Path(__file__).parents[2]
        own = {"XDG_RUNTIME_DIR": str(folder), "XDG_CACHE_HOME": str(folder), "PYTHONPATH": str(home)}
        if planted:  # Python runs a module of this name in every process that it begins
            (folder / "sitecustomize.py").write_text(PLANTED, encoding="utf-8")
            own["PYTHONPATH"] += os.pathsep + str(folder)
        command = [sys.executable, "-m", "geo.cli", "desk", str(self.project), "--no-browser"]
        self.desk = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **own}
        )
        assert self.desk.stdout
        self.asked = entered(next(found[0] for line in self.desk.stdout if (found := re.search(r"http://\S+", line))))
        dropped = self.asked.drop("table.csv", (start / "table.csv").read_bytes())
        for file in self.arguments.get("files", ()):
            file["upload"] = dropped["upload"]

    def processes(self) -> list[int]:
        """The processes of the desk that carry out calls."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                if b"geo.desk.worker" in words and os.fsencode(self.project) in words:
                    found.append(int(path.name))
        return found

    def killed(self, after_s: float | None, *, all_at_once: bool) -> bool:
        """Begin the call, kill the desk after so many seconds, None for when it is done; gives whether it was
        acknowledged before.
        """
        body = json.dumps({**self.arguments, "version": self.asked.version}).encode()
        begun_at = time.monotonic()
        killer = subprocess.Popen(["sleep", str(after_s or 0)])
        is_done = False
        with suppress(OSError, HTTPException, ValueError):
            job = json.loads(self.asked.ask("POST", f"calls/{self.call}", body)[2])
            while job["state"] == "running" and (after_s is None or killer.poll() is None):
                job = json.loads(self.asked.ask("GET", f"jobs/{job['job']}?wait=0.02")[2])
            is_done = job["state"] == "done"
        self.took_s = time.monotonic() - begun_at
        killer.wait()
        for process in [self.desk.pid, *(self.processes() if all_at_once else [])]:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        self.desk.wait()
        while self.processes():  # each ends once nobody asks it any more
            assert time.monotonic() - begun_at < LONGEST_S, "a process of the desk outlives it"
            time.sleep(0.05)
        return is_done


def fault(trial: Trial, before: object, after: object, *, is_done: bool) -> str:
    """What is not as it must be, "" where all is."""
    try:
        now = held(trial.project)
        is_after = now == after and (trial.call != "accept_edits" or Project(trial.project).edits() == [])
    except ZonemarkError as error:
        return f"it cannot be read: {error}"
    if is_after:
        return ""
    if is_done:
        return "what was acknowledged is not there"
    return "" if now == before else "neither what it was nor what it is to be"


def tried(call: str, start: Path, folder: Path, kills: int, *, planted: bool) -> Counter[str]:
    """Kill the desk so many times in one call; gives how often what was found."""
    whole = Trial(start, folder / "whole", call, planted=planted)
    before = held(whole.project)
    assert whole.killed(None, all_at_once=False), f"{call} is not done"
    after = held(whole.project)
    chance, found = random.Random(call), Counter[str]()
    for number in range(kills):
        own = folder / str(number)
        trial = Trial(start, own, call, planted=planted)
        is_done = trial.killed(chance.uniform(0, 1.2 * whole.took_s), all_at_once=planted or number % 2 == 0)
        found[fault(trial, before, after, is_done=is_done) or ("done" if is_done else "sound")] += 1
        shutil.rmtree(own, ignore_errors=True)
    return found


def main() -> int:
    """Say what was found; fails where something is there by half, or not there that was acknowledged."""
    parser = argparse.ArgumentParser()
    parser.add_argument("calls", nargs="*", metavar="CALL")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args()
    all_ = Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        (start := Path(name, "start")).mkdir()
        begun(start)
        for call in given.calls or WRITING:
            found = tried(call, start, Path(name, call), given.kills, planted=given.planted)
            print(f"{call:14}", ", ".join(f"{count} {what}" for what, count in sorted(found.items())), flush=True)
            all_ += found
    return 1 if all_.keys() - {"done", "sound"} else 0


if __name__ == "__main__":
    sys.exit(main())
