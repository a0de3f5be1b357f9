"""The table of codes, `codes.toml`: read once, and asked for every finding."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Code:
    """What is known of a code beforehand.

    `severities`: what a finding can be, the usual first. `title` names the fact, `means` says what it is and what it
    does to a map, `remedy` what helps; `option`: the thing to give for it when reading (`crs`, `fields`, …), or "".
    """

    name: str
    severities: tuple[Severity, ...]
    title: str
    means: str
    remedy: str
    option: str = ""


@lru_cache(maxsize=1)
def codes() -> Mapping[str, Code]:
    """Every code by its name, in the order of the table.

    >>> codes()["crs_missing"].title
    'The CRS is missing'
    """
    table = tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _code(name, found) for name, found in table.items()})


def _code(name: str, found: Mapping[str, str]) -> Code:
    severities = tuple(known for told in found["severity"] for known in SEVERITIES if known == told)
    return Code(name, severities, found["title"], found["means"], found["do"], found.get("option", ""))
