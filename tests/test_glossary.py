"""CONTRIBUTING's table of words holds: a name that is just one of them stands only where the table says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GEO = ROOT / "geo"
_LINE = re.compile(r"^\| \*(\w+)\* \| .+ \| (.+) \|$", re.MULTILINE)
_INDEXES = {"flatnonzero", "argsort", "argmin", "argmax"}


def glossary() -> dict[str, set[str] | None]:
    """The words, and the rooms in which each may be a name by itself; None where it may anywhere."""
    found = _LINE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    return {word: None if rooms == "anywhere" else set(rooms.split(", ")) for word, rooms in found}


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that code gives to something, with its line; an imported one is judged where it is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def counted(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names that are given to places in an array: those that `enumerate` counts from 0, and those that numpy finds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Call):
            if ast.unparse(node.iter.func) == "enumerate" and len(node.iter.args) == 1 and not node.iter.keywords:
                target = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
                yield ast.unparse(target), target.lineno
            elif _INDEXES & set(re.findall(r"\w+", ast.unparse(node.iter))):
                yield ast.unparse(node.target), node.target.lineno
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            if ast.unparse(node.value.func).removeprefix("np.") in _INDEXES:
                yield ast.unparse(node.targets[0]), node.lineno


def flagged(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Parameters that are one boolean for each record."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.arg)
            and node.annotation is not None
            and ast.unparse(node.annotation).startswith("NDArray[np.bool_]")
        ):
            yield node.arg, node.lineno


def word_of(name: str) -> str:
    """The word that a name is, without the mark of what is private and of what is several."""
    plain = name.strip("_").lower()
    return {"indexes": "index"}.get(plain, plain.removesuffix("s"))


def wrong(text: str, room: str) -> list[str]:
    """What in a module of a room contradicts the table."""
    words, tree = glossary(), ast.parse(text)
    misplaced = [
        f"{line}: {name} is not a name for {room}"
        for name, line in bound(tree)
        if (rooms := words.get(word_of(name))) is not None and room not in rooms
    ]
    others = words.keys() - {"index"}
    counts = [f"{line}: {name} is an index" for name, line in counted(tree) if word_of(name) in others]
    flags = [f"{line}: {name} is a mask" for name, line in flagged(tree) if word_of(name) in words.keys() - {"mask"}]
    return misplaced + counts + flags


def test_each_word_means_one_thing():
    found = {
        str(path.relative_to(ROOT)): slips
        for path in GEO.rglob("*.py")
        if "node_modules" not in path.parts
        and (slips := wrong(path.read_text(encoding="utf-8"), path.relative_to(GEO).parts[0].removesuffix(".py")))
    }
    assert not found


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("def name(self, position): ...", "checks"),
        ("zone = utm_zone(lon, lat)", "positions"),
        ("class Sheet: ...", "maps"),
        ("self.figure = compute(legs)", "traverse"),
        ("with unpacked(path) as place: ...", "sources"),
        ("for row, shape in enumerate(shapes): ...", "exports"),
        ("positions = np.flatnonzero(lost)", "placing"),
        ("def put(rows: NDArray[np.bool_]): ...", "placing"),
    ],
)
def test_a_word_that_means_something_else_is_seen(text, room):
    assert wrong(text, room)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("for index, shape in enumerate(shapes): ...", "checks"),
        ("for row, text in enumerate(lines, start=2): ...", "sources"),
        ("from geo.checks import positions", "checks"),
        ("def write(position): ...", "exports"),
        ("utm_zone = find(lon)", "positions"),
    ],
)
def test_a_word_in_its_own_meaning_is_let_be(text, room):
    assert not wrong(text, room)


def test_the_table_names_rooms_that_there_are():
    rooms = {path.name.removesuffix(".py") for path in GEO.iterdir()}
    assert len(glossary()) >= 18
    assert all(named <= rooms for named in glossary().values() if named is not None)
