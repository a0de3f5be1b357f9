"""Which record of a layer each record of a source is: by the id that the source gives it, else by what it is.

A row number never tells a record. Ids are compared in NFC. Where the ids of a source and what its records are say
different things (ids written again, renumbered, or standing for other records than before) the records are matched by
what they are, and it is a doubt: somebody has to say that it is so before anything is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import PurePath
from typing import NamedTuple

from geo.geojson import Feature, as_line
from geo.records.source_gone import MISSING_SINCE
from geo.store.updates.giving import Given
from geo.store.updates.likeness import (
    BOOKKEEPING,
    CLOSE_M,
    SOURCE_ID,
    SOURCE_ROW,
    STRICT,
    Pairing,
    apart_m,
    contradict,
    is_named,
    traits,
)

NAMED = 3
"""Examples in one sentence."""
_MADE = re.compile(r"-x[0-9a-hjkmnp-tv-z]{9}(-\d+)?\Z")
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


class Doubt(NamedTuple):
    """Why an addition looks wrong: a stable code, and a sentence of what was seen and how it would be taken.

    `layer`, `source`: the source that it may be a newer version of, where it came under another name.
    """

    code: str
    what: str
    layer: str = ""
    source: str = ""


class Perhaps(NamedTuple):
    """A given record that may be an own one, which cannot be told; both are kept."""

    given: int
    own: int
    why: str


@dataclass
class Matched:
    """For each given record the place of its own one, or None if it is new; and what is to be said of it."""

    own: list[int | None]
    doubts: list[Doubt] = field(default_factory=list)
    perhaps: list[Perhaps] = field(default_factory=list)


def same_id(id_: str) -> str:
    """Give the form in which ids are compared."""
    return unicodedata.normalize("NFC", id_)


def plain_id(id_: str) -> str:
    """Give what is left of an id when a spreadsheet may have rewritten it.

    >>> plain_id("1.0"), plain_id("001"), plain_id("1 "), plain_id("AZ-010"), plain_id("10")
    ('1', '1', '1', 'az-10', '10')
    """
    text = unicodedata.normalize("NFKC", id_).replace("\u200b", "").replace("\ufeff", "").strip().casefold()
    if whole := re.fullmatch(r"(\d+)[.,]0+", text):
        text = whole[1]
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def made_id(feature: Feature, source: str) -> str:
    """Make the id of a record that has none: of its source's name and all that it says, so that no other gets it."""
    said = {name: value for name, value in feature["properties"].items() if name not in ("id", *BOOKKEEPING)}
    digest = blake2b(
        f"[{as_line(sorted(said.items()))},{as_line(feature['geometry'])}]".encode("utf-8", "surrogatepass")
    ).digest()
    number = int.from_bytes(digest[:6], "big")
    return f"{PurePath(source).stem or 'record'}-x{''.join(_DIGITS[number >> 5 * index & 31] for index in range(9))}"


def source_key(feature: Feature, source: str) -> str:
    """Give the id by which its source knows a record of a layer; empty if the store made its id."""
    key = feature["properties"].get(SOURCE_ID)
    if isinstance(key, str) and key:
        return key
    id_ = str(feature["id"]).removeprefix(f"{source}:")
    stem = PurePath(source).stem or "record"
    rest = id_.removeprefix(stem)
    by_row = rest == f"-{feature['properties'].get(SOURCE_ROW)}"
    return "" if rest != id_ and (by_row or _MADE.match(rest)) else id_


def match(given: Given, own: Sequence[Feature]) -> Matched:
    """Find the own record of each given one; `own`: the records of the layer that came from this source."""
    if not own:
        return Matched([None] * len(given.features))
    return _Matching(given, own).done()


