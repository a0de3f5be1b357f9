"""Formats in which others exchange what they have: the JSON of services and map makers, GML, OpenStreetMap, workbooks.

JSON of any kind is read strictly, once, by the reader of GeoJSON; what is none comes here as the value that it holds.
"""

from __future__ import annotations

from typing import Any

from geo.geojson.documents import OtherJson
from geo.sources.raw import RawTable


def table_of_json(other: OtherJson, source: str, *, crs: str | None = None, layer: str | None = None) -> RawTable:
    """Give the records of JSON that is not GeoJSON: TopoJSON, Esri JSON, a uMap backup, or a table of objects.

    Raises SourceError if it is none of these, UsageError if it has no such layer or does not state a CRS that it needs.
    """
    from geo.sources.exchange import esri, objects, topojson, umap

    value: Any = other.value
    if isinstance(value, dict):
        if value.get("type") == "Topology":
            return topojson.table(value, source, crs=crs, layer=layer)
        if value.get("type") == "umap":
            return umap.table(value, source, layer=layer)
        if esri.is_esri(value):
            return esri.table(value, source, crs=crs, layer=layer)
        esri.refuse_answer(value, source)
    return objects.table(other, source, crs=crs)
