"""The only room that projects or measures.

Measures are geodesic, on the WGS 84 ellipsoid, in metres and square metres; never in degrees, never in Web Mercator.
A transformation from another datum is chosen among the published ones by where the data lie, and is named, with the
accuracy its publisher states. All coordinates are lon, lat in degrees (EPSG:4326 in GIS order).
"""

from pyproj import network

from geo.crs.area_of_use import (
    GIVEN_CRS_MARGIN_DEG,
    WHOLE_COUNTRY_MARGIN_DEG,
    area_of_use,
    central_meridian,
    in_area_of_use,
    in_own_zone,
)
from geo.crs.bands import BANDS, band_limits
from geo.crs.measures import (
    GEOD,
    about_area_m2,
    area_m2,
    bearing_deg,
    destination,
    distance_m,
    join_at_antimeridian,
    local_metric,
    nearest,
    perimeter_m,
    turned_to,
)
from geo.crs.systems import find_crs, is_lonlat, is_north_first, name_of, unit_of
from geo.crs.texts import plain_crs_text
from geo.crs.transformations import (
    Operation,
    Points,
    ToLonLat,
    from_lonlat,
    operations,
    points_to_lonlat,
    to_lonlat,
)

# A grid that PROJ would fetch makes the result depend on the day's connection.
network.set_network_enabled(active=False)  # type: ignore[attr-defined]

__all__ = [
    "BANDS",
    "GEOD",
    "GIVEN_CRS_MARGIN_DEG",
    "Operation",
    "Points",
    "ToLonLat",
    "WHOLE_COUNTRY_MARGIN_DEG",
    "about_area_m2",
    "area_m2",
    "area_of_use",
    "band_limits",
    "central_meridian",
    "bearing_deg",
    "destination",
    "distance_m",
    "find_crs",
    "from_lonlat",
    "in_area_of_use",
    "in_own_zone",
    "is_lonlat",
    "is_north_first",
    "join_at_antimeridian",
    "local_metric",
    "name_of",
    "nearest",
    "operations",
    "perimeter_m",
    "plain_crs_text",
    "points_to_lonlat",
    "to_lonlat",
    "turned_to",
    "unit_of",
]
