"""What a cell holds when it holds nothing."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

NOT_STATED = frozenset(
    (
        "n.a;nd;n.d.;n.d;s/d;s.d.;sin dato;sin datos;sin información;sin informacion;no aplica;no disponible;"
        "sem dados;sem informação;não se aplica;non disponible;non renseigné;non renseigne;nsp;sans objet;"
        "pas de données;not available;not applicable;not recorded;not stated;no data;#value!;#ref!;<null>;"
        "(null);нд;н.д.;нет данных;нет инф.;нет информации;не указано;не указан;не известно;неизвестно;"
        "немає даних;н/в;не вказано;невідомо;məlumat yoxdur;məlum deyil;göstərilməyib;bilinmir;veri yok;"
        "bilinmiyor;غير متوفر;غير معروف;غير محدد;لا توجد بيانات;لا ينطبق;…;...;..;__;_;*;xx;tbc;tbd;មិនមាន;"
        "មិនដឹង;არ არის;տվյալ չկա"
    ).split(";")
)
"""That nothing is known or was written down, in the languages of field offices."""
MISSING_MARKS = NOT_STATED | {
    "", "-", "--", "---", "—", "–", ".", "?", "n/a", "na", "n.a.", "n/d", "null", "none", "nan", "nil", "#n/a", "н/д",
}  # fmt: skip
"""What people write for a number, a date or a choice that is not there."""
NO_POSITION = MISSING_MARKS | frozenset(
    (
        "no;нет;немає;нема;yoxdur;yox;yok;لا يوجد;لا;ninguno;ninguna;aucun;aucune;néant;neant;nenhum;គ្មាន;[null, null]"
    ).split(";")
)
"""What stands for a position or a date that is not there. For a count these can mean zero, and for a choice "none"."""
NO_TEXT = MISSING_MARKS - NOT_STATED - {"na", "none", "nan", "nil", "?", "."}
"""Those that are no text either. The others stay in a text: NA is Namibia, and Nan a province."""


def is_missing(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or NA of any library. Something with parts is never nothing.

    >>> [is_missing(value) for value in (None, float("nan"), np.datetime64("NaT"), Decimal("NaN"), "", [], 0)]
    [True, True, True, True, False, False, False]
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, float):
        return bool(value != value)
    # Only NaN and NaT differ from themselves, whatever their type.
    return isinstance(value, (np.generic, Decimal)) and bool(value != value)
