"""A layer: records of one kind under one title, on their way from a project or a file to a map or an export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass
class Layer:
    """Records of one kind. `name` is a file-safe key, unique on a map; `title` is what people read.

    `frame`: a frame of records (see `geo.records.fields`), EPSG:4326, one row a record, `id` unique.
    """

    name: str
    kind: str
    frame: GeoDataFrame
    title: str = ""

    def __post_init__(self) -> None:
        self.title = self.title or self.name
