"""Positions that can be and are wrong all the same are named; remote and sparse records are left alone."""

import json

import geopandas
import numpy as np
import pandas as pd
import pytest
from checks_frames import LAT, LON, accidents, codes, found, hazards, scattered, square
from shapely import Point, Polygon, box
from shapely.geometry import shape

from geo import crs
from geo.checks.crowd import Crowd


def with_one(position, count=40):
    """A district of points with one more, in row 2."""
    return accidents([Point(*position), *scattered(count)])


def only(frame, **options):
    problems = found(frame, kind="accidents", **options)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_district_of_points_is_silent():
    assert found(accidents(scattered(200)), kind="accidents") == []


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ((-LON, LAT), "sign_error"),
        ((LON, -LAT), "sign_error"),
        ((-LON, -LAT), "sign_error"),
        ((LAT, LON), "swapped_axes"),
        ((-LAT, LON), "swapped_axes"),
        ((LON + 6, LAT), "zone_suspected"),
        ((LON - 6, LAT), "zone_suspected"),
        ((LON, LAT - 90), "zone_suspected"),
        ((LON + 30, LAT + 11), "far_outlier"),
    ],
)
def test_one_wrong_position_is_named_for_what_it_is(position, code):
    problem = only(with_one(position))
    assert (problem.code, problem.row) == (code, 2)
    assert (problem.lon, problem.lat) == (pytest.approx(position[0]), pytest.approx(position[1]))


def test_a_few_records_are_enough_to_see_swapped_axes():
    assert only(with_one((LAT, LON), count=4)).code == "swapped_axes"


def test_every_third_record_swapped_is_named_and_the_others_are_not():
    points = scattered(90)
    points[::3] = [Point(point.y, point.x) for point in points[::3]]
    problems = found(accidents(points), kind="accidents")
    assert {problem.code for problem in problems} == {"swapped_axes"}
    assert [problem.row for problem in problems] == list(range(2, 92, 3))


def test_two_districts_have_no_outliers():
    points = [*scattered(100), *scattered(60, lon=49.9, lat=40.4, seed=8)]
    assert found(accidents(points), kind="accidents") == []


def test_an_outlier_beside_two_districts_is_named():
    points = [Point(20.0, 55.1), *scattered(100), *scattered(60, lon=49.9, lat=40.4, seed=8)]
    assert only(accidents(points)).row == 2


def test_a_remote_village_is_no_outlier():
    assert found(with_one((LON + 0.9, LAT + 0.4)), kind="accidents") == []


def test_places_on_both_sides_of_the_equator_have_no_sign_errors():
    assert found(accidents(scattered(300, lon=30, lat=0.3, degrees=1.0)), kind="accidents") == []


def test_positions_all_over_the_world_have_no_outliers():
    random = np.random.default_rng(3)
    points = [
        Point(lon, lat) for lon, lat in zip(random.uniform(-170, 170, 80), random.uniform(-60, 70, 80), strict=True)
    ]
    assert found(accidents(points), kind="accidents") == []


def test_a_position_at_zero_is_named_once():
    problem = only(with_one((0, 0)))
    assert (problem.code, problem.row) == ("null_island", 2)


def test_a_corner_at_zero_is_named():
    corners = [*square().exterior.coords[:3], (0, 0)]
    assert "corner" in found(hazards([Polygon(corners)]), "null_island")[0].what


def test_a_latitude_of_exactly_zero_is_named():
    assert "zero_coordinate" in codes(with_one((LON, 0)), kind="accidents")


def test_a_record_outside_the_extent_is_named_and_without_an_extent_it_is_not():
    frame = with_one((LON + 1.5, LAT))
    assert only(frame, extent=(45, 38, 48, 41)).code == "outside_extent"
    assert found(frame, kind="accidents") == []


def test_an_extent_across_the_antimeridian_is_understood():
    frame = accidents([Point(179.5123, -17.1234), Point(-179.5123, -17.1234), Point(178.0123, -17.1234)])
    assert found(frame, "outside_extent", kind="accidents", extent=(177, -19, -178, -16)) == []


@pytest.mark.parametrize("east", [4, 15, 26])
def test_records_on_both_sides_of_180_degrees_lie_together(east):
    lat = np.random.default_rng(8).uniform(-18, -12, 30)
    lon = 180.0123 + np.linspace(0, 8, 30) - 8 * east / 30
    lon[lon > 180] -= 360
    assert found(accidents([Point(*place) for place in zip(lon, lat, strict=True)]), kind="accidents") == []


def test_a_slip_near_180_degrees_is_named():
    places = [Point(179.5123 + step / 20 - 360 * (step > 9), -17 - step % 7 / 10) for step in range(20)]
    assert "sign_error" in codes(accidents([Point(-179.6123, 17.2123), *places]), kind="accidents")


