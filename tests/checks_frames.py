"""Sound records for the tests of the checks: nothing is to be said of them, and each test breaks one thing."""

from datetime import date

import geopandas
import numpy as np
import pandas as pd
from shapely import Point, box

from geo.checks import check

TODAY = date(2026, 8, 1)
LON, LAT = 46.8, 39.6


def square(x=0.0, y=0.0, side_m=100.0):
    """A square of that side, x and y metres east and north of one place in the south of Azerbaijan."""
    metres_x, metres_y = 111_195 * np.cos(np.radians(LAT)), 111_195
    west, south = LON + x / metres_x, LAT + y / metres_y
    return box(west, south, west + side_m / metres_x, south + side_m / metres_y)


def row_of_squares(count):
    return [square(x=200 * number) for number in range(count)]


def scattered(count, *, lon=LON, lat=LAT, degrees=0.2, seed=7):
    """Points as a GPS writes them, spread over a district."""
    random = np.random.default_rng(seed)
    places = np.column_stack([random.normal(lon, degrees, count), random.normal(lat, degrees, count)])
    return [Point(*place) for place in places.round(6)]


def hazards(shapes, **columns):
    count = len(shapes)
    sound = {
        "id": [f"H-{number}" for number in range(1, count + 1)],
        "area_type": ["SHA"] * count,
        "status": ["open"] * count,
        "source": ["village council"] * count,
        "reported_on": ["2026-05"] * count,
    }
    return framed(shapes, sound | columns)


def releases(shapes, **columns):
    count = len(shapes)
    sound = {
        "id": [f"R-{number}" for number in range(1, count + 1)],
        "hazard_id": ["H-1"] * count,
        "product": ["reduced"] * count,
        "method": ["technical_survey"] * count,
        "completed_on": ["2026-06-01"] * count,
        "source": ["completion report"] * count,
    }
    return framed(shapes, sound | columns)


def accidents(shapes, **columns):
    sound = {"occurred_on": [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(len(shapes))],
             "source": [f"hospital, entry {n}" for n in range(len(shapes))]}  # fmt: skip
    return framed(shapes, sound | columns)


def framed(shapes, columns):
    frame = geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=4326)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame


def found(frame, code=None, **options):
    """The problems of a frame of hazards (unless `kind` says otherwise), or those of one code."""
    problems = check(frame, **{"kind": "hazards", "today": TODAY} | options)
    return [problem for problem in problems if code in (None, problem.code)]


def codes(frame, **options):
    return sorted({problem.code for problem in found(frame, **options)})
