"""Which rows of a workbook are struck through: many offices do so with what no longer holds, instead of deleting it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def struck_styles(book: Any) -> frozenset[int]:
    """Give the numbers of the cell styles of a workbook of openpyxl whose font is struck through."""
    fonts = {number for number, font in enumerate(book._fonts) if font.strike}
    return frozenset(number for number, style in enumerate(book._cell_styles) if style.fontId in fonts)


def is_struck(line: Sequence[Any], struck: frozenset[int]) -> bool:
    """Whether every cell of a row that holds something is in one of the styles `struck`."""
    filled = [cell for cell in line if cell.value not in (None, "")]
    return bool(filled) and all(getattr(cell, "_style_id", None) in struck for cell in filled)
