"""Whether a text tells of the column it stands in (a unit, a pattern, what is to be entered), or calls its row a total
or a note.
"""

from __future__ import annotations

import re
from functools import lru_cache

from geo.cells.numbers import UNITS
from geo.cells.words import fold, words
from geo.records.columns import is_known_heading
from geo.records.vocabulary import common_words

_LONGEST = 60
_PATTERN = re.compile(r"[(\[<].*[)\]>]|[dmyhsDMYHS]{1,4}([-/.: ][dmyhsDMYHS]{1,4})*|[A-Za-z]+_\w+|[°º'\"′″]")
_COUNTED = re.compile(r"n\s?[=:]\s?\d{1,6}", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*(?:[*†‡§¹²³※]|\(?\d{1,2}\)\s|[a-z]\)\s)")
_TOLD = (
    "deg, dec deg, decimal degrees, decimal, dms, wgs84, wgs 84, text, free text, string, integer, float, required, "
    "mandatory, optional, select one, select multiple, geopoint, yes/no, y/n, град, градусы, обязательно, текст, "
    "число, obligatoire, texte, degrés décimaux, obligatorio, texto, grados decimales, obrigatório, graus decimais, "
    "metin, zorunlu, dərəcə, mətn, نص, رقم"
)
"""What forms write below a heading, in the languages whose forms are seen most."""


def is_unit(text: str) -> bool:
    """Whether a text is a unit.

    >>> is_unit("m²"), is_unit("deg")
    (True, False)
    """
    return fold(text) in _units()


def tells_of_a_column(text: str) -> bool:
    """Whether a text tells of a column: a heading, a unit, an example in brackets, a pattern, or what is to be entered.

    >>> tells_of_a_column("dd/mm/yyyy"), tells_of_a_column("decimal degrees"), tells_of_a_column("Agdam")
    (True, True, False)
    """
    return len(text) <= _LONGEST and (
        is_known_heading(text) or is_unit(text) or fold(text) in _told() or bool(_PATTERN.fullmatch(text))
    )


def is_total(text: str) -> bool:
    """Whether a text calls its row a total.

    >>> is_total("Sub-total Agdam:"), is_total("Cəmi: 7"), is_total("Итого по району"), is_total("Agdam")
    (True, True, True, False)
    """
    if _COUNTED.fullmatch(text):
        return True
    if len(text) > _LONGEST or not (text[0].isalpha() and fold(text[0]) in _initials()):
        return False
    known, parts = common_words("total"), [part for part in words(text) if not part.isdecimal()]
    return bool(parts) and any("".join(parts[:count]) in known for count in (1, 2, 3))


def is_subtotal(text: str) -> bool:
    """Whether a text calls its row the total of what it names, as spreadsheets write it.

    >>> is_subtotal("Agdam Total"), is_subtotal("Agdam")
    (True, False)
    """
    parts = [part for part in words(text) if not part.isdecimal()] if len(text) <= _LONGEST else []
    return len(parts) > 1 and parts[-1] in common_words("total")


def is_note(text: str) -> bool:
    """Whether a text is one that stands below a table: a footnote, a source, a signature, a sentence.

    >>> is_note("* as told by the village head"), is_note("Prepared by:"), is_note("North")
    (True, True, False)
    """
    parts = words(text)
    known = common_words("footer")
    return (
        bool(_NOTE_MARK.match(text))
        or text.endswith(":")
        or len(text) > _LONGEST
        or (text.endswith((".", "!")) and len(parts) > 3)
        or any("".join(parts[:count]) in known for count in (1, 2))
    )


@lru_cache(maxsize=1)
def _initials() -> frozenset[str]:
    """The letters with which words for a total begin; most cells of a table begin with none of them."""
    return frozenset(word[0] for word in common_words("total"))


@lru_cache(maxsize=1)
def _told() -> frozenset[str]:
    return frozenset(map(fold, _TOLD.split(", ")))


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(unit for table in UNITS.values() for unit in table)
