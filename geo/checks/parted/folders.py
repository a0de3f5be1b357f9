"""Layers in parts on the disk are checked part by part: no process, this one neither, holds more than a few parts.

Each part is read twice. First it tells what a check has to know of a whole layer, and which hazards and releases name
one another; then it is checked, with what lies near its records in other parts and what they name.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.checks.duplicates import reach_m
from geo.checks.findings import said
from geo.checks.parted.linked import Ends, ids_of, linked, together
from geo.checks.parted.running import Piece, Task, checked, facts_across, facts_of, told_of
from geo.checks.parted.spilled import Counted, Telling, spill
from geo.checks.running import find
from geo.checks.view import Terms, View, kind_of
from geo.errors import UsageError
from geo.scale.folder import Folder
from geo.scale.parts import Floats, Indexes, are_near, hilbert, rims
from geo.scale.runners import Runner

Beside = tuple[dict[int, Indexes], ...]
"""By layer the records of other parts that a part sees: by part their indexes in its file."""


@dataclass(frozen=True)
class Gathered:
    """What a part tells of its records, by layer: facts by name, their places in the layer, and of hazards with an id
    and releases that name one the index in its file and a number for the id."""

    facts: tuple[dict[str, Any] | None, ...]
    orders: tuple[NDArray[np.int64], ...]
    ends: tuple[tuple[Indexes, NDArray[np.uint64]], ...]


@dataclass(frozen=True)
class _Asked:
    folder: Folder
    part: int
    of_each: tuple[Terms, ...]


@dataclass(frozen=True)
class _Checking:
    folder: Folder
    part: int
    told: tuple[dict[str, Any], ...]
    linked: Beside
    of_each: tuple[Terms, ...]
    terms: Terms
    to: Path


@contextmanager
def telling(
    folder: Folder, of_each: Sequence[Terms], terms: Terms, *, runner: Runner, beside: Path | None = None
) -> Iterator[Telling]:
    """Check all parts, and give what is to be said as long as the block lasts.

    `beside`: where parts write down what they find, by default among the temporary files of this machine; a cluster
    needs a folder that all its machines see.
    """
    with _written_down(beside) as spilled:
        numbers = range(len(folder.parts))
        gathered = [*runner.run(gather, (_Asked(folder, number, tuple(of_each)) for number in numbers))]
        known = _known(folder, of_each, gathered)
        views = [View(folder.nothing(n), kind_of(one.kind), one.title, facts=facts)
                 for n, (one, facts) in enumerate(zip(folder.layers, known, strict=True))]  # fmt: skip
        sizes = [one.records for one in folder.layers]
        whole = said([find(views, of_each, terms, scopes=("layer",), across=())], sizes)
        links = _links(folder, gathered)
        tasks = (_Checking(folder, number, _told(folder, known, gathered[number]), links[number], tuple(of_each), terms,
                           spilled / f"{number:05d}.parquet") for number in numbers)  # fmt: skip
        yield Telling([*runner.run(check_part, tasks)], sizes, whole)


@contextmanager
def _written_down(beside: Path | None) -> Iterator[Path]:
    try:
        spilled = Path(tempfile.mkdtemp(prefix="zonemark-", dir=beside))
    except OSError as error:
        raise UsageError(f"Nothing can be written to {beside} ({error.strerror}).") from None
    try:
        yield spilled
    finally:
        shutil.rmtree(spilled, ignore_errors=True)


def gather(asked: _Asked) -> Gathered:
    """Read a part, and give what has to be known of it for the others to be checked."""
    facts: list[dict[str, Any] | None] = []
    orders, ends = [], []
    for number, (one, terms) in enumerate(zip(asked.folder.layers, asked.of_each, strict=True)):
        seen = asked.folder.seen(number, asked.part, {})
        view = View(seen.frame, kind_of(one.kind), one.title, orders=seen.orders)
        facts.append(_facts(view, terms) if view.size else None)
        orders.append(seen.orders)
        given, numbers = (
            ids_of(view) if one.kind in ("hazards", "releases") else (seen.before[:0], np.empty(0, np.uint64))
        )
        ends.append((seen.before[given], numbers))
    return Gathered(tuple(facts), tuple(orders), tuple(ends))


def _facts(view: View, terms: Terms) -> dict[str, Any]:
    every: list[Any] = [*facts_of(view.kind.name), *facts_across()]
    # Several facts are put together from the same.
    of = {gather: gather(view, terms) for gather in dict.fromkeys(fact.gather for fact in every)}
    return {fact.name: of[fact.gather] for fact in every}


def _known(folder: Folder, of_each: Sequence[Terms], gathered: Sequence[Gathered]) -> list[dict[str, Any]]:
    """What is known of each layer, by the name of the fact."""
    parts: list[list[dict[str, Any]]] = []
    for number, one in enumerate(folder.layers):
        found = [part.facts[number] for part in gathered]
        empty = View(folder.nothing(number), kind_of(one.kind), one.title)
        parts.append([facts for facts in found if facts is not None] or [_facts(empty, of_each[number])])
    known = [{fact.name: fact.join([facts[fact.name] for facts in own]) for fact in facts_of(one.kind)}
             for one, own in zip(folder.layers, parts, strict=True)]  # fmt: skip
    for across in facts_across():
        given = [(one.kind, one.title, [facts[across.name] for facts in own])
                 for one, own in zip(folder.layers, parts, strict=True)]  # fmt: skip
        for facts, found in zip(known, across.join(given), strict=True):
            facts[across.name] = found
    return known


def _told(folder: Folder, known: Sequence[dict[str, Any]], part: Gathered) -> tuple[dict[str, Any], ...]:
    return tuple(told_of(known, n, one.kind, part.orders[n]) for n, one in enumerate(folder.layers))


def _links(folder: Folder, gathered: Sequence[Gathered]) -> list[Beside]:
    """For each part the hazards and releases of others that its own name or are named by."""
    counts = np.array([part.records for part in folder.parts], dtype=np.intp)
    starts = np.vstack([np.zeros((1, len(folder.layers)), np.intp), counts.cumsum(axis=0)])
    ends: dict[str, list[Ends]] = {"hazards": [], "releases": []}
    for number, part in enumerate(gathered):
        for nth, (one, (given, numbers)) in enumerate(zip(folder.layers, part.ends, strict=True)):
            if one.kind in ends:
                running = given + starts[number, nth]
                ends[one.kind].append((numbers, np.full(len(given), nth), running, np.full(len(given), number)))
    wanted = linked(together(ends["hazards"]), together(ends["releases"]), len(folder.parts), len(folder.layers))
    return [tuple(_by_part(own, starts[:, nth]) for nth, own in enumerate(link)) for link in wanted]


def _by_part(running: Indexes, starts: Indexes) -> dict[int, Indexes]:
    """Numbers of records counted through all parts, as their indexes in each; each once, rising."""
    running = np.unique(running)
    parts = np.searchsorted(starts, running, side="right") - 1
    return {int(part): running[parts == part] - starts[part] for part in np.unique(parts)}


def check_part(task: _Checking) -> Counted:
    """Check a part, in whatever process, and write down what it gives."""
    return spill(checked(part_of(task)), task.to)


def part_of(task: _Checking) -> Task:
    """Read a part, and what it sees of others: what lies near its records, and what they name or are named by."""
    folder, reach = task.folder, max(reach_m(one) for one in (*task.of_each, task.terms))
    near = _near(folder, task.part, reach)
    pieces = []
    for number, one in enumerate(folder.layers):
        seen = folder.seen(number, task.part, _united(near[number], task.linked[number]))
        pieces.append(Piece(seen.frame, one.kind, one.title, seen.own, seen.orders, task.told[number]))
    return Task(tuple(pieces), task.of_each, task.terms)


def _near(folder: Folder, part: int, reach_m_: float) -> Beside:
    """The records of other parts that lie within a distance of the records of a part, whatever their layer."""
    layers = range(len(folder.layers))
    own = np.concatenate([folder.boxes(number, part) for number in layers] or [np.empty((0, 4))])
    around = rims(own[np.argsort(hilbert(own), kind="stable")], reach_m_)
    found: tuple[dict[int, Indexes], ...] = tuple({} for _ in layers)
    for other, held in enumerate(folder.parts):
        for number in layers:
            bounds = held.bounds[number]
            if other != part and bounds is not None and _meet(np.array([bounds]), around):
                near = np.flatnonzero(are_near(folder.boxes(number, other), around))
                if len(near):
                    found[number][other] = near
    return found


def _meet(bounds: Floats, boxes: Floats) -> bool:
    return bool(len(boxes)) and bool(are_near(bounds, boxes)[0])


def _united(one: dict[int, Indexes], other: dict[int, Indexes]) -> dict[int, Indexes]:
    nothing = np.empty(0, dtype=np.intp)
    return {part: np.union1d(one.get(part, nothing), other.get(part, nothing)) for part in one | other}
