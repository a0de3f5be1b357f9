"""The account of an edition: what was left out or changed, how, and how many; in words and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from geo.findings.counting import counted, listed
from geo.records import KINDS, Layer
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
    unnamed: int = 0
    """How many columns were left out that are not named here."""


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
        if one.unnamed:
            yield f"  {counted(one.unnamed, 'other column')} left out"

    def for_readers(self, layers: Sequence[Layer]) -> Account:
        """Give the account that goes along with an edition of these layers.

        It names no layer and no column that does not leave, since a title or heading can itself tell of somebody, and
        counts of what is not shown hazards only: two accidents are two people whom neighbours know. Layers that the
        edition puts together are one here too.
        """
        titles = {layer.title for layer in layers}
        told = [
            replace(
                one,
                layer=one.layer if one.layer in titles else one.kind,
                recorded=one.recorded if KINDS[one.kind].dangerous else one.shown,
                left_out=[name for name in one.left_out if KINDS[one.kind].field(name) is not None],
                unnamed=sum(KINDS[one.kind].field(name) is None for name in one.left_out),
            )
            for one in self.layers
            if one.shown or KINDS[one.kind].dangerous
        ]
        joined: dict[tuple[str, str], LayerAccount] = {}
        for one in told:
            before = joined.get((one.layer, one.kind))
            joined[one.layer, one.kind] = _together(before, one) if before else one
        return replace(self, layers=[*joined.values()], suppressed=0, table=None)

    def to_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {**asdict(self), "table": self.table.to_json() if self.table else None}


def _together(one: LayerAccount, other: LayerAccount) -> LayerAccount:
    """The account of two layers that became one."""
    return LayerAccount(
        one.layer,
        one.kind,
        one.recorded + other.recorded,
        one.shown + other.shown,
        list(dict.fromkeys([*one.shown_columns, *other.shown_columns])),
        list(dict.fromkeys([*one.left_out, *other.left_out])),
        one.enlarged + other.enlarged,
        "; ".join(dict.fromkeys(filter(None, [one.why, other.why]))),
        max(one.unnamed, other.unnamed),
    )
