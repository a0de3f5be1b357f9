"""What a page is about: the records, the texts of its margin, where the records come from and how old they are.

All of it leaves here as numbers, bytes and plain text for the page's data blocks. None of it is markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from itertools import repeat
from typing import Any

import numpy as np

from geo.maps import catalogue, cells
from geo.maps.encode import encode, not_drawn
from geo.maps.fallback import Sheet, Shown
from geo.maps.land import land
from geo.maps.page import Contents
from geo.records import KINDS, Layer
from geo.records.imprint import Imprint

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
MOST_SOURCES = 1000
"""How many sources are listed beside the map; every record names its own all the same."""


def contents(
    layers: Sequence[Layer],
    margin: Imprint,
    *,
    keep_view: bool,
    basemap: bytes | None = None,
    online_tiles: dict[str, Any] | None = None,
) -> Contents:
    """Put together what goes into a page. The layers' names differ, and their frames are not changed.

    `margin`: with a language, which is the first of its languages.
    """
    shown = [Shown(layer, drawable(layer)) for layer in layers]
    made_on = str(margin.made_on)
    data_date = str(margin.data_date) or latest_date(layers, made_on)
    sheet = Sheet(
        language=margin.language,
        title=margin.title,
        producer=margin.producer,
        hotline=margin.hotline,
        data_date=data_date,
        made_on=made_on,
        fictitious=bool(margin.fictitious),
    )
    settings = {
        "title": margin.title,
        "producer": margin.producer,
        "hotline": margin.hotline,
        "madeOn": made_on,
        "dataDate": data_date,
        "language": margin.language,
        "languages": list(margin.languages),
        "catalogues": {name: catalogue.catalogue(name) for name in dict.fromkeys((*margin.languages, "en"))},
        "fictitious": bool(margin.fictitious),
        "layers": [
            {
                "name": one.layer.name,
                "title": one.layer.title,
                "kind": one.layer.kind,
                "recorded": one.recorded,
                "drawn": one.drawn,
                "notDrawn": one.missing,
            }
            for one in shown
        ],
        "land": land(shown),
        "sources": sources(layers),
        "onlineTiles": online_tiles,
        "keepView": keep_view,
        "version": version("zonemark"),
        "warnings": [],
    }
    return Contents(sheet, shown, encode(layers), settings, basemap, online_tiles)


def drawable(layer: Layer) -> Any:
    """Say of each record of a layer whether the page can draw it."""
    flags = np.ones(len(layer.frame), dtype=bool)
    flags[[one.record for one in not_drawn(layer)]] = False
    return flags


def latest_date(layers: Sequence[Layer], until: str = "") -> str:
    """Find the day (or month, or year) of the newest information in the records: the date of the data.

    Places are the ground and make no map newer. A date that is still to come is a slip, and would hide that the data
    is old: none later than `until`, or than today where that is empty, is taken.

    >>> import geopandas
    >>> reports = {"id": ["A", "B"], "reported_on": ["2019-04", "2091-01-01"]}
    >>> frame = geopandas.GeoDataFrame(reports, geometry=[None, None])
    >>> latest_date([Layer("reports", "hazards", frame)])
    '2019-04'
    """
    end = until or date.today().isoformat()
    return max((text for layer in layers for text in _dates(layer) if text[:10] <= end[: len(text)]), default="")


def _dates(layer: Layer) -> Iterator[str]:
    if layer.what.ground:
        return
    for one in KINDS[layer.kind].fields:
        if one.type == "date" and one.name in layer.frame.columns:
            yield from filter(_DATE.fullmatch, set(cells.texts(layer.frame[one.name])))


@dataclass
class _Source:
    title: str
    urls: set[str] = field(default_factory=set)
    is_aside: bool = True
    count: int = 0


def sources(layers: Sequence[Layer]) -> list[dict[str, str]]:
    """List where the records come from: each source once, with its address if it has one only.

    Those that most records name come first: a publisher of many reports before a single report; sources of the ground
    and of figures last. Capitals and spaces make no other source of one.

    >>> import geopandas
    >>> frame = geopandas.GeoDataFrame({"id": ["A", "B"], "source": ["Survey 2021"] * 2}, geometry=[None] * 2)
    >>> sources([Layer("reports", "hazards", frame)])
    [{'title': 'Survey 2021'}]
    """
    found: dict[str, _Source] = {}
    for layer in layers:
        if "source" not in layer.frame.columns:
            continue
        titles = cells.texts(layer.frame["source"])
        urls = cells.texts(layer.frame["source_url"]) if "source_url" in layer.frame.columns else repeat("")
        for (title, url), count in Counter(zip(titles, urls, strict=False)).items():
            name = " ".join(title.split())
            if name:
                source = found.setdefault(name.casefold(), _Source(name))
                source.urls.update([url] if url else [])
                source.is_aside &= not layer.what.subject
                source.count += count
    ordered = sorted(found.values(), key=lambda source: (source.is_aside, -source.count))
    listed = [
        {"title": source.title, "url": min(source.urls)} if len(source.urls) == 1 else {"title": source.title}
        for source in ordered[:MOST_SOURCES]
    ]
    more = len(found) - len(listed)
    return [*listed, {"title": f"… + {more:,}"}] if more else listed
