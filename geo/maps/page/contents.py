"""What a page is about: the records, the texts of its margin, where the records come from and how old they are.

All of it leaves here as numbers, bytes and plain text for the page's data blocks. None of it is markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import repeat
from typing import Any

import numpy as np

from geo.compare.lately import LATELY, lately
from geo.mapfile.encode import NotDrawn, encode, not_drawn
from geo.maps import catalogue, cells
from geo.maps.ground.own.osm import CREDIT as OPENSTREETMAP
from geo.maps.ground.terms import AS_IT_IS, GroundTerms, ground_of
from geo.maps.page.dates import dates
from geo.maps.page.editing import PREFIX, editing, has_editor
from geo.maps.page.fallback import NOTHING_TOLD, Shown
from geo.maps.page.land import land
from geo.maps.page.own_classes import own_classes, unknown_classes
from geo.maps.page.page import Beside, Contents
from geo.maps.page.sayings import sayable
from geo.records import KINDS, Layer
from geo.records.imprint import Imprint
from geo.records.recognising.names_tell import CODE

_OPENSTREETMAP = re.compile(r"openstreetmap|\bOSM\b", re.IGNORECASE)
MOST_SOURCES = 1000
"""How many sources are listed beside the map; every record names its own all the same."""


def contents(
    layers: Sequence[Layer],
    margin: Imprint,
    *,
    keep_view: bool,
    ground: GroundTerms = AS_IT_IS,
    basemap: bytes | None = None,
    online_tiles: dict[str, Any] | None = None,
    others: Sequence[dict[str, Any]] = (),
    told: Mapping[str, Any] = NOTHING_TOLD,
    beside: Beside | None = None,
) -> Contents:
    """Put together what goes into a page. The layers' names differ, and their frames are not changed.

    `margin`: with a language, which is the first of its languages. `ground`: how the ground is drawn. `others`: layers
    of folium beside the records. `told`: what its project has to say of them, `waiting`, `since` and `lately` (see
    `model.ts`). `beside`: what a page is given along that is served, in which records of any kind can come up.
    """
    missing = [not_drawn(layer) for layer in layers]
    shown = [Shown(layer, _drawable(layer, those)) for layer, those in zip(layers, missing, strict=True)]
    made_on = str(margin.made_on)
    found = dates(layers, made_on)
    under = ground_of(shown, ground)
    settings = {
        "title": margin.title,
        "producer": margin.producer,
        "hotline": margin.hotline,
        "signingKey": margin.signing_key,
        "madeOn": made_on,
        "dataDate": str(margin.data_date),
        "dates": found.as_settings(),
        "language": margin.language,
        "languages": list(margin.languages),
        "fictitious": bool(margin.fictitious),
        "edition": _edition(margin),
        **{name: value for name, value in told.items() if name != LATELY},
        "kinds": [kind.to_page() for kind in KINDS.values()],
        "layers": [
            {
                "name": one.layer.name,
                "title": one.layer.title,
                "kind": one.layer.kind,
                "recorded": one.recorded,
                "drawn": one.drawn,
                "notDrawn": one.missing,
                "by": own_classes(one.layer) or unknown,
                "doubts": [[record, code] for record, code in one.doubts.items()],
                **({LATELY: notes} if (notes := lately(one.layer, told)) else {}),
            }
            for one, unknown in zip(shown, unknown_classes(layers), strict=True)
        ],
        "land": land(shown),
        "borders": ground.borders,
        "names": dict(ground.names),
        "sources": sources(layers),
        "credits": credits(layers, under.credit),
        "onlineTiles": online_tiles,
        "others": list(others),
        "keepView": keep_view,
        "edit": editing(shown) if has_editor(margin) else None,
        "version": version("zonemark"),
        "warnings": _doubts_of_kind(layers),
    }
    reasons = {one.reason for those in missing for one in those}
    names = list(dict.fromkeys((*margin.languages, "en")))
    said = sayable([*catalogue.catalogue("en")], shown, settings, reasons, any_record=beside is not None)
    texts = catalogue.packed(names, said, without=() if settings["edit"] else (PREFIX,))
    return Contents(margin, found, shown, encode(layers), settings, texts, under, basemap, online_tiles, beside)


def _doubts_of_kind(layers: Sequence[Layer]) -> list[str]:
    """What is said of layers whose names tell of another kind of record than they are drawn as."""
    told = ((layer, problem) for layer in layers for problem in layer.problems if problem.code == CODE)
    return [f"{layer.title}: {problem.what}" for layer, problem in told]


def _edition(margin: Imprint) -> dict[str, Any] | None:
    own = margin.edition
    if own is None:
        return None
    return {"label": own.label, "hidden": own.hidden, "cellsM": own.cells_m, "dissolved": own.dissolved}


def drawable(layer: Layer) -> Any:
    """Say of each record of a layer whether the page can draw it."""
    return _drawable(layer, not_drawn(layer))


def _drawable(layer: Layer, missing: Sequence[NotDrawn]) -> Any:
    flags = np.ones(len(layer.frame), dtype=bool)
    flags[[one.record for one in missing]] = False
    return flags


def credits(layers: Sequence[Layer], of_ground: str = "") -> list[str]:
    """List whom a map has to name wherever it is seen: the makers of its ground, and OpenStreetMap's where records are
    from there.

    >>> import geopandas
    >>> frame = geopandas.GeoDataFrame({"id": ["A"], "source": ["OpenStreetMap, 2024"]}, geometry=[None])
    >>> credits([Layer("places", "places", frame)]), credits([Layer("places", "places", frame[["id", "geometry"]])])
    (['© OpenStreetMap contributors'], [])
    """
    named = [of_ground] if of_ground else []
    if any(_is_of_openstreetmap(layer) for layer in layers):
        named.append(OPENSTREETMAP)
    return list(dict.fromkeys(named))


def _is_of_openstreetmap(layer: Layer) -> bool:
    columns = [layer.frame[name].dropna() for name in ("source", "source_url") if name in layer.frame.columns]
    return any(_OPENSTREETMAP.search(str(text)) for column in columns for text in column.unique())


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
