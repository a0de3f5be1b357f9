"""GeoJSON (RFC 7946), read and written: the one reader of field files and of layers, and the one writer.

`documents` takes a text apart into features, `features` a feature into its parts, `shapes` makes geometries, all of
them on JSON that `strict_json` has read. A damaged feature costs one problem, never the file. `writing` gives the same
bytes for the same records.
"""

from geo.geojson.geometry_text import GeometryText, laid_out
from geo.geojson.writing import (
    FORMAT,
    Feature,
    about,
    as_features,
    as_geometries,
    as_line,
    as_text,
    collection,
    each_geometry,
    with_id,
    without_unknown_heights,
)

__all__ = [
    "FORMAT",
    "Feature",
    "GeometryText",
    "about",
    "as_features",
    "as_geometries",
    "as_line",
    "as_text",
    "collection",
    "each_geometry",
    "laid_out",
    "with_id",
    "without_unknown_heights",
]
