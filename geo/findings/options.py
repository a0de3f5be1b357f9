"""What can be given to help against a finding or an error, in the words of whoever speaks to the person.

The library names the thing ("the CRS") and its option (`crs`); Python writes that as `crs="EPSG:n"`, the command line
as `--crs EPSG:n`. An option is written with a value of its own where there is one (`crs=EPSG:28408`), several of
them with a semicolon between; what is called rather than given (`undo`) is an option here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable

Words = Callable[[str, str], str]
"""Puts an option and its value into words."""

EXAMPLES = {
    "crs": "EPSG:n",
    "delimiter": "SIGN",
    "encoding": "NAME",
    "fields": "COLUMN=field",
    "headings": "A,B,C",
    "keep_personal": "",
    "kind": "KIND",
    "layer": "NAME",
    "sheet": "NAME",
    "source": "NAME",
}
"""The options by name, each with what stands for its value where a finding has none; "": it is given or not."""

CALLS = {
    "demo": "geo.store.copy_training(FOLDER)",
    "new": "geo.Project.create(FOLDER)",
    "sheet_form": "geo.traverse.read_traverses",
    "undo": "project.undo()",
}
"""What is called, by name, in Python. A value is what it is called with."""


def in_python(name: str, value: str) -> str:
    """Write an option as a keyword of a call.

    >>> in_python("crs", "EPSG:32638"), in_python("fields", "y=lat"), in_python("keep_personal", "")
    ('crs="EPSG:32638"', 'fields={"y": "lat"}', 'keep_personal=True')
    """
    if name in CALLS:
        return CALLS[name]
    if name == "fields":
        column, _, field = value.partition("=")
        return f"fields={json.dumps({column: field}, ensure_ascii=False)}"
    if name == "headings":
        return f"headings={json.dumps(value.split(','), ensure_ascii=False)}"
    return f"{name}={json.dumps(value, ensure_ascii=False) if value else True}"


def with_options(remedy: str, options: str, words: Words) -> str:
    """Put options behind a remedy, in brackets; a remedy without options stays as it is.

    >>> with_options("Name the CRS.", "crs", in_python), with_options("Is it the right CRS?", "", in_python)
    ('Name the CRS (crs="EPSG:n").', 'Is it the right CRS?')
    """
    if not remedy or not options:
        return remedy
    told = ", ".join(words(*_parted(option)) for option in options.split(";"))
    return f"{remedy[:-1]} ({told})." if remedy.endswith(".") else f"{remedy} ({told})"


def _parted(option: str) -> tuple[str, str]:
    name, _, value = option.strip().partition("=")
    if name not in EXAMPLES and name not in CALLS:
        raise ValueError(f"There is no option {name!r} in geo/findings/options.py.")
    return name, value or EXAMPLES.get(name, "")
