"""Run commands under a limit on the size of files: `python tests/limited.py` reads jobs from stdin, one JSON a line.

A job is [words, most]: the words of a command, and how many bytes a file may have (null: as many as it will). Answers
[code, what was printed] as JSON, one a line. Everything is imported once and each job is a fork, so that hundreds of
them take seconds.
"""

import importlib
import json
import os
import pkgutil
import resource
import subprocess
import sys
import time
import traceback
from contextlib import contextmanager


def run_all(jobs, *, careless=False):
    """Run each job in a process of its own, and give for each the exit code and what was printed."""
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    words = [sys.executable, __file__, *(["--careless"] if careless else [])]
    run = subprocess.run(words, input=lines, capture_output=True, text=True, check=True)
    return [tuple(json.loads(line)) for line in run.stdout.splitlines()]


def write_carelessly():
    """Let files be written in place, as careless programs do: what a look at what is left must find."""
    from geo import disk

    @contextmanager
    def beside(path):
        path.write_bytes(b"")
        time.sleep(0.05)
        yield path

    disk._beside = beside


WORTH_IT = 8
"""Of so many jobs some draw a map."""


def draw_one():
    """Draw a map, so that the children need not read the world and pack the program: most of what their first costs."""
    import geopandas
    import shapely

    from geo.maps import draw

    point = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(46, 40)], crs=4326)
    for _ in draw(point, kind="hazards").pieces():
        pass


def _child(words, most, ends):
    from geo.cli import main

    for descriptor in (1, 2):
        os.dup2(ends[1], descriptor)
    sys.stdout, sys.stderr = (os.fdopen(descriptor, "w") for descriptor in (1, 2))
    if most is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    code = 1
    try:
        code = main(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001  # what escapes is printed as the command would print it
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code or 0)  # to take everything apart takes longer than most commands


def _run(words, most):
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        _child(words, most, ends)
    os.close(ends[1])
    with os.fdopen(ends[0], errors="surrogateescape") as printed:
        said = printed.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


if __name__ == "__main__":
    for name in ("geo.cli.commands", "geo.store", "geo.sources", "geo.exports", "geo.maps", "geo.compare", "geo.share"):
        found = importlib.import_module(name)  # so that the children need not
        for each in pkgutil.walk_packages(found.__path__, f"{name}."):
            importlib.import_module(each.name)

    if "--careless" in sys.argv:
        write_carelessly()
    jobs = [json.loads(line) for line in sys.stdin]
    if len(jobs) >= WORTH_IT:
        draw_one()
    for job in jobs:
        print(json.dumps(_run(*job)), flush=True)
