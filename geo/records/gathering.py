"""What stands in a column for each value becomes one column: counts by ordnance, and choices that were ticked.

Layer files and exports have counts by ordnance so, and KoBoToolbox and ODK the choices of a question that takes several
(`type/mine`, `type/uxo`, 1 or 0).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.cells.missing import MISSING_MARKS
from geo.cells.outcomes import text_cells
from geo.cells.texts import text_column
from geo.cells.words import fold
from geo.records.fields import Field, Kind
from geo.records.flat import SEPARATOR
from geo.records.values import Known, is_just_mine
from geo.records.vocabulary import columns_of

_TICKED = {"1": True, "1.0": True, "true": True, "yes": True, "x": True, "✓": True,
           "0": False, "0.0": False, "false": False, "no": False}  # fmt: skip
_FIELDS_TICKED = ("ordnance", "area_type", "blocks", "direct_evidence", "indirect_evidence")


def gather_counts(table: pd.DataFrame, kind: Kind, fields: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Put the columns `devices_found_UXO`, `devices_found_AP_mine` … into one column of their field, as text.

    Returns the table and which column went to which field. Columns that `fields` speaks of stay as they are, and so
    do all of them where a row states its counts in the field's own column too.

    >>> table = pd.DataFrame({"devices_found_UXO": ["2", None], "devices_found_AXO": ["1", None]})
    >>> from geo.records.fields import KINDS
    >>> gather_counts(table, KINDS["releases"], {})[0]["devices_found"].tolist()
    ['UXO: 2; AXO: 1', nan]
    """
    gathered: dict[str, str] = {}
    for field in kind.fields:
        names = {f"{field.name}_{value}": value for value in field.values} if field.type == "counts" else {}
        own = [name for name in table.columns if name in names and name not in fields]
        if not own:
            continue
        cells = [[_stated(cell) for cell in text_cells(table[name])] for name in own]
        texts = [
            SEPARATOR.join(f"{names[name]}: {cell}" for name, cell in zip(own, row, strict=True) if cell)
            for row in zip(*cells, strict=True)
        ]
        given = [_stated(cell) for cell in text_cells(table[field.name])] if field.name in table else [""] * len(table)
        if any(text and stated for text, stated in zip(texts, given, strict=True)):
            continue
        whole = [text or stated or np.nan for text, stated in zip(texts, given, strict=True)]
        table = table.drop(columns=[*own, field.name], errors="ignore")
        table = table.assign(**{field.name: text_column(whole)})
        gathered |= dict.fromkeys(own, field.name)
    return table, gathered


def gather_choices(table: pd.DataFrame, kind: Kind, fields: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Put the columns `type/mine`, `type/uxo` … of ticks into one column of their field, as text.

    Returns the table and which column went to which field. Columns that `fields` speaks of stay as they are, and all of
    them where the answers also stand in one column, as KoBoToolbox writes them beside: that one is the field.

    >>> table = pd.DataFrame({"seen/ap_mine": ["1", "0"], "seen/uxo": ["1", "0"]})
    >>> from geo.records.fields import KINDS
    >>> gather_choices(table, KINDS["hazards"], {})[0]["ordnance"].tolist()
    ['ap_mine; uxo', nan]
    """
    questions: dict[str, dict[str, str]] = {}
    for name in map(str, table.columns):
        question, mark, choice = name.rpartition("/")
        if mark and question and choice and name not in fields:
            questions.setdefault(question, {})[name] = choice
    gathered: dict[str, str] = {}
    for question, choices in questions.items():
        field = _ticked_field(question, [*choices.values()], kind) if len(choices) > 1 else ""
        if not field or field in table or field in gathered.values():
            continue
        if question in table and table[question].notna().any():  # the answers stand there already, all in one cell
            if question not in fields:
                table = table.rename(columns={question: field})
                gathered[question] = field
            continue
        ticks = [[_TICKED.get(str(cell).strip().casefold()) if isinstance(cell, str) else False
                  for cell in text_cells(table[name])] for name in choices]  # fmt: skip
        if any(tick is None for column in ticks for tick in column):
            continue
        texts = [SEPARATOR.join(choice for choice, tick in zip(choices.values(), row, strict=True) if tick)
                 for row in zip(*ticks, strict=True)]  # fmt: skip
        table = table.drop(columns=[*choices]).assign(**{field: text_column([text or np.nan for text in texts])})
        gathered |= dict.fromkeys(choices, field)
    return table, gathered


def _ticked_field(question: str, choices: list[str], kind: Kind) -> str:
    """The field whose values most choices of a question are; that of its heading first."""
    asked = columns_of(kind.name).get(fold(question.rpartition("/")[2]), "")
    for name in (asked, *_FIELDS_TICKED):
        field = kind.field(name)
        if field is not None and field.type in ("value", "values") and _are_its_values(choices, field):
            return name
    return ""


def _are_its_values(choices: list[str], field: Field) -> bool:
    known = Known(field)
    told = [known.find(choice) or (field.name == "ordnance" and is_just_mine(choice)) for choice in choices]
    meant = [one for one in told if one not in ("other", "unknown", None, False)]
    return bool(meant) and sum(map(bool, told)) * 2 > len(told)


def _stated(cell: object) -> str:
    return cell if isinstance(cell, str) and cell.strip().casefold() not in MISSING_MARKS else ""
