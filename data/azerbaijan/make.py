"""Make the project of published reports in this folder from sources/reports.csv and sources/figures.csv.

    python data/azerbaijan/make.py [FOLDER]

Reports are laid out by the kind of place they name, as the statement of 4 April 2021 does. What no source states stays
unknown, and a report without a position stays without one.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

import geo
from geo.records import to_records
from geo.sources import tables

HERE = Path(__file__).parent
TITLE = "Reported mines and explosive ordnance, Azerbaijan, from 10 November 2020"
PRODUCER = "Zonemark example, compiled from public reports"
LANGUAGES = ("en", "az", "ru", "ar")
LAYERS = {
    "residential_area": "Residential areas",
    "riverbank": "Riverbanks",
    "crossroads": "Crossroads",
    "cemetery": "Cemeteries",
    "road": "Roads",
    "bridge": "Bridges",
    "farmland": "Farmland",
    "pasture": "Pasture",
    "forest": "Forests",
    "water_source": "Water sources",
    "school": "Schools",
    "infrastructure": "Infrastructure",
    "other": "Other places",
    "unknown": "Kind of place not stated",
}  # setting: title of its layer; the four of the statement of 4 April 2021 first
HAZARD_COLUMNS = {
    "id": "id", "place": "place", "district": "admin2", "setting": "setting", "ordnance": "ordnance", "lon": "lon",
    "lat": "lat", "position_method": "position_method", "position_accuracy_m": "position_accuracy_m",
    "occurred_on": "information_on", "reported_on": "reported_on", "source": "source", "source_url": "source_url",
    "note": "remarks",
}  # fmt: skip
ACCIDENT_COLUMNS = HAZARD_COLUMNS | {
    "occurred_on": "occurred_on", "killed": "killed", "injured": "injured", "civilian": "civilian", "military": "military",
    "deminer": "deminer", "activity": "activity",
}  # fmt: skip
FIGURE_COLUMNS = {name: name for name in ("subject", "value", "unit", "as_of", "source", "source_url")} | {
    "note": "remarks"
}
VILLAGE_M = "2000"  # the accuracy that sources/SOURCE.txt gives to a village; everything else is vaguer


def readings(reports: Path) -> dict[str, geo.Reading]:
    """Reports by title of their layer: indications by kind of place, then accidents."""
    raw = tables.read(reports)
    table, found = raw.frame, {}

    def take(rows: pd.Series, kind: str, columns: dict[str, str]) -> geo.Reading:
        frame, problems, mapping = to_records(table[rows], kind, source=reports.name, mapping=columns)
        return geo.Reading(frame, problems, kind, reports.name, raw.facts, mapping)

    accident = table["kind"] == "accident"
    for setting, title in LAYERS.items():
        rows = ~accident & (table["setting"] == setting)
        if rows.any():
            reading = take(rows, "hazards", HAZARD_COLUMNS)
            reading.frame["area_type"] = "indication"
            reading.frame["status"] = "unknown"
            found[title] = reading
    found["Accidents"] = take(accident, "accidents", ACCIDENT_COLUMNS)
    return found


def places(reports: Path) -> geo.Reading:
    """The villages and towns that the reports name, once each: names for the map, not a gazetteer."""
    raw = tables.read(reports)
    named = raw.frame[raw.frame["position_accuracy_m"] == VILLAGE_M]
    once = named.drop_duplicates(["lon", "lat"])[["place", "district", "lon", "lat", "geocode_source"]]
    columns = {"place": "name", "district": "admin2", "lon": "lon", "lat": "lat", "geocode_source": "source"}
    frame, problems, mapping = to_records(once, "places", source="places in reports.csv", mapping=columns)
    return geo.Reading(frame, problems, "places", "places in reports.csv", raw.facts, mapping)


def make(folder: Path) -> geo.Project:
    """Make the project in `folder`, in place of what an earlier run made there."""
    for part in ("layers", "history"):
        shutil.rmtree(folder / part, ignore_errors=True)
    (folder / "zonemark.toml").unlink(missing_ok=True)
    project = geo.Project.create(folder, title=TITLE, producer=PRODUCER, languages=LANGUAGES)
    reports = HERE / "sources" / "reports.csv"
    for title, reading in readings(reports).items():
        project.add(reading, layer=title)
    project.add(places(reports), layer="Places named")
    figures = geo.read(HERE / "sources" / "figures.csv", kind="facts", mapping=FIGURE_COLUMNS)
    project.add(figures, layer="Published figures")
    shutil.rmtree(folder / "history", ignore_errors=True)
    return project


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    for layer in made.layers():
        print(f"{len(layer.frame):5d}  {layer.title}")
