"""Positions in machine notations: geo: URIs, ISO 6709, WKT points. Links to maps are in maplinks.py."""

from __future__ import annotations

import re
from urllib.parse import unquote

from geo.positions import maplinks
from geo.positions.written import WGS84, Outcome, Written, fault, half_step

_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,15})?)"
_GEO = re.compile(r"geo:" + _NUMBER + "," + _NUMBER + r"(?:,[-+]?\d+(?:\.\d+)?)?((?:;[^;?]*)*)(\?.*)?", re.IGNORECASE)
_GEO_PLACE = re.compile(r"[?&]q=(?:loc:)?" + _NUMBER + "," + _NUMBER + r"(?:[(&].*)?$")
_ISO = re.compile(
    r"([-+]\d{2,6}(?:\.\d+)?)([-+]\d{3,7}(?:\.\d+)?)([-+]\d+(?:\.\d+)?)?(?:CRS([\w:-]{1,40}))?/?", re.IGNORECASE
)
_WKT = re.compile(
    r"(?:SRID=(\d{4,6});)?POINT ?(?:ZM?|M)? ?\( ?([-+]?\d+(?:\.\d*)?) ([-+]?\d+(?:\.\d*)?)(?: -?[\d.]+){0,2} ?\)",
    re.IGNORECASE,
)


def read_link(text: str, read_text: maplinks.ReadText) -> Outcome | None:
    """Read the position that stands in a link or a geo: URI; None if the text is neither."""
    return _read_geo(text) if text[:4].lower() == "geo:" else maplinks.read_link(text, read_text)


def read_iso(text: str) -> Outcome | None:
    """Read ISO 6709, in degrees of WGS 84; None if the text is something else."""
    match = _ISO.fullmatch(text) if text[:1] in "+-" else None
    if match is None:
        return None
    whole = [part.partition(".")[0] for part in match.groups()[:2]]
    if len(whole[0]) <= 3 and len(whole[1]) != 4 and not text.endswith("/"):
        return None
    if match[4] and match[4].upper().replace("_", "").replace(":", "") not in ("WGS84", "EPSG4326"):
        return fault(
            "crs_unknown", f"The CRS {match[4]!r} of ISO 6709 is not known.", "Name it by its EPSG code, apart."
        )
    return _read_iso(match[1], match[2], text)


def read_wkt(text: str) -> tuple[str | None, str, str] | None:
    """Take a WKT point apart into its SRID, x and y as written; None if the text is none."""
    match = _WKT.fullmatch(text) if text[:1] in "PpSs" else None
    return (match[1], match[2], match[3]) if match else None


def read_lat_lon(name: str, lat: str, lon: str) -> Outcome:
    """Make a position of two numbers in degrees of WGS 84, or say which is out of range."""
    return maplinks.within(Written(name, WGS84, float(lon), float(lat), half_step(lon), half_step(lat)))


def _read_geo(text: str) -> Outcome:
    """Read a geo: URI; Android writes geo:0,0?q=LATITUDE,LONGITUDE, where the place is the one that is asked for."""
    match = _GEO.fullmatch(text)
    if match is None:
        return fault("position_not_understood", f"{text!r} is not a geo: URI.", "Write geo:LATITUDE,LONGITUDE.")
    crs = re.search(r";crs=([^;]*)", match[3], re.IGNORECASE)
    if crs and crs[1].lower() != "wgs84":
        return fault(
            "position_not_understood", f"{text!r} names a CRS that geo: URIs do not have.", "Name the CRS apart."
        )
    named = _GEO_PLACE.search(unquote(match[4] or ""))
    if named:
        return read_lat_lon("geo: URI, place", named[1], named[2])
    if "q=" in (match[4] or "") and float(match[1]) == 0 == float(match[2]):
        return fault("link_without_position", "The geo: URI asks for a name and carries no coordinates.")
    return read_lat_lon("geo: URI", match[1], match[2])


def _read_iso(lat: str, lon: str, text: str) -> Outcome:
    """Open ±DD, ±DDMM, ±DDMMSS and ±DDD, ±DDDMM, ±DDDMMSS (ISO 6709)."""
    parts = []
    for written, width in ((lat, 2), (lon, 3)):
        whole, point, rest = written[1:].partition(".")
        pieces = [whole[:width], *(whole[i : i + 2] for i in range(width, len(whole), 2))]
        if len(pieces) > 3 or len(pieces[-1]) < 2 or any(float(piece) >= 60 for piece in pieces[1:]):
            return fault("position_not_understood", f"{text!r} is not ISO 6709.", "Write it as +40.39+046.93/.")
        pieces[-1] += point + rest
        angle = sum(float(piece) / 60**power for power, piece in enumerate(pieces))
        parts.append((-angle if written[0] == "-" else angle, half_step(pieces[-1]) / 60 ** (len(pieces) - 1)))
    (y, half_y), (x, half_x) = parts
    return maplinks.within(Written("ISO 6709", WGS84, x, y, half_x, half_y))
