"""The data block of a map file becomes layers again: the inverse of `encode`.

Attributes come back exactly, positions to 5e-8 degree. What the block does not hold is listed in docs/pages/format.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import SourceError
from geo.geojson.strict_json import collector_paused
from geo.mapfile.container import Container, unpacked
from geo.mapfile.decode_columns import column_values
from geo.mapfile.decode_shapes import geometries
from geo.records.fields import KINDS
from geo.records.layer import Layer
from geo.records.properties import GEOMETRY_PROPERTY, from_properties

_MOST_RECORDS = 20_000_000


def decode(packed: bytes, *, where: str = "the map") -> list[Layer]:
    """Read the layers (frames of records, EPSG:4326) in a data block, in drawing order.

    `where` names the map in messages. Records that were not drawn are there too, with the position that they had.
    Raises SourceError if the block is damaged, or made by a newer program.

    >>> import geopandas
    >>> from geo.mapfile.encode import encode
    >>> frame = geopandas.GeoDataFrame({"id": ["A"], "status": ["open"]}, geometry=[shapely.Point(46.5, 40)])
    >>> (layer,) = decode(encode([Layer("zones", "hazards", frame)]))
    >>> layer.name, layer.frame.at["A", "status"], layer.frame.at["A", "geometry"].wkt
    ('zones', 'open', 'POINT (46.5 40)')
    """
    container = Container(unpacked(packed, where), where)
    with collector_paused():
        return [_layer(container, described, where) for described in container.layers]


def _layer(container: Container, described: dict[str, Any], where: str) -> Layer:
    try:
        name, title, kind = (str(described[key]) for key in ("name", "title", "kind"))
        count = int(described["count"])
        names = [str(one["name"]) for one in described["columns"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise container.damaged("a layer is not described") from None
    if kind not in KINDS:
        raise SourceError(
            f"{where}: the layer '{title}' is of the kind '{kind}', which is not known here.",
            remedy="Read it with the version of Zonemark that made it, or a newer one.",
        )
    if not 0 <= count <= _MOST_RECORDS:
        raise container.damaged("a layer has no possible number of records")
    if count and not names:  # every record has an id at least, so that no more are made than the block holds
        raise container.damaged("a layer has no columns")
    columns = [column_values(container, one, count) for one in described["columns"]]
    records: list[dict[str, Any]] = [{} for _ in range(count)]
    for column, values in zip(names, columns, strict=True):
        own = "geometry" if column == GEOMETRY_PROPERTY else column
        for record, value in zip(records, values, strict=True):
            if value is not None:
                record[own] = value
    frame = from_properties(records, _geometries(container, described, count), kind)
    return Layer(name, kind, frame, title)


def _geometries(container: Container, described: dict[str, Any], count: int) -> NDArray[np.object_]:
    """The geometry of each record: as drawn, or where it was not drawn, as it was kept in words."""
    found = np.full(count, None, dtype=object)
    if "types" in described:
        types = container.ints(described["types"])
        if len(types) != count:
            raise container.damaged("a layer has not one shape a record")
        found = geometries(container, described.get("shapes", {}), types)
    not_drawn = container.json(described["notDrawn"]) if "notDrawn" in described else []
    for listed in not_drawn if isinstance(not_drawn, list) else [None]:
        if not isinstance(listed, list) or not listed or not isinstance(listed[0], int) or not 0 <= listed[0] < count:
            raise container.damaged("what is not drawn is not listed well")
        if len(listed) > 2:
            found[listed[0]] = shapely.from_wkt(str(listed[2]), on_invalid="ignore")
    return found
