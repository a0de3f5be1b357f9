"""How fast a project is written and read, and that no writer loses a record. Run: python benchmarks/writing.py

Prints one line a claim: what was measured, on what, and the bound that Zonemark promises.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.cli import main as zonemark
from geo.sources import Reading
from geo.store import Project

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"


def claim(what, measured, bound=""):
    print(f"{what:<68} {measured}{f'   (bound: {bound})' if bound else ''}", flush=True)


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def start_up():
    def fastest(*command):
        run = lambda: subprocess.run([sys.executable, *command], check=True, capture_output=True)  # noqa: E731
        return min(seconds(run) for _ in range(5))

    claim("zonemark --help", f"{fastest('-m', 'geo.cli', '--help'):.2f} s", "0.2 s")
    claim("zonemark add --help", f"{fastest('-m', 'geo.cli', 'add', '--help'):.2f} s")
    claim("import geo", f"{fastest('-c', 'import geo'):.2f} s", "0.2 s")


def polygons(count):
    x, y = np.random.default_rng(1).uniform((40, 38), (50, 42), (count, 2)).T
    frame = gpd.GeoDataFrame(
        {"id": [f"H{number}" for number in range(count)], "name": ["field"] * count, "ordnance": [("UXO",)] * count},
        geometry=shapely.box(x, y, x + 1e-3, y + 1e-3),
        crs="EPSG:4326",
        index=pd.Index(range(2, count + 2), name="row"),
    )
    return Reading(frame, [], "hazards", "survey.csv")


def hundred_thousand(folder):
    project, reading = Project.create(folder / "large"), polygons(100_000)
    claim("100,000 polygons added", f"{seconds(lambda: project.add(reading)):.1f} s", "a few seconds")
    claim("the same added again, unchanged", f"{seconds(lambda: project.add(reading)):.1f} s")
    claim("100,000 polygons read from the project", f"{seconds(lambda: project.layer('survey')):.1f} s")


def command(*arguments):
    """Run the command line, and give its code, its output and its seconds."""
    out = StringIO()
    start = time.perf_counter()
    with redirect_stdout(out):
        code = zonemark([str(argument) for argument in arguments])
    return code, out.getvalue(), time.perf_counter() - start


def real_files(folder):
    if not SHARED.is_dir():
        claim("real files", f"not measured: {SHARED} is not there")
        return
    command("new", folder / "real")
    mines = sorted((SHARED / "colombia_mines").glob("*.json"))
    mapping = ["--kind", "accidents", "--layer", "events", "--field", "AÑO=occurred_on", "--field", "MUNICIPIO=admin2"]
    code, said, took = command("add", folder / "real", *mines, *mapping)
    claim("30 Colombian files, one add", f"{took:.1f} s, {line(said, 'rows in')}", "36,527 rows in, 36,527 records out")
    code, said, took = command("add", folder / "real", *mines)
    claim("the same again", f"{took:.1f} s, {line(said, 'Nothing has changed')}", "nothing was written")
    strikes = SHARED / "thor_seasia" / "1973.csv"
    run = [sys.executable, "-m", "geo.cli", "add", folder / "real", strikes, "--kind", "hazards"]
    run += ["--headings", "date,latitude,longitude", "--field", "date=information_on"]
    took = seconds(lambda: subprocess.run(run, check=True, capture_output=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    claim("84,611 strikes of 1973, one add", f"{took:.1f} s, {peak:.0f} MB", "10 s, 1,000 MB")


def line(text, part):
    return next((one for one in text.splitlines() if part in one), "not said")


def writers(folder):
    def harness(*arguments):
        run = [sys.executable, ROOT / "tests" / "writers.py", *map(str, arguments)]
        return json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)

    for name in ("together", "project", "to_file"):
        (folder / name).mkdir()
    claim("8 writers × 50 additions", harness("together", folder / "together"), "400 records")
    for writer in ("project", "to_file"):
        found = harness("killed", folder / writer, "--writer", writer, "--rounds", 200)
        claim(f"200 writers killed, {writer}", found, "lost: 0" if writer == "project" else "it loses some")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        start_up()
        real_files(Path(name))
        hundred_thousand(Path(name))
        writers(Path(name))
