"""What is new in a project since a day, or since one of its changes: the counts that a map's heading tells, and the
records that it marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.compare.comparing import compare
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.records import Layer
    from geo.store import Project

LATELY = "lately"
"""What a project tells of records: layer → note ("new", "changed", "asked") → ids."""
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z")


@dataclass(frozen=True)
class Since:
    """How many records are new, changed and gone since `date` (ISO 8601).

    `records`: layer and id of those that are new or changed, and which of both.
    """

    date: str
    new: int
    changed: int
    gone: int
    records: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False)

    def to_page(self) -> dict[str, Any]:
        """Give it as the settings of a page have it."""
        return {"date": self.date, "new": self.new, "changed": self.changed, "gone": self.gone}


def since(project: Project, moment: str) -> Since:
    """Compare a project with what it was at the beginning of a day (2026-05-01), or after a change of its log.

    Counted are the records that a map of it is about, as in its heading: places only where there is nothing else.
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
    layers, earlier = project.layers(), project.layers_as_of(to)
    placed = [layer for layer in (*layers, *earlier) if layer.what.placed]
    about = {layer.kind for layer in placed if layer.what.subject} or {layer.kind for layer in placed}
    compared = compare([one for one in earlier if one.kind in about], [one for one in layers if one.kind in about])
    told = [*((one, "new") for one in compared.new), *((one.record, "changed") for one in compared.changed)]
    records = {(layer.name, one.id): note for one, note in told for layer in layers if layer.title == one.layer}
    return Since(date, len(compared.new), len(compared.changed), len(compared.vanished), records)


def lately(layer: Layer, told: Mapping[str, Any]) -> list[list[Any]]:
    """Give each record of a layer of which something is told, by its index, with the note.

    >>> import pandas
    >>> from geo.records import Layer
    >>> layer = Layer("zones", "hazards", pandas.DataFrame({"id": ["A", "B"]}))
    >>> lately(layer, {"lately": {"zones": {"new": ["B"]}}})
    [[1, 'new']]
    """
    notes = told.get(LATELY, {}).get(layer.name, {})
    if not notes:
        return []
    index = {str(id_): at for at, id_ in enumerate(layer.frame["id"].tolist())}
    return [[index[id_], note] for note, ids in notes.items() for id_ in ids if id_ in index]
