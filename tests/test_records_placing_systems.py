"""Zones, axis orders, datums and digits of positions in columns; the right places are pyproj's."""

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from test_records_placing import place

UTM = {"easting": ["663808"], "northing": ["4472833"]}
SOVIET = "EPSG:28408"


def off_m(shape, x, y, crs):
    """How far a point lies from where pyproj puts x, y (east, north) of a CRS."""
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    return Geod(ellps="WGS84").inv(shape.x, shape.y, lon, lat)[2]


def codes(problems):
    return [(problem.code, problem.row) for problem in problems if problem.severity != "note"]


@pytest.mark.parametrize("zone", ["38N", "38T", "38", "UTM zone 38 North", "WGS84 38N"])
def test_a_zone_that_agrees_with_the_crs_changes_nothing(zone):
    frame, problems, _ = place({**UTM, "zone": [zone]}, crs="EPSG:32638")
    assert off_m(frame.geometry[2], 663808, 4472833, "EPSG:32638") < 0.01 and not problems


@pytest.mark.parametrize("zone", ["39N", "38M", "38S", "WGS 84 / UTM zone 39N"])
def test_a_zone_that_the_crs_contradicts_leaves_the_row_without_a_position(zone):
    frame, problems, _ = place({**UTM, "zone": [zone]}, crs="EPSG:32638")
    assert frame.geometry[2] is None and codes(problems) == [("crs_conflict", 2)]
    assert "(by EPSG:32638)" in problems[0].remedy and "by the zone" in problems[0].remedy


def test_a_conflict_of_zones_names_both_places_and_how_far_apart_they_are():
    _, problems, _ = place({**UTM, "zone": ["39N"]}, crs="EPSG:32638")
    assert "509 km apart" in problems[0].what
    assert "40.39000, 46.93000" in problems[0].remedy and "40.39000, 52.93000" in problems[0].remedy


@pytest.mark.parametrize("zone", ["38N", "39N", "Sector A"])
def test_the_zone_is_never_lost(zone):
    frame, _, _ = place({**UTM, "zone": [zone]}, crs="EPSG:32638")
    assert frame.at[2, "position_entered"] == f"{zone} 663808 4472833"


def test_a_zone_beside_degrees_stays_a_column():
    frame, _, _ = place({"x": ["46.2"], "y": ["40.1"], "zone": ["Sector A"]})
    assert frame.geometry[2] is not None and frame.at[2, "zone"] == "Sector A"


@pytest.mark.parametrize("cell", ["663 808", "663808 m", "663808 E"])
def test_a_zone_is_heeded_beside_numbers_that_are_not_plain(cell):
    frame, problems, _ = place({"easting": [cell], "northing": ["4472833"], "zone": ["39N"]}, crs="EPSG:32638")
    assert frame.geometry[2] is None and codes(problems) == [("crs_conflict", 2)]
    assert frame[["position_transformation", "position_written_to_m"]].isna().all(axis=None)


def test_a_crs_column_is_honoured_beside_a_zone():
    crs = "Pulkovo 1942 / Gauss-Kruger CM 45E"
    frame, problems, _ = place({"easting": ["663979"], "northing": ["4474713"], "zone": ["38N"], "crs": [crs]})
    assert off_m(frame.geometry[2], 663979, 4474713, "EPSG:2498") < 5 and not problems
    assert frame.at[2, "crs_entered"] == crs and "Pulkovo" in frame.at[2, "position_transformation"]


def test_a_datum_beside_a_zone_makes_a_grid_of_both():
    columns = {name: values * 2 for name, values in UTM.items()}
    frame, _, _ = place({**columns, "zone": ["38N"] * 2, "datum": ["WGS 84", "ED50"]})
    assert off_m(frame.geometry[2], 663808, 4472833, "EPSG:32638") < 0.01
    assert off_m(frame.geometry[3], 663808, 4472833, "EPSG:23038") < 50 and frame.at[3, "crs_entered"] == "ED50"


def test_a_crs_that_is_not_known_is_kept_as_it_was_typed():
    frame, problems, _ = place({**UTM, "zone": ["38N"], "crs": ["the colonel's grid"]})
    assert codes(problems) == [("crs_unknown", 2)] and frame.at[2, "crs_entered"] == "the colonel's grid"


def test_rows_without_a_zone_are_asked_for_and_those_beside_them_are_placed():
    columns = {name: values * 2 for name, values in UTM.items()}
    frame, problems, _ = place({**columns, "zone": ["38N", None]})
    assert frame.geometry.notna().tolist() == [True, False] and codes(problems) == [("crs_missing", None)]
    assert frame.at[3, "position_entered"] == "663808, 4472833"


@pytest.mark.parametrize("names", [("x", "y"), ("easting", "northing"), ("X koordinatı", "Y koordinatı")])
def test_both_orders_of_a_soviet_pair_are_one_place(names):
    first, second = names
    frame, problems, _ = place({first: ["4474713", "8663979"], second: ["8663979", "4474713"]}, crs=SOVIET)
    assert all(off_m(shape, 8663979, 4474713, SOVIET) < 5 for shape in frame.geometry)
    assert [code for code, _ in codes(problems)] == ["axis_order"]


def test_x_as_the_northing_is_what_a_soviet_grid_means_and_is_only_noted():
    _, problems, _ = place({"x": ["4474713"], "y": ["8663979"]}, crs=SOVIET)
    assert [problem.severity for problem in problems] == ["note"] and "the northing" in problems[0].what


