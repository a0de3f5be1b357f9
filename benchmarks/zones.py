"""Made-up zones for measuring: 5 to 30 vertices, eight attributes, the same every time for the same seed.

They lie in clusters, as real ones do, over the south Caucasus; none of them is a place of anything.
"""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import shapely

_TYPES = ("SHA", "CHA", "spot_task", "unknown")
_STATUSES = ("open", "worked_on", "suspended", "closed", "unknown")
_ORDNANCE = (
    ("AP_mine",),
    ("AV_mine",),
    ("AP_mine", "AV_mine"),
    ("UXO",),
    ("cluster_munition_remnant", "UXO"),
    ("unknown",),
)
_SOURCES = [
    f"Non-technical survey {year}, team {team}, village report" for year in range(2019, 2026) for team in range(1, 25)
]
_METRES_PER_DEGREE = 111_320.0


def zones(count: int, *, seed: int = 20, villages: int = 40) -> geopandas.GeoDataFrame:
    """`count` star-shaped polygons (lon, lat) of about 100 m, with id, type, status and five more attributes.

    The land on which the villages are strewn grows with their number.
    """
    random = np.random.default_rng(seed)
    vertices = random.integers(5, 31, count)
    of = np.repeat(np.arange(count), vertices)
    first = np.cumsum(vertices) - vertices
    turn = np.arange(len(of)) - first[of] + random.uniform(-0.3, 0.3, len(of))
    angle = 2 * np.pi * turn / vertices[of]
    wide = np.sqrt(villages / 40)
    centres = random.uniform((45.0, 38.9), (45.0 + 4.5 * wide, 38.9 + 2.7 * wide), (villages, 2))
    centre = centres[random.integers(0, len(centres), count)] + random.normal(0, 0.22, (count, 2))
    radius = random.lognormal(np.log(70), 0.7, count) / _METRES_PER_DEGREE
    reach = radius[of] * random.uniform(0.6, 1.2, len(of))
    lon = centre[of, 0] + reach * np.cos(angle) / np.cos(np.radians(centre[of, 1]))
    lat = centre[of, 1] + reach * np.sin(angle)
    rings = shapely.linearrings(np.column_stack([lon, lat]), indices=of)
    days = np.datetime64("2019-01-01") + random.integers(0, 2500, count)
    return geopandas.GeoDataFrame(
        {
            "id": [f"Z-{number:07d}" for number in range(1, count + 1)],
            "name": [f"Zone {number}" for number in random.permutation(count) + 1],
            "area_type": random.choice(_TYPES, count, p=(0.55, 0.35, 0.05, 0.05)),
            "status": random.choice(_STATUSES, count, p=(0.5, 0.2, 0.05, 0.2, 0.05)),
            "ordnance": pd.Series([_ORDNANCE[at] for at in random.integers(0, len(_ORDNANCE), count)], dtype=object),
            "area_reported_m2": np.round(np.pi * (radius * _METRES_PER_DEGREE) ** 2 * random.uniform(0.7, 1.1, count)),
            "reported_on": np.datetime_as_string(days),
            "source": random.choice(_SOURCES, count),
        },
        geometry=shapely.polygons(rings),
        crs="EPSG:4326",
    )


def dirty(frame: geopandas.GeoDataFrame, *, seed: int = 21) -> geopandas.GeoDataFrame:
    """The same zones as registers hold them: old, undated, unnamed, without an area or a position, upon one another."""
    random = np.random.default_rng(seed)
    count = len(frame)
    found = frame.copy()
    dates = found["reported_on"].to_numpy(dtype=object, copy=True)
    old = random.random(count) < 0.5
    dates[old] = np.datetime_as_string(np.datetime64("1996-01-01") + random.integers(0, 3600, old.sum()))
    dates[random.random(count) < 0.15] = None
    found["reported_on"] = dates
    for name, share in (("name", 0.1), ("area_reported_m2", 0.2), ("source", 0.05), ("status", 0.03)):
        found[name] = found[name].where(random.random(count) >= share, None)
    shapes = found.geometry.to_numpy(copy=True)
    upon = np.flatnonzero(random.random(count) < 0.1)
    shapes[upon] = shapely.transform(shapes[(upon * 7919) % count], lambda at: at + 0.0002)
    shapes[random.random(count) < 0.02] = None
    return found.set_geometry(geopandas.GeoSeries(shapes, index=found.index, crs=frame.crs))


def third_at_fault(count: int, *, seed: int = 22) -> geopandas.GeoDataFrame:
    """Zones of which a third is at fault in each way, each drawn by itself; 2,500 to a village at any count.

    Stale, undated, upon another, crossing themselves, of an unknown type, confirmed without evidence, with another area
    than their outline's, without a source; and one in thirty without a position.
    """
    random = np.random.default_rng(seed)
    found = zones(count, villages=max(1, count // 2500))

    def third() -> np.ndarray:
        return random.random(count) < 1 / 3

    days = np.datetime_as_string(np.datetime64("1996-01-01") + random.integers(0, 3600, count))
    found["reported_on"] = found["reported_on"].mask(third(), days).mask(third(), None)
    found["area_type"] = found["area_type"].mask(third(), "swamp")
    found["evidence"] = np.where(third(), "none", "indirect")
    found["area_reported_m2"] *= np.where(third(), 40, 1)
    found["source"] = found["source"].mask(third(), None)
    shapes = found.geometry.to_numpy(copy=True)
    upon = np.flatnonzero(third())
    shapes[upon] = shapely.transform(shapes[(upon * 7919) % count], lambda at: at + 0.0002)
    for number in np.flatnonzero(third()):
        corners = shapely.get_coordinates(shapes[number])
        corners[[1, 2]] = corners[[2, 1]]
        shapes[number] = shapely.Polygon(corners)
    shapes[random.random(count) < 1 / 30] = None
    return found.set_geometry(geopandas.GeoSeries(shapes, index=found.index, crs=found.crs))
