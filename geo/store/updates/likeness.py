"""Which records are the same by what they are: where they lie, what they are called, when they were seen, and the rest.

The surest likeness is tried first. Below the first, a likeness counts only if exactly one record on each side has it,
in the whole source and not only among those that are left: what could be two different hazards is never made one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any, overload

import numpy as np
import shapely

from geo import crs
from geo.geojson import Feature, as_line, laid_out
from geo.records.source_gone import MISSING_SINCE

SOURCE_FILE, SOURCE_ROW, SOURCE_ID = "source_file", "source_row", "source_id"
BOOKKEEPING = (SOURCE_FILE, SOURCE_ROW, SOURCE_ID, MISSING_SINCE)
"""What the store itself writes into a record."""

_NAMES = ("name", "subject", "place")
_DATES = ("occurred_on", "completed_on", "reported_on", "information_on", "as_of")
"""The last visit (verified_on) is not among them: it is what a new version of a record changes first."""
_HOW_PLACED = ("position_entered", "position_transformation", "crs_entered")
CLOSE_M = 10.0
"""Positions written again with fewer digits, or measured again, lie this near."""
NAMESAKE_M = 1_000.0
"""A name alone tells two records apart only so near: village names come again."""
_DIGEST = 16
"""Bytes by which what records state is compared; the texts themselves are as much again as the records."""
FEW = 3
"""A date and a place alone are shared by many events; with fewer fields than this a record without name is not told."""


class Traits:
    """What one record is told by. It keeps digests, not the record, which its side has or can make again."""

    __slots__ = ("_dates", "_index", "_names", "_rest", "_where", "_side")

    def __init__(self, side: Side, index: int) -> None:
        self._side, self._index = side, index
        self._names: tuple[str, ...] | None = None
        self._dates: tuple[str, ...] | None = None
        self._where: bytes | None = None
        self._rest: tuple[bytes, int] | None = None

    @property
    def feature(self) -> Feature:
        """The record itself."""
        return self._side.features[self._index]

    @property
    def geometry(self) -> str | None:
        """Its geometry to the last digit."""
        return _geometry_of(self.feature)

    @property
    def where(self) -> bytes | None:
        """The same as a digest."""
        if self._where is None:
            self._where = b"" if (written := self.geometry) is None else _digest(written)
        return self._where or None

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called."""
        if self._names is None:
            self._names = _plainly(self.feature["properties"], _NAMES, self._side.ours)
        return self._names

    @property
    def dates(self) -> tuple[str, ...]:
        """The days that belong to it for good."""
        if self._dates is None:
            self._dates = _plainly(self.feature["properties"], _DATES, self._side.ours)
        return self._dates

    @property
    def rest(self) -> tuple[bytes, int]:
        """All that both sides state, without the position and how it was written, as a digest, and how many fields
        that is."""
        if self._rest is None:
            common, stated = self._side.common(), _stated(self.feature, self._side.ours)
            kept = {name: value for name, value in stated.items() if name in common and name not in _HOW_PLACED}
            self._rest = _digest(as_line(sorted(kept.items()))), len(kept)
        return self._rest

    @property
    def whole(self) -> bytes:
        """All that it states, and where, as a digest."""
        return _whole(self.feature, self._side.ours)

    @property
    def all_of_it(self) -> Hashable:
        """Also what the source has no say in."""
        properties = self.feature["properties"]
        kept = {name: value for name, value in properties.items() if name not in ("id", *BOOKKEEPING)}
        return as_line(sorted(kept.items())), self.geometry

    @property
    def is_point(self) -> bool:
        """Whether it lies at a point, where others may lie too; nobody draws the same outline twice by chance."""
        return (laid_out(self.feature.get("geometry")) or {}).get("type") in (None, "Point", "MultiPoint")

    def contradicts(self, other: Traits) -> bool:
        """Whether both state a name or a day, and not the same."""
        own, theirs = (*self.names, *self.dates), (*other.names, *other.dates)
        return any(one and two and one != two for one, two in zip(own, theirs, strict=True))


class Side(Sequence[Traits]):
    """The records of one side, as what they are told by, each made when it is asked for: most never are.

    `ours`: the properties that the source has a say in; the others people added. `common`: gives those that some record
    of each side has.
    """

    def __init__(
        self, features: Sequence[Feature], ours: Collection[str], common: Callable[[], Collection[str]]
    ) -> None:
        self.features, self.ours, self.common = features, ours, common
        self._known: dict[int, Traits] = {}

    def __len__(self) -> int:
        return len(self.features)

    @overload
    def __getitem__(self, index: int) -> Traits: ...
    @overload
    def __getitem__(self, index: slice) -> list[Traits]: ...
    def __getitem__(self, index: int | slice) -> Traits | list[Traits]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if index not in self._known:
            if not 0 <= index < len(self):
                raise IndexError(index)
            self._known[index] = Traits(self, index)
        return self._known[index]


