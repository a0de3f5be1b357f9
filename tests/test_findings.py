"""The table of codes is the only list of what can be found: nothing else is given, and nothing in it is idle."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from geo.findings import SEVERITIES, Problem, codes

SOURCES = [path for path in (Path(__file__).parent.parent / "geo").rglob("*.py") if "node_modules" not in path.parts]
NAME = re.compile(r"[a-z_]+\Z")
COLLECTOR = re.compile(r"\b(problems|notes|nothing|slips|found)\.add(_rows)?\Z")
LITERALS = {literal for path in SOURCES for literal in re.findall(r'"([a-z0-9_]+)"', path.read_text(encoding="utf-8"))}


def findings_of(text: str) -> Iterator[tuple[str, str]]:
    """The codes that calls are given by name, each with the severity beside it, or ""."""
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        values = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
        named = {one.arg: one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)}
        if COLLECTOR.search(ast.unparse(call.func)) and isinstance(values[0], str):
            yield values[0], named.get("severity", "")
        for one, after in pairwise(values):
            if NAME.match(str(one)) and after in SEVERITIES:
                yield one, after


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_finding_that_is_written_is_in_the_table(path):
    for code, severity in findings_of(path.read_text(encoding="utf-8")):
        assert code in codes() and (not severity or severity in codes()[code].severities)


def test_a_finding_that_is_written_wrong_is_seen():
    written = 'found.add("crs_mising", "…"); note("stale", "error", "…"); found.add("stale", "…", severity="warning")'
    assert list(findings_of(written)) == [("crs_mising", ""), ("stale", "error"), ("stale", "warning")]


def test_the_sources_write_most_codes_out():
    written = {code for path in SOURCES for code, _ in findings_of(path.read_text(encoding="utf-8"))}
    assert len(written) > len(codes()) / 3


def test_a_code_that_is_not_in_the_table_is_refused():
    with pytest.raises(ValueError, match="no code 'crs_mising'"):
        Problem("crs_mising", "error", "…")


def test_a_severity_that_the_table_does_not_have_for_the_code_is_refused():
    with pytest.raises(ValueError, match="crs_missing is not given as 'note'"):
        Problem("crs_missing", "note", "…")


@pytest.mark.parametrize("name", codes())
def test_a_code_is_given_somewhere(name):
    assert name in LITERALS or name in {"minutes_range", "seconds_range"}


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.name)
def test_a_code_says_what_it_means_and_what_helps(code):
    assert code.severities
    assert code.title and not code.title.endswith(".")
    assert code.means.endswith(".") and code.remedy.endswith((".", "?"))
