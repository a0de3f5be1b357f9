"""Backgrounds beyond the built-in world: one PMTiles file inside the page, or tiles that a reader may fetch.

Online tiles are a name and an address in the page's settings and nothing more: no request is made before the reader
has been told what it reveals and has clicked.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo.errors import SourceError, UsageError
from geo.maps.ground.own.tiles_heading import MAGIC, numbers_of

_BLANK = re.compile(r"\{(?![xyzsr]\})(\w+)\}")
LARGEST = 200 * 2**20
"""The largest background that goes into a page, in bytes; phones fail to open much larger files."""


def pmtiles(path: str | os.PathLike[str]) -> bytes:
    """Read a PMTiles file that is to stand in the page.

    Raises SourceError if it is none, is of another version than 3, is damaged or compressed in a way that pages cannot
    read, or is too large for a page.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise SourceError(
                f"{file} has {size / 2**20:.0f} MB, more than the {LARGEST // 2**20} MB a page can hold.",
                remedy="Cut out the area of the map, e.g. with `pmtiles extract`.",
            )
        content = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}.") from error
    if not content.startswith(MAGIC):
        raise SourceError(f"{file} is not a PMTiles file.", remedy="A background is one .pmtiles file, version 3.")
    numbers_of(file)
    return content


def online_tiles(name: str) -> dict[str, Any]:
    """Look up tiles by their name in xyzservices: address, attribution, host, and how far they go.

    Raises UsageError for a name that is not known, or whose tiles need an account.
    """
    try:
        import xyzservices.providers
    except ImportError as error:
        raise UsageError("Online tiles need xyzservices.", remedy="pip install 'zonemark[online]'") from error
    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError:
        raise UsageError(
            f"No online tiles are called '{name}'.", remedy="Names are those of xyzservices, e.g. OpenStreetMap.Mapnik."
        ) from None
    if provider.requires_token():
        raise UsageError(f"The tiles '{name}' need an account.", remedy="Choose tiles that need none.")
    # What Leaflet fills in for each tile stays; everything else of the address is filled in here.
    address = _BLANK.sub(lambda blank: str(provider.get(blank[1], blank[0])), provider.url)
    address = address.replace("http://", "https://", 1)
    domains = provider.get("subdomains", "abc")
    return {
        "name": str(provider.name),
        "url": address,
        "attribution": str(provider.attribution),
        "host": urlsplit(address).hostname or "",
        "subdomains": list(domains),
        "maxZoom": int(provider.get("max_zoom", 18)),
    }


def hosts(tiles: dict[str, Any]) -> list[str]:
    """Give the origins that tiles come from, for the page's policy.

    >>> hosts({"url": "https://{s}.tile.example/{z}/{x}/{y}.png", "subdomains": ["a", "b"]})
    ['https://a.tile.example', 'https://b.tile.example']
    """
    domains = tiles["subdomains"] if "{s}" in tiles["url"] else [""]
    addresses = [urlsplit(tiles["url"].replace("{s}", str(domain))) for domain in domains]
    return [f"{address.scheme}://{address.netloc}" for address in addresses]
