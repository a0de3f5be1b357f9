"""A place written in every format, for print and for the details of a record."""

from __future__ import annotations

import math

import mgrs
import numpy as np

from geo.crs import area_of_use, from_lonlat, operations
from geo.positions.grids import gauss_kruger_zones

_CONVERTER = mgrs.MGRS()
_BANDS = "CDEFGHJKLMNPQRSTUVWX"  # of 8° from 80° S; I and O are left out


def to_all_formats(lon: float, lat: float) -> dict[str, str]:
    """Write a place (degrees, WGS 84) as decimal degrees, DM, DMS, UTM, MGRS and, where it is in use, Pulkovo 1942.

    All are written to about a metre. Raises ValueError for a place outside the world.

    >>> formats = to_all_formats(46.93, 40.39)
    >>> formats["dms"], formats["mgrs"]
    ('40°23′24.0″N 46°55′48.0″E', '38TPK 63808 72832')
    >>> formats["gk_sk42"]
    '8663979 E 4474713 N (EPSG:28408)'
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(f"{lon}, {lat} is not a place on Earth in degrees, longitude first.")
    found = {
        "decimal": f"{lat:.6f}, {lon:.6f}",
        "dm": f"{_dm(lat, 'NS')} {_dm(lon, 'EW')}",
        "dms": f"{_dms(lat, 'NS')} {_dms(lon, 'EW')}",
    }
    if -80 <= lat < 84:
        found["utm"] = _utm(lon, lat)
    found["mgrs"] = _mgrs(lon, lat)
    found["iso6709"] = f"{lat:+010.6f}{lon:+011.6f}/"
    soviet = _pulkovo(lon, lat)
    return found | soviet


def to_brief(lon: float, lat: float, accuracy_m: float = 1.0) -> str:
    """Write a place (degrees, WGS 84) as decimal degrees and MGRS, to no more digits than its accuracy bears.

    >>> to_brief(46.93, 40.39), to_brief(46.93, 40.39, accuracy_m=1500)
    ('40.39000, 46.93000 · 38TPK 63808 72832', '40.39, 46.93 · 38TPK 63 72')
    >>> to_brief(46.93, 40.39, accuracy_m=100_000)
    '40, 47 · 38TPK'
    """
    digits = 5 - min(5, math.floor(math.log10(max(accuracy_m, 1))))
    square, east, north = _mgrs(lon, lat).split()
    return f"{lat:.{digits}f}, {lon:.{digits}f} · {square} {east[:digits]} {north[:digits]}".rstrip()


def utm_zone(lon: float, lat: float) -> int:
    """Give the UTM zone of a place, with the wider zones of Norway and Svalbard.

    >>> utm_zone(46.93, 40.39), utm_zone(5, 60), utm_zone(180, 0)
    (38, 32, 1)
    """
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if 72 <= lat < 84 and 0 <= lon < 42:
        return 31 if lon < 9 else 33 if lon < 21 else 35 if lon < 33 else 37
    return int((lon + 180) // 6) % 60 + 1


def utm_crs(zone_number: int, lat: float) -> str:
    """Give the CRS of a UTM zone on WGS 84, on the side of the equator on which a latitude lies.

    >>> utm_crs(38, 40.39), utm_crs(38, -40.39)
    ('EPSG:32638', 'EPSG:32738')
    """
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone_number}"


def zone_name(zone_number: int, lat: float) -> str:
    """Name a UTM zone with the letter of its band, as GPS receivers do; bands S and W with N, for the north.

    S (32–40° N) is the south to some readers, and W (64–72° N) the west. So whoever takes the letter for the band and
    whoever takes it for the hemisphere both come to the same place.

    >>> zone_name(38, 40.39), zone_name(38, 39.2), zone_name(21, -51.7)
    ('38T', '38N', '21F')
    """
    band = _BANDS[min(int((lat + 80) // 8), 19 if lat >= 0 else 9)]  # a hair south of the equator is south
    return f"{zone_number}{'N' if band in 'SW' else band}"


def _utm(lon: float, lat: float) -> str:
    zone_number = utm_zone(lon, lat)
    crs = utm_crs(zone_number, lat)
    (x,), (y,) = from_lonlat(lon, lat, crs)
    return f"{zone_name(zone_number, lat)} {x:.0f} {y:.0f}"


def _mgrs(lon: float, lat: float) -> str:
    # The library names no square for the very pole, the very antimeridian, and a hair south of the equator.
    lat = 0.0 if abs(lat) < 5e-8 else lat
    text = _CONVERTER.toMGRS(min(lat, 89.9999999), lon if lon < 180 else -180.0, MGRSPrecision=5).strip("\x00 ")
    return f"{text[:-10]} {text[-10:-5]} {text[-5:]}"


def _pulkovo(lon: float, lat: float) -> dict[str, str]:
    """Write a place on Pulkovo 1942 where a transformation is published for it."""
    published = [operation for operation in operations("EPSG:4284") if operation.accuracy_m is not None]
    here = np.array([lon]), np.array([lat])
    if not any(operation.contains(*here).all() for operation in published):
        return {}
    (x,), (y,) = from_lonlat(lon, lat, "EPSG:4284")
    found = {"sk42": f"{_dms(y, 'NS')} {_dms(x, 'EW')} (EPSG:4284)"}
    zone_number = int(x % 360 // 6) + 1
    crs = gauss_kruger_zones("Pulkovo 1942", 6).get(zone_number)
    _, south, _, north = (area_of_use(crs) if crs else None) or (0.0, np.inf, 0.0, -np.inf)
    if crs and south - 0.5 <= lat <= north + 0.5:
        (east,), (north,) = from_lonlat(lon, lat, crs)
        found["gk_sk42"] = f"{east:.0f} E {north:.0f} N ({crs})"
    return found


def _dm(value: float, letters: str) -> str:
    minutes = round(abs(value) * 60, 4)
    return f"{int(minutes // 60)}°{minutes % 60:07.4f}′{letters[bool(value < 0)]}"


def _dms(value: float, letters: str) -> str:
    seconds = round(abs(value) * 3600, 1)
    whole, rest = divmod(seconds, 60)
    return f"{int(whole // 60)}°{int(whole % 60):02d}′{rest:04.1f}″{letters[bool(value < 0)]}"
