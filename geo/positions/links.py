"""Positions in links and machine notations: geo: URIs, map links, ISO 6709, WKT points.

A link is read, never opened.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from geo.positions.written import WGS84, Outcome, Written, fault, half_step, position

_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,15})?)"
_PAIR = _NUMBER + r"\s*[, +]\s*" + _NUMBER
_GEO = re.compile(r"geo:" + _NUMBER + "," + _NUMBER + r"(?:,[-+]?\d+(?:\.\d+)?)?((?:;[^;?]*)*)(?:\?.*)?", re.IGNORECASE)
# The place that was meant comes before the middle of the view.
_IN_LINKS = (
    ("map link, marker", re.compile(r"!3d" + _NUMBER + "!4d" + _NUMBER)),
    ("map link, marker", re.compile(r"[?&#]mlat=" + _NUMBER + r"&mlon=" + _NUMBER)),
    ("map link, place", re.compile(r"[?&](?:q|query|ll|daddr|destination|saddr|sll|center|cp)=(?:loc:)?" + _PAIR)),
    ("map link, place", re.compile(r"/(?:place|search|dir)/" + _PAIR)),
    ("map link, place", re.compile(r"[?&]lat=" + _NUMBER + r"&(?:lon|lng)=" + _NUMBER)),
    ("map link, middle of the view", re.compile(r"@" + _NUMBER + "," + _NUMBER)),
    ("map link, middle of the view", re.compile(r"#map=\d+(?:\.\d+)?/" + _NUMBER + "/" + _NUMBER)),
    ("map link, middle of the view", re.compile(r"#\d+(?:\.\d+)?/" + _NUMBER + "/" + _NUMBER)),
)
_LON_LAT_LINK = re.compile(r"[?&](?:ll|pt|whatshere\[point\])=" + _PAIR)
_ISO = re.compile(
    r"([-+]\d{2,6}(?:\.\d+)?)([-+]\d{3,7}(?:\.\d+)?)([-+]\d+(?:\.\d+)?)?(?:CRS[\w:-]{1,40})?/?", re.IGNORECASE
)
_WKT = re.compile(r"(?:SRID=4326;)?POINT ?(?:ZM?|M)? ?\( ?(-?[\d.]+) (-?[\d.]+)(?: -?[\d.]+){0,2} ?\)", re.IGNORECASE)


def read_link(text: str) -> Outcome | None:
    """Read the position that stands in a link; None if the text is no link."""
    lower = text[:12].lower()
    if lower.startswith("geo:"):
        return _read_geo(text)
    if "://" not in text[:12] and not lower.startswith(("www.", "maps.", "goo.gl")):
        return None
    link = unquote(text)
    if "yandex." in link:
        match = _LON_LAT_LINK.search(link)
        if match:
            return _pair("map link, longitude first", match[2], match[1], text)
    for name, pattern in _IN_LINKS:
        match = pattern.search(link)
        if match:
            return _pair(name, match[1], match[2], text)
    return fault(
        "link_without_position",
        "The link carries no coordinates, and links are not opened.",
        "Open it yourself and copy the coordinates.",
    )


def read_notation(text: str) -> Outcome | None:
    """Read ISO 6709 or a WKT point; None if the text is neither."""
    if text[:1] in "+-":
        match = _ISO.fullmatch(text)
        whole = [part.partition(".")[0] for part in match.groups()[:2]] if match else []
        if match and (len(whole[0]) > 3 or len(whole[1]) == 4 or text.endswith("/")):
            return _read_iso(match[1], match[2], text)
    match = _WKT.fullmatch(text) if text[:1] in "PpSs" else None
    if match and match[1].count(".") < 2 and match[2].count(".") < 2:
        return _pair("WKT point", match[2], match[1], text)
    return None


def _read_geo(text: str) -> Outcome:
    match = _GEO.fullmatch(text)
    if match is None:
        return fault("not_understood", f"{text!r} is not a geo: URI.", "Write geo:LATITUDE,LONGITUDE.")
    crs = re.search(r";crs=([^;]*)", match[3], re.IGNORECASE)
    if crs and crs[1].lower() != "wgs84":
        return fault("not_understood", f"{text!r} names a CRS that geo: URIs do not have.", "Name the CRS apart.")
    return _pair("geo: URI", match[1], match[2], text)


def _read_iso(lat: str, lon: str, text: str) -> Outcome:
    """Open ±DD, ±DDMM, ±DDMMSS and ±DDD, ±DDDMM, ±DDDMMSS (ISO 6709)."""
    parts = []
    for written, width in ((lat, 2), (lon, 3)):
        whole, point, rest = written[1:].partition(".")
        pieces = [whole[:width], *(whole[i : i + 2] for i in range(width, len(whole), 2))]
        if len(pieces) > 3 or len(pieces[-1]) < 2 or any(float(piece) >= 60 for piece in pieces[1:]):
            return fault("not_understood", f"{text!r} is not ISO 6709.", "Write it as +40.39+046.93/.")
        pieces[-1] += point + rest
        angle = sum(float(piece) / 60**place for place, piece in enumerate(pieces))
        parts.append((-angle if written[0] == "-" else angle, half_step(pieces[-1]) / 60 ** (len(pieces) - 1)))
    (y, half_y), (x, half_x) = parts
    return _within(Written("ISO 6709", WGS84, x, y, half_x, half_y), text)


def _pair(name: str, lat: str, lon: str, text: str) -> Outcome:
    return _within(Written(name, WGS84, float(lon), float(lat), half_step(lon), half_step(lat)), text)


def _within(reading: Written, text: str) -> Outcome:
    if abs(reading.y) > 90:
        return fault("latitude_range", f"{reading.y:g} is outside -90…90 for a latitude.", "Are the two swapped?")
    if abs(reading.x) > 180:
        return fault("longitude_range", f"{reading.x:g} is outside -180…180 for a longitude.", "Check the number.")
    return position(reading)
