"""The table of codes is the only list of what can be found: nothing else is given, and nothing in it is idle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.findings import SEVERITIES, Problem, codes

SOURCES = [path for path in (Path(__file__).parent.parent / "geo").rglob("*.py") if "node_modules" not in path.parts]
NAME = re.compile(r"[a-z_]+\Z")
LITERALS = {literal for path in SOURCES for literal in re.findall(r'"([a-z0-9_]+)"', path.read_text(encoding="utf-8"))}


def codes_before_severities(text: str) -> Iterator[str]:
    """The names that stand before a severity in the arguments of a call."""
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        values = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
        yield from (
            one for one, after in zip(values, values[1:], strict=False) if NAME.match(str(one)) and after in SEVERITIES
        )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_finding_is_written_with_a_code_that_is_not_in_the_table(path):
    assert not set(codes_before_severities(path.read_text(encoding="utf-8"))) - set(codes())


def test_a_code_that_is_written_wrong_is_seen():
    assert list(codes_before_severities('note("crs_mising", "error", "…")')) == ["crs_mising"]


def test_a_code_that_is_not_in_the_table_is_refused():
    with pytest.raises(ValueError, match="no code 'crs_mising'"):
        Problem("crs_mising", "error", "…")


def test_a_severity_that_the_table_does_not_have_for_the_code_is_refused():
    with pytest.raises(ValueError, match="crs_missing is not given as 'note'"):
        Problem("crs_missing", "note", "…")


def test_every_code_that_the_sources_write_out_is_in_the_table():
    given = {code for path in SOURCES for code in re.findall(r'\bProblem\(\s*"([a-z0-9_]+)"', path.read_text("utf-8"))}
    assert len(given) > 20 and given <= codes().keys()


@pytest.mark.parametrize("name", codes())
def test_a_code_is_given_somewhere(name):
    assert name in LITERALS or name in {"minutes_range", "seconds_range"}


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.name)
def test_a_code_says_what_it_means_and_what_helps(code):
    assert code.severities
    assert code.title and not code.title.endswith(".")
    assert code.means.endswith(".") and code.remedy.endswith((".", "?"))
