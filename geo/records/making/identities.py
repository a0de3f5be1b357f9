"""Each record has an id: its own, or the name of its source and its row."""

from __future__ import annotations

import math
from pathlib import PurePath

from geo.cells.names import composed, free_name
from geo.cells.texts import text_column
from geo.records.making.work import Work


def identify(work: Work) -> None:
    """Give each record an identity: its own key, or the source's name and the row."""
    rows = work.table.index.tolist()
    own = [composed(key.strip()) if isinstance(key, str) else key for key in
           work.columns.get("id", [math.nan] * len(rows))]  # fmt: skip
    stem = PurePath(work.source).stem or "record"
    taken = {key for key in own if isinstance(key, str)}
    seen: dict[str, int] = {}
    last: dict[str, int] = {}
    keys: list[str] = []
    for row, key in zip(rows, own, strict=True):
        if not isinstance(key, str):
            made = free_name(f"{stem}-{row}", taken, "{}-{}", last)
            taken.add(made)
            keys.append(made)
        elif key not in seen:
            seen[key] = row
            keys.append(key)
        else:
            new = free_name(key, taken, "{}-{}", last)
            taken.add(new)
            keys.append(new)
            work.problems.add(
                "duplicate_id",
                f"{key!r} is also the id of row {seen[key]}; this record is called {new!r}.",
                "Give each record an id of its own.",
                severity="warning",
                row=row,
                field="id",
            )
    work.columns["id"] = text_column(keys)
