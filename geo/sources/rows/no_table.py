"""Text that is no table, told before it is cut at commas: scripts, drawings, files of other programs, prose.

Nearly every text can be cut into cells, and then its lines look like records without a position. Text of a known kind
is refused by how it begins; of the rest it is asked whether it has columns at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from geo.cells.headings import Headings
from geo.errors import SourceError
from geo.placing.written_shapes import is_odk, is_shape
from geo.records.columns import is_known_heading
from geo.sources.exchange.formats import refusal

_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[\s\u202f]?[AP]\.?M\.?)?"
_KNOWN = (
    (r"(?:\ufeff|;|\(|!|//[^\n]*+|(?>/\*[\s\S]*?\*/)|['\"]use strict['\"];|\s)*+"
     r"(?:(?:var|let|const)\s+[\w$]+\s*=|(?:export|import)\s+[\w{*]|function\s*[\w$]*\s*\(|"
     r"(?:window|self|global|this|module|exports)\.[\w$.]+\s*=|[\w$]+(?:\.[\w$]+)*\s*=\s*[{\[]|"
     r"[\w$]+(?:\.[\w$]+)*\(\s*[{\[])",
     "script"),
    (r"\s*+(?:999[^\S\n]*+\n[^\n]*+\n\s*+)*+0\s*\n\s*SECTION\b|AutoCAD Binary DXF", "dxf"),
    (r"OziExplorer\b", "ozi"),
    (r"[GH]\s+(?:WGS ?84|SOFTWARE NAME|R DATUM|DATUM)|B\s+UTF-8\s*\nG\s", "waypoints"),
    (r"\$(?:GP|GN|GL)[A-Z]{3},", "nmea"),
    (r"\{\\rtf", "rtf"),
    (r"(?:--[^\n]*+\n|(?>/\*[\s\S]*?\*/)|\s)*+(?:CREATE|INSERT\s+INTO|DROP|ALTER|BEGIN|PRAGMA|SET)\b[^\n,;\t]*[(;=]",
     "sql"),
    (r"BEGIN:V(?:CARD|CALENDAR)", "vcard"),
    (r"(?:GEOGCS|PROJCS|GEOGCRS|PROJCRS|COMPD_?CS)\s*\[", "crs"),
    (r"ncols\s+\d+\s*\n\s*nrows\s+\d", "asc_raster"),
    (r"%!PS|%PDF", "print"),
    (r"(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version):\s", "email_text"),
    (rf"[\ufeff\u200e\u200f]*(?:\[{_DAY},? {_TIME}\]\s|{_DAY},? {_TIME}\s*[-–]\s)", "chat"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), key) for pattern, key in _KNOWN)
"""How a text begins, and the key of its format among those that are not read."""
_JSON = re.compile(r"\s*(?:\x1e\s*)?(?:\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\d\]-]|$))")
_ENOUGH = 0.7
"""So many of the lines of a table have the same number of cells, where its headings are words nobody knows."""
_MANY_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = 6
"""A written position has so many digits and more."""
_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")


def is_json(start: str) -> bool:
    """Whether a text begins as JSON does, and not as a heading in brackets.

    >>> is_json('{"type": 1'), is_json("[id],[name]"), is_json("[\\n {")
    (True, False, True)
    """
    return bool(_JSON.match(start))


def refuse_known(start: str, source: str) -> None:
    """Raise SourceError for a text that begins as one of a kind that is not read."""
    for pattern, key in _PATTERNS:
        if pattern.match(start):
            raise refusal(source, key)


def require_table(lines: Sequence[str], rows: Sequence[Sequence[str]], found: Headings, source: str) -> None:
    """Raise SourceError where lines that were cut into rows are not those of a table.

    A table has headings somebody knows, or rows of one width. A single column is one of positions, or of short texts
    below a known heading.
    """
    if _is_aligned(lines, rows):
        raise SourceError(
            f"The columns of {source} are aligned by spaces; no sign parts its cells.",
            remedy="Paste it into a spreadsheet, put each column into one of its own, and save it as XLSX or CSV.",
        )
    if not is_table(rows, found):
        raise SourceError(
            f"{source} is text, and not a table: no sign parts its lines into the same columns.",
            remedy="Save the records as a table with a row of headings (CSV or XLSX), a record a row.",
        )


def is_table(rows: Sequence[Sequence[str]], found: Headings) -> bool:
    """Whether rows are those of a table: below known headings, or of one width. Nothing at all is one."""
    widths = [len(row) for row in rows[found.line or 0 :] if any(map(str.strip, row))]
    if not widths:
        return True
    known = sum(map(is_known_heading, found.names)) + len(found.hashtags)
    body = [cell.strip() for row in rows[found.start :] for cell in row if cell.strip()]
    if max(widths) <= 1:
        return (_are_positions(body) and not _are_codes(body)) or (bool(known) and not _are_sentences(body))
    if found.line is None or known > 1:
        return True
    width, count = max(Counter(widths).items(), key=lambda item: (item[0] > 1, item[1]))
    is_even = width > 1 and len(widths) > 1 and count >= _ENOUGH * len(widths)
    return (is_even or bool(known)) and not _are_sentences(body)


def _are_positions(cells: Sequence[str]) -> bool:
    found = [is_shape(cell) or is_odk(cell) or len(re.findall(r"\d", cell)) >= _DIGITS for cell in cells]
    return bool(found) and sum(found) >= _ENOUGH * len(found)


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether cells are unbroken codes of letters and figures, such as the lines of a flight recorder."""
    return all(re.fullmatch(r"[A-Za-z]\w{9,}", cell) for cell in cells)


def _are_sentences(cells: Sequence[str]) -> bool:
    """Whether cells are for the most part pieces of running text: many words, and hardly a number alone."""
    if not cells or any(re.fullmatch(r"[+-]?\d+[.,]\d+", cell) for cell in cells):
        return False
    return median(len(_WORD.findall(cell)) for cell in cells) >= _MANY_WORDS


def _is_aligned(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether spaces cut lines into the same number of columns, three and more, and no sign does.

    In a table of padded cells the spaces stand at their ends; here they stand inside.
    """
    filled = [line.strip() for line in lines if line.strip()]
    gaps = [any(_GAP.search(cell.strip()) for cell in row) for row in rows if any(map(str.strip, row))]
    if len(filled) < 2 or sum(gaps) < _ENOUGH * len(gaps):
        return False
    width, count = max(Counter(len(_GAP.split(line)) for line in filled).items(), key=lambda item: item[1])
    return width > 2 and count >= len(filled) / 2
