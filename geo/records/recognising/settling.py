"""Decide what only the cells can tell: which columns hold positions, outlines, dates, ids and values.

Headings go first. Then the columns that no heading explained are looked at again, whatever they are called, so that
none that holds a position stays unread in silence; what was taken so is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo.cells.words import fold
from geo.findings import Findings
from geo.findings.counting import listed
from geo.findings.options import written_option
from geo.records.columns import Match, group_of, groups_of
from geo.records.fields import Field, Kind
from geo.records.recognising.looks import (
    are_dates,
    are_degrees,
    are_ids,
    are_written_dates,
    holds_coordinates,
    is_map_link,
    part_by_look,
    sample,
)
from geo.records.values import read_lists, read_values
from geo.records.vocabulary import PSEUDO_FIELDS

BY_VALUES = 6
"""The rank of a column that only its values tell; every heading goes before it."""
_BY_WORDS = ("setting", "area_type", "status", "ordnance")
"""Fields whose words tell a column by themselves; those of the others are also words of something else."""
_CODES = 7
"""Scales of exactness have no more steps (ACLED has 3, UCDP 7, the GICHD's draft 6)."""
_LONG_NAME = 24
_LETTER = re.compile(r"[^\W\d_]")
_PARTNER = {"lat": "lon", "lon": "lat", "easting": "northing", "northing": "easting"}


@dataclass
class Settled:
    """What each column holds. `more`: further columns of shapes, those of one repeated question together."""

    matches: list[Match]
    more: list[list[Match]]


def settle(
    table: pd.DataFrame, kind: Kind, matches: Sequence[Match], *, needs_positions: bool, problems: Findings
) -> Settled:
    """Settle by the cells what the columns hold, and say in `problems` what no heading told."""
    settled: list[Match] = []
    for match in sorted(matches, key=lambda match: _comes_late(table, match)):
        for one in _by_cells(table, kind, match, {each.field for each in matches}, problems):
            if one.field not in {each.field for each in settled}:
                settled.append(one)
    for one in _found_again(table, kind, settled, problems):
        settled.append(one)
    if not needs_positions:
        return Settled([match for match in settled if match.field not in PSEUDO_FIELDS], [])
    more = _shapes(table, settled)
    by_look = {match.column for group in more for match in group}
    settled = [match for match in settled if match.column not in by_look or match.field in ("position", "wkt")]
    parts = {match.field for match in settled}
    if more and not _is_placed(parts):
        first = more.pop(0) if len(more[0]) == 1 else more[0][:1]
        settled += first
        _say_read(problems, first[0].column, "positions")
        parts = {match.field for match in settled}
    for group in [group for group in more if len(group) == 1 and group[0].field == "wkt" and "wkt" not in parts][:1]:
        more.remove(group)  # an outline is drawn before a point
        settled += group
        _say_read(problems, group[0].column, "outlines")
        parts.add("wkt")
    if not more and not _is_placed(parts):
        _name_degrees(table, settled, problems)
    return Settled([match for match in settled if _is_complete(match, parts, problems)], more)


def _comes_late(table: pd.DataFrame, match: Match) -> bool:
    """Whether another column goes first if both can be one field: this one is empty, or names a unit of a country."""
    return not match.is_chosen and (not sample(table[match.column]) or fold(match.column).startswith("adm"))


def _is_placed(parts: set[str]) -> bool:
    return bool(parts & {"position", "wkt"}) or {"lat", "lon"} <= parts or {"easting", "northing"} <= parts


def _by_cells(table: pd.DataFrame, kind: Kind, match: Match, taken: set[str], problems: Findings) -> list[Match]:
    """A match as its cells have it: a location is a position or a place, a code of exactness is no metre."""
    column = table[match.column]
    if match.field == "wkt" and not match.is_chosen and taken & _PARTNER.keys() and _are_names(sample(column)):
        return [] if "id" in taken else [Match(match.column, "id", match.rank)]
    if match.field == "location":
        if (texts := sample(column)) and all(text.strip().isdecimal() for text in texts):
            return []
        what = "position" if holds_coordinates(column) else "place"
        return [Match(match.column, what, match.rank)] if what in (*kind.names, *PSEUDO_FIELDS) else []
    if match.field == "datum":
        texts = sample(column)
        return [Match(match.column, "crs" if texts and not are_written_dates(texts) else kind.date, match.rank)]
    if match.field == "source_url" and not match.is_chosen and (texts := sample(column)):
        if not taken & {"lat", "position", "wkt", "easting"} and all(map(is_map_link, texts)):
            _say_read(problems, match.column, "positions")
            return [Match(match.column, "position", BY_VALUES)]
    if match.field == "position_accuracy_m" and not match.sure and not match.unit and _are_codes(match, table):
        said = "These seem to be codes of how exact a position is, and no metres; they are kept as they are."
        problems.add("column_not_understood", said, "If they are metres, name the field.", field=match.column,
                     option=written_option("fields", f"{match.column}=position_accuracy_m"))  # fmt: skip
        return []
    field = kind.field(match.field)
    if field is not None and field.type in ("value", "values") and not match.is_chosen and (texts := sample(column)):
        if not _is_understood(texts, field, least=1) and (other := _by_words(texts, kind, taken)):
            _say_read(problems, match.column, other)
            return [Match(match.column, other, BY_VALUES)]
    return [match]


def _are_names(texts: Sequence[str]) -> bool:
    """Whether a column that is called polygon names the polygons, and holds none."""
    return bool(texts) and not any(map(part_by_look, ([text] for text in texts))) and max(map(len, texts)) <= _LONG_NAME


def _are_codes(match: Match, table: pd.DataFrame) -> bool:
    """Whether a column that is just called precision holds the steps of a scale."""
    texts = sample(table[match.column])
    return (
        group_of(match.column) not in groups_of(map(str, table.columns))
        and "precision" in fold(match.column)
        and "gps" not in fold(match.column)
        and bool(texts)
        and all(text.strip().isdecimal() and int(text) <= _CODES for text in texts)
    )


def _is_understood(texts: Sequence[str], field: Field, *, least: int) -> bool:
    """Whether at least so many of the distinct texts are values of a field."""
    distinct = list(dict.fromkeys(text.strip() for text in texts))
    outcomes = (read_lists if field.type == "values" else read_values)(distinct, field)
    return sum(not outcome.problem for outcome in outcomes) >= min(least, len(distinct))


def _by_words(texts: Sequence[str], kind: Kind, taken: set[str]) -> str:
    """The one field of choices of which all texts are values, and at least one is more than "unknown" or "other"."""
    found = []
    for name in _BY_WORDS:
        field = kind.field(name)
        if field is None or name in taken or not _is_understood(texts, field, least=len(texts)):
            continue
        read = (read_lists if field.type == "values" else read_values)(list(dict.fromkeys(texts)), field)
        values = [one.value for one in read if not one.problem]
        meant = {part for value in values for part in (value if isinstance(value, (tuple, list)) else (value,))}
        if meant - {"unknown", "other"}:
            found.append(name)
    return found[0] if len(found) == 1 else ""


def _found_again(table: pd.DataFrame, kind: Kind, settled: Sequence[Match], problems: Findings) -> list[Match]:
    """Columns without a match that hold ids or the date of the records, told by their values."""
    taken = {match.column for match in settled}
    fields = {match.field for match in settled}
    left = [str(name) for name in table.columns if name not in taken and table[name].dtype.kind not in "iufbM"]
    texts = {name: sample(table[name]) for name in left}
    found = []
    if "id" not in fields:
        first = str(table.columns[0]) if len(table.columns) else ""
        whole = [name for name in left if len(texts[name]) == min(len(table), len(texts[name]))
                 and int(table[name].notna().sum()) == len(table)
                 and are_ids(texts[name], first=name == first) and table[name].is_unique]  # fmt: skip
        found += [(name, "id") for name in whole[:1]]
    dates = [name for name in left if are_dates(texts[name])]
    if not fields & {field.name for field in kind.fields if field.type == "date"} and dates:
        if len(dates) == 1:
            found.append((dates[0], kind.date))
        else:
            what = f"The columns {listed(dates)} hold dates; which is that of the record cannot be told."
            problems.add("column_not_understood", what, "Name it.", field=dates[0],
                         option=written_option("fields", f"{dates[0]}={kind.date}"))  # fmt: skip
    told = {name for name, _ in found}
    for field in ("ordnance", "area_type"):  # whose words are those of nothing else
        others = fields | set(_BY_WORDS) - {field}
        own = [name for name in left if name not in told and any(map(_LETTER.search, texts[name]))
               and _by_words(texts[name], kind, others) == field]  # fmt: skip
        found += [(name, field) for name in own[:1]]
    for name, field in found:
        _say_read(problems, name, field)
    return [Match(name, field, BY_VALUES) for name, field in found]


def _say_read(problems: Findings, column: str, what: str) -> None:
    problems.add("read_by_values", f"Its heading is not known; by its values it was read as {what}.", field=column,
                 option=written_option("fields", f"{column}=-"))  # fmt: skip


def _shapes(table: pd.DataFrame, settled: Sequence[Match]) -> list[list[Match]]:
    """Further columns of shapes and positions; the columns of one question that a form repeats are together."""
    drawn = {match.column: match for match in settled if match.field in ("position", "wkt")}
    told = {match.column for match in settled if match.field not in ("place", *PSEUDO_FIELDS)}
    groups: dict[str, list[Match]] = {}
    for name in map(str, table.columns):
        if name in drawn:
            groups.setdefault(_question(name), []).append(drawn[name])
        elif name not in told and (
            table[name].dtype.kind not in "iufbM" and (part := part_by_look(sample(table[name])))
        ):
            groups.setdefault(_question(name), []).append(Match(name, part, BY_VALUES))
    return [group for group in groups.values() if len(group) > 1 or group[0].column not in drawn]


def _question(name: str) -> str:
    """A heading without the number of the repeat: "zone[2]/limits", "limits_2" and "2. limits" are one question."""
    return fold(re.sub(r"\d+", " ", name))


def _name_degrees(table: pd.DataFrame, settled: Sequence[Match], problems: Findings) -> None:
    """Name columns without a known heading that could be latitude and longitude."""
    taken = {match.column for match in settled if match.field not in PSEUDO_FIELDS}
    found = [name for name in map(str, table.columns) if name not in taken and are_degrees(sample(table[name]))]
    if len(found) > 1:
        what = (
            f"The columns {listed(found)} could hold latitude and longitude; nothing says which is which, so no record "
            "was placed by them."
        )
        options = [
            written_option("fields", f"{name}={part}") for name, part in zip(found, ("lat", "lon"), strict=False)
        ]
        problems.add("column_not_understood", what, "Name them.", field=found[0], option=";".join(options))


def _is_complete(match: Match, parts: set[str], problems: Findings) -> bool:
    """Whether a part of a position stands beside what it needs; half a position is a column like any other."""
    partner = _PARTNER.get(match.field)
    if partner and partner not in parts:
        if match.sure:
            problems.add(
                "half_a_position",
                f"There is no column for {partner}.",
                "Name it.",
                severity="warning",
                field=match.column,
                option=f"fields=COLUMN={partner}",
            )
        return False
    if match.field == "zone":
        return {"easting", "northing"} <= parts
    return match.field != "crs" or bool(parts & {"lat", "position", "wkt", "easting"})
