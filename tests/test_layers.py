"""Rooms import downwards only.

cli → desk → {maps, share} → traverse → {checks, contributions, sources, store} → analysis → records → placing →
{positions, crs, cells} → errors.
A traverse stands on the sources because its sheets come in the same files as everything else.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "geo"
RANK = {
    "findings": 0, "errors": 0,
    "cells": 1, "children": 1, "disk": 1, "memory": 1, "geojson": 1, "positions": 1, "crs": 1, "markup": 1,
    "placing": 2,
    "records": 3,
    "analysis": 4, "mapfile": 4, "postgis": 4, "geopackage": 4, "geoparquet": 4, "scale": 4,
    "checks": 5, "contributions": 5, "sources": 5, "store": 5, "exports": 5,
    "traverse": 6, "compare": 6,
    "maps": 7, "share": 7,
    "door": 8, "packages": 8,
    "desk": 9,
    "cli": 10,
}  # fmt: skip
MAY_MEET = {
    ("errors", "findings"),  # what an error says of a file is made of findings
    ("positions", "crs"), ("positions", "cells"),  # a written position is read with projections and cells
    ("markup", "cells"), ("markup", "crs"), ("markup", "geojson"),  # markup is text, and its shapes become GeoJSON's
    ("geoparquet", "geopackage"),  # both say the same of a table
    ("scale", "geoparquet"), ("scale", "geopackage"),  # parts lie on the disk as GeoParquet, which says what they are
    ("analysis", "scale"),  # what the parts add up to is put together in the order of the layers
    ("store", "sources"),  # a project reads a file as it remembers of files like it
    ("store", "contributions"),  # a project keeps what it received, and lays it over its records
}  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "geo")
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {parts[1] for name in names if (parts := name.split("."))[0] == "geo" and len(parts) > 1}


def upward(own: str, others: set[str]) -> set[str]:
    return {
        other
        for other in others & RANK.keys()
        if other != own and RANK[other] >= RANK[own] and (own, other) not in MAY_MEET
    }


MODULES = [path for path in ROOT.rglob("*.py") if "node_modules" not in path.parts]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_rooms_below_it(path):
    if path == ROOT / "__init__.py":
        return
    assert room(path) in RANK, f"{path} stands in no room of the design"
    assert not upward(room(path), imported_rooms(ast.parse(path.read_text(encoding="utf-8"))))


def test_the_rule_sees_an_import_upwards():
    assert upward("records", imported_rooms(ast.parse("from geo.maps import draw"))) == {"maps"}
    assert upward("sources", imported_rooms(ast.parse("import geo.store"))) == {"store"}


MOST_MODULES = 15
FOLDERS = sorted({path.parent for path in [*MODULES, *(ROOT / "maps" / "viewer" / "src").rglob("*.ts")]})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_room_that_holds_much_has_rooms_inside(folder):
    modules = [path for path in folder.iterdir() if path.suffix in (".py", ".ts") and path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES
