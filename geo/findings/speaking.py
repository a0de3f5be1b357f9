"""What is found, in the languages of those who are asked to mend it: English, Azerbaijani, Russian and Arabic.

A finding is made in English, with its values in the sentence. In another language it is the sentence of its code, then
the values, in the order in which English has them, each within marks of direction where the language runs from right
to left: so that no value is ever part of a sentence that bends around it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from geo.findings.counting import FEW
from geo.findings.table import codes

LANGUAGES = ("en", "az", "ru", "ar")
"""The languages in which findings can be said; those of a page are more."""
ISOLATE, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"ar"}
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ROWS = re.compile(r" \(rows ([\d, ]+?)(?: and ([\d,]+) more)?\)")
_PART = r"[^\s(),;:“”'\"]|(?<=\d)[,:](?=\d)"
_QUOTED = r"'(?:[^'\\]|\\.)*'(?!\w)|\"(?:[^\"\\]|\\.)*\"|“[^”]*”"
_NUMBER = rf"(?:{_PART}|EPSG:)*\d(?:{_PART})*(?: ?(?:m²|km²|ha|km|cm|m|%)(?!\w))?"
_COUNTED = re.compile(r"(?:(?P<row>row) )?(?P<n>\d[\d,]*)(?P<records> records?)?")
_VALUE = re.compile(rf"{_QUOTED}|row \d+|\d[\d,]* records?\b|{_NUMBER}")
_OFFERED = re.compile(r"(?:Allowed are: |Did you mean )(.+?)[.?]$")
_BLANK = re.compile(r"\{(\w+)\}")


def spoken(language: str) -> str:
    """Give a language that findings can be said in: that one, or English.

    >>> spoken("ru_RU.UTF-8"), spoken("fr"), spoken("")
    ('ru', 'en', 'en')
    """
    short = re.split(r"[-_.@]", language)[0].lower()
    return short if short in LANGUAGES else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _table(language: str) -> Mapping[str, Mapping[str, object]]:
    file = files(__package__).joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def say(language: str, key: str, **values: object) -> str:
    """Give one of the words around findings, with its values.

    >>> say("ru", "row", row=14), say("en", "and_more", names="3, 8", n=2)
    ('строка 14', '3, 8 and 2 more')
    """
    pattern = str(_table(language)["words"][key])
    return _BLANK.sub(lambda blank: str(values[blank[1]]), pattern)


def count(language: str, key: str, n: int, **values: object) -> str:
    """Give the form of some words that belongs to a number.

    >>> [count("ru", "errors", n) for n in (1, 3, 11)], count("ar", "errors", 2)
    (['1 ошибка', '3 ошибки', '11 ошибок'], 'خطآن')
    """
    return say(language, f"{key}.{form(language, n)}", n=f"{n:,}", **values)


def form(language: str, n: int) -> str:
    """Give the plural form of a whole number (CLDR 46, cardinal).

    >>> [form("ar", n) for n in (0, 1, 2, 3, 11, 100)], form("ru", 21), form("az", 5)
    (['zero', 'one', 'two', 'few', 'many', 'other'], 'one', 'other')
    """
    tens, hundreds = n % 10, n % 100
    if language == "ru":
        if tens == 1 and hundreds != 11:
            return "one"
        return "few" if 2 <= tens <= 4 and not 12 <= hundreds <= 14 else "many"
    if language == "ar":
        if n < 3:
            return ("zero", "one", "two")[n]
        return "few" if 3 <= hundreds <= 10 else "many" if hundreds >= 11 else "other"
    return "one" if n == 1 else "other"


def sentence(language: str, code: str, what: str) -> str:
    """Give the sentence of a code with the values of the English one.

    >>> print(sentence("ru", "coordinate_range", "312.5 is outside -90…90 (rows 3, 8)."))
    Такой координаты на Земле нет: 312.5; -90…90 (строки 3, 8).
    """
    title = title_of(language, code)
    rows = _ROWS.search(what)
    values = [_value(language, one) for one in dict.fromkeys(values_of(_ROWS.sub("", what)))]
    told = f"{title}: {'; '.join(values)}" if values else title
    if rows:
        named = rows[1] if rows[2] is None else say(language, "and_more", names=rows[1], n=rows[2])
        told += f" ({say(language, 'rows', rows=named)})"
    return f"{told}."


def title_of(language: str, code: str) -> str:
    """Give the sentence of a code, which names the fact."""
    if language == "en":
        return codes()[code].title
    return str(_code(language, code)["title"])


def remedy_of(language: str, code: str, remedy: str) -> str:
    """Give what helps against a finding of a code, with the values that the English remedy offers; "" without one.

    >>> print(remedy_of("ru", "value_outside_list", "Did you mean SHA?"))
    Исправьте значение или добавьте его к значениям в zonemark.toml. (SHA)
    """
    if not remedy:
        return ""
    offered = _OFFERED.search(remedy)
    told = str(_code(language, code)["do"])
    return f"{told} ({apart(language, offered[1])})" if offered else told


def values_of(what: str) -> list[str]:
    """Give the values in an English sentence: what stands in quotation marks, numbers with their units, rows, records.

    >>> values_of("'Sus' in 12 records is no type; 1,200 m² differs from 900 m², EPSG:32638.")
    ["'Sus'", '12 records', '1,200 m²', '900 m²', 'EPSG:32638']
    """
    return [found.group().rstrip(".…") for found in _VALUE.finditer(what)]


def apart(language: str, value: str) -> str:
    """Give a value within marks of direction, where the sentence around it runs from right to left.

    A mark of direction in the value itself is written as its number, so that it cannot end those around it.
    """
    if language not in _RIGHT_TO_LEFT:
        return value
    return f"{ISOLATE}{_TURNING.sub(lambda sign: f'U+{ord(sign.group()):04X}', value)}{POP}"


def enumerated(language: str, names: Sequence[object], most: int = FEW) -> str:
    """List the first few names, and how many more there are."""
    first = say(language, "list").join(apart(language, str(name)) for name in names[:most])
    more = len(names) - most
    return say(language, "and_more", names=first, n=f"{more:,}") if more > 0 else first


def _value(language: str, value: str) -> str:
    """A value of a sentence; the row and the number of records in words."""
    counted = _COUNTED.fullmatch(value)
    if counted and counted["row"]:
        return say(language, "row", row=counted["n"])
    if counted and counted["records"]:
        return count(language, "records", int(counted["n"].replace(",", "")))
    return apart(language, value)


def _code(language: str, code: str) -> Mapping[str, object]:
    """The sentences of a code; the English ones of a code that a language does not have yet, never none."""
    found = _table(language)["codes"].get(code)
    if isinstance(found, dict):
        return found
    return {"title": codes()[code].title, "do": codes()[code].remedy}
