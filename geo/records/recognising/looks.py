"""What the texts of a column look like: shapes, positions, dates, ids. Marks for nothing are left out of account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo.cells.dates import read_dates
from geo.cells.missing import NO_POSITION
from geo.cells.outcomes import text_cells
from geo.placing.corner_lists import is_corners
from geo.placing.written_shapes import is_odk, is_shape
from geo.positions.plus_codes import looks_like_plus_code
from geo.records.vocabulary import date_words

SAMPLE = 200
_COORDINATES = re.compile(r"\d+[.,]\d+\D+\d+[.,]\d+|\d+\s*°|\d{1,2}[A-Z]{1,3}\s?\d{4,}|^\d{1,2}[A-Z]\s+\d{5,}")
_ONLY_POSITION = re.compile(
    r"[\[(]?\s*[NSEWnsew]?\s*[+-]?\d{1,3}(?:[.,]\d{3,}\s*°?|\s*°[\d\s.,'′\"″’”]*)\s*[NSEWnsew]?\s*[,;/|\s]\s*"
    r"[NSEWnsew]?\s*[+-]?\d{1,3}(?:[.,]\d{3,}\s*°?|\s*°[\d\s.,'′\"″’”]*)\s*[NSEWnsew]?\s*[\])]?"
    r"|\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}"
    r"|[NS]\d{4}(?:\d\d)?(?:\.\d+)?[\s,]*[EW]\d{5}(?:\d\d)?(?:\.\d+)?"
    r"|\d{4}(?:\d\d)?(?:\.\d+)?[NS][\s,]*\d{5}(?:\d\d)?(?:\.\d+)?[EW]"
)
_LABELLED = re.compile(
    r"[\[({]?\s*(?:lat|latitude|широта|en|خط العرض)\W{1,3}[+-]?\d[\d.,°'\" ]*[NS]?\s*[,;|/]?\s*"
    r"(?:lon|long|lng|longitude|долгота|uzunluq|خط الطول)\W{1,3}[+-]?\d[\d.,°'\" ]*[EW]?\s*[\])}]?", re.IGNORECASE
)  # fmt: skip
_MAP_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?:google\.[a-z.]{2,6}/maps|maps\.google\.|goo\.gl/maps|maps\.app\.goo\.gl|"
    r"yandex\.[a-z.]{2,6}/maps|openstreetmap\.org|osm\.org|maps\.apple\.com)|geo:[-\d.]", re.IGNORECASE
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_IN_DEGREES = re.compile(r"\d\s?(?:[°º˚^*]|d(?:eg|\b)|gra[ud]|град|درجة|dərəcə)", re.IGNORECASE)
_LONGEST_POSITION = 120
_UUID = re.compile(r"(?:uuid:)?\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?")
_CODE = re.compile(r"(?=.*\d)[^\W\d_]{1,8}[-_/.]?[\w\-/.]{1,20}")
_LONGEST_CODE, _LONGEST_DATE = 24, 80
_DECIMALS = re.compile(r"[+-]?\d{1,3}[.,]\d{3,}")


def sample(column: pd.Series[Any]) -> list[str]:
    """The first texts of a column that say anything."""
    cells = text_cells(column.dropna().head(4 * SAMPLE))
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip().casefold() not in NO_POSITION]
    return texts[:SAMPLE]


def holds_coordinates(column: pd.Series[Any]) -> bool:
    """Whether most texts of a column of locations hold coordinates, and not names of places."""
    texts = sample(column)
    return sum(bool(_COORDINATES.search(text)) or looks_like_plus_code(text) for text in texts) * 2 > len(texts)


def part_by_look(texts: Sequence[str]) -> str:
    """The part of a position that most texts are: outlines (`wkt`), whole positions (`position`), or nothing.

    >>> part_by_look(["POINT (46.9 39.5)"]), part_by_look(["39.5 46.9 0 4", "broken"]), part_by_look(["Agdam, 3"])
    ('wkt', 'position', '')
    """
    if not texts:
        return ""
    shapes = list(map(_is_outline, texts))
    if any(shapes):  # words among outlines say why there is none
        texts = [text for text in texts if _DIGIT.search(text)]
        shapes = list(map(_is_outline, texts))
    points = [is_odk(text) or is_position(text) for text in texts]
    if sum(shapes) and sum(a or b for a, b in zip(shapes, points, strict=True)) * 2 >= len(texts):
        return "wkt" if all(a or is_odk(text) or not b for a, b, text in
                            zip(shapes, points, texts, strict=True)) else "position"  # fmt: skip
    return "position" if sum(points) * 2 >= len(texts) else ""


def _is_outline(text: str) -> bool:
    return (is_odk(text) and ";" in text.strip().strip(";")) or is_shape(text) or is_corners(text)


def is_position(text: str) -> bool:
    """Whether a text is a position and nothing else: numbers, numbers with their names, or a link to a map.

    >>> [is_position(text) for text in ("Lat: 39.5, Lon: 46.9", "https://www.google.com/maps/@39.5,46.9,17z", "39 men")]
    [True, True, False]
    """
    plain = text.strip()
    return bool(
        _ONLY_POSITION.fullmatch(plain)
        or _LABELLED.fullmatch(plain)
        or _MAP_LINK.match(plain)
        or looks_like_plus_code(plain)
        or _is_in_degrees(plain)
    )


def _is_in_degrees(text: str) -> bool:
    """Whether a text with the sign or a word for degrees, in any language, is read as one position and nothing else."""
    if len(text) > _LONGEST_POSITION or not _IN_DEGREES.search(text):
        return False
    from geo.positions.reading import read

    return bool(read(text).readings)


def is_map_link(text: str) -> bool:
    """Whether a text is a link to a place on a map."""
    return bool(_MAP_LINK.match(text.strip()))


def are_dates(texts: Sequence[str]) -> bool:
    """Whether all texts are dates to the day, written as nothing but a date is."""
    if (
        not texts
        or max(map(len, texts)) > _LONGEST_DATE
        or any(re.fullmatch(r"[\d.,\s]*\d{5,}[\d.,\s]*|\d+([.,]\d+)?", text.strip()) for text in texts)
    ):
        return False
    return all(not outcome.problem and len(str(outcome.value)) > 7 for outcome in
               read_dates(list(dict.fromkeys(texts)), date_words()))  # fmt: skip


def are_written_dates(texts: Sequence[str]) -> bool:
    """Whether most texts of a column are dates, ambiguous ones too, and no codes of four or five digits.

    >>> are_written_dates(["04/05/2021", "n.a."]), are_written_dates(["WGS 84"]), are_written_dates(["4326"])
    (True, False, False)
    """
    distinct = list(dict.fromkeys(text.strip() for text in texts))
    dates = [not text.isdecimal() and (not outcome.problem or outcome.code.startswith("ambiguous"))
             for text, outcome in zip(distinct, read_dates(distinct, date_words()), strict=True)]  # fmt: skip
    return sum(dates) * 2 >= len(dates)


def are_ids(texts: Sequence[str], *, first: bool) -> bool:
    """Whether texts, one for each record, are ids: UUIDs, or in the `first` column codes of letters and numbers.

    >>> are_ids(["HZ-1", "HZ-2", "HZ-3"], first=True), are_ids(["HZ-1", "HZ-1", "HZ-2"], first=True)
    (True, False)
    """
    if not texts or len(set(texts)) < len(texts):
        return False
    if all(_UUID.fullmatch(text.strip()) for text in texts):
        return True
    return first and len(texts) > 2 and all(
        len(text) <= _LONGEST_CODE and _CODE.fullmatch(text.strip()) for text in texts
    )  # fmt: skip


def are_degrees(texts: Sequence[str]) -> bool:
    """Whether all texts are decimal numbers, such as a latitude or a longitude is."""
    return bool(texts) and all(
        _DECIMALS.fullmatch(text.strip()) and abs(float(text.replace(",", "."))) <= 180 for text in texts
    )
