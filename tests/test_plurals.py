"""One row, two rows: a number is counted with its noun, so that no text says "1 numbers"."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.checks.view import MANY
from geo.findings.counting import counted, listed, verb

ROOT = Path(__file__).parent.parent / "geo"
SOURCES = [path for path in ROOT.rglob("*.py") if "node_modules" not in path.parts]
PLURAL = re.compile(r" (?:people|vertices|\w+[a-rt-z]s)\b")
VERBS = re.compile(r" (is|has|was|lies|does|appears|ends|holds|needs|begins|names|computes|unpacks|declares|says)\b")


def loose_plurals(text: str) -> Iterator[str]:
    """The numbers in texts that are followed by a plural whatever they are: by `len(…)`, a sum, or thousands."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, node.values[1:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(after, ast.Constant) and is_a_number(value):
                    told = str(after.value)
                    if PLURAL.match(told) and not VERBS.match(told):
                        yield f"{{{ast.unparse(value.value)}}}{told}"


def is_a_number(value: ast.FormattedValue) -> bool:
    what = ast.unparse(value.value)
    if re.fullmatch(r"(self\.)?_?[A-Z_]+", what):
        return False  # a limit, which is never 1
    spec = ast.unparse(value.format_spec) if value.format_spec else ""
    return "," in spec or re.search(r"\blen\(|\.sum\(|\bcounts?\b|\bnumber\b|\bwidth\b|\bdigits\b", what) is not None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_number_is_counted_with_its_noun(path):
    assert not list(loose_plurals(path.read_text(encoding="utf-8")))


def test_a_plural_that_is_wrong_for_one_is_seen():
    written = 'f"A position has {len(value)} numbers.", f"{count:,} of the records", f"{path} is", f"{MOST:,} letters"'
    assert list(loose_plurals(written)) == ["{len(value)} numbers."]


@pytest.mark.parametrize(("count", "told"), [(0, "0 rows are"), (1, "1 row is"), (2, "2 rows are")])
def test_a_verb_follows_its_number(count, told):
    assert f"{counted(count, 'row')} {verb(count)}" == told


def test_what_is_said_of_most_of_a_layer_is_said_of_many():
    assert MANY > 2  # so that its sentences are in the plural alone


def test_the_rest_of_a_list_is_counted():
    assert [listed("abcd"[:count], most=2) for count in (0, 1, 2, 3)] == ["", "a", "a, b", "a, b and 1 more"]
