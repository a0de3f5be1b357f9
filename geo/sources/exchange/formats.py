"""Which formats are read, and what to do about one that is not: the table `formats.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from geo.errors import SourceError


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: its name, the endings of its files, and the keys of its readers."""

    name: str
    endings: tuple[str, ...]
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A format that is not read: its endings, what a file of it is, and what to do about it."""

    endings: tuple[str, ...]
    does: str
    do: str


def formats() -> tuple[Format, ...]:
    """List the formats that are read.

    >>> [one.name for one in formats() if ".kmz" in one.endings]
    ['KML and KMZ of Google Earth']
    """
    return _table()[0]


def refusals() -> Mapping[str, Refusal]:
    """Give the formats that are known and not read, by their keys."""
    return _table()[1]


def refusal(source: str, key: str) -> SourceError:
    """Give the error for a file of a format that is not read.

    >>> print(refusal("plan.qgz", "qgis").what)
    plan.qgz is a project of QGIS, which points to data and holds none, and is not read.
    """
    found = refusals()[key]
    return SourceError(f"{source} {found.does}, and is not read.", remedy=found.do)


def key_of_ending(ending: str) -> str:
    """Give the key of the format that is not read and whose files end so; empty if there is none."""
    return next((key for key, one in refusals().items() if ending in one.endings), "")


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[Format, ...], Mapping[str, Refusal]]:
    table = tomllib.loads(files(__package__).joinpath("formats.toml").read_text(encoding="utf-8"))
    read = tuple(Format(one["name"], tuple(one["endings"]), tuple(one["readers"])) for one in table["read"])
    refused = {key: Refusal(tuple(one["endings"]), one["does"], one["do"]) for key, one in table["refused"].items()}
    return read, refused
