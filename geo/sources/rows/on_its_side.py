"""A form with its headings below one another, a record a column: turned round before it is taken for a table.

Reports of a single hazard are often written so, as a list of questions with the answers beside them. Read line by line,
each question would be a hazard.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from geo.cells.words import fold
from geo.findings import Findings
from geo.records.columns import is_known_heading

_MOST_RECORDS = 20
_MOST_QUESTIONS = 300
_FEWEST = 3
_ENOUGH = 0.6


_HEADS = frozenset(
    map(fold, ("данные", "field", "value", "question", "answer", "attribute", "item", "data", "description", "details",
               "label", "parameter", "property", "response", "entry", "поле", "значение", "вопрос", "ответ", "параметр",
               "champ", "valeur", "réponse", "campo", "valor", "pregunta", "respuesta", "resposta", "sahə", "dəyər",
               "sual", "cavab", "alan", "değer", "soru", "cevap", "поле", "відповідь", "значення", "السؤال", "الجواب"))
)  # fmt: skip
"""What may head the questions and their answers."""


def turned(rows: Sequence[Sequence[str]], problems: Findings) -> list[list[str]] | None:
    """Give the rows of a form that stands on its side as those of a table, and say so; None if it does not.

    >>> turned([["Village:", "Agdam"], ["Latitude", "39.5"], ["Longitude", "46.9"]], Findings())
    [['Village', 'Latitude', 'Longitude'], ['Agdam', '39.5', '46.9']]
    """
    lines = [row for row in rows if any(cell.strip() for cell in row)]
    if not _FEWEST <= len(lines) <= _MOST_QUESTIONS or max(map(len, lines)) - 1 > _MOST_RECORDS:
        return None
    asked = [row for row in lines if row[0].strip() and any(cell.strip() for cell in row[1:])]
    if asked and all(fold(cell) in _HEADS for cell in asked[0] if cell.strip()):  # "Field", "Value"
        asked = asked[1:]
    names = [_name(row[0]) for row in asked]
    known = sum(map(is_known_heading, names))
    if known < _FEWEST or known < _ENOUGH * len(names) or len(set(names)) < len(names):
        return None
    if any(is_known_heading(_name(cell)) for row in asked[:2] for cell in row[1:] if cell.strip()):
        return None
    problems.add("on_its_side", "The headings stand below one another; each column beside them was read as a record.")
    return [list(cells) for cells in zip_longest(*([name, *row[1:]] for name, row in zip(names, asked, strict=True)),
                                                 fillvalue="")]  # fmt: skip


def _name(cell: str) -> str:
    return cell.strip().rstrip(":.").strip()
