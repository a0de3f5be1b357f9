"""Changes laid over records: a pure function of the records beneath, the set of changes and the set of decisions.

So it does not matter in which order, how often, or in which files changes come, and undoing is a decision like any
other. What says more of a danger applies at once; what says less waits until somebody decides, and of a shape that does
both the land that it adds is in force. A change takes the place
of another only if its maker saw it, and never to say less. Of what people say without knowing of each other the union
of the shapes and the most cautious value hold, and the difference is listed. What was accepted was accepted of a
record: where its source has changed since, both are held against each other again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import count
from typing import Any

from geo.contributions import knife, outlines
from geo.contributions.caution import gathers, is_same, most_cautious, reduces, text
from geo.contributions.laying import (
    GEOMETRY,
    UNDECIDED,
    Conflict,
    Decided,
    Decision,
    Key,
    Laid,
    Merged,
    Outcome,
    Record,
    decided,
)
from geo.contributions.outlines import Outline, beyond
from geo.contributions.seeing import seen_by
from geo.records import KINDS

_FIRST_SHOWN = {"area_type": "indication", "position_method": "map_drawn"}
"""What a new hazard is while nothing else is stated of it."""
_ORDER = ("same", "superseded", "applied", "pending")
_REDACTED = "It was made on a redacted edition, on which shapes and fields are not those of the record."
_GONE = "Its record is not there."
_NOT_ACROSS = "The knife does not go across the shape."


def merge(
    beneath: Mapping[Key, Record],
    changes: Iterable[Laid],
    decisions: Iterable[Decision] = (),
    *,
    taken: Collection[Key] = (),
) -> Outcome:
    """Lay changes over the records that they name.

    `beneath`: those records as their sources say them. `taken`: names of other records, which parts of one that is
    split do not get.
    """
    out = Outcome()
    verdicts = decided(decisions)
    by_target: dict[Key, dict[str, Laid]] = {}
    for one in changes:
        by_target.setdefault(one.target, {})[one.key] = one
    waiting = sorted(by_target)
    names = {*taken, *beneath}
    records = dict(beneath)
    parents: dict[Key, Key] = {}
    while waiting:
        later = []
        for target in waiting:
            own = by_target[target]
            if target not in records and not any(one.op == "add" for one in own.values()):
                later.append(target)
                continue
            parts = _One(target, records.get(target), own, verdicts, out, parents.get(target)).merge(names)
            for name, record in parts.items():
                records[name], parents[name] = record, target
                names.add(name)
                if name not in by_target:
                    out.records[name] = Merged(record, parent=target, in_force=_in_force(out, target))
        if len(later) == len(waiting):
            break
        waiting = later
    for target in waiting:
        for key in by_target[target]:
            out.fates[key] = "rejected" if verdicts.get(key, UNDECIDED).verdict == "reject" else "orphan"
            out.why[key] = _GONE
    out.conflicts.sort()
    return out


def _in_force(out: Outcome, target: Key) -> list[str]:
    merged = out.records.get(target)
    return [] if merged is None else list(merged.in_force)


class _One:
    """One record and the changes of it."""

    def __init__(
        self, target: Key, base: Record | None, own: Mapping[str, Laid], verdicts: Mapping[str, Decided],
        out: Outcome, parent: Key | None,
    ) -> None:  # fmt: skip
        self.target, self.base, self.out, self.parent = target, base, out, parent
        self.decided = {key: verdicts.get(key, UNDECIDED) for key in own}
        for key in own:
            if self.decided[key].verdict == "reject":
                self._fate(key, "rejected")
            elif own[key].is_redacted and own[key].op in ("correct", "cut", "split"):
                self._fate(key, "orphan", _REDACTED)
        self.alive = {key: own[key] for key in sorted(own) if key not in out.fates}
        self.knew = seen_by(self.alive)
        self.kind = KINDS[base.kind if base is not None else next(iter(own.values())).kind]
        self.properties: dict[str, Any] = dict(base.properties) if base is not None else {}
        self.outline = base.outline if base is not None else None
        self.in_force: set[str] = set()

    @cached_property
    def mark(self) -> str:
        """The mark of the record beneath, as decisions name it."""
        return self.base.mark if self.base is not None else ""

    def merge(self, names: Collection[Key]) -> dict[Key, Record]:
        """Lay the changes over the record, and give the parts that it was split into."""
        out, target = self.out, self.target
        adds = [one for one in self.alive.values() if one.op == "add"]
        if self.base is None and not self._is_shown(adds):
            for key in self.alive:
                self._fate(key, "pending" if adds else "orphan", "" if adds else _GONE)
            out.records[target] = None
            return {}
        for key in self.alive:
            self._fate(key, "same")
        for name in sorted({name for one in self.alive.values() for name in one.sets}):
            self._lay_field(name)
        self._lay_shapes()
        self._withdraw()
        self._note()
        for one in adds:
            self._fate(one.key, "applied")
        if self.base is None and self.kind.dangerous:
            self.properties = {**_FIRST_SHOWN, **self.properties}
        parts = self._split(names)
        self._say_who()
        out.records[target] = Merged(
            Record(self.kind.name, self.properties, self.outline),
            sorted(self.in_force),
            self.parent,
            is_new=self.base is None,
            is_reviewed=self.base is not None or any(self._is_accepted(one.key) for one in adds),
            layer=min((one.layer for one in adds), default=target.layer),
        )
        return parts

    def _is_shown(self, adds: Collection[Laid]) -> bool:
        """Whether a new record is shown: one that takes land away from hazards only once somebody accepted it."""
        return bool(adds) and (not self.kind.frees or any(self._is_accepted(one.key) for one in adds))

    def _is_accepted(self, key: str) -> bool:
        return self.decided[key].verdict == "accept"

    def _is_settled(self, key: str) -> bool:
        """Whether it was accepted of the record as it is now."""
        return self._is_accepted(key) and self.decided[key].marks == {self.mark}

    def _fate(self, key: str, fate: str, why: str = "") -> None:
        """Give a change its fate; what waits in one of its parts waits, and what applies in one applies."""
        before = self.out.fates.get(key, "same")
        both = fate in _ORDER and before in _ORDER
        self.out.fates[key] = max(fate, before, key=_ORDER.index) if both else fate
        if why:
            self.out.why[key] = why

    def _heads(self, free: Collection[str]) -> list[str]:
        """Those of the free changes whose place no other free one takes."""
        replaced = {known for key in free for known in self.knew[key]}
        for key in sorted(free):
            self.in_force.add(key)
            if key in replaced:
                self._fate(key, "superseded")
        return [key for key in sorted(free) if key not in replaced]

    def _lay_field(self, name: str) -> None:
        offers = {key: one.sets[name] for key, one in self.alive.items() if name in one.sets}
        field, now = self.kind.field(name), self.properties.get(name)

        def is_free(key: str) -> bool:
            old, new = offers[key]
            before = [now, old, *(offers[known][1] for known in self.knew[key] if known in offers)]
            if self.base is None and any(self._leaves_open(known, name) for known in self.knew[key]):
                before.append(_FIRST_SHOWN.get(name))
            if self.alive[key].op == "add" and self.base is None:
                before = before[2:]
            return self._is_accepted(key) or not any(reduces(field, one, new) for one in before)

        free = {key for key in offers if is_free(key)}
        waiting = sorted(offers.keys() - free)
        for key in waiting:
            self._fate(key, "pending")
        heads = self._heads(free)
        stale = [key for key in heads if self._is_stale(key, name, offers[key][0], now)]
        accepted = [key for key in heads if self._is_accepted(key)]
        has_order = field is not None and bool(field.caution) and field.caution[0] != "any"
        held = [offers[key][1] for key in (heads if has_order else accepted or heads)]
        if has_order and (stale or not heads or len(accepted) < len(heads)):
            if self.base is not None:
                held.append(now)
            elif self._is_left_open(name, heads):
                held.append(_FIRST_SHOWN.get(name))
        if has_order and not accepted:  # what waits is not in force where it says less, and heard where it says more
            own = [offers[key][1] for key in waiting]
            held += [value for value in own if gathers(field) or not reduces(field, now, value)]
        if held:
            self._set(name, most_cautious(field, held))
        for key in heads:
            self._fate(key, "same" if is_same(offers[key][1], now) else "applied")
        self._dispute(name, {key: offers[key][1] for key in heads}, stale, now)

    def _is_left_open(self, name: str, heads: Collection[str]) -> bool:
        """Whether somebody added the record without stating a field, and those who state it did not know of that."""
        known = {one for key in heads for one in self.knew[key]}
        return any(self._leaves_open(key, name) and key not in known for key in self.alive)

    def _leaves_open(self, key: str, name: str) -> bool:
        return self.alive[key].op == "add" and name not in self.alive[key].sets

    def _set(self, name: str, value: Any) -> None:
        if value is None:
            self.properties.pop(name, None)
        else:
            self.properties[name] = value

    def _is_stale(self, key: str, name: str, old: Any, now: Any) -> bool:
        """Whether the record beneath is not the one that the change was made on."""
        if self.base is None or self._is_settled(key):
            return False
        ground = self.alive[key].ground
        if ground is not None:
            return not is_same(ground.properties.get(name), now)
        return self._is_accepted(key) or (not self.alive[key].knew and not is_same(old, now))

    def _dispute(self, name: str, values: Mapping[str, Any], stale: Collection[str], now: Any) -> None:
        told = {text(value): value for value in values.values()}
        if stale:
            told[text(now)] = now
        if len(told) > 1:
            shown = tuple("" if told[key] is None else str(told[key]) for key in sorted(told))
            self.out.conflicts.append(Conflict(self.target, name, shown, tuple(sorted(values))))

    def _reduces(self, old: Outline | None, new: Outline | None) -> bool:
        return beyond(new, old) if self.kind.frees else beyond(old, new)

    def _free_shapes(self, offers: Mapping[str, Outline]) -> set[str]:
        """The changes whose shape can be in force; all others that have one wait."""

        def is_free(key: str) -> bool:
            one = self.alive[key]
            before = [now, *(offers[known] for known in self.knew[key] if known in offers)]
            if one.op == "add" and self.base is None:
                before = before[1:]
            if one.seen is not None:
                before.append(one.seen)
            return self._is_accepted(key) or not any(self._reduces(other, offers[key]) for other in before)

        now = self.outline
        free = {key for key in offers if is_free(key)}
        for key in offers.keys() - free:
            self._fate(key, "pending")
        return free

    def _lay_shapes(self) -> None:
        now = self.outline
        offers = {key: one.outline for key, one in self.alive.items() if one.outline is not None}
        free = self._free_shapes(offers)
        cuts = {key for key, one in self.alive.items() if one.op == "cut"}
        done = {key for key in cuts if self._is_accepted(key)}
        for key in cuts - done:
            self._fate(key, "pending")
        heads = self._heads(free | done)
        waiting = [offers[key] for key in sorted(offers.keys() - free)]
        shapes: dict[str, Outline | None] = {key: offers[key] for key in heads if key in offers}
        if knives := [key for key in heads if key in done]:
            shapes["cut"] = self._cut(knives, [offers[one] for key in knives for one in self.knew[key] if one in free])
        stale = [key for key in heads if self._is_stale_shape(key, now)]
        is_open = any(key in offers and not self._is_accepted(key) for key in shapes)
        held = list(shapes.values())
        if self.base is not None and now is not None and (stale or not heads or (is_open and not self.kind.frees)):
            held.append(now)
        # What waits is not in force where it takes land away, and is where it adds some: a warning waits for nobody.
        if not any(map(self._is_accepted, heads)):
            held += waiting
        elif not self.kind.frees:
            held += [outlines.without(one, [now.land] if now is not None else []) for one in waiting]
        if held and not (self.kind.frees and now is None and not heads):
            self.outline = outlines.shared(held) if self.kind.frees else outlines.together(held)
        self.in_force |= {key for key in offers.keys() - free if not self.kind.frees and beyond(offers[key], now)}
        for key in heads:
            if key in offers:
                self._fate(key, "same" if offers[key] == now else "applied")
        against = [one for one in [*shapes.values(), *([now] if stale else [])] if one != self.outline]
        if len(set(shapes.values())) > 1 or (stale and against):
            self.out.conflicts.append(Conflict(self.target, GEOMETRY, (), tuple(sorted(heads))))

    def _cut(self, knives: list[str], known: list[Outline]) -> Outline | None:
        """What all knives together leave of the shape that their makers saw; what others drew meanwhile stays."""
        whole = outlines.together(known) if known else self.outline
        rest = outlines.without(whole, [self.alive[key].knife for key in knives])
        for key in knives:
            self._fate(key, "applied" if rest != whole else "same", "" if rest != whole else _NOT_ACROSS)
        return rest

    def _is_stale_shape(self, key: str, now: Outline | None) -> bool:
        if self.base is None or self._is_settled(key):
            return False
        ground = self.alive[key].ground
        if ground is None:
            return self._is_accepted(key)
        return beyond(ground.outline, now) or beyond(now, ground.outline)

    def _withdraw(self) -> None:
        for key, one in self.alive.items():
            if one.op != "withdraw":
                continue
            known = self.knew[key] | self.decided[key].knew
            others = [
                other for other in sorted(self.in_force - known) if self.alive[other].op in ("correct", "cut", "split")
            ]
            if not self._is_accepted(key):
                self._fate(key, "pending")
            elif others:
                self._fate(key, "pending", "Others have corrected the record, and its maker did not know.")
                self.out.conflicts.append(Conflict(self.target, "withdrawn_on", (), tuple(sorted([key, *others]))))
            else:
                self.in_force.add(key)
                self._fate(key, "applied")
                verdict = self.decided[key]
                told = {"withdrawn_on": verdict.on[:10], "withdrawn_by": one.maker or verdict.by,
                        "withdrawn_because": one.because}  # fmt: skip
                self.properties |= {name: value for name, value in told.items() if value}

    def _note(self) -> None:
        notes = [one for one in self.alive.values() if one.op == "note"]
        for one in notes:
            self.in_force.add(one.key)
            self._fate(one.key, "applied")
        if notes:
            told = sorted((one.on, one.maker, one.text, one.key) for one in notes)
            self.properties["contributed_notes"] = "\n".join(
                f"{on} {maker}: {said}" if maker else f"{on}: {said}" for on, maker, said, _ in told
            )

    def _split(self, names: Collection[Key]) -> dict[Key, Record]:
        """Split the record: the largest part stays what it was, each other one gets a letter behind the id."""
        asked = [one for one in self.alive.values() if one.op == "split"]
        done = [one for one in asked if self._is_accepted(one.key)]
        for one in asked:
            self._fate(one.key, "pending")
        pieces = knife.parts(self.outline, [one.knife for one in done]) if done else []
        if not done:
            return {}
        for one in done:
            self.out.fates[one.key] = "applied" if len(pieces) > 1 else "same"
            if len(pieces) < 2:
                self.out.why[one.key] = _NOT_ACROSS
            self.in_force.add(one.key)
        if len(pieces) < 2:
            return {}
        self.outline = outlines.of(pieces[0])
        parts: dict[Key, Record] = {}
        numbers = count(1)
        for piece in pieces[1:]:
            name = next(
                key for number in numbers if (key := Key(self.target.layer, f"{self.target.id}/{_letters(number)}"))
                not in names
            )  # fmt: skip
            properties = {**self.properties, "part_of": self.target.id}
            parts[name] = Record(self.kind.name, properties, outlines.of(piece))
        return parts

    def _say_who(self) -> None:
        own = [self.alive[key] for key in self.in_force]
        makers = sorted({one.maker for one in own if one.maker})
        if own:
            told = {"contributed_by": "; ".join(makers), "contributed_on": max(one.on for one in own)}
            self.properties |= {name: value for name, value in told.items() if value}


def _letters(number: int) -> str:
    """The letter of a part: b for the first that is not the largest, and so on to z, aa.

    >>> [_letters(number) for number in (1, 25, 26)]
    ['b', 'z', 'aa']
    """
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("a") + left) + letters
    return letters
