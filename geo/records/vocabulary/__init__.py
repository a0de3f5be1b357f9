"""The words people write for fields and values, in the languages of the field, as data files beside this module.

Which spellings are one word, `geo.cells.words` says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from geo.cells.words import DateWords, fold
from geo.records.fields import KINDS

LANGUAGES = (
    "en", "fr", "es", "pt", "ru", "az", "uk", "ar", "tr", "fa", "hy", "ka", "km", "vi", "bs", "sr", "de", "it", "sq",
)  # fmt: skip
SYSTEMS = ("imsma", "further")
"""Words of programs (IMSMA, KoBoToolbox, ArcGIS), and of languages of which only the commonest words are known."""

PSEUDO_FIELDS = ("lat", "lon", "position", "wkt", "easting", "northing", "zone", "crs")
"""What a column can also be: a part of a written position."""

BY_CELLS = ("location", "datum")
"""Headings of which only the cells tell what they mean: a position or a place; a date or a CRS (Datum is both)."""

_OF_SETTING = {"housing": "residential_area", "water": "water_source", "health": "health_facility"}


@lru_cache(maxsize=1)
def load() -> Mapping[str, dict[str, Any]]:
    """Every word list, by language or system."""
    folder = files(__package__)
    return MappingProxyType(
        {
            name: tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
            for name in (*LANGUAGES, *SYSTEMS, "hxl")
        }
    )


def _lists(*keys: str) -> Iterator[Any]:
    """The part of each word list that lies under `keys`, English first."""
    for name in (*LANGUAGES, *SYSTEMS):
        part: Any = load()[name]
        for key in keys:
            part = part.get(key, {})
        yield part


@lru_cache(maxsize=8)
def columns_of(kind: str) -> Mapping[str, str]:
    """Which field of a kind, or part of a position, each folded column name stands for.

    >>> columns_of("hazards")["типучастка"], columns_of("accidents")["ano"]
    ('area_type', 'occurred_on')
    """
    known = {*KINDS[kind].names, *PSEUDO_FIELDS, *BY_CELLS, "date"}
    found: dict[str, str] = {}
    for table in _lists("columns"):
        for field, names in table.items():
            if field in known:
                for name in names:
                    found.setdefault(fold(name), KINDS[kind].date if field == "date" else field)
    if "product" in known:  # what was done to land is often called its status, and its hazard's id "hazard"
        found |= dict.fromkeys(headings_of("status"), "product")
        found |= dict.fromkeys(headings_of("hazard_id"), "hazard_id")
    return found | {fold(name): name for name in (*KINDS[kind].names, *PSEUDO_FIELDS)}


@lru_cache(maxsize=8)
def headings_of(field: str) -> frozenset[str]:
    """The folded headings that stand for a field, its own name among them."""
    return frozenset((fold(field), *(fold(name) for table in _lists("columns") for name in table.get(field, ()))))


@lru_cache(maxsize=8)
def hashtags_of(kind: str) -> Mapping[frozenset[str], str]:
    """Which field of a kind an HXL tag and its attributes stand for."""
    known = {*KINDS[kind].names, *PSEUDO_FIELDS, "date"}
    return {
        frozenset(tag.split("+")): KINDS[kind].date if field == "date" else field
        for field, tags in load()["hxl"]["columns"].items()
        if field in known
        for tag in tags
    }


@lru_cache(maxsize=32)
def synonyms(field: str) -> Mapping[str, str]:
    """Which allowed value of a field each folded word stands for.

    >>> synonyms("ordnance")[fold("Mina antipersonal")], synonyms("area_type")[fold("Подтверждённый опасный район")]
    ('AP_mine', 'CHA')
    """
    found: dict[str, str] = {}
    allowed = allowed_values(field)
    for value in allowed:
        found[fold(value)] = value
    for table in _lists("values", field):
        _add(found, table)
    if field == "blocks":
        for value in allowed:
            for table in _lists("values", "setting"):
                _add(found, {value: table.get(_OF_SETTING.get(value, value), ())})
    for value in {"unknown", "other"} & set(allowed):
        for table in _lists("words"):
            _add(found, {value: table.get(value, ())})
    return found


def _add(found: dict[str, str], table: Mapping[str, Any]) -> None:
    for value, names in table.items():
        for name in names:
            found.setdefault(fold(name), value)


@lru_cache(maxsize=64)
def allowed_values(field: str) -> tuple[str, ...]:
    """The allowed values of a field, whatever its kind."""
    return next((found.values for kind in KINDS.values() if (found := kind.field(field)) and found.values), ())


@lru_cache(maxsize=8)
def common_words(name: str) -> frozenset[str]:
    """Folded words of a list (`and`, `filler`, `unknown`, `total`, `footer`, `corner` …) in all languages."""
    return frozenset(fold(word) for table in _lists("words", name) for word in table)


@lru_cache(maxsize=16)
def personal_words(name: str) -> frozenset[str]:
    """Folded words of one list of personal data.

    Whole headings: `person`, `other` (not those of places), `form` (who filled in a form, on which device),
    `name_words` (words for a name), `about` (age, sex, occupation). Words of longer headings: `people`, of whom
    `victims`; `beside`, which may stand with an age; `counting` and `counted`, with which a count begins or ends;
    `doers`, who fill in a form (`doers_alone`: words that need no other), and `by`, which stands with them; `ids`;
    `phones`.
    """
    return frozenset(fold(word) for table in _lists("personal", name) for word in table)


@lru_cache(maxsize=1)
def kind_words() -> Mapping[str, str]:
    """Which kind of record each folded word in the name of a file, a layer or a folder tells of.

    >>> kind_words()["incidents"], kind_words()[fold("Очищенные")]
    ('accidents', 'releases')
    """
    return {fold(word): kind for table in _lists("kinds") for kind, words in table.items() for word in words}


def headings_in(language: str, field: str) -> tuple[str, ...]:
    """The headings for a field as they are written in one language, or by a program.

    >>> headings_in("ru", "lat")[0]
    'широта'
    """
    return tuple(load()[language].get("columns", {}).get(field, ()))


def words_in(language: str, field: str, value: str) -> tuple[str, ...]:
    """The words for a value of a field as they are written in one language, or by a program."""
    own = load()[language].get("values", {}).get(field, {}).get(value, ())
    common = load()[language].get("words", {}).get(value, ()) if value in ("unknown", "other") else ()
    return (*own, *common)


def heading_words(field: str) -> tuple[str, ...]:
    """Every heading that is understood for a field, or a part of a position, as written, English first."""
    return tuple(dict.fromkeys(name for table in _lists("columns") for name in table.get(field, ())))


def value_words(field: str, value: str) -> tuple[str, ...]:
    """Every word that is understood for a value of a field, as written, English first."""
    return tuple(dict.fromkeys(word for name in (*LANGUAGES, *SYSTEMS) for word in words_in(name, field, value)))


@lru_cache(maxsize=1)
def date_words() -> DateWords:
    """The words of dates in all languages."""
    months: dict[str, int] = {}
    for table in _lists("words", "months"):
        for number, names in enumerate(table or (), start=1):
            for name in names:
                months.setdefault(fold(name), number)
    further = {name: common_words(name) for name in ("before_month", "before_year", "year_parts", "weeks", "winters")}
    return DateWords(months, common_words("date_words"), **further)
