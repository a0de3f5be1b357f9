"""What was received and decided, on disk: never rewritten, never removed.

    contributions/TIME-HASH.json     a file as it came, byte for byte; TIME is that of the change that took it in
    contributions/decisions.jsonl    a decision a line

A file is there before anything is made of it. Whoever is killed, or finds the disk full, between the file and the
layers has lost nothing: what the layers hold is worked out anew from all that is here with the next change.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from geo.contributions.laying import Decision
from geo.contributions.model import Contribution, read
from geo.disk import make_folder, write_bytes
from geo.errors import NotSaved, SourceError, StoreError
from geo.findings import Findings
from geo.geojson.strict_json import collector_paused
from geo.store.folder import RECEIVED
from geo.store.versions.history import TIME

DECISIONS = "decisions.jsonl"
_FILE = re.compile(rf"(?P<time>{TIME.pattern})-(?P<hash>[0-9a-f]{{12}})\.json\Z")


class Received(NamedTuple):
    """One file as it was received: when (as the history writes times), and what it holds."""

    time: str
    hash: str
    contribution: Contribution


class Dated(NamedTuple):
    """A decision, and the time of the change with which it was made."""

    time: str
    decision: Decision


@dataclass
class Kept:
    """All that a project received and decided, in the order in which it came. `problems`: what could not be read."""

    received: list[Received] = field(default_factory=list)
    decisions: list[Dated] = field(default_factory=list)
    problems: Findings = field(default_factory=Findings)

    def has(self, content: bytes) -> bool:
        """Whether this very file was received before."""
        own = _hash(content)
        return any(one.hash == own for one in self.received)


def kept(project: Path) -> Kept:
    """Read what a project received and decided. Raises StoreError if the decisions cannot be read.

    A file that is damaged, or of a newer format, is a problem, and counts for nothing until it can be read.
    """
    folder, found = project / RECEIVED, Kept()
    if not folder.is_dir():
        return found
    with collector_paused():
        for path in sorted(folder.glob("[0-9]*.json")):
            match = _FILE.match(path.name)
            if match is None or path.is_symlink():
                continue
            try:
                content = path.read_bytes()
                if _hash(content) != match["hash"]:
                    raise SourceError(f"{path.name} has been changed since it was received.")
                found.received.append(Received(match["time"], match["hash"], read(content, path.name)))
            except (SourceError, OSError) as error:
                what = error.what if isinstance(error, SourceError) else f"{path.name} cannot be read."
                found.problems.add("contribution_unread", what, "Bring it back from a copy.", source=path.name)
    found.decisions = _decisions(folder / DECISIONS)
    return found


def _decisions(path: Path) -> list[Dated]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [_decision(json.loads(line)) for line in lines if line]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{path} cannot be read, and without it nobody knows what was decided."
        raise StoreError(what, remedy="Bring it back from a copy of the project.") from error


def _decision(told: dict[str, Any]) -> Dated:
    time = told.pop("time")
    if told["verdict"] not in ("accept", "reject", "undecided"):
        raise ValueError(told["verdict"])
    lists = {name: tuple(told[name]) for name in ("knew", "after")}
    return Dated(time, Decision(**{**told, **lists}))


def keep_file(project: Path, content: bytes, time: str) -> None:
    """Keep a file as it came, on the disk before this returns."""
    make_folder(project / RECEIVED)
    write_bytes(project / RECEIVED / f"{time}-{_hash(content)}.json", content)


def keep_decisions(project: Path, before: Sequence[Dated], new: Iterable[Decision], time: str) -> list[Dated]:
    """Add decisions to those of before, on the disk before this returns, and give all of them."""
    dated = [*before, *(Dated(time, one) for one in new)]
    if len(dated) > len(before):
        make_folder(project / RECEIVED)
        lines = [json.dumps({"time": one.time, **asdict(one.decision)}, ensure_ascii=True) for one in dated]
        write_bytes(project / RECEIVED / DECISIONS, "".join(f"{line}\n" for line in lines).encode("ascii"))
    return dated


@contextmanager
def decided_only_if_saved(project: Path) -> Iterator[None]:
    """Take back the decisions that were added meanwhile if what they lead to is not saved; that needs no room."""
    path = project / RECEIVED / DECISIONS
    before = path.stat().st_size if path.exists() else 0
    try:
        yield
    except NotSaved:
        with suppress(OSError):
            if path.exists():
                os.truncate(path, before)
        raise


def up_to(all_: Kept, time: str, *, with_it: bool) -> Kept:
    """Give what was there before the change of that time, or after it."""

    def was_there(other: str) -> bool:
        mine, its = time.rstrip("Z"), other.rstrip("Z")
        return its < mine or (with_it and its == mine)

    received = [one for one in all_.received if was_there(one.time)]
    return replace(all_, received=received, decisions=[one for one in all_.decisions if was_there(one.time)])


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
