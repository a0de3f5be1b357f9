"""The documentation says what the code says: its pages are made from it, its examples run, and the site builds."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo.findings import codes
from geo.records import KINDS

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "pages"
PYTHON = (PAGES / "python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stale(reference, folder=PAGES):
    return [
        name
        for name, text in reference.pages().items()
        if _told((folder / name).read_text(encoding="utf-8"), name) != _told(text, name)
    ]


def _told(text, name):
    """What a page says: how help is laid out, and arguments bracketed, is another with each version of typer."""
    return re.sub(r"<[\w[\]]+>|\.\.\.|[][{}]", "", text).split() if name == "commands.md" else text


def test_the_pages_are_those_that_the_code_makes(reference):
    assert stale(reference) == [], "run `make docs`"


def test_a_page_that_was_changed_by_hand_is_noticed(reference, tmp_path):
    for page in PAGES.iterdir():
        (tmp_path / page.name).write_bytes(page.read_bytes())
    fields = tmp_path / "fields.md"
    fields.write_text(fields.read_text(encoding="utf-8").replace("residential_area", "house"), encoding="utf-8")
    assert stale(reference, tmp_path) == ["fields.md"]


def test_every_code_field_and_command_has_its_place(reference):
    pages = reference.pages()
    assert [code for code in codes() if f"\n## {code}\n" not in pages["problems.md"]] == []
    names = {name for kind in KINDS.values() for name in kind.names}
    assert [name for name in names if f"`{name}`" not in pages["fields.md"]] == []


def test_every_public_name_is_told_of():
    assert [name for name in geo.__all__ if f"geo.{name}" not in PYTHON] == []


def test_the_examples_run_one_after_the_other(tmp_path, monkeypatch, capsys):
    command = [sys.executable, "-m", "geo.cli", "demo", "valley", "--no-open"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PYTHON, re.DOTALL)
    assert len(blocks) > 5
    known = {}
    for block in blocks:
        exec(compile(block, "python.md", "exec"), known)
    assert (tmp_path / "by-hand.html").is_file() and (tmp_path / "valley.gpkg").is_file()


def test_the_site_builds_and_no_link_in_it_is_dead(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run([*command, "--config-file", "docs/mkdocs.yml"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "problems" / "index.html").is_file()


def test_the_site_fetches_nothing_from_a_host(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    subprocess.run([*command, "--config-file", "docs/mkdocs.yml"], cwd=ROOT, check=True, capture_output=True)
    page = (tmp_path / "fields" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"https?:[^\"]*", page) == []
