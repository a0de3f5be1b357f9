"""What is new in a project since a day, or since one of its changes: the counts that a map's heading tells."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geo.compare.comparing import compare
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.store import Project

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z")


@dataclass(frozen=True)
class Since:
    """How many records are new, changed and gone since `date` (ISO 8601)."""

    date: str
    new: int
    changed: int
    gone: int

    def to_page(self) -> dict[str, Any]:
        """Give it as the settings of a page have it."""
        return asdict(self)


def since(project: Project, moment: str) -> Since:
    """Compare a project with what it was at the beginning of a day (2026-05-01), or after a change of its log.

    A day is one of the project's clock, in UTC. Raises UsageError for what is neither a day nor a change.
    """
    entries = project.log()
    if _DAY.match(moment):
        first = f"{moment}-01-01"[:10] if len(moment) < 10 else moment
        start = first.replace("-", "")
        before = [entry.time for entry in entries if entry.time < start]
        to, date = (before[-1] if before else "start"), moment
    else:
        found = [entry for entry in entries if entry.time.startswith(moment)]
        if len(found) != 1:
            raise UsageError(f"'{moment}' is neither a day nor a change of {project.path}.",
                             remedy="Write a day as 2026-05-01, or name a change of the log.")  # fmt: skip
        to, date = found[0].time, found[0].clock[:10]
    compared = compare(project.layers_as_of(to), project.layers())
    return Since(date, len(compared.new), len(compared.changed), len(compared.vanished))
