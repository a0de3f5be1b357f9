"""Layers in parts on the disk are checked part by part: no process, this one neither, holds more than a few parts.

Each part is read twice. First it tells what a check has to know of a whole layer, and which hazards and releases name
one another; then it is checked, with what lies near its records in other parts and what they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.checks.duplicates import is_among, reach_m
from geo.checks.findings import Told, said
from geo.checks.parted.aside import Aside
from geo.checks.parted.linked import Ends, ids_of, linked, together
from geo.checks.parted.running import Piece, Task, checked, facts_across, facts_of, told_of
from geo.checks.parted.spilled import Counted, Telling, spill
from geo.checks.running import find
from geo.checks.view import Terms, View, kind_of
from geo.disk import temporary_folder
from geo.scale.folder import Folder
from geo.scale.parts import Floats, Indexes, are_near, rims
from geo.scale.runners import Runner

Beside = tuple[dict[int, Indexes], ...]
"""By layer the records of other parts that a part sees: by part their indexes in its file."""


@dataclass(frozen=True)
class Gathered:
    """What a part tells of its records, by layer: what `_gathering` names, their places in the layer, and of hazards
    with an id and releases that name one the index in its file and a number for the id."""

    facts: tuple[list[Any] | None, ...]
    orders: tuple[NDArray[np.int64], ...]
    ends: tuple[tuple[Indexes, NDArray[np.uint64]], ...]


@dataclass(frozen=True)
class _Asked:
    folder: Folder
    part: int
    of_each: tuple[Terms, ...]
    sums_only: bool


@dataclass(frozen=True)
class Checking:
    """A part of a folder that is to be checked: what it is told of the rest, which records of others it sees for what
    they name, and where what is found is written."""

    folder: Folder
    part: int
    told: tuple[dict[str, Any], ...]
    linked: Beside
    of_each: tuple[Terms, ...]
    terms: Terms
    to: Path
    sums_only: bool


@dataclass(frozen=True)
class Prepared:
    """The parts of a folder as tasks, each of which can be done by itself; what is said of whole layers already."""

    tasks: Sequence[Checking]
    sizes: Sequence[int]
    whole: Sequence[Told]

    def telling(self, parts: Iterable[Counted]) -> Telling:
        """Give what is to be said, from what the tasks gave."""
        return Telling([*parts], self.sizes, self.whole)


@contextmanager
def telling(
    folder: Folder, of_each: Sequence[Terms], terms: Terms, *, runner: Runner, beside: Path | None = None
) -> Iterator[Telling]:
    """Check all parts, and give what is to be said as long as the block lasts.

    `beside`: where parts write down what they find, by default among the temporary files of this machine; a cluster
    needs a folder that all its machines see.
    """
    with prepared(folder, of_each, terms, runner=runner, beside=beside) as ready:
        yield ready.telling(runner.run(check_part, ready.tasks))


@contextmanager
def prepared(
    folder: Folder, of_each: Sequence[Terms], terms: Terms, *,
    runner: Runner, beside: Path | None = None, sums_only: bool = False,
) -> Iterator[Prepared]:  # fmt: skip
    """Find what the parts have to know of the rest; what they write is there as long as the block lasts."""
    with temporary_folder(beside) as spilled:
        numbers = range(len(folder.parts))
        aside = Aside(spilled)
        for part in runner.run(gather, (_Asked(folder, number, tuple(of_each), sums_only) for number in numbers)):
            _put_aside(part, aside)
        known = _known(folder, of_each, aside, sums_only=sums_only)
        views = [View(folder.nothing(n), kind_of(one.kind), one.title, facts=facts)
                 for n, (one, facts) in enumerate(zip(folder.layers, known, strict=True))]  # fmt: skip
        sizes = [one.records for one in folder.layers]
        scopes = () if sums_only else ("layer",)
        whole = said([find(views, of_each, terms, scopes=scopes, across=())], sizes)
        links = _links(folder, aside)
        told = [tuple(told_of(known, n, one.kind, aside[n, _ORDERS][number], sums_only=sums_only)
                      for n, one in enumerate(folder.layers)) for number in numbers]  # fmt: skip
        del known
        yield Prepared([Checking(folder, number, told[number], links[number], tuple(of_each), terms,
                                 spilled / f"{number:05d}.parquet", sums_only) for number in numbers],
                       sizes, whole)  # fmt: skip


def gather(asked: _Asked) -> Gathered:
    """Read a part, and give what has to be known of it for the others to be checked."""
    facts: list[list[Any] | None] = []
    orders, ends = [], []
    for number, (one, terms) in enumerate(zip(asked.folder.layers, asked.of_each, strict=True)):
        seen = asked.folder.seen(number, asked.part, {})
        view = View(seen.frame, kind_of(one.kind), one.title, orders=seen.orders)
        facts.append(_facts(view, terms, sums_only=asked.sums_only) if view.size else None)
        orders.append(seen.orders)
        given, numbers = (
            ids_of(view) if one.kind in ("hazards", "releases") else (seen.before[:0], np.empty(0, np.uint64))
        )
        ends.append((seen.before[given], numbers))
    return Gathered(tuple(facts), tuple(orders), tuple(ends))


def _gathering(kind: str, *, sums_only: bool) -> list[Callable[[View, Terms], Any]]:
    """What is gathered of the records of a kind; several facts are put together from the same."""
    every: list[Any] = [*facts_of(kind, sums_only=sums_only), *facts_across(sums_only=sums_only)]
    return [*dict.fromkeys(fact.gather for fact in every)]


def _facts(view: View, terms: Terms, *, sums_only: bool) -> list[Any]:
    return [one(view, terms) for one in _gathering(view.kind.name, sums_only=sums_only)]


_ORDERS, _ENDS = "orders", "ends"


def _put_aside(part: Gathered, aside: Aside) -> None:
    for nth, (facts, orders, ends) in enumerate(zip(part.facts, part.orders, part.ends, strict=True)):
        aside.put((nth, _ORDERS), orders)
        aside.put((nth, _ENDS), ends)
        for number, value in enumerate(facts or ()):
            aside.put((nth, number), value)


def _known(folder: Folder, of_each: Sequence[Terms], aside: Aside, *, sums_only: bool) -> list[dict[str, Any]]:
    """What is known of each layer, by the name of the fact."""
    known: list[dict[str, Any]] = [{} for _ in folder.layers]
    gathering = [_gathering(one.kind, sums_only=sums_only) for one in folder.layers]
    for nth, one in enumerate(folder.layers):
        if gathering[nth] and (nth, 0) not in aside:
            empty = View(folder.nothing(nth), kind_of(one.kind), one.title)
            for number, value in enumerate(_facts(empty, of_each[nth], sums_only=sums_only)):
                aside.put((nth, number), value)
    for across in facts_across(sums_only=sums_only):
        given = [(one.kind, one.title, aside[nth, gathering[nth].index(across.gather)])
                 for nth, one in enumerate(folder.layers)]  # fmt: skip
        for facts, found in zip(known, across.join(given), strict=True):
            facts[across.name] = found
    for nth, one in enumerate(folder.layers):
        for fact in facts_of(one.kind, sums_only=sums_only):
            known[nth][fact.name] = fact.join(aside[nth, gathering[nth].index(fact.gather)])
    return known


def _links(folder: Folder, aside: Aside) -> list[Beside]:
    """For each part the hazards and releases of others that its own name or are named by."""
    counts = np.array([part.records for part in folder.parts], dtype=np.intp)
    starts = np.vstack([np.zeros((1, len(folder.layers)), np.intp), counts.cumsum(axis=0)])
    releases = together([*_ends(folder, aside, starts, "releases")])
    # Hazards that no release names, which are most of them, are looked for in no part.
    hazards = together([*_ends(folder, aside, starts, "hazards", among=np.unique(releases[0]))])
    wanted = linked(hazards, releases, len(folder.parts), len(folder.layers))
    return [tuple(_by_part(own, starts[:, nth]) for nth, own in enumerate(link)) for link in wanted]


def _ends(
    folder: Folder, aside: Aside, starts: NDArray[np.intp], kind: str, among: NDArray[np.uint64] | None = None
) -> Iterator[Ends]:
    """The ends of each part, counted through all parts from where each of them starts; those `among` rising numbers."""
    for nth, one in enumerate(folder.layers):
        for number, (given, ids) in enumerate(aside[nth, _ENDS] if one.kind == kind and folder.parts else ()):
            if among is not None:
                some = is_among(ids, among)
                given, ids = given[some], ids[some]
            yield ids, np.full(len(given), nth), given + starts[number, nth], np.full(len(given), number)


def _by_part(running: Indexes, starts: Indexes) -> dict[int, Indexes]:
    """Numbers of records counted through all parts, as their indexes in each; each once, rising."""
    running = np.unique(running)
    parts = np.searchsorted(starts, running, side="right") - 1
    return {int(part): running[parts == part] - starts[part] for part in np.unique(parts)}


def check_part(task: Checking) -> Counted:
    """Check a part, in whatever process, and write down what it gives."""
    return spill(checked(part_of(task)), task.to)


def part_of(task: Checking) -> Task:
    """Read a part, and what it sees of others: what lies near its records, and what they name or are named by."""
    folder, reach = task.folder, max(reach_m(one) for one in (*task.of_each, task.terms))
    near = _near(folder, task.part, reach)
    pieces = []
    for number, one in enumerate(folder.layers):
        seen = folder.seen(number, task.part, _united(near[number], task.linked[number]))
        pieces.append(Piece(seen.frame, one.kind, one.title, seen.own, seen.orders, task.told[number]))
    return Task(tuple(pieces), task.of_each, task.terms, task.sums_only)


def _near(folder: Folder, part: int, reach_m_: float) -> Beside:
    """The records of other parts that lie within a distance of the records of a part, whatever their layer."""
    layers = range(len(folder.layers))
    own = np.concatenate([folder.boxes(number, part) for number in layers] or [np.empty((0, 4))])
    around = rims(own, reach_m_)
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
