"""Accidents as figures by place: what a profile shows where single accidents would tell of single people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from geo.errors import UsageError
from geo.records import Layer
from geo.records.flat import flat_value
from geo.records.properties import from_properties, to_properties
from geo.share.profiles import DIGITS, EVERYTHING, Profile
from geo.share.small_counts import COUNTED, WITHIN, Table, tabulate

TABULATED = "accidents-by-place"
"""The layer of figures that accidents become."""
_PROVINCE = "admin1"
_UNKNOWN, _NOT_GIVEN = "unknown", "not given"


def tabulated(layers: Sequence[Layer], profile: Profile, before: Table | None) -> tuple[Table, Layer]:
    """Count accidents of all layers by place; the sources of single accidents are not given.

    Counts and places are those that the profile lists. Raises UsageError where the table that was published before
    counts by another field: laid beside it, the new one would tell of few.
    """
    by, fewest = profile.accidents.by, profile.accidents.fewest
    if before is not None and before.by not in ("", by):
        raise UsageError(
            f"The edition '{profile.name}' was published with accidents by {before.by}; by {by}, the two together "
            "would tell of single people.",
            remedy=f'State accidents = {{ by = "{before.by}" }}, or share by a profile of another name.',
        )
    records = [record for layer in layers for record in to_properties(layer.frame)]
    counted = [name for name in COUNTED if name == "accidents" or _is_listed(name, profile)]
    counts = [(_place(record, profile), {"accidents": 1, **_stated(record, counted)}) for record in records]
    table = replace(tabulate(counts, fewest, before, counted), by=by)
    as_of = {"as_of": found} if (found := _as_of(records, profile)) else {}
    figures = [{**figure, **as_of} for figure in _figures(table, fewest, has_before=before is not None)]
    frame = from_properties(figures, [None] * len(figures), "facts")
    return table, Layer(TABULATED, "facts", frame, "Accidents by place", imprint=layers[0].imprint)


def _is_listed(name: str, profile: Profile) -> bool:
    listed = profile.fields_of("accidents")
    return name in listed or EVERYTHING in listed


def _place(record: Mapping[str, Any], profile: Profile) -> str:
    """Where an accident is counted: a place within its province, where the profile lists that too."""
    by = profile.accidents.by
    place = str(flat_value(record.get(by)) or "")
    province = str(record.get(_PROVINCE) or "")
    if by == _PROVINCE or not province or not _is_listed(_PROVINCE, profile):
        return place
    return f"{place or 'place not stated'}{WITHIN}{province}"


def _stated(record: Mapping[str, Any], counted: Sequence[str]) -> dict[str, int]:
    """The counts that an accident states; what is no count, or is missing, is not nought."""
    found = {name: record.get(name) for name in counted if name != "accidents"}
    return {
        name: int(count)
        for name, count in found.items()
        if isinstance(count, (int, float)) and not isinstance(count, bool) and math.isfinite(count) and count >= 0
    }


def _as_of(records: Sequence[Mapping[str, Any]], profile: Profile) -> str:
    """A date from which on enough accidents have happened; that of the newest would tell of one."""
    if not _is_listed("occurred_on", profile):
        return ""
    dates = sorted((str(record["occurred_on"]) for record in records if record.get("occurred_on")), reverse=True)
    fewest = profile.accidents.fewest
    return dates[fewest - 1][: DIGITS[profile.dates]] if len(dates) >= fewest else ""


def _figures(table: Table, fewest: int, *, has_before: bool) -> Iterator[dict[str, str]]:
    older = (
        f" A count that has changed by fewer than {fewest} since it was published stays as it was."
        if has_before
        else ""
    )
    rule = f"Counts below {fewest} are not given; such places are put together.{older}"
    for number, (place, row) in enumerate(table.named(), start=1):
        for name, count in row.items():
            partly = " Accidents that do not state it are not in it." if table.unstated.get(name, 0) != 0 else ""
            value = _UNKNOWN if count is None else f"{count}"
            told = f"{name} {_UNKNOWN}" if count is None else f"{count:,} {name}"
            yield _figure(f"{number}-{name}", place or "place not stated", (name, value, told), rule + partly)
    for name in table.withheld:
        few = f"In all places together they are fewer than {fewest}, or too few more than before."
        yield _figure(f"all-{name}", "all places", (name, _NOT_GIVEN, f"{name} {_NOT_GIVEN}"), few)
    for name, gaps in table.unstated.items():
        if gaps != 0:
            what = f"accidents that do not state how many were {name}"
            value = _NOT_GIVEN if gaps is None else f"{gaps}"
            told = f"{what} {_NOT_GIVEN}" if gaps is None else f"{gaps:,} {what}"
            few = f"They are too few to be counted, or all but too few.{older}" if gaps is None else older.strip()
            yield {**_figure(f"unstated-{name}", "all places", (what, value, told), few), "unit": "accidents"}


def _figure(id_: str, place: str, told: tuple[str, str, str], remarks: str) -> dict[str, str]:
    subject, value, words = told
    unit = "accidents" if subject == "accidents" else "persons"
    figure = {"id": id_, "name": f"{place}: {words}", "subject": f"{subject}, {place}", "value": value, "unit": unit}
    return {**figure, "remarks": remarks} if remarks else figure
