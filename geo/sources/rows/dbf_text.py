"""In which encoding the text of a Shapefile is, where its .cpg is wrong or lacking: the bytes of the .dbf tell.

Programs write a .cpg that does not fit, and GDAL believes it. Text outside ASCII that is UTF-8 throughout is hardly
ever anything else; what is no UTF-8 is not read as such.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from geo.cells.encodings import decode

_MOST = 20_000_000
"""So many bytes are looked at; a file that keeps to one encoding for so long keeps to it."""
_FIELD, _HEADER, _NAME = 32, 32, 11
_WESTERN = {"1252", "cp1252", "windows1252", "ansi1252", "88591", "iso88591", "latin1", "ansi"}
_LANGUAGE_OF = {0x00: "western", 0x03: "western", 0x57: "western"}
"""Marks of a .dbf that say 1252, "ANSI" or nothing; any other names a code page that somebody chose."""
_NOT_WESTERN = {"cp1251", "cp1256", "koi8-r", "cp866"}
"""What letters tell beyond doubt: read as Western European they are no words of any language."""
_LATIN = {"cp1250", "cp1252", "cp1254"}


def encoding_of(dbf: Path, stated: str) -> str:
    """The encoding that the text of a .dbf is in, where it is not the one that is stated ("" where none is); else "".

    `stated`: as a .cpg has it: UTF-8, 1252, ANSI 1251.
    """
    texts = [text for text in _texts(dbf) if not text.isascii()]
    if not texts:
        return ""
    is_utf8 = all(map(_is_utf8, texts))
    says_utf8 = stated.upper().replace("-", "") in ("UTF8", "65001")
    if is_utf8:
        return "" if says_utf8 else "UTF-8"
    is_western = _says_western(stated) if stated else _LANGUAGE_OF.get(_language(dbf), "") == "western"
    if not says_utf8 and not is_western:
        return ""
    found = decode(b"\n".join(texts), dbf.name)[1].partition(" ")[0].partition(",")[0]
    return found if says_utf8 or found in _NOT_WESTERN or not stated and found in _LATIN else ""


def _says_western(stated: str) -> bool:
    """Whether a .cpg names the code page of Western Europe, which programs write where nobody chose one."""
    return re.sub(r"[^a-z0-9]", "", stated.lower()) in _WESTERN


def _language(dbf: Path) -> int:
    """The mark of the code page in the head of a .dbf; 0 where there is none."""
    with dbf.open("rb") as file:
        head = file.read(_HEADER)
    return head[29] if len(head) == _HEADER else 0


def _is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8, but for a letter that the width of the field cuts off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _texts(dbf: Path) -> Iterator[bytes]:
    """The headings and the texts of all records, without the spaces (dBASE III, xBase file format)."""
    with dbf.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            return
        start, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
        fields = file.read(max(0, start - _HEADER))
        spans, at = [], 1
        headings = [fields[at : at + _NAME].split(b"\0")[0] for at in range(0, len(fields) - _FIELD + 1, _FIELD)]
        yield from (name for name in headings if name and name[:1] != b"\r")
        for offset in range(0, len(fields) - _FIELD + 1, _FIELD):
            if fields[offset : offset + 1] == b"\r":
                break
            length = fields[offset + 16]
            if fields[offset + 11 : offset + 12] == b"C":
                spans.append((at, at + length))
            at += length
        file.seek(start)
        left = _MOST
        while width and left > 0 and len(record := file.read(width)) == width:
            left -= width
            for begin, end in spans:
                if text := record[begin:end].strip(b" \0"):
                    yield text
