"""Whether a text is markup that a spreadsheet program opens as a workbook, seen from how it begins."""

from __future__ import annotations

import re

from geo.cells.encodings import wide_encoding

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_ARCHIVE = re.compile(r"\s*MIME-Version:.{0,2000}multipart/related", re.IGNORECASE | re.DOTALL)


def is_marked_up(head: bytes) -> bool:
    """Whether a file that is read as a table begins as markup, and not with cells.

    >>> is_marked_up(b" <table>"), is_marked_up(b"id;lat")
    (True, False)
    """
    start = start_of(head)
    return start.startswith("<") or is_web_archive(start)


def start_of(data: bytes) -> str:
    """The first letters of a file, without a mark and space before them."""
    head = data[:4000]
    return head.decode(wide_encoding(head) or "latin-1", "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n")


def is_spreadsheet_xml(start: str) -> bool:
    """Whether a text begins as SpreadsheetML.

    >>> is_spreadsheet_xml('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">')
    True
    """
    return _SPREADSHEET in start.lower()


def is_web_archive(start: str) -> bool:
    """Whether a text begins as a page with its parts in one file (MHTML), which an e-mail does not.

    >>> is_web_archive("MIME-Version: 1.0\\nContent-Type: multipart/related"), is_web_archive("MIME-Version: 1.0\\n")
    (True, False)
    """
    return bool(_ARCHIVE.match(start))
