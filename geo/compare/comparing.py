"""The comparison of two states as a whole, and how it is told: in sentences, as rows, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.compare.land import Lost, around, at_risk, cover_of, gained_and_lost_m2, land_m2, lost_land
from geo.compare.pairing import MISSING_SINCE, Changed, State, Told, changes, pair
from geo.findings import Problem
from geo.findings.counting import counted
from geo.records import Layer
from geo.scale.parts import Floats

SHOWN_OF_EACH = 5


@dataclass
class Comparison:
    """What differs between an old and a new state of the records.

    `new`, `vanished`: records of one state only. `changed`: records of both that differ in a value or in shape,
    `renumbered`: those whose id differs and nothing else has to. `closed`: changed hazards that are closed now,
    `gone_from_source`: changed records that their source no longer has. `lost`: hazards whose land the new state
    shows in no hazard and in no release. `edited_outside`: sentences on layers of a project that other hands have
    edited since they were last written. `unchanged`: how many records differ in nothing.
    """

    new: list[Told] = field(default_factory=list)
    vanished: list[Told] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    renumbered: list[Changed] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    edited_outside: list[str] = field(default_factory=list)
    unchanged: int = 0
    recorded: tuple[int, int] = (0, 0)
    """How many records the old state has, and the new one."""

    @property
    def closed(self) -> list[Changed]:
        """Hazards that were not closed and are now."""
        return [one for one in self.changed if one.fields.get("status", ("", ""))[1] == "closed"]

    @property
    def gone_from_source(self) -> list[Changed]:
        """Records that are kept, and that their source no longer has."""
        return [one for one in self.changed if one.fields.get(MISSING_SINCE, ("", None))[1] is not None]

    @property
    def lost_m2(self) -> float:
        """How much hazard land is no longer shown, in m²: what several hazards had together is counted once."""
        return land_m2(self.lost)

    @property
    def differs(self) -> bool:
        """Whether anything differs at all."""
        return bool(self.new or self.vanished or self.changed or self.renumbered)

    def counts(self) -> dict[str, int]:
        """How many records became what. New, vanished, changed or renumbered, and unchanged add up to all of them."""
        both = sum(1 for one in self.renumbered if one.is_changed)
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "renumbered": len(self.renumbered),
            "changed_and_renumbered": both,
            "closed": len(self.closed),
            "gone_from_source": len(self.gone_from_source),
            "vanished": len(self.vanished),
            "unchanged": self.unchanged,
        }

    def lines(self, *, every: bool = False) -> Iterator[str]:
        """Tell it in lines of text, the first few records of each sort unless `every`."""
        most = None if every else SHOWN_OF_EACH
        yield self.sentence()
        yield self.lost_sentence()
        for one in self.lost[:most]:
            land = "a hazard without an outline" if one.area_m2 is None else f"{one.area_m2:,.0f} m²"
            yield f"  {_named(one.record)}: {land}"
        yield from _more(len(self.lost), most)
        yield from self.edited_outside
        sorts = (("New", self.new), ("Vanished", self.vanished))
        for title, found in sorts:
            yield from _part(title, [_named(one) for one in found], most)
        yield from _part(
            "Renumbered", [f"{_named(one.record)}, before '{one.old_id}'" for one in self.renumbered], most
        )
        yield from _part("Changed", [f"{_named(one.record)}: {said(one)}" for one in self.changed], most)

    def sentence(self) -> str:
        """Count everything in one sentence."""
        words = {"gone_from_source": "no longer in their source"}
        told = [
            f"{count:,} {words.get(name, name)}" for name, count in self.counts().items() if name[:12] != "changed_and_"
        ]
        return f"{counted(self.recorded[0], 'record')} before, {self.recorded[1]:,} now: {', '.join(told)}."

    def lost_sentence(self) -> str:
        """Say how much hazard land the new state does not show."""
        without = sum(one.area_m2 is None for one in self.lost)
        more = f", and {counted(without, 'hazard')} without an outline" if without else ""
        return (
            "Hazard land no longer shown that lies in no release and in no other hazard: "
            f"{counted(len(self.lost) - without, 'record')}, {self.lost_m2:,.0f} m²{more}."
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give a row for each record that differs, and for each field of it that does: plain values for a table."""
        for what, found in (("new", self.new), ("vanished", self.vanished)):
            for one in found:
                yield _row(what, one)
        for change in self.renumbered:
            yield _row("renumbered", change.record, field="id", old=change.old_id, new=change.record.id)
        for change in self.changed:
            for name, (old, new) in change.fields.items():
                yield _row("changed", change.record, field=name, old=old, new=new)
            if change.is_moved:
                yield _row(
                    "shape changed",
                    change.record,
                    moved_m=round(change.moved_m, 1),
                    gained_m2=_rounded(change.gained_m2),
                    lost_m2=_rounded(change.lost_m2),
                )
        for lost in self.lost:
            yield _row("land no longer shown", lost.record, lost_m2=_rounded(lost.area_m2))

    def to_json(self) -> dict[str, Any]:
        """Give everything as plain values that JSON can write."""
        return {
            "before": self.recorded[0],
            "now": self.recorded[1],
            "counts": self.counts(),
            "edited_outside": list(self.edited_outside),
            "lost": {"records": len(self.lost), "area_m2": round(self.lost_m2, 1)},
            "records": list(self.rows()),
        }


