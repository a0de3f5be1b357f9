"""What can be given to help against a finding or an error, in the words of whoever speaks to the person.

The library names the thing ("the CRS") and its option (`crs`); Python writes that as `crs="EPSG:n"`, the command line
as `--crs EPSG:n`. An option is written with a value of its own where there is one (`crs=EPSG:28408`), several of
them with a semicolon between (see `written_option`); what is called rather than given (`undo`) is an option here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable

Words = Callable[[str, str], str]
"""Puts an option and its value into words."""

EXAMPLES = {
    "borders": "none",
    "contributions": "none",
    "crs": "EPSG:n",
    "delimiter": "SIGN",
    "encoding": "NAME",
    "extent": "W,S,E,N",
    "fields": "COLUMN=field",
    "ground": "FILE",
    "headings": "A,B,C",
    "hotline": "TEXT",
    "keep_personal": "",
    "kind": "KIND",
    "languages": "A,B",
    "layer": "NAME",
    "only": "COLUMN=VALUE",
    "producer": "TEXT",
    "remove_missing": "",
    "sheet": "NAME",
    "signing_key": "RW…",
    "source": "NAME",
    "stale_after_years": "YEARS",
    "swap": "",
    "title": "TEXT",
}
"""The options by name, each with what stands for its value where a finding has none; "": it is given or not."""

CALLS = {
    "accept_edits": "project.accept_edits()",
    "demo": "geo.store.copy_training(FOLDER)",
    "log": "project.log()",
    "new": "geo.Project.create(FOLDER)",
    "review": "project.contributions.decide(…)",
    "sheet_form": "geo.traverse.read_traverses",
    "undo": "project.undo()",
    "undo_settings": "geo.store.bring_back_settings(FOLDER)",
}
"""What is called, by name, in Python. A value is a change to go back to and, behind a space, the project's folder."""


def written_option(name: str, value: object) -> str:
    """Write an option with its value, whatever signs that holds.

    >>> written_option("fields", "lat; deg=lat")
    'fields=lat%3B deg=lat'
    """
    return f"{name}={str(value).replace('%', '%25').replace(';', '%3B')}"


def undo_to(project: object, to: str = "") -> str:
    """Write the option of bringing a project back to the change or version `to`, or to what it was before the last."""
    return written_option("undo", f"{to} {project}")


def in_python(name: str, value: str) -> str:
    """Write an option as a keyword of a call.

    >>> in_python("crs", "EPSG:32638"), in_python("fields", "y=lat"), in_python("keep_personal", "")
    ('crs="EPSG:32638"', 'fields={"y": "lat"}', 'keep_personal=True')
    """
    if name in CALLS:
        to = value.partition(" ")[0]
        return CALLS[name].replace("()", f'("{to}")') if to else CALLS[name]
    if name == "fields":
        column, _, field = value.rpartition("=")
        return f"fields={json.dumps({column: field}, ensure_ascii=False)}"
    if name == "only":
        column, _, wanted = value.partition("=")
        return f"only={json.dumps({column: [wanted]}, ensure_ascii=False)}"
    if name in ("extent", "stale_after_years"):  # numbers
        return f"{name}=({value})" if "," in value else f"{name}={value}"
    if name in ("headings", "languages"):
        return f"{name}={json.dumps(value.split(','), ensure_ascii=False)}"
    return f"{name}={json.dumps(value, ensure_ascii=False) if value else True}"


def with_options(remedy: str, options: str, words: Words) -> str:
    """Put options behind a remedy, in brackets; a remedy without options stays as it is.

    >>> with_options("Name the CRS.", "crs", in_python), with_options("Is it the right CRS?", "", in_python)
    ('Name the CRS (crs="EPSG:n").', 'Is it the right CRS?')
    """
    if not remedy or not options:
        return remedy
    told = ", ".join(words(*_parted(one)) for one in options.split(";"))
    return f"{remedy[:-1]} ({told})." if remedy.endswith(".") else f"{remedy} ({told})"


def _parted(written: str) -> tuple[str, str]:
    name, _, value = written.lstrip().partition("=")
    if name not in EXAMPLES and name not in CALLS:
        raise ValueError(f"There is no option {name!r} in geo/findings/options.py.")
    return name, value.replace("%3B", ";").replace("%25", "%") or EXAMPLES.get(name, "")
