"""Layers become one block of bytes that a page can draw from: column by column, compressed, the same every time.

The heading of the block's container names every layer, its columns and its shapes, and refers to sections by number.
The first `early` sections hold everything but the shapes, so that a page can be put together while those are being
read. `decode` reads it back, and in the page `viewer/src/data/decode.ts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.names import unique_names
from geo.mapfile.encode_columns import pack_column
from geo.mapfile.encode_shapes import pack_shapes, page_types, why_not_drawn
from geo.mapfile.sections import Sections, pack
from geo.memory import MANY, give_back

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.records.layer import Layer


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A record of a layer that has no usable position: its place in the frame (from 0), its id, and why."""

    layer: str
    record: int
    id: str
    reason: str


def not_drawn(layer: Layer) -> list[NotDrawn]:
    """List the records of a layer that a map cannot draw. Facts have no position and are not missing one."""
    reasons = _reasons(layer)
    ids = layer.frame["id"] if "id" in layer.frame.columns else layer.frame.index.to_series()
    return [NotDrawn(layer.name, int(at), str(ids.iloc[at]), str(reasons[at])) for at in np.flatnonzero(reasons != "")]


def encode(layers: Iterable[Layer]) -> bytes:
    """Pack layers (frames of records, EPSG:4326) into the gzip container that a page opens.

    Attributes come back exactly, coordinates within 1e-7 degree. Records that cannot be drawn are in it too, with the
    reason, and with the position as text if they had one. The frames are not touched.
    """
    sections = Sections()
    told = [_layer(layer, sections) for layer in layers]
    early = len(sections.described)
    for described, shapes in told:
        if shapes is not None:
            described["shapes"] = pack_shapes(shapes, sections)
    heading = {"layers": [described for described, _ in told], "early": early}
    is_large = sum(described["count"] for described, _ in told) >= MANY
    if is_large:
        give_back()
    packed = pack(heading, sections)
    del sections, told
    if is_large:
        give_back()
    return packed


def _layer(layer: Layer, sections: Sections) -> tuple[dict[str, Any], NDArray[np.object_] | None]:
    """All that is told of a layer but its shapes, and those that are to be drawn; None in a layer without a place."""
    frame = layer.frame
    described: dict[str, Any] = {"name": layer.name, "title": layer.title, "kind": layer.kind, "count": len(frame)}
    geometry = _geometry_name(frame)
    names = unique_names(name for name in frame.columns if name != geometry)
    indexes = [at for at, name in enumerate(frame.columns) if name != geometry]
    described["columns"] = [
        {"name": name, **pack_column(frame.iloc[:, at], sections)} for name, at in zip(names, indexes, strict=True)
    ]
    if geometry is None or not layer.what.placed:
        return described, None
    shapes = np.asarray(frame[geometry], dtype=object)
    reasons = _reasons(layer)
    listed = np.flatnonzero(reasons != "")
    kept = shapes.copy()
    kept[(reasons != "") & (reasons != "no_area")] = None
    described["types"] = sections.ints(page_types(kept))
    described["notDrawn"] = sections.text(_listing(listed, reasons, shapes))
    return described, kept


def _listing(records: NDArray[np.intp], reasons: NDArray[np.object_], shapes: NDArray[np.object_]) -> bytes:
    """The records that are not drawn, as JSON: record, reason, and the position as text where there is one."""
    texts = shapely.to_wkt(shapes[records], rounding_precision=-1)
    listed = [
        [int(record), str(reasons[record]), text] if text is not None else [int(record), str(reasons[record])]
        for record, text in zip(records, texts, strict=True)
    ]
    return json.dumps(listed, separators=(",", ":")).encode("ascii")


def _reasons(layer: Layer) -> NDArray[np.object_]:
    geometry = _geometry_name(layer.frame)
    if not layer.what.placed:
        return np.full(len(layer.frame), "", dtype=object)
    if geometry is None:
        return np.full(len(layer.frame), "no_position", dtype=object)
    return why_not_drawn(np.asarray(layer.frame[geometry], dtype=object))


def _geometry_name(frame: GeoDataFrame) -> Any:
    """The active geometry column's name, or None for a frame without one."""
    return getattr(frame, "_geometry_column_name", None) if hasattr(frame, "geometry") else None
