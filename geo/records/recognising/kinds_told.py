"""Of what kind a table's records are: by its headings, unless its cells say that they are hazards.

A table of hazards that also counts casualties, or that says how and to what depth each is being cleared, has more
headings of accidents or of releases than of hazards. Where each of its rows is a suspected or confirmed hazardous area,
or has an outline, it is one of hazards all the same, and the doubt is said first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import shapely

from geo.cells.words import fold, words
from geo.findings import Findings, Problem
from geo.records.columns import guess_kind, match_columns
from geo.records.fields import DEFAULT_KIND, KINDS
from geo.records.recognising.looks import sample
from geo.records.recognising.names_tell import CODE
from geo.records.values import read_states
from geo.records.vocabulary import columns_of, kind_words, synonyms

_NONE: Mapping[str, str] = MappingProxyType({})
_HARM = frozenset({"killed", "injured"})
_SURE = frozenset({"SHA", "CHA"})
_NOT_DONE = frozenset({"open", "worked_on", "suspended"})


def kind_of(table: pd.DataFrame) -> str:
    """The kind of the records of a table.

    >>> kind_of(pd.DataFrame({"Killed": ["0"], "Injured": ["1"], "Hazard": ["SHA"]}))
    'hazards'
    >>> kind_of(pd.DataFrame({"Killed": ["0"], "Injured": ["1"], "Date of accident": ["2024-05-01"]}))
    'accidents'
    """
    return _told(table)[0]


def doubts_of_cells(table: pd.DataFrame, source: str) -> list[Problem]:
    """Say where the headings tell of one kind and the cells of hazards."""
    kind, other, why = _told(table)
    found = Findings(source)
    if other:
        found.add(CODE, f"The headings tell of {other}, and {why}; the records are read as {kind}.",
                  f"If they are {other}, state the kind.", option=f"kind={other}")  # fmt: skip
    return list(found)


def _told(table: pd.DataFrame) -> tuple[str, str, str]:
    """The kind, what else the headings tell of, and why it is not that."""
    names = [str(name) for name in table.columns]
    hashtags = table.attrs.get("hashtags", _NONE)
    kind = guess_kind(names, hashtags)
    if kind == DEFAULT_KIND and says_who_was_harmed(table) and not _column_of_types(table):
        return "accidents", "", ""
    if kind not in ("accidents", "releases") or {*KINDS[kind].names} <= {*names}:
        return kind, "", ""
    why = ""
    if kind == "accidents" and (_has_outlines(table) or _count_areas(names)):
        why = "the table holds areas"
    elif kind == "accidents" and (name := _heading_of_hazards(names, hashtags)):
        why = f"{name!r} of hazards"
    elif not (kind == "accidents" and _of_one_day(names, hashtags)) and (column := _column_of_types(table)):
        if kind == "accidents" or _some_are_open(table):
            why = f"the column {column!r} calls each row a suspected or confirmed area"
    return (DEFAULT_KIND, kind, why) if why else (kind, "", "")


def says_who_was_harmed(table: pd.DataFrame) -> bool:
    """Whether a column says of each row that somebody was killed or injured: the rows are people.

    >>> says_who_was_harmed(pd.DataFrame({"Name": ["A.", "B."], "Outcome": ["injured", "killed"]}))
    True
    """
    known = columns_of("accidents")
    for name in map(str, table.columns):
        column = table[name]
        texts = {text.strip() for text in sample(column)} if column.dtype.kind not in "iufbM" else set()
        if texts and len(texts) <= _MOST and all(known.get(fold(text)) in _HARM for text in texts):
            return True
    return False


def _has_outlines(table: pd.DataFrame) -> bool:
    name = getattr(table, "_geometry_column_name", None)
    if name not in table.columns:
        return False
    shapes = table[name].to_numpy(dtype=object)
    given = ~shapely.is_missing(shapes)
    return bool(given.any() and (shapely.get_dimensions(shapes[given]) == 2).mean() > 0.5)


def _count_areas(names: list[str]) -> bool:
    """Whether suspected and confirmed areas have columns of their own."""
    told = {word for name in names for word in words(name) if word in ("sha", "cha")}
    return len(told) == 2


def _heading_of_hazards(names: list[str], hashtags: Mapping[str, str]) -> str:
    """The heading of the id that says that it is the one of a hazard, "Minefield No", where no harmed are counted."""
    known = kind_words()
    if _HARM & {*_fields(names, "accidents", hashtags)}:
        return ""  # "Hazard ID" and "Killed": an accident says in which hazard it was
    ids = [
        match.column for match in match_columns(names, DEFAULT_KIND, {}, hashtags, source="")[0] if match.field == "id"
    ]
    return next((name for name in ids if DEFAULT_KIND in {known.get(word) for word in words(name)}), "")


def _of_one_day(names: list[str], hashtags: Mapping[str, str]) -> bool:
    """Whether a heading says that its date is the one of an accident."""
    vague = {name for name in names if (found := _fields([name], "hazards", hashtags)) and found[0] == "reported_on"}
    return "occurred_on" in _fields([name for name in names if name not in vague], "accidents", hashtags)


def _fields(names: list[str], kind: str, hashtags: Mapping[str, str]) -> list[str]:
    return [match.field for match in match_columns(names, kind, {}, hashtags, source="")[0]]


def _column_of_types(table: pd.DataFrame) -> str:
    """The column that calls every row suspected or confirmed, empty if there is none."""
    matches = match_columns([*map(str, table.columns)], DEFAULT_KIND, {}, _NONE, source="")[0]
    by_heading = {match.column for match in matches if match.field in ("area_type", "status")}
    known = synonyms("area_type")
    for name in map(str, table.columns):
        column = table[name]
        texts = {text.strip() for text in sample(column)} if column.dtype.kind not in "iufbM" else set()
        if texts and len(texts) <= _MOST and all(known.get("".join(words(text))) in _SURE for text in texts):
            spelled = all(len(words(text)) > 1 or text.isupper() for text in texts)
            if spelled or name in by_heading:
                return name
    return ""


def _some_are_open(table: pd.DataFrame) -> bool:
    """Whether the column of the status says of any row that work on it is not done."""
    field = KINDS[DEFAULT_KIND].field("status")
    matches = match_columns([*map(str, table.columns)], DEFAULT_KIND, {}, _NONE, source="")[0]
    column = next((match.column for match in matches if match.field == "status"), "")
    if not column or field is None:
        return False
    texts = [*dict.fromkeys(text.strip() for text in sample(table[column]))]
    return any(outcome.value in _NOT_DONE for outcome in read_states(texts, field))


_MOST = 12
"""So many ways of writing a type a column may have."""
