"""Run the tests, but those of pages, with the lowest versions of libraries that pyproject.toml names, or the newest.

    python tests/proofs/versions.py lowest|newest [--keep FOLDER] [-- PYTEST WORDS …]

A resolver (uv) chooses them: the lowest of what is named there, the newest of what these need. The environment is made
for this and goes with it; `--keep` makes or takes one that stays.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROJECT = Path(__file__).parents[2]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
TESTS = ["tests", "--ignore=tests/browser", "--numprocesses", "auto", "--dist", "worksteal"]
OLD_CALLS = ["-W", "default::DeprecationWarning", "-W", "default::FutureWarning"]
"""Old libraries call of newer ones what these have come to advise against: no fault of ours."""


def made(folder, resolution):
    """Make an environment with the project and its libraries in a folder, and give its Python."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run = {"check": True, "cwd": PROJECT}
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], **run)
    # Of libraries what is ready to be used: the lowest that was built for this Python, rather than its sources.
    built = ["--only-binary", ":all:", "--no-binary", "zonemark"]
    words = ["--quiet", "--resolution", RESOLUTIONS[resolution], *built, "--editable", ".[dev]"]
    subprocess.run([python, "-m", "uv", "pip", "install", "--python", python, *words], **run)
    return python


def main() -> int:
    """Make the environment, run the tests there, and give pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("versions", choices=RESOLUTIONS)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("words", nargs="*", default=TESTS)
    given = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as name:
        python = made(given.keep or Path(name), given.versions)
        words = [*(OLD_CALLS if given.versions == "lowest" else []), *given.words]
        return subprocess.run([python, "-m", "pytest", *words], cwd=PROJECT).returncode


if __name__ == "__main__":
    sys.exit(main())
