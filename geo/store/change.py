"""What one addition does to a layer, counted so that every record of every source is accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from geo.errors import UsageError
from geo.findings import Problem
from geo.records import KINDS
from geo.store.layer_file import LayerFile
from geo.store.updating import SOURCE_FILE, ReadingLike, Update, update


@dataclass(frozen=True)
class Change:
    """What became of the records of one or more sources in one layer.

    `vanished`: records that their source no longer has, seen so for the first time; they are kept and marked.
    `missing`: all such records. `returned`: records that were missing and are there again. `version`: the name in
    the history of what the layer held before; empty if nothing was written.
    """

    layer: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    missing: int = 0
    returned: int = 0
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)
    version: str = ""


def require_one_kind_and_own_names(readings: Sequence[ReadingLike]) -> None:
    if not readings:
        raise UsageError("There is nothing to add: no source was read.")
    for one in readings:
        if one.kind not in KINDS:
            raise UsageError(
                f"{one.source}: '{one.kind}' is no kind of record.", remedy=f"Name one of: {', '.join(KINDS)}."
            )
        if one.kind != readings[0].kind:
            first = readings[0]
            what = f"{first.source} holds {first.kind}, {one.source} holds {one.kind}; a layer holds one kind."
            raise UsageError(what, remedy="Add them one by one, or name the kind with --kind.")
    names = [one.source for one in readings]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"Two sources are called {name}; the second would take the place of the first.",
                remedy="Rename one of the files, or add it by itself under another name with --source.",
            )


def default_title(source: str, kind: str) -> str:
    """Name a layer after a source, without the digits that tell one month's file from the next.

    >>> default_title("survey-2026-05.csv", "hazards"), default_title("1990.json", "accidents")
    ('survey', 'accidents')
    """
    return re.sub(r"[\W_]*\d+[\W_]*", " ", PurePath(source).stem).strip() or kind


def apply(
    file: LayerFile, readings: Sequence[ReadingLike], *, remove_missing: bool, today: date | None
) -> list[Update]:
    """Bring the features of a layer up to date with each reading in turn."""
    updates: list[Update] = []
    for one in readings:
        updates.append(update(file.features, one, remove_missing=remove_missing, today=today))
        file.features = updates[-1].features
    return updates


def same_numbers_elsewhere(one: ReadingLike, layers: Mapping[str, LayerFile]) -> list[Problem]:
    """Name the layers in which at least half of a new source's numbers stand already: it may be a newer version of one
    of their sources under a new name, and every hazard would then be there twice.
    """
    ids = {str(id_) for id_ in one.frame["id"].dropna()} if "id" in one.frame else set()
    problems = []
    for name, file in layers.items():
        theirs = [feature for feature in file.features if feature["id"] in ids]
        if not theirs or 2 * len(theirs) < len(ids):
            continue
        source = theirs[0]["properties"].get(SOURCE_FILE) or name
        what = f"{len(theirs)} of its {len(ids)} numbers stand in the layer '{name}' too, from {source}."
        problems.append(
            Problem("same_numbers_elsewhere", "warning", what,
                    f"If it is a newer version of {source}, take this back with `zonemark undo` and add it with "
                    f"`--layer {name} --source {source}`.", source=one.source, field="id")
        )  # fmt: skip
    return problems


def counted(layer: str, updates: Sequence[Update], more: Sequence[Problem]) -> Change:
    """Sum up what became of the records of several sources."""
    totals = {
        name: sum(getattr(one, name) for one in updates)
        for name in ("added", "changed", "unchanged", "vanished", "missing", "returned", "removed")
    }
    problems = [*more, *(problem for one in updates for problem in one.problems)]
    return Change(layer, **totals, problems=problems)
