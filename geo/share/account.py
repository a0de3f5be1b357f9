"""The account of an edition: what was left out or changed, how, and how many; in words and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from geo.findings.counting import counted, listed
from geo.share.small_counts import Table


@dataclass
class LayerAccount:
    """What became of one layer: how many records it has, how many are shown, which columns left, and which did not."""

    layer: str
    kind: str
    recorded: int
    shown: int
    shown_columns: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    enlarged: int = 0
    why: str = ""


@dataclass
class Account:
    """What an edition does not show, or shows otherwise. `hidden`: hazards that are recorded and not shown."""

    profile: str
    label: str
    layers: list[LayerAccount] = field(default_factory=list)
    hidden: int = 0
    cells_m: float = 0
    dissolved: bool = False
    ids: str = "kept"
    dates: str = "day"
    suppressed: int = 0
    """How many counts of the table of accidents are withheld, or are those of the table before."""
    table: Table | None = None

    def lines(self) -> Iterator[str]:
        """Tell it in sentences."""
        yield f"{self.label} (profile {self.profile})"
        for one in self.layers:
            yield from self._layer(one)
        if self.cells_m:
            yield f"Hazards are shown larger than recorded: cells of {self.cells_m:,.0f} m."
        if self.dissolved:
            yield "Hazards of one type and status are shown as one area, so that nobody can count them."
        if self.dates != "day":
            yield f"Dates are given to the {self.dates}."
        if self.ids != "kept":
            yield {"pseudonym": "Ids are replaced by pseudonyms.", "none": "Records are numbered anew."}[self.ids]
        if self.suppressed:
            too_few = counted(self.suppressed, "count")
            yield f"Of the table of accidents {too_few} would tell of too few; nothing new is given."
        yield f"{counted(self.hidden, 'hazard')} {'is' if self.hidden == 1 else 'are'} recorded and not shown."

    def _layer(self, one: LayerAccount) -> Iterator[str]:
        yield f"{one.layer}: {one.shown:,} of {counted(one.recorded, 'record')} shown" + (
            f"; {one.why}" if one.why else ""
        )
        if one.shown_columns:
            yield f"  columns that leave: {', '.join(one.shown_columns)}"
        if one.left_out:
            yield f"  columns left out: {listed(one.left_out, most=60)}"

    def to_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {**asdict(self), "table": self.table.to_json() if self.table else None}
