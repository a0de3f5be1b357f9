"""Every error Zonemark raises.

An error stops the work; a problem (`geo.findings`) never does. A file that cannot be read at all is an error, one bad
row in it is a problem. Both say what, where and what to do about it.

    ZonemarkError
    ├── UsageError          the call cannot be carried out as it stands (a missing CRS, an unknown field)
    │   └── NeedsYes        what it would do looks wrong; somebody has to say that it is meant
    ├── SourceError         a file cannot be read
    │   └── UnsafeSource    a file is refused because reading it could do harm
    ├── PositionError       a written position is not understood or could be several
    ├── StoreError          a project cannot be opened or written
    │   ├── ProjectLocked   another process is writing
    │   ├── NotSaved        the disk did not take it; the version before still stands
    │   ├── ChangedMeanwhile  somebody else changed the project since it was looked at
    │   └── NewerFormat     the project was written by a newer Zonemark; it can be read, not written
    └── MapError            a map cannot be made
        └── AsksAHost       an element of the map would ask a host when the file is opened
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from geo.findings.options import Words, in_python, with_options


class ZonemarkError(Exception):
    """What went wrong, where, and the remedy, in one sentence each.

    >>> print(ZonemarkError("The sheet 'May' is not in survey.xlsx.", remedy="Name one of: June, July."))
    The sheet 'May' is not in survey.xlsx. Name one of: June, July.

    `option` names what can be given for it (see `geo.findings.options`).
    """

    def __init__(self, what: str, *, remedy: str = "", option: str = "") -> None:
        super().__init__(f"{what} {with_options(remedy, option, in_python)}".strip())
        self.what = what
        self.remedy = remedy
        self.option = option

    def told(self, words: Words) -> str:
        """Give what went wrong and the remedy, with the option in the words of whoever speaks to the person."""
        return f"{self.what} {with_options(self.remedy, self.option, words)}".strip()


class UsageError(ZonemarkError):
    """The call cannot be carried out as it stands."""


class Doubted(Protocol):
    """Why a change looks wrong, and the source that it may be a newer version of, where it came under another name."""

    @property
    def code(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def layer(self) -> str: ...
    @property
    def source(self) -> str: ...


class NeedsYes(UsageError):
    """What the call would do looks wrong, and nothing was written; somebody has to say that it is meant."""

    def __init__(self, doubts: Sequence[Doubted], *, remedy: str = "", option: str = "") -> None:
        ways = [f"source={doubt.source!r} and layer={doubt.layer!r} if it continues {doubt.source}" for doubt in doubts
                if doubt.source]  # fmt: skip
        super().__init__(
            f"{' '.join(dict.fromkeys(doubt.what for doubt in doubts))} Nothing was written.",
            remedy=remedy
            or f"Call it again with {', or with '.join([*dict.fromkeys(ways), 'yes=True if it is meant'])}.",
            option=option,
        )
        self.doubts = list(doubts)


class WorkersLost(ZonemarkError):
    """The processes that work on a task are ended from outside again and again."""

    def __init__(self, times: int) -> None:
        super().__init__(
            f"A process that was to do part of the work was ended from outside {times} times.",
            remedy="Is there too little memory? Try fewer workers.",
        )


class SourceError(ZonemarkError):
    """A file cannot be read."""


class UnsafeSource(SourceError):
    """A file is refused because reading it could do harm."""


class PositionError(ZonemarkError):
    """A written position is not understood, or could be several."""


class StoreError(ZonemarkError):
    """A project cannot be opened or written."""


class ProjectLocked(StoreError):
    """Another process is writing to the project."""


class NotSaved(StoreError):
    """The disk did not take what was written; the version before still stands."""


class ChangedMeanwhile(StoreError):
    """Somebody else changed the project since it was looked at, and nothing was written."""


class NewerFormat(StoreError):
    """The project was written by a newer Zonemark."""


class MapError(ZonemarkError):
    """A map cannot be made."""


class AsksAHost(MapError):
    """An element of the map would ask a host when the file is opened."""
