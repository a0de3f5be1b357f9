"""Counts by ordnance that stand in columns of their own, as layer files and exports have them, become one column."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.cells.missing import MISSING_MARKS
from geo.cells.outcomes import text_cells
from geo.cells.texts import text_column
from geo.records.fields import Kind
from geo.records.flat import SEPARATOR


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


def _stated(cell: object) -> str:
    return cell if isinstance(cell, str) and cell.strip().casefold() not in MISSING_MARKS else ""
