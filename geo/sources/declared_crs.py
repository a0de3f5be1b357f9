"""The CRS texts in GIS files, read before GDAL reads them: GDAL opens the files that such a text names.

A `.prj` is a file of its own, which is not shown to GDAL if its text is not plain. In a GeoPackage and a FlatGeobuf the
text stands inside, so the file is refused as a whole. MapInfo writes numbers only.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from pathlib import Path

from geo.crs import plain_crs_text
from geo.errors import UnsafeSource, UsageError

_MOST_BYTES = 100_000
_OLD_PRJ = re.compile(r"\s*projection\s[\w\s.,-]*", re.IGNORECASE | re.ASCII)
"""The form of ArcInfo, lines of a word and a number."""
_REMEDY = "Save it with a CRS that has an EPSG code."
_NONE = frozenset({"", "undefined"})
_FGB_MAGIC = 12
_FGB_HEADER_BYTES = 10 * 2**20
"""GDAL reads no longer one."""
_FGB_CRS, _FGB_ORG, _FGB_WKT, _FGB_CODE = 10, 0, 4, 5


def fault_of_prj(path: Path) -> str:
    """Say why the text of a .prj is not taken, nothing if it is: it names no file, grid or host."""
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES + 1).decode("utf-8-sig", "replace")
    return "" if _OLD_PRJ.fullmatch(text) else _fault_of(text)


def check_geopackage(name: str, database: sqlite3.Connection) -> None:
    """Refuse a GeoPackage with a definition of a CRS that is not plain.

    Raises UnsafeSource.
    """
    kinds = dict(database.execute("SELECT lower(name), type FROM sqlite_master").fetchall())
    if kinds.get("gpkg_spatial_ref_sys", "table") != "table":
        raise UnsafeSource(f"{name} computes its list of CRS.", remedy=_REMEDY)
    if "gpkg_spatial_ref_sys" not in kinds:
        return
    rows = database.execute("SELECT * FROM gpkg_spatial_ref_sys")
    columns = [column[0].lower() for column in rows.description]
    for row in rows:
        told = dict(zip(columns, row, strict=True))
        for column in ("definition", "definition_12_063"):
            text = told.get(column)
            text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text or "")
            if fault := _fault_of(text):
                raise UnsafeSource(f"{name}: {fault}", remedy=_REMEDY)


def check_flatgeobuf(name: str, path: Path) -> None:
    """Refuse a FlatGeobuf whose header holds a CRS text that is not plain; what is damaged is for GDAL to refuse.

    Raises UnsafeSource.
    """
    with path.open("rb") as file:
        size = int.from_bytes(file.read(_FGB_MAGIC)[8:], "little")
        header = file.read(min(size, _FGB_HEADER_BYTES))
    try:
        crs = _child(header, _child(header, 0, None), _FGB_CRS)
        org, wkt, code = (_string(header, crs, number) for number in (_FGB_ORG, _FGB_WKT, _FGB_CODE))
    except (struct.error, IndexError):
        return
    fault = _fault_of(wkt)
    if not re.fullmatch(r"[\w.-]*", f"{org}{code}", re.ASCII):
        fault = "It does not name a known authority for its CRS."
    if fault:
        raise UnsafeSource(f"{name}: {fault}", remedy=_REMEDY)


def _fault_of(text: str) -> str:
    """Why a text is not taken as a CRS, nothing if it is."""
    if text.strip() in _NONE:
        return ""
    try:
        plain_crs_text(text.rstrip("\0 "))
    except UsageError as error:
        return error.what
    return ""


def _child(data: bytes, table: int, number: int | None) -> int:
    """Where a field of a FlatBuffers table points to, 0 if it is not there; the root of the data without a number."""
    if number is None:
        target = 0
    else:
        vtable = table - int(struct.unpack_from("<i", data, table)[0])
        if 4 + 2 * number >= struct.unpack_from("<H", data, vtable)[0]:
            return 0
        offset = struct.unpack_from("<H", data, vtable + 4 + 2 * number)[0]
        if not offset:
            return 0
        target = table + int(offset)
    return target + int(struct.unpack_from("<I", data, target)[0])


def _string(data: bytes, table: int, number: int) -> str:
    target = _child(data, table, number) if table else 0
    if not target:
        return ""
    length = struct.unpack_from("<I", data, target)[0]
    return data[target + 4 : target + 4 + length].decode("utf-8", "replace")
