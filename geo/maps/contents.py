"""What the page is told beside the records: counts, dates, sources, what could not be drawn, texts of its languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.maps import catalogue
from geo.maps.encode import NotDrawn, not_drawn
from geo.maps.fallback import Shown
from geo.records import KINDS, Layer

MOST_SOURCES = 500


def shown(layers: Sequence[Layer]) -> tuple[list[Shown], list[NotDrawn]]:
    """Say of every record of every layer whether a page can draw it, and list those it cannot."""
    rows, listed = [], []
    for layer in layers:
        drawable = np.ones(len(layer.frame), dtype=np.bool_)
        for one in not_drawn(layer):
            drawable[one.record] = False
            listed.append(one)
        rows.append(Shown(layer, drawable))
    return rows, listed


def data_date(layers: Sequence[Layer]) -> str:
    """Give the newest date that any record carries, as ISO 8601 text; dates that have not come yet say nothing.

    >>> data_date([])
    ''
    """
    today, newest = date.today().isoformat(), ""
    for layer in layers:
        for field in KINDS[layer.kind].fields:
            if field.type == "date" and field.name in layer.frame.columns:
                texts = layer.frame[field.name].dropna().astype(str)
                newest = max([newest, *texts[(texts <= today) & texts.str.match(r"\d{4}")].unique()])
    return newest


def sources(layers: Sequence[Layer]) -> list[dict[str, str]]:
    """List the sources that records name, each with its newest date; the most used first where there are very many."""
    parts = []
    for layer in layers:
        frame = layer.frame
        if "source" in frame.columns:
            dates = frame.get("reported_on", frame.get("as_of"))
            named = pd.DataFrame({"name": frame["source"].to_numpy(dtype=object)})
            named["date"] = "" if dates is None else dates.fillna("").to_numpy(dtype=object)
            parts.append(named[named["name"].map(lambda name: isinstance(name, str) and bool(name.strip()))])
    if not parts:
        return []
    grouped = pd.concat(parts).groupby("name", sort=True)["date"].agg(["size", "max"])
    if len(grouped) > MOST_SOURCES:
        grouped = grouped.sort_values("size", ascending=False, kind="stable").head(MOST_SOURCES)
    return [{"name": str(name), "date": str(newest)} for name, newest in grouped["max"].items()]


def settings(
    rows: Sequence[Shown],
    listed: Sequence[NotDrawn],
    *,
    languages: Sequence[str],
    told: dict[str, Any],
    online_tiles: dict[str, Any] | None,
    version: str,
) -> dict[str, Any]:
    """Put together the settings block (see `Settings` in viewer/src/model.ts)."""
    layers = [row.layer for row in rows]
    return {
        **told,
        "dataDate": data_date(layers),
        "languages": list(languages),
        "catalogues": {name: catalogue.catalogue(name) for name in languages},
        "layers": [
            {
                "name": row.layer.name,
                "title": row.layer.title,
                "kind": row.layer.kind,
                "recorded": row.recorded,
                "drawn": row.drawn,
                "notDrawn": row.missing,
            }
            for row in rows
        ],
        "notDrawn": [{"layer": x.layer, "record": x.record, "id": x.id, "reason": x.reason} for x in listed],
        "sources": sources(layers),
        "onlineTiles": online_tiles,
        "version": version,
        "warnings": [],
    }
