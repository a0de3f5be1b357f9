"""Whether a workbook can be opened without harm, found out before openpyxl sees it, and what openpyxl does not tell.

A workbook is an archive of XML from anywhere. Its parts are measured, and searched piece by piece for document types,
for formulas and for merged cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from geo.errors import SourceError, UnsafeSource
from geo.findings.counting import counted
from geo.sources.archives import require_ratio

MAX_UNPACKED = 1_500_000_000
_FREE = 20_000_000
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E|<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')


def inspected(path: Path) -> tuple[set[str], dict[str, list[str]]]:
    """Refuse what could do harm; returns the sheet parts that hold formulas, and the merged ranges of each."""
    formulas: set[str] = set()
    merged: dict[str, list[str]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _measure(members, path.name)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _search(archive, member, path.name, formulas, merged)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise SourceError(f"{path.name} is a damaged workbook: {error}.", remedy="Was it copied whole?") from None
    return formulas, merged


def _measure(members: list[zipfile.ZipInfo], source: str) -> None:
    if len(members) > 10_000:
        raise UnsafeSource(f"{source} holds {counted(len(members), 'file')}.", remedy="Save the sheet as CSV.")
    for member in members:
        if member.flag_bits & 1:
            raise SourceError(f"{source} is encrypted.", remedy="Save it without a password.")
        require_ratio(member, source, free=_FREE, remedy="Save the sheet as CSV.")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnsafeSource(f"{source} unpacks to more than {MAX_UNPACKED / 1e9:g} GB.", remedy="Save the sheet as CSV.")


def _search(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str, formulas: set[str], merged: dict[str, list[str]]
) -> None:
    """Look through one part, piece by piece, overlapping so that nothing is cut in two."""
    tail = b""
    with archive.open(member) as part:
        while piece := part.read(1 << 20):
            data = tail + piece
            if _DOCTYPE.search(data):
                raise UnsafeSource(f"{source} declares a document type, which can make a reader open files.",
                                   remedy="Save it again from a spreadsheet program.")  # fmt: skip
            if b"<f" in data:
                formulas.add(member.filename)
            ranges = merged.setdefault(member.filename, [])
            if b"mergeCell" in data and len(ranges) < 10_000:
                ranges += [found.decode() for found in _MERGED.findall(data) if found.decode() not in ranges[-50:]]
            tail = data[-200:]
