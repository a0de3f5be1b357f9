"""The table of codes is the only list of what can be found: nothing else is given, and nothing in it is idle."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from geo.cli.wording import in_shell
from geo.errors import StoreError
from geo.findings import SEVERITIES, Findings, Problem, codes, collecting
from geo.findings.options import CALLS, EXAMPLES, in_python, undo_to, written_option

SOURCES = [path for path in (Path(__file__).parent.parent / "geo").rglob("*.py") if "node_modules" not in path.parts]
NAME = re.compile(r"[a-z_]+\Z")
LIBRARY = [path for path in SOURCES if "cli" not in path.parts]
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


FLAG = re.compile(
    r"(?<![\w-])--[a-z][a-z-]+|\bzonemark (add|areas|check|demo|export|layers|log|map|new|traverse|undo|where)\b"
)


def texts(path: Path) -> Iterator[str]:
    """The texts of a module that are not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_library_does_not_speak_as_the_command_line_does(path):
    assert not [text for text in texts(path) if FLAG.search(text)]


def test_a_flag_in_a_text_is_seen():
    assert FLAG.search("Name it with --crs EPSG:n.") and FLAG.search("`zonemark new` makes one.")
    assert not FLAG.search("a -- b")


@pytest.mark.parametrize("option", [*EXAMPLES, *CALLS])
def test_each_option_has_words_in_python_and_in_the_shell(option):
    assert in_python(option, EXAMPLES.get(option, ""))
    assert in_shell(option, EXAMPLES.get(option, "")).startswith(("--", "zonemark "))


def test_the_options_of_the_table_are_options():
    options = {option for code in codes().values() for option in code.option.split(";")}
    assert options - {""} <= EXAMPLES.keys() | CALLS.keys()


def test_a_value_of_an_option_can_hold_any_sign():
    option = written_option("fields", "lat; deg %3B=x=lat")
    found = Findings("survey.csv").add("coordinate_range", "95 is outside -90…90.", "Which is it?", option=option)
    assert found.told(in_python).endswith('(fields={"lat; deg %3B=x": "lat"})')
    assert found.told(in_shell).endswith("(--field 'lat; deg %3B=x=lat')")


def test_a_way_back_is_a_call_in_python_and_a_command_in_the_shell():
    error = StoreError("It is damaged.", remedy="Bring back the version before.", option=undo_to("my map", "start"))
    assert error.told(in_python).endswith('(project.undo("start")).')
    assert error.told(in_shell).endswith("(zonemark undo 'my map' --to start).")


def makers_of_problems(text: str) -> list[int]:
    """The lines that make a problem by themselves."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func).rpartition(".")[2] == "Problem"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_only_the_collector_makes_problems(path):
    assert path.stem == "collecting" or not makers_of_problems(path.read_text(encoding="utf-8"))


def test_a_problem_made_by_hand_is_seen():
    assert makers_of_problems('found.add("stale", "…")\nfindings.Problem("stale", "note", "…")') == [2]
    assert makers_of_problems(Path(collecting.__file__).read_text(encoding="utf-8"))


def test_a_remedy_is_worded_by_whoever_speaks():
    problem = Problem("crs_missing", "error", "These are metres.", "Name the CRS.")
    assert str(problem) == 'These are metres. Name the CRS (crs="EPSG:n").'
    assert problem.told(in_shell) == "These are metres. Name the CRS (--crs EPSG:n)."


def test_rows_with_one_fault_are_named_together():
    found = Findings("survey.csv")
    found.add_rows("too_few_cells", list(range(2, 12)), "The last columns are empty.")
    assert [str(one) for one in found] == [
        "survey.csv, row 2: The last columns are empty (rows 2, 3, 4, 5, 6, 7, 8, 9 and 2 more)."
    ]
