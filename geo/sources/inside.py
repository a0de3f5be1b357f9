"""What a file is, found out from its first bytes; its name decides only between kinds of text."""

from __future__ import annotations

import re
import zipfile
import zlib
from os import PathLike, fspath
from pathlib import Path
from typing import NoReturn

from geo.cells.encodings import wide_encoding
from geo.disk import NO_FILE, is_address
from geo.errors import SourceError, UnsafeSource
from geo.geojson.documents import LINES
from geo.sources.exchange.formats import key_of_ending, refusal
from geo.sources.raw import first_bytes
from geo.sources.rows.markup import is_spreadsheet_xml, is_web_archive
from geo.sources.rows.no_table import is_json, refuse_known

MAP = ".html"
"""The key of map files among web pages."""
_TABLES = {".csv": ".csv", ".tsv": ".tsv", ".tab": ".tsv", ".txt": ".txt", ".asc": ".txt"}
_GEOJSON = {".geojson", ".json", ".topojson", ".umap", *LINES}
_SIGNS = (
    (b"SQLite format 3\0", ".gpkg"),
    (b"fgb\x03fgb", ".fgb"),
    (b"\x00\x00\x27\x0a", ".shp"),
    (b"PAR1", ".parquet"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
)
_NOT_READ = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "raster"),
    (b"MM\0*", "raster"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7zip"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ", "compressed"),
    (b"OIM", "tomtom"),
    (b"AC10", "cad"),
    (b"PMTiles", "tiles"),
    (b"MsRc", "garmin"),
    (b"\x00\x01\x00\x00Standard ", "access"),
)
_IN_ARCHIVES = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("GISProject.json", "arcgis_project"),
)
_IN_OLE = (
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("EncryptedPackage", "encrypted_workbook"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "pptx"),
    ("__properties_version1.0", "message"),
    ("Layers", "arcgis_project"),
)
"""Streams by which a compound file (MS-CFB) is known; their names stand in it in UTF-16."""
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_OF_COMPOUND = 100_000_000
_OSM_PBF = b"\n\tOSMHeader"
"""The first message of an extract, after its length (wiki.openstreetmap.org, PBF Format)."""
_SHEETS = {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}
_OF_PAGES = {
    "html",
    "table",
    "meta",
    "head",
    "body",
    "style",
    "div",
    "title",
    "center",
    "font",
    "p",
    "br",
    "span",
    "h1",
    "h2",
    "h3",
}
"""Elements with which a web page under the name of a workbook begins."""
_BINARY = {
    ".dbf", ".mxd", ".fit", ".gdb", ".mdb", ".accdb", ".lyr", ".lyrx", ".eml", ".heic", ".ecw", ".jp2", ".img",
}  # fmt: skip
"""Endings that decide where the contents do not tell."""
_SIDECARS = {".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"}
_ROOTS = {
    "kml": ".kml",
    "gpx": ".gpx",
    "ogrvrtdatasource": "vrt",
    "vrtdataset": "vrt",
    "gdal_wms": "vrt",
    "html": "html",
    "osm": ".osm",
    "featurecollection": ".gml",
    "wfs_capabilities": ".gml",
    "exceptionreport": ".gml",
    "serviceexceptionreport": ".gml",
    "qgis": "qgis",
    "svg": "picture",
}


def local(path: str | PathLike[str]) -> Path:
    """Return `path` as a file of this machine. Raises UnsafeSource for URLs and GDAL's virtual file systems."""
    text = fspath(path)
    if isinstance(text, bytes) or "\0" in text:
        raise SourceError("The file name is not text.")
    if is_address(text):
        raise UnsafeSource(NO_FILE, remedy="Save what is there to the disk first.")
    if text.startswith(("/vsi", "\\\\")):
        raise UnsafeSource(f"{text!r} is not a file of this computer.", remedy="Save it to the disk first.")
    return Path(text)


def kind_of_file(path: Path) -> str:
    """Return the key of the reader for `path`, such as ".csv". Raises SourceError if none can read it."""
    head = first_bytes(path)
    suffix = path.suffix.lower()
    if b"<OGRVRT" in head or b"<VRTDataset" in head:
        raise UnsafeSource(f"{path.name} is a GDAL VRT: an instruction to read other files or hosts.",
                           remedy="Read the file that it points to.")  # fmt: skip
    for sign, key in _NOT_READ:
        if head.startswith(sign) and (sign.strip(b"BM") or suffix == ".bmp"):
            raise refusal(path.name, key)
    if head.startswith(_OLE):
        return _kind_of_compound(path)
    if head[4:15] == _OSM_PBF:
        return ".osm.pbf"
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return _workbook_or_archive(path) if kind == ".zip" else kind
    if suffix in _SIDECARS:
        raise SourceError(f"{path.name} is one part of a Shapefile.", remedy="Name the file that ends in .shp.")
    if suffix in _BINARY and (key := key_of_ending(suffix)):
        raise refusal(path.name, key)
    return _kind_of_text(path, head, suffix)


