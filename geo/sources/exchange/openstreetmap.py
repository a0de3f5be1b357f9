"""OpenStreetMap extracts (.osm.pbf, .osm): settlements and other places with a setting, as context for a map.

Of an extract only what tells where something is becomes a record: settlements, schools, health facilities, places of
worship, cemeteries, wells, bridges and the like. Roads, buildings and land use are counted in no way and not read.
GDAL reads the format; its tags come as text, exactly as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio

from geo.errors import UnsafeSource
from geo.findings import Findings
from geo.findings.counting import counted
from geo.sources import raw
from geo.sources.archives import private
from geo.sources.raw import RawTable
from geo.sources.vectors import FAILURES, geometries_of, unreadable

LAYERS = ("points", "multipolygons")
SETTINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "place": {
        "residential_area": ("city", "town", "village", "hamlet", "suburb", "neighbourhood", "quarter", "borough",
                             "isolated_dwelling", "farm", "allotments"),
    },
    "amenity": {
        "school": ("school", "kindergarten", "college", "university"),
        "health_facility": ("hospital", "clinic", "doctors", "health_post"),
        "place_of_worship": ("place_of_worship", "monastery"),
        "cemetery": ("grave_yard",),
        "water_source": ("drinking_water", "water_point"),
    },
    "landuse": {"cemetery": ("cemetery",)},
    "man_made": {"water_source": ("water_well", "water_tower"), "bridge": ("bridge",)},
    "natural": {"water_source": ("spring",)},
    "barrier": {"border": ("border_control",)},
}  # fmt: skip
"""Which values of which tag are which setting (wiki.openstreetmap.org, Map features)."""
HAZARDS = re.compile(r"hazard=(minefield|mines?|unexploded_ordnance|uxo)|military=danger_area")
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_KEPT = ("name", "population", "alt_name", "old_name", "official_name", "wikidata")
_OWN = {"points": ("place", "man_made", "barrier"), "multipolygons": tuple(SETTINGS)}
"""Tags that GDAL gives a column of their own; the others stand together in `other_tags`."""


def read(path: Path) -> RawTable:
    """Read the places of an extract, numbered from 1. Raises SourceError if it cannot be read."""
    from geo.sources.inside import kind_of_file

    problems = Findings(path.name)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    dangers = 0
    with private(path, kind_of_file(path)) as shown:
        for layer in LAYERS:
            for tags, shape in _objects(shown, layer, path):
                dangers += bool(HAZARDS.search(" ".join(f"{key}={value}" for key, value in tags.items())))
                if setting := _setting(tags):
                    rows.append(_record(tags, *setting))
                    shapes.append(shape)
    if dangers:
        what = f"{counted(dangers, 'object')} of the extract are tagged as minefields or danger areas."
        problems.add("not_read", what, "They were read as places or not at all; they are no survey.",
                     severity="warning")  # fmt: skip
    if not rows:
        problems.add("no_records", "There is not one place in the extract.")
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: raw.column([row.get(name) for row in rows]) for name in names}
    geometry, _ = geometries_of(shapes)
    frame = raw.frame_of(columns, geometry, range(1, len(rows) + 1))
    facts = {"driver": "OpenStreetMap", "licence": "© OpenStreetMap contributors, ODbL"}
    return RawTable(frame, problems, facts, likely_kind="places")


def _objects(shown: Path, layer: str, path: Path) -> Iterator[tuple[dict[str, str], Any]]:
    """The tags and the shape (WKB) of each object of a layer that could be a place."""
    found = " OR ".join(
        f"{tag} IS NOT NULL" if tag in _OWN[layer] else f"other_tags LIKE '%\"{tag}\"=>%'"
        for tag in (*SETTINGS, "hazard")
    )
    try:
        if pyogrio.read_info(shown, layer=layer)["driver"] != "OSM":
            raise UnsafeSource(f"{path.name} would not be opened as OpenStreetMap.")
        meta, _, wkb, fields = pyogrio.raw.read(shown, layer=layer, where=found)
    except FAILURES as error:
        raise unreadable(path.name, shown, error) from None
    names = [str(name) for name in meta["fields"]]
    for index, shape in enumerate(wkb if wkb is not None else ()):
        own = {name: values[index] for name, values in zip(names, fields, strict=True)}
        others = own.pop("other_tags", None) or ""
        tags = {key: value for key, value in own.items() if isinstance(value, str)}
        yield {**{_plain(key): _plain(value) for key, value in _PAIR.findall(others)}, **tags}, shape


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _setting(tags: dict[str, str]) -> tuple[str, str] | None:
    """The setting of an object, and the tag that says it."""
    for tag, settings in SETTINGS.items():
        for setting, values in settings.items():
            if tags.get(tag) in values:
                return setting, f"{tag}={tags[tag]}"
    return None


def _record(tags: dict[str, str], setting: str, tag: str) -> dict[str, Any]:
    identity = tags.get("osm_id") or tags.get("osm_way_id") or ""
    before = "way" if not tags.get("osm_id") else "node" if "osm_way_id" not in tags else "relation"
    names = {key.replace("name:", "name_"): value for key, value in tags.items() if key.startswith("name:")}
    kept = {key: tags[key] for key in _KEPT if key in tags}
    return {"id": f"{before}/{identity}", "setting": setting, "osm_tag": tag, **kept, **names,
            "source": "OpenStreetMap"}  # fmt: skip
