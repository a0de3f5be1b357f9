"""Which texts are taken for a CRS: codes of an authority, names in its register, and plain WKT; nothing else.

PROJ does more with a text than look it up. `+nadgrids=`, `+init=`, pipelines and the EXTENSION and PARAMETERFILE of
WKT name files, which it opens, and hosts. A CRS text stands in field files of all kinds, so that a spreadsheet could
make it open any path. What a text may hold is therefore listed here; the rest is refused before PROJ or GDAL sees it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pyproj.database import get_authorities

from geo.errors import UsageError

_LONGEST = 30_000
_CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)::?([A-Za-z0-9_.-]{1,40}(?:\+(?:EPSG:)?\d{1,7})?)")
_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:([A-Za-z0-9_]+):[\w.]*:([\w.-]+)", re.IGNORECASE)
_URL = re.compile(
    r"https?://(?:www\.)?opengis\.net/(?:def/crs/([A-Za-z0-9_]+)/[\w.]+/|gml/srs/(epsg)\.xml#)([\w.-]+)", re.IGNORECASE
)
_NAME = re.compile(r"\w[\w ()/.,°'&-]{0,119}")
_NAMES_A_FILE = re.compile(r"\+|=|\binit\b|\bgrids?\b|://", re.IGNORECASE)

# WKT: what is left when the quoted texts are taken out, and the keywords that may stand in it (OGC 01-009 and 18-010).
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_BARE = re.compile(r"[\w.+,()\[\]\s-]*", re.ASCII)
_KEYWORD = re.compile(r"([A-Za-z_]\w*)\s*[\[(]", re.ASCII)
_IS_WKT = re.compile(r"\s*[A-Za-z_]+\s*[\[(]\s*\"")
_WKT1 = """
    PROJCS GEOGCS GEOCCS COMPD_CS VERT_CS VERTCS LOCAL_CS LOCAL_DATUM DATUM VERT_DATUM VDATUM SPHEROID PRIMEM UNIT AXIS
    AUTHORITY PROJECTION PARAMETER TOWGS84 METADATA
"""
_WKT2 = """
    PROJCRS PROJECTEDCRS GEOGCRS GEOGRAPHICCRS GEODCRS GEODETICCRS BASEGEOGCRS BASEGEODCRS COMPOUNDCRS VERTCRS
    VERTICALCRS BOUNDCRS SOURCECRS TARGETCRS ABRIDGEDTRANSFORMATION ENGCRS ENGINEERINGCRS EDATUM ENGINEERINGDATUM
    GEODETICDATUM TRF VRF VERTICALDATUM ENSEMBLE MEMBER ENSEMBLEACCURACY ELLIPSOID PRIMEMERIDIAN CS ORDER MERIDIAN
    LENGTHUNIT ANGLEUNIT SCALEUNIT TIMEUNIT ID CITATION URI CONVERSION METHOD USAGE SCOPE AREA BBOX VERTICALEXTENT
    TIMEEXTENT REMARK ANCHOR ANCHOREPOCH DYNAMIC FRAMEEPOCH MODEL VERSION OPERATIONACCURACY
"""
_KEYWORDS = frozenset(f"{_WKT1} {_WKT2}".split())
_METHOD = re.compile(r'(?:METHOD|PROJECTION)\s*[\[(]\s*"\s*(?:PROJ\b|[^"]*[+=/\\])', re.IGNORECASE)
_TEXT_PARAMETER = re.compile(r'PARAMETER\s*[\[(]\s*"(?:[^"]|"")*"\s*,\s*"', re.IGNORECASE)
_WEB_MERCATOR = re.compile(
    r',\s*EXTENSION\["PROJ4",\s*"\+proj=merc(?: \+(?:[abk]|lat_ts|lon_0|[xy]_0)=-?[\d.]+'
    r'| \+(?:units=m|nadgrids=@null|wktext|no_defs|type=crs))*"\]'
)
"""What GDAL writes for EPSG:3857 and its kin in WKT of the first edition: numbers, and @null, which is not a grid."""


def plain_crs_text(text: str) -> str:
    """Return a CRS text in the form in which it is looked up, if it can name no file, grid or host.

    Raises UsageError for any other text. An address is not repeated in the error: it may hold a password.

    >>> plain_crs_text("32638"), plain_crs_text("urn:ogc:def:crs:EPSG::28408")
    ('EPSG:32638', 'EPSG:28408')
    """
    text = text.strip()
    if re.fullmatch(r"\d{1,7}", text, re.ASCII):
        return f"EPSG:{text}"
    if (found := _URN.fullmatch(text) or _URL.fullmatch(text)) is not None:
        return ":".join(part for part in found.groups() if part).upper()
    code = _CODE.fullmatch(text)
    if code is not None and code[1].upper() in _authorities():
        return f"{code[1]}:{code[2]}"
    if _IS_WKT.match(text):
        return _plain_wkt(text)
    if _NAME.fullmatch(text) and not _NAMES_A_FILE.search(text):
        return text
    shown = "This text" if "://" in text or len(text) > 200 else repr(text[:80])
    raise UsageError(
        f"{shown} is not taken as a coordinate reference system"
        + (": such a text can name files and hosts." if _NAMES_A_FILE.search(text) or "/" in text else "."),
        remedy="Give an EPSG code such as EPSG:4326, EPSG:32638 or EPSG:28408.",
    )


@lru_cache(maxsize=1)
def _authorities() -> frozenset[str]:
    return frozenset(name.upper() for name in get_authorities())


def _plain_wkt(text: str) -> str:
    checked = _WEB_MERCATOR.sub("", text)
    bare = _QUOTED.sub('""', checked)
    strange = sorted({word.upper() for word in _KEYWORD.findall(bare)} - _KEYWORDS)
    if strange:
        fault = f"it holds {strange[0][:40]}"
    elif _METHOD.search(checked) or _TEXT_PARAMETER.search(checked):
        fault = "a method or parameter in it is a text that PROJ would carry out"
    elif len(text) > _LONGEST:
        fault = f"it is longer than {_LONGEST:,} characters"
    elif not _BARE.fullmatch(bare.replace('""', "")):
        fault = "it is damaged"
    else:
        return text
    raise UsageError(
        f"This WKT is not taken as a coordinate reference system: {fault}, and such a text can name files and hosts.",
        remedy="Give an EPSG code such as EPSG:4326, EPSG:32638 or EPSG:28408.",
    )
