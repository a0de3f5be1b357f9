"""When two spellings are one word, and which words stand in dates.

Two spellings are one word if they differ only in case, accents, spaces, punctuation, vowel signs, or in the letters
that are typed for others where a keyboard lacks them (Azerbaijani ə and ı, Arabic alef, teh marbuta and yeh).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = str.maketrans(
    {
        "ə": "e",
        "ı": "i",
        "ى": "ي",
        "ة": "ه",
        "ـ": None,
        "ی": "ي",
        "ک": "ك",
        "ٱ": "ا",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "’": None,
        "ё": "е",
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)},
    }
)
_VOWELS = "".join(each for each in map(chr, range(0x0900, 0x1A00)) if unicodedata.category(each).startswith("M"))
"""Marks that are letters, not accents: without its vowels a word of Khmer, Thai or Hindi is another word."""
_WORD = re.compile(rf"(?:[^\W_]|[{_VOWELS}])+")


@dataclass(frozen=True)
class DateWords:
    """The number of each month's folded name, and the folded words of a date that say nothing of the day.

    `before_month` and `before_year`: words behind which the number of the month or the year follows (tháng 4 năm 2024).
    `year_parts`: words of a part of a year, or of a month (quarter, spring, early), `weeks` of a week with a number;
    `winters`: of the part that lies in two years.
    """

    months: Mapping[str, int]
    fillers: frozenset[str]
    before_month: frozenset[str] = frozenset()
    before_year: frozenset[str] = frozenset()
    year_parts: frozenset[str] = frozenset()
    weeks: frozenset[str] = frozenset()
    winters: frozenset[str] = frozenset()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What is left of a text when two spellings of one word are to be equal.

    >>> fold("Área_Type"), fold("TƏSDİQLƏNMİŞ ərazi"), fold("مُؤكَّدة") == fold("مؤكده")
    ('areatype', 'tesdiqlenmiserazi', True)
    >>> fold("មេសា") == fold("មីនា")  # April and March
    False
    """
    return "".join(words(text))


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, each folded.

    >>> words("CHA – closed")
    ('cha', 'closed')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "")
    bare = "".join(
        each for each in unicodedata.normalize("NFD", plain) if each in _VOWELS or unicodedata.category(each) != "Mn"
    )
    return tuple(_WORD.findall(bare.translate(_ALIKE)))