def traits(
    given: Sequence[Feature], own: Sequence[Feature], ours: Collection[str], names: Callable[[], Collection[str]]
) -> tuple[Side, Side]:
    """Make the traits of both sides. `names`: gives the properties that the given records have."""

    @cache
    def common() -> Collection[str]:
        """A property that only one side has at all tells nothing."""
        return ({name for one in own for name in one["properties"]} & {*names()}) - {"id", *BOOKKEEPING}

    stated = {*ours, *(f"{name}_entered" for name in ours)}
    return Side(given, stated, common), Side(own, stated, common)


def contradict(one: Mapping[str, Any], two: Mapping[str, Any], ours: Collection[str]) -> bool:
    """Whether the properties of two records state a name or a day, and not the same."""
    return any(_differ(one.get(name), two.get(name)) for name in (*_NAMES, *_DATES) if name in ours)


def _differ(one: Any, two: Any) -> bool:
    if one is None or two is None or (type(one) is type(two) is str and one == two):
        return False
    own, theirs = _plain(one), _plain(two)
    return bool(own and theirs) and own != theirs


def is_named(properties: Mapping[str, Any], ours: Collection[str]) -> bool:
    """Whether the properties of a record name it."""
    return any(_plainly(properties, _NAMES, ours))


def content_of(feature: Feature) -> Hashable | None:
    """Give all that a record says and where it lies, as a digest; None for one that says too little to be told by
    it."""
    properties = feature["properties"]
    told = _geometry_of(feature) or is_named(properties, properties)
    return _whole(feature, properties) if told else None


def _stated(feature: Feature, ours: Collection[str]) -> dict[str, Any]:
    """The properties of a record, apart from its id and what the store wrote."""
    return {
        name: value
        for name, value in feature["properties"].items()
        if value is not None and name in ours and name != "id" and name not in BOOKKEEPING
    }


def _geometry_of(feature: Feature) -> str | None:
    written = feature.get("geometry")
    return None if written is None else as_line(written)


def _whole(feature: Feature, ours: Collection[str]) -> bytes:
    where = _geometry_of(feature)
    return _digest(f"{as_line(sorted(_stated(feature, ours).items()))}\n{'' if where is None else where}")


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


def _plainly(properties: Mapping[str, Any], names: Sequence[str], ours: Collection[str]) -> tuple[str, ...]:
    return tuple(_plain(properties.get(name) if name in ours else None) for name in names)


def _plain(value: Any) -> str:
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip().casefold()


Key = Callable[[Traits], Hashable | None]


def _everything(one: Traits) -> Hashable:
    return one.whole


def _all_in_common(one: Traits) -> Hashable | None:
    return (one.rest, one.where) if one.where or any(one.names) else None


def _place_name_date(one: Traits) -> Hashable | None:
    told = any(one.names) and any(one.dates)
    return (one.where, one.names, one.dates) if one.where and told else None


def _place_name(one: Traits) -> Hashable | None:
    return (one.where, one.names) if one.where and any(one.names) else None


def _place_date(one: Traits) -> Hashable | None:
    return (one.where, one.dates) if one.where and any(one.dates) else None


def _by_place(one: Traits) -> Hashable | None:
    return one.where


def _all_but_place(one: Traits) -> Hashable | None:
    digest, fields = one.rest
    return digest if any(one.names) or (any(one.dates) and fields >= FEW) else None


def _name_date(one: Traits) -> Hashable | None:
    return (one.names, one.dates) if any(one.names) and any(one.dates) else None


def _name(one: Traits) -> Hashable | None:
    return one.names if one.names[0] or one.names[1] else None


def _not_against(one: Traits, two: Traits) -> bool:
    return not one.contradicts(two) or not one.is_point


def _near_or_unplaced(one: Traits, two: Traits) -> bool:
    return not (one.where and two.where) or apart_m(one, two) <= NAMESAKE_M


STRICT: tuple[tuple[Key, Callable[[Traits, Traits], bool] | None], ...] = (
    (_all_in_common, None),
    (_place_name_date, None),
    (_place_name, None),
    (_place_date, None),
)
"""Likenesses at the same place, the surest first: by what records are told, and what else must hold of a pair."""

LIKENESSES = (
    (_everything, None),
    *STRICT,
    (_by_place, _not_against),
    (_all_but_place, None),
    (_name_date, None),
    (_name, _near_or_unplaced),
)


def apart_m(one: Traits, two: Traits) -> float:
    """How far the middles of two records' geometries lie from one another, in metres; infinite where one has none."""
    written = [one.geometry, two.geometry]
    if None in written:
        return float("inf")
    (a, b) = shapely.centroid(shapely.from_geojson(written, on_invalid="ignore"))
    if a is None or b is None or a.is_empty or b.is_empty:
        return float("inf")
    return float(crs.distance_m(np.array([a.x]), np.array([a.y]), np.array([b.x]), np.array([b.y]))[0])


