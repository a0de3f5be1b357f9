"""What the names of files, layers and folders tell: of what kind the records are, and in what setting.

"cleared_areas" and "incidents" tell as plainly as a heading does, and so does the folder "Cemeteries" in which somebody
has sorted marks in Google Earth. A setting is taken, and said; a kind is not decided by a name, but the doubt is said
first of all, since cleared land that is drawn as a hazard, or the other way round, is the worst a map can show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd

from geo.cells.outcomes import shown
from geo.cells.words import fold, words
from geo.findings import Findings, Problem
from geo.findings.counting import counted, listed, verb
from geo.findings.options import written_option
from geo.records.fields import KINDS
from geo.records.vocabulary import kind_words, synonyms

CODE = "kind_doubtful"
SORTED_IN = ("folder", "layer", "sheet", "section")
"""Columns that readers make of the folders, layers and sheets of a file."""
_PLURALS = ("s", "es", "lar", "ler")
"""Endings of words for several places, as `fold` writes them; Arabic puts its article before one."""
_MOST_NAMES = 200
_SHORT = 3
_UMAP_NAME = re.compile(r'"name": ?"([^"\\]{1,200})"')
_MOST_SYMBOLS = 4
_STOPS = frozenset(
    fold(word)
    for word in (
        "Restaurant;Fast Food;Bar;Lodging;Hotel;Campground;RV Park;Parking Area;Parking;Car;Car Rental;Car Repair;"
        "Gas Station;Restroom;Toilets;Shower;Picnic Area;Drinking Water;Shopping Center;Convenience Store;Bank;"
        "Department Store;Post Office;Telephone;Information;Airport;Trail Head;Scenic Area;Golf Course;Swimming Area;"
        "Ski Resort;Home;Residence;Medical Facility;Pharmacy;Police Station;Fitness Center;Movie Theater;Live Theater;"
        "Museum;Park"
    ).split(";")
)
"""Symbols of Garmin receivers and BaseCamp that stand for where somebody stopped, and never for a danger."""
_MEANT = {
    "hazards": "hazards",
    "releases": "land that was released",
    "accidents": "accidents",
    "places": "places",
}


def own_names(facts: Mapping[str, str]) -> list[str]:
    """What a file calls itself: the title above its table, the name of its one layer, sheet, document or uMap layer.

    >>> own_names({"title": "Cleared areas 2023", "encoding": "utf-8"})
    ['Cleared areas 2023']
    """
    names = [facts.get(name, "") for name in ("title", "name", "layer", "sheet")]
    if found := _UMAP_NAME.search(facts.get("_umap_options", "")):
        names.append(found[1])
    return [name for name in names if name]


def doubts_of_kind(table: pd.DataFrame, kind: str, source: str, own: Sequence[str] = ()) -> list[Problem]:
    """Say where the name of the source, of a layer or folder in it, or what it calls itself tells of another kind.

    >>> doubts_of_kind(pd.DataFrame(), "hazards", "cleared_areas.geojson")[0].what
    'The name tells of land that was released, and the records are read as hazards.'
    """
    found = Findings(source)
    if other := _other_kind(PurePath(source).stem, kind):
        found.add(CODE, f"The name tells of {_MEANT[other]}, and the records are read as {kind}.",
                  f"If they are {_MEANT[other]}, state the kind.", option=f"kind={other}")  # fmt: skip
        return list(found)
    for name in own:
        # A longer title often names what was looked for as well as what was found.
        if (other := _other_kind(name, kind)) and (len(words(name)) <= _SHORT or kind not in _kinds_in(name)):
            what = f"The file calls itself {shown(name)}, which tells of {_MEANT[other]}; it is read as {kind}."
            found.add(CODE, what, f"If they are {_MEANT[other]}, state the kind.", option=f"kind={other}")  # fmt: skip
            return list(found)
    for column in SORTED_IN:
        by_kind: dict[str, list[str]] = {}
        for name in _names(table, column):
            if other := _other_kind(name, kind):
                by_kind.setdefault(other, []).append(name)
        for other, names in by_kind.items():
            what = f"{counted(len(names), column)} ({listed(names)}) by name of {_MEANT[other]}; all is read as {kind}."
            found.add(CODE, what[:1].upper() + what[1:], "Add such a part by itself, and state its kind.",
                      field=column, option=f"only={column}={names[0]}; kind={other}")  # fmt: skip
    return list(found)


def doubts_of_symbols(table: pd.DataFrame, kind: str, source: str) -> list[Problem]:
    """Name the marks of a GPS receiver whose symbol is that of a stop on the way: they are kept, as hazards.

    >>> marks = pd.DataFrame({"name": ["001", "LUNCH"], "sym": ["Danger Area", "Restaurant"]}, index=[1, 2])
    >>> doubts_of_symbols(marks, "hazards", "walk.gpx")[0].what
    "By its symbol (Restaurant) 'LUNCH' is a stop on the way; it was read as a hazard."
    """
    found = Findings(source)
    if kind != "hazards" or "sym" not in table.columns:
        return list(found)
    stops = table[table["sym"].map(lambda sym: isinstance(sym, str) and fold(sym) in _STOPS).to_numpy(dtype=bool)]
    if stops.empty or len(stops) == len(table):
        return list(found)
    symbols = listed(list(dict.fromkeys(stops["sym"])))
    names = listed([repr(name) for name in stops["name"].dropna()] if "name" in stops.columns else [])
    which = f"{names} {verb(len(stops))} {'a stop' if len(stops) == 1 else 'stops'}"
    was = "it was read as a hazard" if len(stops) == 1 else "they were read as hazards"
    kept = [sym for sym in dict.fromkeys(table["sym"].dropna()) if fold(sym) not in _STOPS]
    option = ";".join(written_option("only", f"sym={sym}") for sym in kept[:_MOST_SYMBOLS])
    what = f"By {'its symbol' if len(stops) == 1 else 'their symbols'} ({symbols}) {which} on the way; {was}."
    remedy = "If that is so, read only the others."
    found.add("stops_on_the_way", what, remedy, row=int(stops.index[0]), option=option)
    return list(found)


def _other_kind(name: str, kind: str) -> str:
    """The kind that a name tells of, if it is another; land that was cleared once was a hazard, so that tells first."""
    told = _kinds_in(name)
    if kind == "hazards" and "releases" in told:
        return "releases"
    return "" if kind in told or not told else min(told, key=list(KINDS).index)


def _kinds_in(name: str) -> set[str]:
    known = kind_words()
    return {known[word] for word in map(fold, words(name)) if word in known}


def settings_by_name(table: pd.DataFrame, source: str) -> tuple[list[Any], str]:
    """The setting of each row by the folder, the layer or the file that it stands in, and a sentence that says so.

    Missing where no name tells; the sentence is empty where none tells of any row.

    >>> settings_by_name(pd.DataFrame({"folder": ["Cemeteries", "My marks / Bridges", "Other"]}), "x.kml")[0]
    ['cemetery', 'bridge', nan]
    """
    for column in SORTED_IN:
        meant = {name: setting for name in _names(table, column) if (setting := _setting(name))}
        if meant:
            told = ", ".join(f"{name} as {setting}" for name, setting in list(meant.items())[:8])
            cells = [meant.get(cell, float("nan")) for cell in table[column]]
            return cells, f"The setting was taken from the {column}: {told}."
    if setting := _setting(re.sub(r"[\W_]*\d+[\W_]*", " ", PurePath(source).stem)):
        return [setting] * len(table), f"The setting was taken from the name of the file: {setting}."
    return [float("nan")] * len(table), ""


def _setting(name: str) -> str:
    """The setting that the last part of a name stands for; an unknown or other place is none.

    A word for a kind of record, such as Settlements, says what the records are, and not where they lie.
    """
    known = synonyms("setting")
    if fold(name) in kind_words():
        return ""
    for part in (name.rpartition(" / ")[2], name.partition(" / ")[0]):
        folded = fold(part)
        for form in (folded, *(folded.removesuffix(plural) for plural in _PLURALS), folded.removeprefix("ال")):
            if (setting := known.get(form)) not in (None, "other", "unknown"):
                return setting
    return ""


def _names(table: pd.DataFrame, column: str) -> Sequence[str]:
    if column not in table.columns:
        return ()
    names: Iterable[Any] = dict.fromkeys(table[column])
    return [name for name in names if isinstance(name, str)][:_MOST_NAMES]
