"""What one addition does to a layer, counted so that every record of every source is accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from geo.errors import NeedsYes, UsageError
from geo.findings import Findings, Problem
from geo.findings.counting import counted, verb
from geo.geojson import Feature
from geo.records import KINDS
from geo.records.layer import carried
from geo.store.layer_file import LayerFile
from geo.store.updates.giving import Given, ReadingLike
from geo.store.updates.likeness import SOURCE_FILE, content_of
from geo.store.updates.matching import Doubt, same_id, source_key
from geo.store.updates.updating import Terms, Update, update

HALF = 0.5


@dataclass(frozen=True)
class Change:
    """What became of the records of one or more sources in one layer.

    `vanished`: records that their source no longer has, seen so for the first time; they are kept and marked.
    `missing`: all such records. `returned`: records that were missing and are there again. `version`: the name in
    the history of what the layer held before; empty if nothing was written. `doubts`: why it looks wrong.
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
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many records became what."""
        return {name: getattr(self, name) for name in _COUNTS}


_COUNTS = ("added", "changed", "unchanged", "vanished", "returned", "removed")


def require_one_kind_and_own_names(readings: Sequence[ReadingLike]) -> None:
    if not readings:
        raise UsageError("There is nothing to add: no source was read.")
    for one in readings:
        if one.kind not in KINDS:
            raise UsageError(
                f"{one.source}: '{one.kind}' is not a kind of record.", remedy=f"Name one of: {', '.join(KINDS)}."
            )
        if one.kind != readings[0].kind:
            first = readings[0]
            what = f"{first.source} holds {first.kind}, {one.source} holds {one.kind}; a layer holds one kind."
            raise UsageError(what, remedy="Add them one by one, or name the kind.", option="kind")
    names = [one.source for one in readings]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"Two sources are called {name}; the second would take the place of the first.",
                remedy="Rename one of the files, or add it by itself under another name.",
                option="source",
            )


def require_own_and_real(readings: Iterable[ReadingLike], fictitious: bool | None) -> None:
    """Refuse redacted records, and invented ones where the project does not say that its records are."""
    for one in readings:
        imprint, _ = carried(one.frame)
        if imprint is not None and imprint.edition is not None:
            raise UsageError(
                f"{one.source} is of a redacted edition ({imprint.edition.label}), which is not what is known.",
                remedy="Add the project's own records. Of a redacted map a project of its own can be made.",
            )
        if imprint is not None and imprint.fictitious and not fictitious:
            raise UsageError(
                f"{one.source} is of fictitious records, and the project does not say that its records are.",
                remedy="Add them to a project of their own, with fictitious = true in its zonemark.toml.",
            )


def require_without_contributions(readings: Iterable[ReadingLike]) -> None:
    """Refuse records of a map over which contributions lie: what readers said would become what a source says."""
    for one in readings:
        laid = [name for name in ("contributed_on", "part_of") if name in one.frame and one.frame[name].notna().any()]
        if laid:
            raise UsageError(
                f"{one.source} shows what readers contributed to this project, which has it already.",
                remedy="Merge what came back from the map; compare the map with the project to see what differs.",
            )


def under_another_name(readings: Sequence[ReadingLike], source: str) -> ReadingLike:
    """Give the one reading as one of another source. Raises UsageError if there are several."""
    if len(readings) != 1:
        raise UsageError(
            f"'{source}' names one source's records, and there are {len(readings)}.", remedy="Add them one by one."
        )
    changed = copy(readings[0])
    changed.source = source  # type: ignore[misc]
    return changed


def default_title(source: str, kind: str) -> str:
    """Name a layer after a source, without the digits that tell one month's file from the next.

    >>> default_title("survey-2026-05.csv", "hazards"), default_title("1990.json", "accidents")
    ('survey', 'accidents')
    """
    return re.sub(r"[\W_]*\d+[\W_]*", " ", PurePath(source).stem).strip() or kind


class Standing:
    """What stands in a layer already, by id and by what it is, for sources that come under a new name."""

    def __init__(self, layer: str, features: Sequence[Feature]) -> None:
        self.layer = layer
        self._features = list(features)
        self.sources = set(map(_source, features))

    def add(self, given: Given) -> None:
        """Take in what another source gave."""
        self.sources.add(given.source)
        self._ids |= {same_id(key): one for key, one in zip(given.keys, given.features, strict=True) if key}
        self._features += given.features
        if "_contents" in self.__dict__:
            self._contents |= _contents(given.features)

    @cached_property
    def _ids(self) -> dict[str, Feature]:
        return {same_id(source_key(one, _source(one))): one for one in self._features}

    @cached_property
    def _contents(self) -> dict[Hashable, Feature]:
        return _contents(self._features)

    def doubts(self, given: Given, *, share: float) -> list[Doubt]:
        """Doubt a new source more than `share` of whose ids, or half of whose rows without ids, stand here.

        It may be a newer version of a source under another name, and every hazard would then be there twice.
        """
        ids = [same_id(key) for key in given.keys if key]
        rows = [one for one, key in zip(given.features, given.keys, strict=True) if not key]
        by_id = [self._ids[id_] for id_ in ids if id_ in self._ids]
        alike = [self._contents[told] for told in map(content_of, rows) if told in self._contents] if rows else []
        found = []
        if by_id and len(by_id) >= share * len(ids):
            found.append((by_id, len(ids), "id"))
        if alike and len(alike) >= HALF * len(rows):
            found.append((alike, len(rows), "record"))
        return [self._doubt(given.source, *one) for one in found]

    def _doubt(self, source: str, found: Sequence[Feature], of: int, what: str) -> Doubt:
        before = Counter(map(_source, found)).most_common(1)[0][0]
        from_ = f", from {before}" if before else ""
        known = f"{len(found):,} of the {counted(of, what)} of {source} {verb(len(found), 'stands', 'stand')}"
        sentence = f"{known} in the layer '{self.layer}' already{from_}."
        return Doubt("stands_already", sentence, self.layer, before)


def _contents(features: Sequence[Feature]) -> dict[Hashable, Feature]:
    return {told: one for one in features if (told := content_of(one)) is not None}


def apply(
    name: str, file: LayerFile, readings: Sequence[ReadingLike], terms: Terms, others: Sequence[Standing]
) -> list[Update]:
    """Bring the features of a layer up to date with each reading in turn.

    `others`: what stands in the layers that a new one is compared with.
    """
    updates: list[Update] = []
    here = Standing(name, file.features)
    for number, one in enumerate(readings, start=1):
        given = Given.of(one, of_map=terms.of_map)
        doubts = [] if given.source in here.sources else here.doubts(given, share=0)
        doubts += [doubt for other in others for doubt in other.doubts(given, share=HALF)]
        if number == len(readings):
            here = Standing(name, [])  # nothing is compared any more, so no record as it was need be kept
        updates.append(update(file.features, given, terms))
        updates[-1].doubts[:0] = doubts
        file.features = updates[-1].features
        if number < len(readings):
            here.add(given)
    return updates


def _source(feature: Feature) -> str:
    return str(feature["properties"].get(SOURCE_FILE) or "")


def summed(layer: str, updates: Sequence[Update], problems: Sequence[Problem], doubts: Sequence[Doubt] = ()) -> Change:
    """Sum up what became of the records of several sources."""
    totals = {
        name: sum(getattr(one, name) for one in updates)
        for name in ("added", "changed", "unchanged", "vanished", "missing", "returned", "removed")
    }
    own = [problem for one in updates for problem in one.problems]
    all_doubts = [*doubts, *(doubt for one in updates for doubt in one.doubts)]
    found = Findings()
    for doubt in all_doubts:
        found.add(doubt.code, doubt.what)
    return Change(layer, **totals, problems=[*found, *problems, *own], doubts=all_doubts)


def together(changes: Sequence[Change]) -> Change:
    """Give several changes as one that counts all of them."""
    if len(changes) == 1:
        return changes[0]
    totals = {name: sum(getattr(one, name) for one in changes) for name in (*_COUNTS, "missing")}
    return Change(
        "; ".join(one.layer for one in changes),
        **totals,
        problems=[problem for one in changes for problem in one.problems],
        version="; ".join(one.version for one in changes if one.version),
        doubts=[doubt for one in changes for doubt in one.doubts],
    )


def require_yes(changes: Sequence[Change]) -> None:
    """Raise NeedsYes if a change looks wrong."""
    doubts = [doubt for change in changes for doubt in change.doubts]
    if doubts:
        raise NeedsYes(doubts)
