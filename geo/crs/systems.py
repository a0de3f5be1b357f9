"""A coordinate reference system by its code, name or WKT: looked up once, on the Earth, in two dimensions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs.texts import plain_crs_text
from geo.errors import UsageError


def find_crs(crs: Any) -> CRS:
    """Look up a CRS by EPSG code, name, plain WKT (see `geo.crs.texts`) or pyproj object; heights are left out.

    Raises UsageError for what PROJ does not know, for a text that could name a file and for a CRS that is not tied to
    the Earth.

    >>> find_crs("EPSG:28408").name
    'Pulkovo 1942 / Gauss-Kruger zone 8'
    """
    return _on_earth(crs) if isinstance(crs, CRS) else _looked_up(str(crs))


@lru_cache(maxsize=1024)
def _looked_up(text: str) -> CRS:
    plain = plain_crs_text(text)
    try:
        return _on_earth(CRS.from_user_input(plain))
    except (CRSError, ValueError) as error:
        raise UsageError(
            f"{text[:80]!r} is not a coordinate reference system that is known here.",
            remedy="Give an EPSG code such as EPSG:4326, EPSG:32638 or EPSG:28408.",
        ) from error


def _on_earth(crs: CRS) -> CRS:
    found = crs.to_2d()
    if found.is_compound:
        found = found.sub_crs_list[0]
    if not (found.is_geographic or found.is_projected):
        raise UsageError(
            f"{found.name} is not tied to the Earth.", remedy="Give the CRS of the survey as an EPSG code."
        )
    return found


@lru_cache(maxsize=256)
def name_of(crs: str) -> str:
    """The authority code of a CRS, or its name where it has none.

    >>> name_of("EPSG:28408"), name_of(find_crs("EPSG:32638").to_wkt())
    ('EPSG:28408', 'EPSG:32638')
    """
    found = find_crs(crs)
    code = found.to_authority(min_confidence=70)
    return ":".join(code) if code else str(found.name)


def unit_of(crs: str) -> tuple[str, float]:
    """The name of the unit that coordinates in `crs` count in, and how many metres or radians it is.

    >>> unit_of("EPSG:32638")
    ('metre', 1.0)
    """
    found = find_crs(crs)
    axes = (found.source_crs if found.is_bound and found.source_crs else found).axis_info
    return (axes[0].unit_name, float(axes[0].unit_conversion_factor)) if axes else ("metre", 1.0)


def is_north_first(crs: str) -> bool:
    """Whether the authority of `crs` lists latitude or northing before longitude or easting.

    >>> is_north_first("EPSG:4326"), is_north_first("EPSG:28408"), is_north_first("EPSG:32638")
    (True, True, False)
    """
    axes = find_crs(crs).axis_info
    return bool(axes) and axes[0].direction in ("north", "south")


def is_lonlat(crs: str) -> bool:
    """Whether coordinates in `crs` are already longitude and latitude on WGS 84."""
    return name_of(crs) in ("EPSG:4326", "OGC:CRS84", "EPSG:4979")
