"""What README.md shows is run as it stands, and what it names is there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines() if line]
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
CHECK_FOUND_SOMETHING = 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which a newcomer has typed the first command."""
    there = tmp_path_factory.mktemp("newcomer")
    run("zonemark demo valley --no-open", there)
    return there


def run(line, folder, allowed=(0,)):
    words = [sys.executable, "-m", "geo.cli", *shlex.split(line)[1:]]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode in allowed, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_runs_one_after_the_other(folder):
    assert len(COMMANDS) >= 10
    for line in COMMANDS:
        run(line, folder, (0, CHECK_FOUND_SOMETHING) if " check " in line else (0,))
    assert (folder / "my-map.html").is_file() and (folder / "my-map.gpkg").is_file()


def test_a_command_that_fails_would_be_seen(folder):
    with pytest.raises(AssertionError, match="no-such-project"):
        run("zonemark layers no-such-project", folder)


def test_the_python_runs(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    for block in PYTHON:
        exec(compile(block, "README.md", "exec"), {})
    assert (folder / "valley.html").is_file() and PYTHON


def test_every_make_target_is_there():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z]+)", TEXT)) <= set(targets)


def test_every_file_and_folder_named_is_there():
    named = re.findall(r"(?:`|\()((?:data|notebooks|docs)/[\w./-]*)", TEXT) + re.findall(r"\b[A-Z]+\.md\b", TEXT)
    assert len(named) >= 4 and not [name for name in named if not (ROOT / name).exists()]


def test_every_subcommand_named_is_one():
    from geo.cli import COMMANDS as known

    assert set(re.findall(r"zonemark ([a-z]+)", TEXT)) <= set(known)


def test_the_languages_of_column_names_are_counted_and_every_page_is_in_the_index():
    languages = list((ROOT / "geo/records/vocabulary").glob("??.toml"))
    assert len(languages) == 19 and "Column names in nineteen languages" in TEXT
    index = (ROOT / "docs/pages/index.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs/pages").glob("*.md")} - {"index.md"}
    assert set(re.findall(r"\]\((\w+\.md)\)", index)) == pages


def test_it_stays_short():
    assert len(TEXT.splitlines()) < 150


def test_contributing_names_files_that_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {path for path in re.findall(r"\b(?:geo|tests)/[\w./]*", text)}
    assert len(named) > 20
    assert not [path for path in named if not (ROOT / path.rstrip(".")).exists()]
