"""A workbook whose styles no reader of openpyxl takes, made one that it takes: its data are sound.

Programs write fills that are empty, sizes that are words and properties that are no dates. None of that concerns what
stands in the cells, but for the formats by which a number is a date. Those are kept; all other styles are left out.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.markup.safe_xml import parse_bytes

_STYLES = "xl/styles.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LEFT_OUT = ("docProps/", "xl/theme/")
MAX_BYTES = 100_000_000


def without_styles(path: Path) -> BinaryIO:
    """Return a copy of the workbook that keeps of its styles which cells are dates, and none of its properties.

    Raises SourceError or UnsafeSource if the styles are no XML, and what the standard library does for an archive that
    is damaged.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as made:
        for member in archive.infolist():
            if member.filename == _STYLES:
                made.writestr(_STYLES, _plain(parse_bytes(archive.read(member), path.name)[0]))
            elif not member.filename.startswith(_LEFT_OUT):
                made.writestr(member.filename, archive.read(member))
    copy.seek(0)
    return copy


def _plain(styles: Element) -> bytes:
    """The styles with the formats of numbers, and one of everything else."""
    root = Element("styleSheet", xmlns=_MAIN)
    own = SubElement(root, "numFmts")
    for given in styles.findall("numFmts/numFmt"):
        if (given.get("numFmtId") or "").isdecimal() and given.get("formatCode"):
            SubElement(own, "numFmt", numFmtId=given.get("numFmtId", ""), formatCode=given.get("formatCode", ""))
    if not len(own):
        root.remove(own)
    SubElement(SubElement(root, "fonts"), "font")
    for kind in ("none", "gray125"):
        fills = root.find("fills")
        fills = SubElement(root, "fills") if fills is None else fills
        SubElement(SubElement(fills, "fill"), "patternFill", patternType=kind)
    SubElement(SubElement(root, "borders"), "border")
    SubElement(SubElement(root, "cellStyleXfs"), "xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
    cells = SubElement(root, "cellXfs")
    for given in styles.findall("cellXfs/xf") or [Element("xf")]:
        number = given.get("numFmtId") or "0"
        SubElement(cells, "xf", numFmtId=number if number.isdecimal() else "0", fontId="0", fillId="0", borderId="0",
                   xfId="0", applyNumberFormat="1")  # fmt: skip
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
