"""A reading made by hand, for tests of what the store does with one."""

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo.sources import Reading


def reading(*records, source="survey.csv", kind="hazards", fields=None):
    """Records as dictionaries; `at` is the position (lon, lat), and `row` the row, else counted from 2."""
    frame = gpd.GeoDataFrame(
        [{name: value for name, value in record.items() if name not in ("at", "row")} for record in records],
        geometry=[Point(record["at"]) if record.get("at") else None for record in records],
        crs="EPSG:4326",
        index=pd.Index([record.get("row", number) for number, record in enumerate(records, start=2)], name="row"),
    )
    return Reading(frame, [], kind, source, fields=fields or {})
