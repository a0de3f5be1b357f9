"""Columns of personal data, known by their headings. They are named and left out unless somebody asks for them.

A mine map needs counts of people, never the people. A heading that is just a word for a name is the hard case: in a
table of accidents it is most often the name of the victim, so there it must be said what it is. An age, a date and a
village name a child as surely as a name does, so where each row is about a person, the row is personal as a whole.

Every heading is looked at in time that grows with its length: one of 16 kB costs no more than a page of short ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from geo.cells.words import fold, words
from geo.records.fields import KINDS
from geo.records.vocabulary import columns_of, common_words, personal_words

_DIGITS = re.compile(r"\d+")
_RANGE = re.compile(r"\d\s*[-–+<>]|[-–<>]\s*\d")
_PATH = re.compile(r"/(?=.)|(?<=\w\w)\.(?=\w\w)|::(?=.)")
"""Between the group of a form and its question; the point of an abbreviation ("Тел.", "Ф.И.О.") parts nothing."""
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,60}[)\]]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OF_A_FATHER = re.compile(r"\s*[sdwch]\s?/\s?o\b", re.IGNORECASE)
"""Son, daughter, wife of …, and care of, as in South Asia: "S/o", "D/O name"."""
_SURNAME = r"[^\W\d_]{3,}(?:-[^\W\d_]{2,})?"
_INITIALS = re.compile(rf"{_SURNAME},?\s+(?:[^\W\d_]\.\s?){{1,2}}|(?:[^\W\d_]\.\s?){{2}}\s*{_SURNAME}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}")
_PHONE = re.compile(r"\+\d{1,3}(?:[ ()./-]{0,2}\d){7,13}")
_LOCAL_PHONE = re.compile(
    r"\(?0[1-9]\d{1,3}\)?(?:[ ()./-]{0,2}\d){6,8}|(?:8|00\d{1,3})[ ()-]{1,3}\d{2,4}(?:[ ()./-]{0,2}\d){6,8}"
)
"""As it is dialled within a country. A number that is only this could be a code, a column of them is of telephones."""
_PARTED_PHONE = re.compile(r"(?<![\w.,])\(?0[1-9]\d{1,2}\)?(?:[ -]\d{2,4}){2,4}(?![\w.,]?\d)")
_LEAST_DIGITS = 9
_TOLD_PHONE = re.compile(
    r"(?:\b(?:tel|phone|mobile|mob|call|whatsapp|viber|тел|моб|телефон|звонить|telefon|teléfono|tél|celular|هاتف|جوال)\b"
    r"[^\d\n]{0,12})\+?\d(?:[ ()./-]{0,2}\d){5,13}", re.IGNORECASE
)  # fmt: skip
_LOOK = 2000
"""In so many letters of a text a telephone number is looked for."""
_MOST_WORDS = 6
"""No word for personal data has more words than that, however it is spaced."""


def personal_columns(columns: Iterable[str], kind: str) -> list[str]:
    """The columns whose headings say that they hold personal data.

    >>> personal_columns(["id", "Victim_Name", "Дата рождения", "name", "Telefon nömrəsi", "place"], "accidents")
    ['Victim_Name', 'Дата рождения', 'Telefon nömrəsi']
    >>> personal_columns(["Informant phone", "survivor_age", "Ім'я потерпілого", "owner"], "hazards")
    ['Informant phone', 'survivor_age', "Ім'я потерпілого"]
    >>> personal_columns(["Nombre", "name", "Edad"], "accidents")
    ['Nombre', 'name', 'Edad']
    >>> personal_columns(["_submitted_by", "Editor", "Age (years)", "age of mine field", "village"], "hazards")
    ['_submitted_by', 'Editor', 'Age (years)']
    """
    names = list(columns)
    known = personal_words("person") | personal_words("form")
    if KINDS[kind].personal:
        known |= personal_words("other")
    found = {
        name for name in names if _keys(name) & known or _OF_A_FATHER.match(name)
        or _is_cut_off(name, known) or _of_somebody(name) or _is_of_a_form(name) or _is_a_name(name)
    }  # fmt: skip
    if KINDS[kind].personal:
        found |= {name for name in names if _is_about_somebody(name) or _is_a_phone(name)}
    if KINDS[kind].of_people:
        of_people = any(_is_about_somebody(name) for name in names)
        found |= {
            name for name in names if _keys(name) & personal_words("name_words") and (of_people or name != "name")
        }
    return [name for name in names if name in found]


def personal_by_values(texts: Iterable[str]) -> bool:
    """Whether most texts of a column are e-mail addresses, telephone numbers or names of persons, whatever its heading.

    A name is known by the initials beside it.

    >>> personal_by_values(["a.person@example.org", ""]), personal_by_values(["+994 50 123 45 67"])
    (True, True)
    >>> personal_by_values(["39.5000", "46.9000", "2024-05-01"]), personal_by_values(["050 123 45 67", "0552345678"])
    (False, True)
    >>> personal_by_values(["Əliyev A.B.", "Н. И. Петров", ""]), personal_by_values(["с. Ивановка", "Sector B"])
    (True, False)
    """
    given = [text.strip() for text in texts if text.strip()]
    told = [bool(_EMAIL.fullmatch(text) or _PHONE.fullmatch(text) or _is_with_initials(text)) for text in given]
    if told and sum(told) * 2 > len(told):
        return True
    local = [bool(_LOCAL_PHONE.fullmatch(text)) for text in given]
    return len(local) > 1 and all(a or b for a, b in zip(told, local, strict=True)) and len({*given}) * 2 > len(given)


def _is_with_initials(text: str) -> bool:
    """Whether a text is a name with one or two initials: "Иванов И.И.", "A.B. Əliyev"; abbreviations are small."""
    return bool(_INITIALS.fullmatch(text)) and all(part[0].isupper() for part in re.split(r"[\s.,-]+", text) if part)


def holds_a_number(text: str) -> bool:
    """Whether somebody's e-mail address or telephone number stands among the words of a text.

    >>> holds_a_number("told by A., tel. 050-123-45-67"), holds_a_number("UXO, 2024-05-01, 39.5012 46.9012")
    (True, False)
    >>> holds_a_number("ask Ali 050 123 45 67"), holds_a_number("by the well, 039 30 00 N 046 54 00 E")
    (True, False)
    """
    start = text[:_LOOK]
    if _PHONE.search(start) or _EMAIL.search(start) or _TOLD_PHONE.search(start):
        return True
    return any(sum(map(str.isdigit, found)) >= _LEAST_DIGITS for found in _PARTED_PHONE.findall(start))


def tells_of_victims(name: str) -> bool:
    """Whether a heading is one of a table whose rows are victims: an age, a sex, whose name or id something is."""
    return _is_about_somebody(name) or (_of_somebody(name) and _is_of_a_victim(name))


def is_about_persons(columns: Collection[str], personal: Collection[str], kind: str) -> bool:
    """Whether each row of a table is about one person: it says who, and counts nobody.

    `personal`: those of the columns that hold personal data. A row is not about who filled in a form or told of it.

    >>> is_about_persons(["Date", "Village", "Victim", "Age"], ["Victim", "Age"], "accidents")
    True
    >>> is_about_persons(["Date", "Village", "Victim", "Age", "Killed"], ["Victim", "Age"], "accidents")
    False
    """
    if not KINDS[kind].of_people:
        return False
    counts = {field.name for field in KINDS[kind].fields if field.type == "count"}
    fields = columns_of(kind)
    counted = any(fields.get(key) in counts for name in columns for key in _keys(name))
    return not counted and any(_is_about_somebody(name) or _is_of_a_victim(name) for name in personal)


def _is_cut_off(name: str, known: frozenset[str]) -> bool:
    """Whether a heading is a known one cut off after ten letters, as Shapefiles cut it: VICTIM_NAM, PHONE_NUMB."""
    start = fold(name)
    return len(name) == _OF_SHAPEFILES and "_" in name.rstrip("_") and len(start) >= _LEAST_LETTERS and any(
        word.startswith(start) for word in known
    )  # fmt: skip


_OF_SHAPEFILES, _LEAST_LETTERS = 10, 8
"""The letters of a heading in a .dbf (dBASE III), and how many of them must be left without marks."""


def _is_of_a_victim(name: str) -> bool:
    return any(part in personal_words("victims") for part in _words(name))


def _is_about_somebody(name: str) -> bool:
    """Whether a heading is an age, a sex, an occupation …, and of nothing but a person: "Age (years)", "Пол", "edad".

    Counts of people by age are not: "number aged 0-17", "total women".
    """
    parts = _words(name)
    if _RANGE.search(name) or _counts(parts):
        return False
    if _keys(name) & personal_words("about"):
        return True
    told = personal_words("about") | personal_words("people") | personal_words("beside")
    return any(part in personal_words("about") for part in parts) and all(
        part in told or part.isdecimal() for part in parts
    )


def _of_somebody(name: str) -> bool:
    """Whether a heading says whose what it is: "informant phone", "survivor_age", "Имя владельца"."""
    parts = _words(name)
    if _RANGE.search(name) or _counts(parts):
        return False
    runs = {
        "".join(parts[start : start + length]) for length in range(1, _MOST_WORDS + 1) for start in range(len(parts))
    }
    if not runs & personal_words("people"):
        return False
    return bool(runs & _what()) or (len(parts) > 1 and all(
        part in personal_words("ids") | personal_words("people") | personal_words("beside") for part in parts
    ) and any(part in personal_words("ids") for part in parts))  # fmt: skip


def _is_of_a_form(name: str) -> bool:
    """Whether a heading says who filled in a form: "SubmitterName", "last edited by", "Кем внесено", "Editor".

    A word for what was done needs another beside it: "created" alone is a day.
    """
    parts = _words(name)
    if len(parts) > _MOST_WORDS:
        return False
    doers, by = personal_words("doers"), personal_words("by")
    for length in range(min(len(parts), 3), 0, -1):
        for start in range(len(parts) - length + 1):
            rest = [*parts[:start], *parts[start + length :]]
            if rest and "".join(parts[start : start + length]) in doers and all(part in by for part in rest):
                return True
    return "".join(parts) in personal_words("doers_alone")


def _is_a_name(name: str) -> bool:
    """Whether a heading is of names of a person and nothing else: "Nombre y apellidos", "Surname/First name".

    A word for a name alone can be that of a place; one for a family's or a given name cannot.
    """
    parts = words(name)  # without looking for groups of a form: "Surname/Name" is one heading
    persons = personal_words("person")
    told = persons | personal_words("name_words") | common_words("and") | _OF_NAMES
    if "by" in parts and {*parts} & personal_words("name_words"):  # "Surveyed by (name)"
        return True
    return 1 < len(parts) <= _MOST_WORDS and any(part in persons for part in parts) and all(
        part in told for part in parts
    )  # fmt: skip


_OF_NAMES = frozenset(map(fold, "full last first middle second father of the de del di du des и і و".split()))


def _is_a_phone(name: str) -> bool:
    """Whether a heading is of a telephone number, and of nothing but a person's."""
    parts = _words(name)
    if len(parts) > 2 and parts[0] in personal_words("counting") and parts[1] in _OF:  # "number of phones"
        return False
    beside = personal_words("people") | personal_words("beside") | personal_words("ids") | personal_words("by")
    beside |= personal_words("doers") | personal_words("doers_alone")
    told = beside | personal_words("phones") | _CONTACT
    return any(part in personal_words("phones") for part in parts) and all(
        part in told or part.isdecimal() for part in parts
    )


