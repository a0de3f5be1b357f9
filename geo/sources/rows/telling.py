"""Whether a text tells of the column it stands in: a unit, a pattern, what is to be entered there."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.cells.numbers import UNITS
from geo.cells.words import fold
from geo.records.columns import is_known_heading

_LONGEST = 60
_PATTERN = re.compile(r"[(\[<].*[)\]>]|[dmyhsDMYHS]{1,4}([-/.: ][dmyhsDMYHS]{1,4})*|[A-Za-z]+_\w+|[°º'\"′″]")
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


@lru_cache(maxsize=1)
def _told() -> frozenset[str]:
    return frozenset(map(fold, _TOLD.split(", ")))


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(unit for table in UNITS.values() for unit in table)
