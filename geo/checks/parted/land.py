"""Land is added up part by part, and what makes the sums doubtful is found on the way.

The sums and the problems are those of the whole, to the last bit and in their order, in how many parts and by whom they
are found: in this process, in copies of it, or wherever the parts of a folder can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.analysis.sums import Land, Part, Unassigned, measured, summed
from geo.checks.findings import Found, Told, said
from geo.checks.parted.folders import Checking, part_of, prepared
from geo.checks.parted.memory import SIZE, Layers, Tasks
from geo.checks.parted.running import Piece, Task, checked
from geo.checks.parted.spilled import Counted, spill
from geo.checks.view import Terms, View, kind_of
from geo.errors import UsageError
from geo.findings import Problem
from geo.geojson.strict_json import collector_paused
from geo.records import Layer
from geo.records.source_gone import are_gone
from geo.scale.copies import can_copy, shared
from geo.scale.folder import Folder
from geo.scale.runners import HERE, Processes, Runner

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("hazards", "releases")
_COPIES_EACH = 2
"""So many parts at least for each process, so that the one with the quicker parts takes more of them."""


@dataclass(frozen=True)
class Added:
    """Sums by groups, what was released of no hazard, what makes the sums doubtful, and how many of the records their
    source no longer has."""

    table: pd.DataFrame
    unassigned: Unassigned
    conflicts: list[Problem]
    gone: int


@collector_paused()
def add_up(
    what: Sequence[Layer] | Folder, by: Iterable[str] = (), *,
    runner: Runner = HERE, today: date | None = None, beside: Path | None = None,
) -> Added:  # fmt: skip
    """Add up the hazards and releases of layers, or of a folder of parts; `beside` as for `folders.telling`.

    Raises UsageError where there are no hazards, and for a field that none of them has.
    """
    fields, terms = list(by), Terms(today=today or date.today())
    if isinstance(what, Folder):
        folder = what.only(KINDS)
        hazards = [n for n, one in enumerate(folder.layers) if one.kind == "hazards"]
        _known(fields, bool(hazards), [name for n in hazards for name in folder.fields(n)] if fields else ())
        return _of_folder(folder, fields, terms, runner, beside)
    views = [View(one.frame, kind_of(one.kind), one.title or one.name) for one in what if one.kind in KINDS]
    frames = [view.frame for view in views if view.kind.name == "hazards"]
    _known(fields, bool(frames), [str(one) for frame in frames for one in frame.columns if one != frame.geometry.name])
    return _in_memory(Layers(views, [terms] * len(views), terms), fields, runner)


def _known(fields: Sequence[str], has_hazards: bool, known: Iterable[str]) -> None:
    if not has_hazards:
        raise UsageError("There is no layer of hazards.", remedy="Add one, or name the kind of the records.")
    names = dict.fromkeys(known)
    for name in fields:
        if name not in names:
            raise UsageError(f"No hazard has a field '{name}'.", remedy=f"There are: {', '.join(names)}.")


def _of_folder(folder: Folder, fields: list[str], terms: Terms, runner: Runner, beside: Path | None) -> Added:
    of_each = [terms] * len(folder.layers)
    with prepared(folder, of_each, terms, runner=runner, beside=beside, sums_only=True) as ready:
        found = [*runner.run(partial(_add_up_there, fields), ready.tasks)]
        return _together([one for _, *one in found], fields, ready.telling(one for one, *_ in found).problems())


def _in_memory(layers: Layers, fields: list[str], runner: Runner) -> Added:
    sizes = [view.size for view in layers.views]
    if runner is HERE:
        whole = [Piece(view.frame, view.kind.name, view.source, np.ones(view.size, bool), view.orders, {})
                 for view in layers.views]  # fmt: skip
        found = [_add_up(fields, Task(tuple(whole), tuple(layers.of_each), layers.terms, sums_only=True))]
    else:
        count = max(-(-sum(sizes) // SIZE), _COPIES_EACH * runner.workers)
        tasks = Tasks(layers, count, sums_only=True)
        if isinstance(runner, Processes) and can_copy():
            found = shared(lambda number: _add_up(fields, tasks[number]), len(tasks), runner.workers)
        else:
            found = [*runner.run(partial(_add_up, fields), tasks)]
    told: list[Told] = said([one for one, *_ in found], sizes)
    return _together([one for _, *one in found], fields, (one.problem for one in told))


def _add_up(fields: list[str], task: Task) -> tuple[Found, Part, int]:
    """Add up a part, and find what makes its sums doubtful."""
    return checked(task), measured(_land(task.pieces, fields)), _gone(task.pieces)


def _add_up_there(fields: list[str], task: Checking) -> tuple[Counted, Part, int]:
    """Add up a part of a folder, in whatever process, and write down what makes its sums doubtful."""
    found, part, gone = _add_up(fields, part_of(task))
    return spill(found, task.to), part, gone


def _land(pieces: Sequence[Piece], fields: list[str]) -> Land:
    hazards, releases = ([one for one in pieces if one.kind == kind] for kind in KINDS)
    own = [one.own for one in hazards], [one.own for one in releases]
    return Land.of([one.frame for one in hazards], [one.frame for one in releases], fields, own,
                   [one.orders for one in releases])  # fmt: skip


def _gone(pieces: Sequence[Piece]) -> int:
    return sum(int(are_gone(one.frame)[one.own].sum()) for one in pieces)


def _together(parts: Sequence[Any], fields: list[str], problems: Iterable[Problem]) -> Added:
    table, unassigned = summed([part for part, _ in parts], fields)
    conflicts = [problem for problem in problems if problem.severity != "note"]
    return Added(table, unassigned, conflicts, sum(gone for _, gone in parts))
