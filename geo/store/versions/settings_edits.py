"""What zonemark.toml states no more since it was last written, though no command took it out.

The file may be edited by hand; that is what it is TOML for. But one that was emptied, cut short, or lost lines in a
merge is valid TOML too: what it does not state is silently what a new project states, and a training map without the
word FICTITIOUS looks like a real one. So what is lost is named. What is stated otherwise was meant, and is nobody's
loss.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.findings import Findings, Problem
from geo.findings.counting import counted

MARKS = ("title", "producer", "hotline", "fictitious", "edition")
"""What says on a map whose it is, whom to call, and that it is not real or not whole."""
_ENTRIES = {"layers": "layer", "sources": "source"}


@dataclass(frozen=True)
class SettingsEdit:
    """What other hands took out of zonemark.toml. `before`: what was last written; `lost`: what that stated.

    It is asked about and listed beside edits of layers, by the names that these have.
    """

    path: Path
    before: bytes
    lost: dict[str, Any]
    layer: str = ""
    damage: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def marks(self) -> dict[str, Any]:
        """What of it marks a map."""
        return {name: value for name, value in self.lost.items() if name in MARKS}

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to say that it is meant: without it a map says less of what its records are."""
        return bool(self.marks)

    @property
    def what(self) -> str:
        """Say what is stated no more."""
        told = [_told(name, value) for name, value in self.lost.items()]
        return f"{self.path} was edited outside of Zonemark, and states no more: {', '.join(told)}."

    @property
    def problem(self) -> Problem:
        """The same as a problem of the project."""
        found = Findings(self.path.name)
        if self.is_doubtful:
            return found.add("settings_lost", self.what, "Take the edit back, or accept it.")
        return found.add("settings_lost", self.what, severity="note", option="")


def compare(path: Path, before: bytes, now: bytes) -> SettingsEdit | None:
    """Find what a settings file states no more; None where nothing is lost."""
    then, stated = _stated(before), _stated(now)
    lost = {
        name: value for name, value in then.items() if name != "format" and _is_less(value, stated.get(name))
    }  # which is ours, and the first where none is stated
    in_order = sorted(lost, key=lambda name: MARKS.index(name) if name in MARKS else len(MARKS))
    return SettingsEdit(path, before, {name: lost[name] for name in in_order}) if lost else None


def _stated(text: bytes) -> dict[str, Any]:
    return tomllib.loads(text.decode("utf-8-sig"))


def _is_less(then: Any, now: Any) -> bool:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        return any(_is_less(value, now.get(name)) for name, value in then.items())
    return bool(then) and not now


def _told(name: str, value: Any) -> str:
    if name in _ENTRIES and isinstance(value, list):
        return counted(len(value), _ENTRIES[name])
    return f"'{name}'"