def test_a_record_just_outside_the_country_is_only_noted():
    country = box(44, 38, 51, 42)
    just, far = Point(44 - 0.005, 40.123456), Point(43.512345, 40.123456)
    problems = found(accidents([just, far, *scattered(20)]), "outside_country", kind="accidents", country=country)
    assert [(problem.row, problem.severity) for problem in problems] == [(2, "note"), (3, "warning")]


def test_a_swapped_record_outside_the_country_is_named_as_swapped():
    frame = accidents([Point(LAT, LON), Point(LON, LAT)])
    assert only(frame, country=box(44, 38, 51, 42)).code == "swapped_axes"


def test_a_whole_file_with_swapped_axes_is_said_once():
    frame = accidents([Point(point.y, point.x) for point in scattered(50)])
    assert only(frame, extent=(44, 38, 51, 42)).row is None


def dms_as_decimals(count=60, seed=5):
    random = np.random.default_rng(seed)
    minutes, seconds = random.integers(0, 60, (count, 2)), random.integers(0, 60, (count, 2))
    places = np.array([46, 39]) + minutes / 100 + seconds / 10_000
    return [Point(*place) for place in places.round(4)]


def test_degrees_and_minutes_typed_as_decimals_are_suspected():
    assert only(accidents(dms_as_decimals())).code == "dms_as_decimals"


def test_a_single_digit_pair_over_60_clears_the_suspicion():
    assert found(accidents([*dms_as_decimals(), Point(46.3561, 39.2)]), kind="accidents") == []


def test_few_coordinates_raise_no_suspicion():
    assert found(accidents(dms_as_decimals(19)), kind="accidents") == []


def test_true_decimals_within_one_small_district_raise_no_suspicion():
    assert found(accidents(scattered(60, lon=46.3, lat=39.3, degrees=0.03)), kind="accidents") == []


def test_an_accuracy_that_two_decimals_cannot_have_is_doubted():
    frame = accidents([Point(46.81, 39.62), *scattered(10)], position_accuracy_m=[5.0] * 11)
    problem = only(frame)
    assert (problem.code, problem.row) == ("too_few_decimals", 2)


def test_a_rough_accuracy_goes_with_two_decimals():
    assert found(accidents([Point(46.81, 39.62)], position_accuracy_m=[2000.0]), kind="accidents") == []


def test_a_survey_with_two_decimals_is_doubted():
    assert "a survey" in only(accidents([Point(46.81, 39.62)], position_method=["surveyed"])).what


def test_several_systems_are_noted():
    frame = accidents(scattered(4), crs_entered=["EPSG:4284", "EPSG:4326", "EPSG:4326", None])
    assert "EPSG:4284 (1 record)" in only(frame).what


def events(path):
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    frame = geopandas.GeoDataFrame(
        {
            "occurred_on": [feature["properties"]["AÑO"] for feature in features],
            "place": [feature["properties"]["MUNICIPIO"] for feature in features],
            "source": "Descontamina Colombia",
        },
        geometry=[shape(feature["geometry"]) for feature in features],
        crs=4326,
    )
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def misplaced(frame):
    about = ("sign_error", "swapped_axes", "zone_suspected", "far_outlier", "null_island", "zero_coordinate")
    return [problem for problem in found(frame, kind="accidents") if problem.code in about]


def test_the_one_wrong_sign_of_36527_colombian_records_is_named_and_nothing_else(shared_data):
    paths = sorted((shared_data / "colombia_mines").glob("*.json"))
    frames = [events(path) for path in paths]
    assert sum(map(len, frames)) == 36_527
    problems = [(path.name, problem) for path, frame in zip(paths, frames, strict=True) for problem in misplaced(frame)]
    assert [(name, problem.code, problem.row) for name, problem in problems] == [("2004.json", "sign_error", 1375)]
    together = pd.concat(frames)
    together.index = pd.RangeIndex(len(together), name="row")
    assert [problem.code for problem in misplaced(together)] == ["sign_error"]


def test_the_nearest_of_a_crowd_is_the_nearest_of_all_of_it():
    random = np.random.default_rng(1)
    places = random.normal((46, 40), (0.5, 0.3), (3_000, 2))
    asked = np.vstack([random.uniform((40, 35), (52, 45), (200, 2)), places[:50], [[46.0, -91.0], [np.inf, 0]]])
    found = Crowd(places).distance_m(asked)
    away = np.hypot(*(asked[:-2, None] - places).transpose(2, 0, 1))
    nearest = places[away.argmin(axis=1)]
    assert found[:-2] == pytest.approx(crs.distance_m(*asked[:-2].T, *nearest.T), abs=1e-9)
    assert np.isinf(found[-2:]).all()