COLUMNS = ("what", "kind", "layer", "id", "name", "field", "old", "new", "moved_m", "gained_m2", "lost_m2")
"""The columns of `Comparison.rows`, in order."""


def compare(old: Sequence[Layer], new: Sequence[Layer]) -> Comparison:
    """Compare the records of two sets of layers, as `geo.diff` says."""
    before, after = State.of(old), State.of(new)
    problems = [problem for layer in (*old, *new) for problem in layer.problems]
    return compared(before, after, lambda boxes: cover_of(after, boxes), problems)


def compared(
    before: State, after: State, cover: Callable[[Floats], NDArray[np.object_]], problems: Iterable[Problem]
) -> Comparison:
    """Compare two states; `cover` gives what can cover land in boxes in the new one, whole, `problems` are what is said
    of their files."""
    pairs = pair(before, after)
    found = Comparison(recorded=(len(before.told), len(after.told)))
    differing = list(changes(before, after, pairs))
    moved = [(before.shapes[one], after.shapes[two]) for one, two, change in differing if change.is_moved]
    areas = iter(gained_and_lost_m2(moved))
    for _, _, change in differing:
        if change.is_moved and (measured := next(areas)):
            change = replace(change, gained_m2=measured[0], lost_m2=measured[1])
        if change.old_id:
            found.renumbered.append(change)
        if change.is_changed:
            found.changed.append(change)
    ours, theirs = {one for one, _ in pairs}, {two for _, two in pairs}
    found.vanished = [told for index, told in enumerate(before.told) if index not in ours]
    found.new = [told for index, told in enumerate(after.told) if index not in theirs]
    found.unchanged = len(pairs) - len(differing)
    still = {one for one, two in pairs if before.marks[one] == after.marks[two]}
    hazards = at_risk(before, still)
    found.lost = lost_land(before, hazards, cover(around(before.shapes[hazards])))
    found.edited_outside = list(dict.fromkeys(one.what for one in problems if one.code == "edited_outside"))
    return found


def said(change: Changed) -> str:
    """Say what of a record changed.

    >>> said(Changed(Told("hazards", "Hazards", "H1"), {"status": ("open", None)}, is_moved=True, moved_m=24.3))
    'status open → not given; moved 24.3 m'
    """
    parts = [f"{name} {_value(old)} → {_value(new)}" for name, (old, new) in change.fields.items()]
    if change.is_moved:
        parts.append(f"moved {change.moved_m:,.1f} m")
    if change.gained_m2 is not None and change.lost_m2 is not None:
        parts.append(f"gained {change.gained_m2:,.0f} m², lost {change.lost_m2:,.0f} m²")
    return "; ".join(parts)


def _value(value: Any) -> str:
    return "not given" if value is None else str(value)


def _named(record: Told) -> str:
    return f"{record.layer}, {record.id}" + (f" ({record.name})" if record.name else "")


def _part(title: str, told: list[str], most: int | None) -> Iterator[str]:
    if told:
        yield f"{title} ({len(told):,})"
        yield from (f"  {one}" for one in told[:most])
        yield from _more(len(told), most)


def _more(count: int, most: int | None) -> Iterator[str]:
    if most is not None and count > most:
        yield f"  … and {count - most:,} more"


def _row(what: str, record: Told, **more: Any) -> dict[str, Any]:
    row = {"what": what, "kind": record.kind, "layer": record.layer, "id": record.id, "name": record.name, **more}
    return {name: row.get(name) for name in COLUMNS}


def _rounded(area_m2: float | None) -> float | None:
    return None if area_m2 is None else round(area_m2, 1)