class _Matching:
    def __init__(self, given: Given, own: Sequence[Feature]) -> None:
        self.keys = [same_id(key) for key in given.keys]
        self.own_keys = [same_id(source_key(one, given.source)) for one in own]
        self.records = given.features
        self.given, self.own = traits(given.features, own, given.ours, lambda: given.features.names)
        self.likeness = Pairing(self.given, self.own)
        self.pairs: dict[int, int] = {}
        self.doubts: list[Doubt] = []
        self.perhaps: list[Perhaps] = []

    def done(self) -> Matched:
        self._by_id()
        self._ids_that_changed_hands()
        self._by_likeness()
        self._repeated_ids()
        self._ids_written_again()
        self._renumbered()
        self._what_cannot_be_told()
        return Matched([self.pairs.get(index) for index in range(len(self.given))], self.doubts, self.perhaps)

    @property
    def open_given(self) -> list[int]:
        return [index for index in range(len(self.given)) if index not in self.pairs]

    @property
    def open_own(self) -> list[int]:
        taken = set(self.pairs.values())
        return [index for index in range(len(self.own)) if index not in taken]

    def _by_id(self) -> None:
        index_of: dict[str, int] = {}
        for there in (False, True):  # of two with one id the one that its source still has
            for index, key in enumerate(self.own_keys):
                feature = self.own.features[index]
                key = key or same_id(str(feature["id"]))
                if (feature["properties"].get(MISSING_SINCE) is None) == there:
                    index_of[key] = index
        often = Counter(self.keys)
        for index, key in enumerate(self.keys):
            if key and often[key] == 1 and key in index_of:
                self.pairs[index] = index_of[key]

    def _ids_that_changed_hands(self) -> None:
        """See whether ids count rows: then each stands for another record as soon as a row is taken out."""
        moved = [index for index, other in self.pairs.items() if self._is_another(index, other)]
        if not moved:
            return
        others = self.likeness.find(moved, [self.pairs[index] for index in moved] + self.open_own, STRICT)
        changed = {index: other for index, other in others.items() if other != self.pairs[index]}
        if not changed:
            return
        before = {index: self.pairs.pop(index) for index in moved}
        self.pairs |= others
        taken = set(self.pairs.values())
        self.pairs |= {index: other for index, other in before.items() if index not in others and other not in taken}
        shown = self._shown(changed, lambda index, other: f"'{self.keys[index]}' is that of '{self.own_keys[other]}'")
        self.doubts.append(
            Doubt("ids_changed_hands",
                  f"{_count(len(changed), 'id stands', 'ids stand')} for another record than before ({shown}): do they "
                  "count rows? They are matched by place, name and date, and keep the ids that they have.")
        )  # fmt: skip

    def _is_another(self, index: int, other: int) -> bool:
        given, own, ours = self.records.properties(index), self.own.features[other], self.given.ours
        perhaps = contradict(given, own["properties"], ours) or not is_named(given, ours)
        return perhaps and self.records[index]["geometry"] != own.get("geometry")

    def _by_likeness(self) -> None:
        """Match what has no id of its own, in the file or in the layer, by what it is."""
        self.pairs |= self.likeness.find([index for index in self.open_given if not self.keys[index]], self.open_own)
        often = Counter(self.keys)
        twice = [index for index in self.open_given if self.keys[index] and often[self.keys[index]] > 1]
        self.pairs |= self.likeness.find(twice, self.open_own)
        made = [index for index in self.open_own if not self.own_keys[index]]
        self.pairs |= self.likeness.find([index for index in self.open_given if self.keys[index]], made)

    def _repeated_ids(self) -> None:
        """Of records that share an id, one on each side may be left: these are the same."""
        left: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        often = Counter(self.keys)
        for index in self.open_given:
            if self.keys[index] and often[self.keys[index]] > 1:
                left[self.keys[index]][0].append(index)
        for index in self.open_own:
            if self.own_keys[index] in left:
                left[self.own_keys[index]][1].append(index)
        self.pairs |= {ours[0]: own[0] for ours, own in left.values() if len(ours) == len(own) == 1}

    def _ids_written_again(self) -> None:
        index_of: defaultdict[str, list[int]] = defaultdict(list)
        for index in self.open_own:
            if self.own_keys[index]:
                index_of[plain_id(self.own_keys[index])].append(index)
        found: dict[int, int] = {}
        for index in self.open_given:
            for other in index_of.get(plain_id(self.keys[index]), []) if self.keys[index] else []:
                if self._same_place(index, other):
                    found[index] = other
                    index_of[plain_id(self.keys[index])].remove(other)
                    break
        if found:
            self.pairs |= found
            shown = self._shown(found, lambda index, other: f"'{self.own_keys[other]}' is now '{self.keys[index]}'")
            self.doubts.append(
                Doubt("ids_written_again",
                      f"{_count(len(found), 'id is', 'ids are')} written differently than before, at the same places "
                      f"({shown}). They are taken for the same records.")
            )  # fmt: skip

    def _same_place(self, index: int, other: int) -> bool:
        given, own = self.given[index], self.own[other]
        if given.where is None or own.where is None:
            return not given.contradicts(own)
        return given.where == own.where or apart_m(given, own) <= CLOSE_M

    def _renumbered(self) -> None:
        """Where half of a source and more has new ids at the places of records that are gone, the ids are new."""
        found = self.likeness.find(self.open_given, self.open_own, STRICT)
        if not found:
            return
        if 2 * len(found) < len(self.given):
            self.perhaps += [Perhaps(index, other, "the place and the name") for index, other in found.items()]
            return
        self.pairs |= found
        shown = self._shown(found, lambda index, other: f"'{self.own_keys[other]}' is now '{self.keys[index]}'")
        self.doubts.append(
            Doubt("ids_new_at_old_places",
                  f"{_count(len(found), 'record stands', 'records stand')} under a new id where one stood before "
                  f"({shown}). They are taken for the same records.")
        )  # fmt: skip

    def _what_cannot_be_told(self) -> None:
        told = {one.given for one in self.perhaps}
        found = self.likeness.perhaps([index for index in self.open_given if index not in told], self.open_own)
        self.perhaps += [Perhaps(index, other, "the place or the name") for index, other in found.items()]

    def _shown(self, pairs: Mapping[int, int], said: Callable[[int, int], str]) -> str:
        some = [said(index, other) for index, other in list(pairs.items())[:NAMED]]
        return ", ".join(some) + (f" and {len(pairs) - NAMED:,} more" if len(pairs) > NAMED else "")


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
