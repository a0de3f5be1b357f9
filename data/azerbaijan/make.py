"""Make the project of published reports in this folder from the three files in sources/.

    python data/azerbaijan/make.py [FOLDER]

Reports are laid out by the kind of place they name, as the statement of 4 April 2021 does. What no source states stays
unknown, and a report without a position stays without one. What is added here is said of a report, never of the ground:
a name to list it under, who published it, and what its point stands for.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

import geo
from geo.records import to_records
from geo.sources import tables

HERE = Path(__file__).parent
TITLE = "Reported mines and explosive ordnance, Azerbaijan and its borders, 1994 to 2026"
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
    "id": "id", "name": "name", "place": "place", "district": "admin2", "setting": "setting", "ordnance": "ordnance",
    "lon": "lon", "lat": "lat", "position_method": "position_method", "position_accuracy_m": "position_accuracy_m",
    "occurred_on": "information_on", "reported_on": "reported_on", "source": "source", "source_url": "source_url",
    "source_type": "source_type", "note": "remarks",
}  # fmt: skip
ACCIDENT_COLUMNS = HAZARD_COLUMNS | {
    "occurred_on": "occurred_on", "killed": "killed", "injured": "injured", "civilian": "civilian", "military": "military",
    "deminer": "deminer", "activity": "activity",
}  # fmt: skip
FIGURE_COLUMNS = {name: name for name in ("id", "subject", "value", "unit", "as_of", "source", "source_url")} | {
    "note": "remarks"
}
VILLAGE_M = "2000"  # the accuracy that sources/SOURCE.txt gives to a village; everything else is vaguer
FROM_THE_START = "since 10 Nov 2020"
COVERS = r"^((?:since|period|calendar year|whole year|first half|past decade|\d{4} to \d{4}|\d+-\d+ ) ?[^;]*)"  # how a note of figures.csv says what a figure covers
OFFICIAL = re.compile(
    r"agency|ministry|prosecutor|commissioner|joint statement|emergency service|police|border service|"
    r"center for humanitarian demining|mission",
    re.IGNORECASE,
)
DEMINERS = re.compile(r"HALO Trust|Polygon Azerbaijan")
ARMISTICE = "2020-11-10"
BEFORE = {"hazards": "Reports before 10 November 2020", "accidents": "Accidents before 10 November 2020"}
AREA_AGE = (
    "Reported before 10 November 2020: the front lines, the minefields and who holds the place have changed since."
)


def cells(path: Path) -> pd.DataFrame:
    """The cells of a table as text, "" where there is none."""
    return pd.DataFrame(tables.read(path).frame.drop(columns="geometry")).fillna("")


def position_note(report: Mapping[str, str]) -> str:
    """What the point of a report stands for, or why it has none."""
    if report["lon"] == "":
        return (
            "No place is named."
            if names_no_place(report)
            else "The place named could not be placed safely: see the remarks."
        )
    if "inside the district outline" in report["geocode_source"]:
        return "Only the district is named: the point stands for all of it."
    if report["position_accuracy_m"] == VILLAGE_M:
        return "The point is that of the village named, not of what was reported."
    return "The point is that of a town or village named, not of what was reported."


def names_no_place(report: Mapping[str, str]) -> bool:
    """Whether a report is a statement about a kind of place, without saying where."""
    return report["place"] == "" or ", no place" in report["note"]


def report_name(report: Mapping[str, str]) -> str:
    """Name a report by its place and kind: what it says, no more. A list cuts long names off at the end."""
    place, kind = report["place"], report["kind"].replace("_", " ")
    if names_no_place(report):
        return f"{LAYERS[report['setting']]}: {kind}, {place or 'no place named'}"
    return f"{place[0].upper()}{place[1:]}: {kind}"


def source_type(source: str) -> str:
    """Whether a page quotes an official body or a demining organisation, as its source says in brackets."""
    if DEMINERS.search(source):
        return "press, quoting a demining organisation"
    return "press, quoting an official body" if OFFICIAL.search(source) else "press"


def is_earlier(report: Mapping[str, str]) -> bool:
    """Whether a report is of the time before 10 November 2020, by its own date or that of its publication.

    One that states November 2020 only is not: the one there is tells of items found after 16 November.
    """
    stated = report["occurred_on"] or report["reported_on"]
    return stated < ARMISTICE[: len(stated)]


def reports_table(reports: Path) -> pd.DataFrame:
    """The rows of reports.csv as text, with what is said of each report."""
    table = cells(reports)
    rows = table.to_dict("records")
    return table.drop(columns="kind").assign(
        report_kind=table["kind"].str.replace("_", " "),
        name=[report_name(row) for row in rows],
        position_note=[position_note(row) for row in rows],
        source_type=table["source"].map(source_type),
        age_note=[AREA_AGE if is_earlier(row) else "" for row in rows],
    )


def reading(table: pd.DataFrame, kind: str, columns: Mapping[str, str], source: str) -> geo.Reading:
    """Turn rows into records of a kind."""
    frame, problems, used = to_records(table.replace("", None), kind, source=source, fields=columns)
    return geo.Reading(frame, problems, kind, source, {}, used)


def readings(reports: Path) -> dict[str, geo.Reading]:
    """Reports by title of their layer: indications by kind of place, then accidents; earlier ones in their own."""
    table = reports_table(reports)
    accident, earlier = table["report_kind"] == "accident", table["age_note"] != ""
    chosen = {title: ~accident & ~earlier & (table["setting"] == setting) for setting, title in LAYERS.items()}
    chosen[BEFORE["hazards"]] = ~accident & earlier
    found = {title: indications(table[rows], reports.name) for title, rows in chosen.items() if rows.any()}
    for title, rows in (("Accidents", accident & ~earlier), (BEFORE["accidents"], accident & earlier)):
        found[title] = reading(table[rows], "accidents", ACCIDENT_COLUMNS, reports.name)
    return found


def indications(rows: pd.DataFrame, source: str) -> geo.Reading:
    """Reports of hazards: something was reported; how sure it is and what was done since, nobody says."""
    found = reading(rows, "hazards", HAZARD_COLUMNS, source)
    found.frame["area_type"] = "indication"
    found.frame["status"] = "unknown"
    return found


def village_name(places: pd.Series) -> str:
    """The village that reports name at one point: both names where a report gives two, else the shortest writing."""
    bare = [re.sub(r"^.*\b(?:at|near|around|from) |,.*$", "", place.split(",")[0]) for place in places]
    return min(bare, key=lambda name: ("(" not in name, len(name)))


def places(reports: Path) -> geo.Reading:
    """The villages that the reports name, once each: names for the map, not a gazetteer."""
    table = cells(reports).rename_axis("row").reset_index()
    named = table[table["position_accuracy_m"] == VILLAGE_M].groupby("geocode_source", sort=False)
    once = named[["row", "district", "lon", "lat"]].first()
    entry = once.index.to_series().str.extract(r"(?:locality|GeoNames) (?P<number>\d+) \((?P<name>.+?)\)")
    gazetteer = once.index.to_series().str.startswith("GeoNames").map({True: "GeoNames", False: "Who's On First"})
    once = once.assign(
        id="place-" + entry["number"],
        name=named["place"].agg(village_name),
        name_in_gazetteer=entry["name"],
        geocode_source=once.index,
        source=gazetteer,
        source_url=gazetteer.map({"GeoNames": "https://www.geonames.org", "Who's On First": "https://whosonfirst.org"}),
    )
    columns = {"district": "admin2"} | {name: name for name in ("id", "name", "lon", "lat", "source", "source_url")}
    return reading(once.set_index("row"), "places", columns, reports.name)


def with_districts(places: geo.Reading) -> geo.Reading:
    """The villages, and the outlines of the districts that reports name and nothing nearer."""
    districts = geo.read(HERE / "sources" / "districts.geojson", kind="places")
    return replace(places, frame=pd.concat([places.frame, districts.frame], ignore_index=True))


def figures(path: Path) -> geo.Reading:
    """The published figures, in the order of what they count and when: those that contradict stand side by side."""
    table = cells(path)
    covers = table["note"].str.extract(COVERS, expand=False).fillna("")
    others = {
        row: "; ".join(f"{one['value']} ({one['source']})" for _, one in group.iterrows() if one["value"] != value)
        for _, group in table.assign(covers=covers).groupby(["subject", "unit", "as_of", "covers"], sort=False)
        for row, value in group["value"].items()
    }
    subject = table["subject"].str.replace(r"[^a-z0-9]+", "-", regex=True)
    number = table.groupby(["subject", "as_of"]).cumcount() + 1
    name = table["subject"] + ": " + table["value"] + " " + table["unit"]
    table = table.assign(
        id=subject + "-" + table["as_of"] + "-" + number.astype(str),
        name=name.where(covers.isin(["", FROM_THE_START]), name + ", " + covers),
        covers=covers,
        also_published_for_this_date=pd.Series(others),
    )
    return reading(table, "facts", FIGURE_COLUMNS, path.name)


def make(folder: Path) -> geo.Project:
    """Make the project in `folder`, in place of what an earlier run made there."""
    for part in ("layers", "history"):
        shutil.rmtree(folder / part, ignore_errors=True)
    (folder / "zonemark.toml").unlink(missing_ok=True)
    project = geo.Project.create(folder, title=TITLE, producer=PRODUCER, languages=LANGUAGES)
    reports = HERE / "sources" / "reports.csv"
    for title, rows in readings(reports).items():
        project.add(rows, layer=title)
    project.add(with_districts(places(reports)), layer="Places named")
    project.add(figures(HERE / "sources" / "figures.csv"), layer="Published figures")
    shutil.rmtree(folder / "history", ignore_errors=True)
    return project


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    for layer in made.layers():
        print(f"{len(layer.frame):5d}  {layer.title}")