def test_an_easting_in_the_column_of_northings_is_said():
    frame, problems, _ = place({"easting": ["4472833"], "northing": ["663808"]}, crs="EPSG:32638")
    assert off_m(frame.geometry[2], 663808, 4472833, "EPSG:32638") < 0.01
    assert codes(problems) == [("axis_order", 2)] and "northing was read as the easting" in problems[0].what


@pytest.mark.parametrize("columns", [{"x": ["663979"], "y": ["4474713"]}, {"wkt": ["POINT (663979 4474713)"]}])
def test_a_pair_outside_the_area_of_its_crs_in_both_orders_is_not_placed(columns):
    frame, problems, _ = place(columns, crs=SOVIET)
    assert frame.geometry[2] is None and codes(problems) == [("outside_crs", 2)]


def test_a_pair_inside_the_area_in_both_orders_is_asked_about_unless_its_headings_say():
    frame, problems, _ = place({"x": ["8600000"], "y": ["8550000"]}, crs=SOVIET)
    assert frame.geometry[2] is None and codes(problems) == [("axis_order", 2)] and "It could be" in problems[0].remedy
    frame, problems, _ = place({"easting": ["8600000"], "northing": ["8550000"]}, crs=SOVIET)
    assert off_m(frame.geometry[2], 8600000, 8550000, SOVIET) < 5 and not codes(problems)


def test_outlines_with_the_northing_first_are_turned_and_keep_their_heights():
    frame, problems, _ = place({"wkt": ["LINESTRING Z (4474713 8663979 7, 4475713 8663979 8)"]}, crs=SOVIET)
    line = frame.geometry[2]
    assert off_m(shapely.Point(line.coords[1]), 8663979, 4475713, SOVIET) < 5 and line.coords[1][2] == 8
    assert codes(problems) == [("axis_order", 2)]


@pytest.mark.parametrize("columns", [{"x": ["46.1"], "y": ["40.1"]}, {"wkt": ["POINT (46.1 40.1)"]}])
def test_degrees_in_a_system_in_metres_are_not_put_at_the_origin_of_its_grid(columns):
    frame, problems, _ = place(columns, crs="EPSG:32638")
    assert frame.geometry[2] is None and codes(problems) == [("crs_conflict", 2)]


@pytest.mark.parametrize(("lat", "lon", "metres"), [("40.39", "46.93", 698.9), ("40.39000", "46.93000", 4.55)])
def test_digits_count_in_columns_as_they_do_in_a_text(lat, lon, metres):
    columns, _, _ = place({"lat": [lat], "lon": [lon]}, crs="EPSG:4284")
    text, _, _ = place({"position": [f"{lat}, {lon}"]}, crs="EPSG:4284")
    found = columns.at[2, "position_written_to_m"]
    assert columns["position_accuracy_m"].isna().all() and text["position_accuracy_m"].isna().all()
    assert found == pytest.approx(metres, abs=0.05) and found == pytest.approx(text.at[2, "position_written_to_m"])


def test_columns_on_wgs84_state_no_accuracy_that_nobody_stated():
    frame, _, _ = place({"lat": ["40.39"], "lon": ["46.93"]})
    assert np.isnan(frame.at[2, "position_written_to_m"])


def test_shifts_that_disagree_are_said_of_columns_too():
    frame, problems, _ = place({"lat": ["12.00000"], "lon": ["103.00000"]}, crs="EPSG:4240")
    assert codes(problems) == [("transformation", 2)] and "187.7 m" in problems[0].what
    assert frame.at[2, "position_transformation"].endswith("(others that are published lie up to 188 m away)")


def test_where_no_shift_is_published_none_states_an_accuracy():
    frame, problems, _ = place({"lat": ["34.53", "40.39"], "lon": ["69.17", "46.93"]}, crs="EPSG:4284")
    assert codes(problems) == [("transformation", 2)] and "outside the area" in problems[0].what
    assert frame.geometry.notna().all() and frame["position_written_to_m"].isna().tolist() == [True, False]


def test_each_record_has_the_transformation_of_its_own_country():
    frame, _, _ = place({"lat": ["38.72000", "48.85000"], "lon": ["-9.14000", "2.35000"]}, crs="EPSG:4230")
    names = [name.partition(" (others")[0] for name in frame["position_transformation"]]
    assert names == ["ED50 to WGS 84 (34)", "ED50 to WGS 84 (18)"]
    assert (frame["position_written_to_m"] < 2).all()


def test_each_outline_has_the_transformation_of_its_own_country():
    frame, _, _ = place({"wkt": ["POINT (49.9 40.3)", None, "POINT (-60 -30)"]}, crs="EPSG:4284")
    assert frame.at[2, "position_transformation"].startswith("Pulkovo 1942 to WGS 84 (15)")
    assert frame["position_written_to_m"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("zero", ["0e999999", "1e-400", "-0", "0" * 400, "1e300"])
@pytest.mark.parametrize("crs", ["EPSG:4284", "EPSG:28408", None])
@pytest.mark.parametrize("names", [("lat", "lon"), ("x", "y"), ("easting", "northing")])
def test_numbers_in_odd_forms_stop_nothing(zero, crs, names):
    frame, _, _ = place({names[0]: [zero, "40.1"], names[1]: ["46.1", zero]}, crs=crs)
    assert len(frame) == 2
