"""Reports that name a district and no more: the district is shaded where its outline is known, or else has a circle."""

from math import cos, radians, sin

import shapely
from geopandas import GeoDataFrame
from test_drawing import look, pixel

from geo.maps import draw
from geo.records import Layer

LON, LAT, REACH_M = 47.3, 39.6, 30_000
DISTRICT = shapely.box(47.1, 39.5, 47.5, 39.7)
INSIDE = (47.44, 39.66)


def shown(open_map, tmp_path, name):
    districts = GeoDataFrame({"id": ["d"], "name": [name]}, geometry=[DISTRICT], crs=4326)
    reports = GeoDataFrame(
        {"id": ["r"], "area_type": ["indication"], "admin2": ["Füzuli"], "position_accuracy_m": [float(REACH_M)]},
        geometry=[shapely.Point(LON, LAT)],
        crs=4326,
    )
    layers = [Layer("districts", "places", districts, "Districts"), Layer("reports", "hazards", reports, "Reports")]
    draw(layers).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    look(page, LON, LAT, 10)
    return page


def has_circle(page):
    def at(turn):
        north = REACH_M / 111_200
        return LON + north / cos(radians(LAT)) * sin(turn), LAT + north * cos(turn)

    return any(
        pixel(page, *at(turn / 9)) for turn in range(1, 14)
    )  # where the circle is north and south of the district


def test_a_district_whose_outline_is_known_is_shaded_and_has_no_circle(open_map, tmp_path):
    page = shown(open_map, tmp_path, "Fuzuli")
    assert pixel(page, *INSIDE) is not None
    assert not has_circle(page)
    page.evaluate("zonemark.engine.setShown(1, Uint8Array.from([0]))")
    page.evaluate("zonemark.engine.whenDrawn()")
    assert pixel(page, *INSIDE) is None  # shaded for the report, not for itself


def test_another_keeps_the_circle_that_it_may_lie_in(open_map, tmp_path):
    page = shown(open_map, tmp_path, "Jabrayil")
    assert pixel(page, *INSIDE) is None
    assert has_circle(page)