_SPANISH = frozenset({"la", "el", "del", "los", "las"})
_OF = frozenset({"of", "de", "des", "da", "do"})
_CONTACT = frozenset({"contact", "work", "home", "private", "number", "no", "nr"})


def _counts(parts: tuple[str, ...]) -> bool:
    """Whether a heading begins or ends as that of a count does: "number of …", "… total", "… sayı".

    What is a number in French is a name in Spanish: "nombre de victimes", "nombre de la víctima".
    """
    if parts[:1] == ("nombre",) and _SPANISH & {*parts}:
        return False
    return bool(parts) and (parts[0] in personal_words("counting") or parts[-1] in personal_words("counted"))


@lru_cache(maxsize=1)
def _what() -> frozenset[str]:
    what = personal_words("other") | personal_words("about") | personal_words("name_words") | personal_words("person")
    return what - personal_words("people")


def _words(name: str) -> tuple[str, ...]:
    return words(_HUMP.sub(" ", _PATH.split(name)[-1]))


def _keys(name: str) -> set[str]:
    """What a heading may be known by: itself, without numbers, and without the group that a form puts before it."""
    last, bare = _PATH.split(name)[-1], _BRACKETS.sub(" ", name)
    return {fold(text) for one in (name, last, bare) for text in (one, _DIGITS.sub(" ", one))} - {""}
