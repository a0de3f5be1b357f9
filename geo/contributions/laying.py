"""What the merge works on: records as their sources say them, changes laid over them, decisions, and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from geo.contributions.caution import is_nothing, text
from geo.contributions.outlines import Outline

GEOMETRY = "geometry"
FATES = ("applied", "same", "superseded", "pending", "rejected", "orphan")
"""What becomes of a change: it is in force · it says what is so already · a later one that knew it took its place · it
waits for a decision · somebody decided against it · its record is not there, or it cannot be laid over it."""
Verdict = Literal["accept", "reject", "undecided"]


class Key(NamedTuple):
    """A record: its layer's name ("" for one that a contribution adds) and its id."""

    layer: str
    id: str


@dataclass
class Record:
    """A record of a kind: its properties without the id, and its outline."""

    kind: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    outline: Outline | None = None

    @property
    def mark(self) -> str:
        """A hash of all that it says, by which a decision knows the record that it was made on."""
        digest = sha256(self.outline.key if self.outline is not None else b"")
        for name in sorted(self.properties):
            if not is_nothing(self.properties[name]):
                digest.update(f"{name}\0{text(self.properties[name])}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Laid:
    """A change on its way to a record.

    `key` names it by its content, `id` is that which its maker's program gave it. `knew`: the keys of the changes that
    its maker saw in force. `sets`: field → the value that it started from, and the new one. `outline`: the new shape;
    `seen`: the shape that it started from, and `ground` the record beneath it in that version (None where the version
    is not known). `on`: the day on which it was made.
    """

    key: str
    id: str
    op: str
    target: Key
    kind: str
    knew: frozenset[str] = frozenset()
    sets: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    outline: Outline | None = None
    seen: Outline | None = None
    ground: Record | None = None
    knife: Any = None
    text: str = ""
    because: str = ""
    maker: str = ""
    on: str = ""
    layer: str = ""
    is_redacted: bool = False


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a change, named by its content. `record`: the mark of the record beneath it then.

    `knew`: the changes of that record that were in force then, by their keys. `after`: the ids of earlier decisions
    about it, which this one takes the place of.
    """

    id: str
    change: str
    verdict: Verdict
    by: str = ""
    on: str = ""
    because: str = ""
    record: str = ""
    knew: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What the decisions about one change come to. `marks`: of the records that those who accepted it saw.

    `knew`: the changes in force that each of them saw.
    """

    verdict: Verdict = "undecided"
    by: str = ""
    on: str = ""
    because: str = ""
    marks: frozenset[str] = frozenset()
    knew: frozenset[str] = frozenset()


UNDECIDED = Decided()


@dataclass(frozen=True, order=True)
class Conflict:
    """Values of one field of a record that stand against one another, and the changes that hold them."""

    target: Key
    field: str
    values: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass
class Merged:
    """A record with the changes laid over it.

    `in_force`: the keys of the changes that its readers see. `parent`: of a part of a record that was split.
    `is_reviewed`: of a new record, whether somebody accepted it; `layer`: where it belongs then.
    """

    record: Record
    in_force: list[str] = field(default_factory=list)
    parent: Key | None = None
    is_new: bool = False
    is_reviewed: bool = True
    layer: str = ""


@dataclass
class Outcome:
    """The records that changes name, as they are with them; what became of each change, and what is disputed.

    `why`: for some changes, by their keys, a sentence on their fate. Records that are not shown are None.
    """

    records: dict[Key, Merged | None] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many changes have each fate; the sum is that of all changes."""
        found = dict.fromkeys(FATES, 0)
        for fate in self.fates.values():
            found[fate] += 1
        return found


def decided(decisions: Iterable[Decision]) -> dict[str, Decided]:
    """Give what the decisions about each change come to: nothing where two that did not know each other disagree."""
    by_change: dict[str, dict[str, Decision]] = {}
    for one in decisions:
        by_change.setdefault(one.change, {})[one.id] = one
    found = {}
    for change, own in by_change.items():
        replaced = {id_ for one in own.values() for id_ in one.after}
        last = [own[id_] for id_ in sorted(own) if id_ not in replaced]
        verdicts = {one.verdict for one in last}
        if len(verdicts) == 1 and (verdict := verdicts.pop()) != "undecided":
            first = min(last, key=lambda one: (one.on, one.id))
            marks = frozenset(one.record for one in last)
            knew = frozenset.intersection(*(frozenset(one.knew) for one in last))
            found[change] = Decided(verdict, first.by, first.on, first.because, marks, knew)
    return found
