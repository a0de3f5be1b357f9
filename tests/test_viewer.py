"""The viewer's own checks, run with the rest: its types, and the unit tests of what has no screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import hatch_build  # noqa: E402 - it stands beside the package, not in it


@pytest.fixture(scope="module")
def node():
    """The command for Node, with the viewer's packages installed as the lock file says."""
    try:
        node, npm = hatch_build._tools()
    except RuntimeError as missing:
        if os.environ.get("CI"):
            pytest.fail(f"in CI the viewer's checks must run: {missing}")
        pytest.skip(str(missing))
    if not (hatch_build.VIEWER / "node_modules" / "typescript").is_dir():
        hatch_build._run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], hatch_build.VIEWER)
    return node


def run(*command):
    done = subprocess.run(command, cwd=hatch_build.VIEWER, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_the_types_of_the_viewer_hold(node):
    run(*node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_the_viewer_is_formatted_and_linted(node):
    run(*node, "node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings")


def test_the_unit_tests_of_the_viewer_pass(node):
    run(*node, "test.mjs")


@pytest.mark.parametrize(
    "way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
)
def test_the_viewer_has_no_way_to_make_text_into_markup_or_code(way):
    sources = [path for path in (hatch_build.VIEWER / "src").rglob("*.ts")]
    assert len(sources) > 50
    assert [path.name for path in sources if way in path.read_text("utf-8")] == []


@pytest.mark.parametrize("store", ["localStorage", "sessionStorage", "indexedDB", "document.cookie"])
def test_the_viewer_stores_nothing_in_the_browser(store):
    assert [path.name for path in (hatch_build.VIEWER / "src").rglob("*.ts") if store in path.read_text("utf-8")] == []