class Pairing:
    """Pairs of given and own records (places in the two lists) that are the same by what they are."""

    def __init__(self, given: Side, own: Side) -> None:
        self.given, self.own = given, own
        missing = [one["properties"].get(MISSING_SINCE) is not None for one in own.features]
        # Of records that are the same in everything any is right; in the order of their rows the fewest files change.
        order = sorted(range(len(own)), key=lambda index: _row(own.features[index]))
        self._there = [index for index in order if not missing[index]]
        self._gone = [index for index in order if missing[index]]

    def find(
        self, given: Collection[int], own: Collection[int], likenesses: Sequence[Any] = LIKENESSES
    ) -> dict[int, int]:
        """Pair those of `given` and `own` that are alike; a record that its source has lost is the last to be taken."""
        found: dict[int, int] = {}
        open_given, open_own = dict.fromkeys(given), set(own)
        for key, holds in likenesses:
            for candidates in (self._there, self._gone):
                if not open_given or not open_own:
                    return found
                self._by(key, holds, candidates, open_given, open_own, found)
        if likenesses is LIKENESSES:
            self._close(open_given, open_own, found)
        return found

    def _by(
        self, key: Key, holds: Any, candidates: list[int], open_given: dict[int, None], open_own: set[int],
        found: dict[int, int],
    ) -> None:  # fmt: skip
        own_told = {index: key(self.own[index]) for index in candidates if index in open_own}
        given_told = {index: key(self.given[index]) for index in open_given}
        shared = {*own_told.values()} & {*given_told.values()} - {None}
        if not shared:
            return
        # How often each is there counts in the whole source, also among the records that are paired already.
        theirs: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in reversed(candidates):
            if (told := own_told[index] if index in own_told else key(self.own[index])) in shared:
                theirs[told].append(index)
        all_given = (given_told[at] if at in given_told else key(self.given[at]) for at in range(len(self.given)))
        ours = Counter(told for told in all_given if told in shared)
        sure = {told for told, indexes in theirs.items() if len(indexes) == ours[told] == 1}
        if key is _everything:
            sure |= {told for told, indexes in theirs.items() if ours[told] >= len(indexes) or self._are_one(indexes)}
        free = {told: [index for index in theirs[told] if index in open_own] for told in sure}
        for index in list(open_given):
            left = free.get(given_told[index])
            if left and (holds is None or holds(self.given[index], self.own[left[-1]])):
                found[index] = left.pop()
                open_own.discard(found[index])
                del open_given[index]

    def _are_one(self, indexes: Sequence[int]) -> bool:
        """Whether own records are the same also in what the source no longer states; any of them may be gone then."""
        return len({self.own[index].all_of_it for index in indexes}) == 1

    def _close(self, open_given: dict[int, None], open_own: set[int], found: dict[int, int]) -> None:
        """Pair what lies within some metres of one another, nothing else near, where neither name nor day differs."""
        one, two = _near(self.given, list(open_given)), _near(self.own, sorted(open_own))
        if not len(one[0]) or not len(two[0]):
            return
        tree = shapely.STRtree(two[1])
        # A degree of longitude is shortest nearest the pole; what is too far is measured out afterwards.
        steepest = max(float(np.cos(np.radians(np.abs(shapely.get_y(one[1])).max()))), 0.05)
        left, right = tree.query(one[1], predicate="dwithin", distance=CLOSE_M / 110_000 / steepest)
        pairs = [(one[0][a], two[0][b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
        pairs = [(a, b) for a, b in pairs if apart_m(self.given[a], self.own[b]) <= CLOSE_M]
        givens, owns = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        for a, b in pairs:
            if givens[a] == owns[b] == 1 and not self.given[a].contradicts(self.own[b]):
                found[a] = b
                del open_given[a]
                open_own.discard(b)

    def perhaps(self, given: Collection[int], own: Collection[int]) -> dict[int, int]:
        """For each given record the first own one that has its place or its name, though it cannot be told."""
        found: dict[int, int] = {}
        for key in (_by_place, _name):
            theirs = {told: index for index in sorted(own, reverse=True) if (told := key(self.own[index])) is not None}
            for index in given if theirs else ():
                told = key(self.given[index])
                if told is not None and told in theirs:
                    found.setdefault(index, theirs[told])
        return found


def _row(feature: Feature) -> int:
    row = feature["properties"].get(SOURCE_ROW)
    return row if isinstance(row, int) else 0


def _near(side: Side, indexes: list[int]) -> tuple[list[int], Any]:
    """Those of the places that have a middle, and the middles."""
    texts = np.array([side[index].geometry for index in indexes], dtype=object)
    middles = shapely.centroid(shapely.from_geojson(texts, on_invalid="ignore"))
    placed = np.flatnonzero(~(shapely.is_missing(middles) | shapely.is_empty(middles)))
    return [indexes[at] for at in placed.tolist()], middles[placed]
