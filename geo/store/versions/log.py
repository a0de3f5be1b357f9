"""What was done to a project: one small file for each change, beside the versions that it replaced.

`history/TIME.json` is written once, before the layers that it tells of; TIME is that of the versions. One that names no
layer tells of a command that changed nothing. A change of an older Zonemark has versions only, and is listed all the
same. Each holds a sum of itself, so that what a disk has altered is not told for true. `clock` is what the device's
clock said, which may be wrong; TIME only ever grows.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from time import gmtime, strftime
from typing import Any

from geo.disk import write_bytes
from geo.store.versions.history import TIME, Version

OUTSIDE = "edited outside of Zonemark"
"""The command of a change that was made by other hands and accepted."""
DAMAGED = "its entry in the history is damaged"
"""What stands for the command of a change when the file that tells of it is not as it was written."""
_SUM = "sum"


@dataclass(frozen=True)
class Entry:
    """One change: when it was made, by what command, from which sources, and what became of each layer.

    `layers`: for each layer changed the number of records "added", "changed", "vanished" and so on, as far as known.
    `listed`: the layers in drawing order before a change that arranges them. `by`: who was logged in.
    `settings`: what zonemark.toml said of those of its settings that were changed, None for one that it did not state.
    `recalled`: what it said, before, of how files are read that the change had remembered; None where it said nothing.
    `proposals`: how many contributed changes were "received", "accepted", "rejected" and so on.
    `toml`: the hashes of what zonemark.toml said before and after; see `texts.py`. Older Zonemarks did not note it.
    """

    time: str
    command: str = ""
    clock: str = ""
    sources: list[str] = field(default_factory=list)
    layers: dict[str, dict[str, int]] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    by: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    recalled: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    toml: list[str] = field(default_factory=list)

    @property
    def what(self) -> str:
        """Say what the change did to each layer, and which settings it changed."""
        told = [f"{name}: {_counts(counts)}" for name, counts in self.layers.items()]
        told += [f"settings: {', '.join(self.settings)}"] if self.settings else []
        told += [f"proposals: {_counts(self.proposals)}"] if self.proposals else []
        told += [f"how files are read: {', '.join(self.recalled)}"] if self.recalled and not told else []
        return "; ".join(told) or "nothing changed"

    @property
    def is_change(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self.layers or self.settings or self.recalled or self.proposals)


_FIELDS = frozenset(one.name for one in fields(Entry))


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "its records are the same"


def clock() -> str:
    """What the device's clock says, to the second, UTC."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())


def who() -> str:
    """Who is logged in; "" where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def write(folder: Path, entry: Entry) -> None:
    """Write one entry into the history, on the disk before this returns."""
    told = asdict(entry)
    content = json.dumps(told | {_SUM: _sum(told)}, ensure_ascii=False).encode("utf-8")
    write_bytes(folder / f"{entry.time}.json", content)


def _sum(told: Mapping[str, Any]) -> str:
    return sha256(json.dumps(told, ensure_ascii=False).encode("utf-8")).hexdigest()[:12]


def entries(folder: Path, versions: Iterable[Version]) -> list[Entry]:
    """List all changes, oldest first; one that is told of by its versions alone has no command.

    Of one whose entry is damaged, the command is `DAMAGED`, and what is known of it are the layers of its versions.
    """
    found = {time: Entry(time, layers={name: {} for name in names}) for time, names in _by_time(versions).items()}
    for path in folder.glob("[0-9]*.json"):
        if TIME.fullmatch(path.stem) and not path.is_symlink():
            found[path.stem] = _read(path) or replace(found.get(path.stem, Entry(path.stem)), command=DAMAGED)
    return sorted(found.values(), key=lambda one: one.time.rstrip("Z"))


def newest(folder: Path) -> Entry | None:
    """Give the entry that was written last, whether or not its change came to be; None if it is none, or damaged."""
    paths = [path for path in folder.glob("[0-9]*.json") if TIME.fullmatch(path.stem) and not path.is_symlink()]
    return _read(max(paths, key=lambda path: path.stem.rstrip("Z"))) if paths else None


def _by_time(versions: Iterable[Version]) -> dict[str, list[str]]:
    times: dict[str, list[str]] = {}
    for version in versions:
        times.setdefault(version.time, []).append(version.layer)
    return times


def _read(path: Path) -> Entry | None:
    """An entry, or None if the file is not one, or not as it was written. One of an older Zonemark has no sum."""
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        is_sound = told.pop(_SUM) == _sum(told) if _SUM in told else _FIELDS.issuperset(told)
        if not is_sound:
            return None
        layers = {str(name): {str(key): int(count) for key, count in of.items()} for name, of in told["layers"].items()}
        sources, listed, toml = (list(map(str, told.get(name, []))) for name in ("sources", "listed", "toml"))
        settings, recalled = (dict(told.get(name, {})) for name in ("settings", "recalled"))
        proposals = {str(name): int(count) for name, count in told.get("proposals", {}).items()}
        toml = toml if len(toml) == 2 else []
        return Entry(path.stem, str(told["command"]), str(told["clock"]), sources, layers, listed,
                     str(told.get("by", "")), settings, recalled, proposals, toml)  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
