"""What one column says of another field fills its gaps: type and status, name and title, folder and setting."""

from __future__ import annotations

import math
from collections.abc import Mapping

from geo.cells.outcomes import text_cells
from geo.cells.texts import text_column
from geo.cells.words import fold
from geo.findings.counting import in_rows
from geo.records.making.work import Work
from geo.records.recognising.names_tell import SORTED_IN, settings_by_name


def fill_suggested(work: Work) -> None:
    """Give to other fields what a flat column said of them; what they say themselves goes first."""
    rows = work.table.index.tolist()
    for name, columns in work.suggested.items():
        own = work.columns.get(name, text_column([math.nan] * len(rows)))
        merged = list(own)
        for suggestions in columns:
            against = []
            for index, value in enumerate(suggestions):
                if not isinstance(value, str):
                    continue
                if not isinstance(merged[index], str) or merged[index] == "unknown":
                    merged[index] = value
                elif merged[index] != value and name != "status_reason":
                    against.append(rows[index])
            if against:
                work.problems.add(
                    "contradiction",
                    f"Two columns say different things of this field{in_rows(against)}; the field's own was taken.",
                    row=against[0],
                    field=name,
                )
        work.columns[name] = text_column(merged)


def fill_names(work: Work) -> None:
    """Give a record without a name the title that it has, or the other way round: programs write either."""
    if "name" not in work.columns:
        return
    names = list(work.columns["name"])
    for column in [name for name in work.extras if fold(name) in ("title", "name")]:
        others = text_cells(work.table[column])
        names = [name if isinstance(name, str) else other for name, other in zip(names, others, strict=True)]
    work.columns["name"] = text_column(names)


def fill_setting(work: Work, fields: Mapping[str, str]) -> None:
    """Take the setting from the folder, layer or file that records stand in, where no column states one."""
    if work.kind.field("setting") is None or "setting" in work.columns or set(SORTED_IN) & set(fields):
        return
    settings, said = settings_by_name(work.table, work.source)
    if said:
        work.columns["setting"] = text_column(settings)
        work.problems.add("setting_by_name", said, option="")