def _kind_of_compound(path: Path) -> str:
    """Which kind of compound file this is: an old workbook is read, the others are not."""
    with path.open("rb") as file:
        data = file.read(_MOST_OF_COMPOUND)
    found = next((kind for name, kind in _IN_OLE if name.encode("utf-16-le") in data), "old_office")
    if found.startswith("."):
        return found
    raise refusal(path.name, found)


def _workbook_or_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:100_000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise SourceError(f"{path.name} is a damaged archive.", remedy="Was it copied whole?") from None
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "xl/workbook.bin" in names:
        return ".xls"
    if "content.xml" in names and "mimetype" in names:
        return ".ods" if _is_spreadsheet(path) else _refuse(path, "odt")
    for name, key in _IN_ARCHIVES:
        if name in names:
            _refuse(path, key)
    if any(name.endswith(".qgs") for name in names) and path.suffix.lower() == ".qgz":
        _refuse(path, "qgis")
    return ".zip"


def _refuse(path: Path, key: str) -> NoReturn:
    raise refusal(path.name, key)


def _is_spreadsheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("mimetype") as part:
            return b"spreadsheet" in part.read(200)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise SourceError(f"{path.name} is a damaged archive.", remedy="Was it copied whole?") from None


def _kind_of_text(path: Path, head: bytes, suffix: str) -> str:
    text = _text_of(head)
    start = text.lstrip(" \t\r\n\ufeff").lower()
    if suffix == ".tab" and start.startswith("!table"):
        return ".tab"
    if suffix == ".mif" and start.startswith("version"):
        return ".mif"
    if start.startswith("<"):
        return _kind_of_xml(path, start)
    controls = sum(character < " " and character not in "\t\r\n\f\x1a\x1e" for character in text)
    if "\0" in text or controls > len(text) // 50:
        raise SourceError(f"{path.name} is of a kind that is not read.", remedy="Save it as CSV, XLSX or GeoJSON.")
    if suffix in _SHEETS and is_web_archive(text):
        return ".xls"
    refuse_known(text, path.name)
    if is_json(text):
        return ".geojson"
    if suffix in _TABLES:
        return _TABLES[suffix]
    if suffix in _GEOJSON or start.startswith(("{", "[", "\x1e")):
        return ".geojson"
    if suffix in _SHEETS and re.match(r"[^\n]*[\t;,]", text.lstrip("\ufeff")):
        return ".csv"  # which many databases write under the name of a workbook, since spreadsheet programs open it
    if suffix in (".kml", ".gpx", ".shp", ".gpkg", ".fgb", ".mif", ".xlsx", ".xls", ".ods", ".gml", ".kmz", ".zip"):
        raise SourceError(f"{path.name} does not hold what its name says.", remedy="Was it copied whole?")
    return ".csv"


def _text_of(head: bytes) -> str:
    if wide := wide_encoding(head):
        return head[: len(head) // 4 * 4].decode(wide, "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _kind_of_xml(path: Path, start: str) -> str:
    """The kind of an XML file, by its root element; comments and instructions before it do not count."""
    plain = re.sub(r"<!--.*?(-->|$)|<\?.*?(\?>|$)", "", start, flags=re.DOTALL)
    if "<!doctype html" in plain[:200]:
        from geo.mapfile.opening import is_map

        if is_map(path):
            return MAP
        return ".xls" if path.suffix.lower() in _SHEETS else _refuse(path, "html")
    root = re.search(r"<(?:[\w.-]+:)?([\w.-]+)", plain)
    kind = _ROOTS.get(root.group(1), "") if root else ""
    if is_spreadsheet_xml(plain) or (root and root.group(1) in _OF_PAGES and path.suffix.lower() in _SHEETS):
        return ".xls"
    if kind.startswith("."):
        return kind
    if kind == "vrt":
        raise UnsafeSource(f"{path.name} is an instruction to read other files or hosts.")
    if path.suffix.lower() in (".kml", ".gpx", ".gml"):
        return path.suffix.lower()
    raise refusal(path.name, kind or "xml")
