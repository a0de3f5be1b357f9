"""Columns of personal data, known by their headings. They are named and left out unless somebody asks for them.

A mine map needs counts of people, never the people. A heading that is just a word for a name is the hard case: in a
table of accidents it is most often the name of the victim, so there it must be said what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.cells.words import fold, words
from geo.records.fields import KINDS
from geo.records.vocabulary import personal_words

_DIGITS = re.compile(r"\d+")


def personal_columns(columns: Iterable[str], kind: str) -> list[str]:
    """The columns whose headings say that they hold personal data.

    >>> personal_columns(["id", "Victim_Name", "Дата рождения", "name", "Telefon nömrəsi", "place"], "accidents")
    ['Victim_Name', 'Дата рождения', 'Telefon nömrəsi']
    >>> personal_columns(["Informant phone", "survivor_age", "Ім'я потерпілого", "owner"], "hazards")
    ['Informant phone', 'survivor_age', "Ім'я потерпілого"]
    >>> personal_columns(["Nombre", "name", "Edad"], "accidents")
    ['Nombre', 'name']
    """
    names = list(columns)
    known = personal_words("person") | (personal_words("other") if KINDS[kind].personal else frozenset())
    found = {name for name in names if _keys(name) & known or _of_somebody(name)}
    if KINDS[kind].of_people:
        of_people = any(_keys(name) & personal_words("about") for name in names)
        found |= {
            name for name in names if _keys(name) & personal_words("name_words") and (of_people or name != "name")
        }
    return [name for name in names if name in found]


def _of_somebody(name: str) -> bool:
    """Whether a heading says whose what it is: "informant phone", "survivor_age", "Имя владельца"."""
    parts = words(re.split(r"[/.]|::", name)[-1])
    runs = {"".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)}
    what = personal_words("other") | personal_words("about") | personal_words("name_words") | personal_words("person")
    return bool(runs & personal_words("people")) and bool(runs & (what - personal_words("people")))


def _keys(name: str) -> set[str]:
    """What a heading may be known by: itself, without numbers, and without the group that a form puts before it."""
    last = re.split(r"[/.]|::", name)[-1]
    return {fold(name), fold(_DIGITS.sub(" ", name)), fold(last), fold(_DIGITS.sub(" ", last))} - {""}
