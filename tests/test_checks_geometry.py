"""Outlines that are missing, broken, collapsed or of no likely size are named, with row and place."""

import numpy as np
import pytest
import shapely
from checks_frames import LAT, LON, TODAY, codes, found, hazards, row_of_squares, square
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.checks import check

BOW_TIE = Polygon([(LON, LAT), (LON + 0.01, LAT + 0.01), (LON + 0.01, LAT), (LON, LAT + 0.01)])


def one(shape, code):
    """The one problem of the second of three hazards; the other two are sound."""
    first, _, last = row_of_squares(3)
    problems = [each for each in found(hazards([first, shape, last])) if each.severity != "note"]
    assert [(each.code, each.row) for each in problems] == [(code, 3)]
    return problems[0]


def test_sound_outlines_are_silent():
    assert found(hazards(row_of_squares(5))) == []


def test_a_record_without_position_is_named():
    assert "cannot be drawn" in one(None, "no_position").what


def test_an_empty_geometry_is_named():
    one(Polygon(), "empty_geometry")


def test_an_empty_frame_has_no_problems():
    assert found(hazards([])) == []


def test_a_self_intersection_is_named_with_its_place():
    problem = one(BOW_TIE, "self_intersection")
    assert (problem.lon, problem.lat) == (pytest.approx(LON + 0.005), pytest.approx(LAT + 0.005))
    assert problem.severity == "error"


def test_a_bow_tie_whose_halves_cancel_is_no_collapsed_polygon():
    assert shapely.area(BOW_TIE) == 0
    assert codes(hazards([BOW_TIE])) == ["self_intersection"]


def test_a_hole_outside_its_polygon_is_named():
    shell, hole = square(), square(x=500).exterior
    assert "hole" in one(Polygon(shell.exterior, [hole]), "invalid_geometry").what


def test_corners_on_one_line_enclose_nothing():
    one(Polygon([(LON, LAT), (LON + 0.01, LAT), (LON + 0.02, LAT), (LON, LAT)]), "zero_area")


def test_corners_at_one_place_enclose_nothing():
    one(Polygon([(LON, LAT)] * 4), "zero_area")


def test_a_line_without_length_is_named():
    one(LineString([(LON, LAT), (LON, LAT)]), "zero_length")


def test_a_coordinate_that_is_no_number_is_named():
    with np.errstate(invalid="ignore"):
        line = LineString([(LON, LAT), (np.nan, LAT)])
    one(line, "position_not_finite")


def test_metres_of_a_grid_are_recognised():
    assert "metres" in one(Point(482_000, 4_383_000), "crs_conflict").what


def test_a_latitude_over_90_asks_whether_the_axes_are_swapped():
    assert "swapped" in one(Point(10.5, 106.7), "coordinate_range").remedy


def test_a_polygon_under_a_square_metre_is_named():
    one(square(y=5000, side_m=0.5), "tiny_area")


def test_a_polygon_of_the_size_of_a_district_is_named():
    one(square(y=5000, side_m=30_000), "huge_area")


def test_a_geometry_around_half_the_earth_is_named():
    problems = found(hazards([LineString([(-179.9, 0.1), (179.9, 0.1)])]), "antimeridian")
    assert len(problems) == 1


@pytest.mark.parametrize("split", [True, False])
def test_a_polygon_split_at_180_degrees_is_no_finding_and_one_that_is_not_is(split):
    halves = [box(179.95, 0, 180, 0.1), box(-180, 0, -179.95, 0.1)]
    whole = Polygon([(179.95, 0), (-179.95, 0), (-179.95, 0.1), (179.95, 0.1)])
    problems = found(hazards([MultiPolygon(halves) if split else whole]), "antimeridian")
    assert len(problems) == (0 if split else 1)


def test_a_spike_is_named_at_its_tip():
    spike = Polygon([(LON, LAT), (LON + 0.001, LAT), (LON + 0.001, LAT + 0.0005), (LON + 0.006, LAT + 0.00051),
                     (LON + 0.001, LAT + 0.00052), (LON + 0.001, LAT + 0.001), (LON, LAT + 0.001)])  # fmt: skip
    problem = found(hazards([spike]), "spike")[0]
    assert (problem.lon, problem.lat) == (pytest.approx(LON + 0.006), pytest.approx(LAT + 0.00051))


def test_a_corner_with_a_wrong_digit_is_named():
    corners = [(LON, LAT), (LON + 0.001, LAT), (LON + 0.0012, LAT + 0.0005), (LON + 0.1, LAT + 0.1), (LON, LAT + 0.001)]
    problem = found(hazards([Polygon(corners)]), "stray_corner")[0]
    assert (problem.lon, problem.lat) == (pytest.approx(LON + 0.1), pytest.approx(LAT + 0.1))


def test_a_narrow_field_has_no_spike():
    strip = Polygon([(LON, LAT), (LON + 0.01, LAT), (LON + 0.01, LAT + 0.00005), (LON, LAT + 0.00005)])
    assert found(hazards([strip])) == []


def test_a_position_that_could_not_be_used_is_quoted():
    frame = hazards([None], position_entered=["95.2, 46.94"])
    assert "'95.2, 46.94', could not be used" in found(frame, "no_position")[0].what


def test_a_vertex_entered_twice_is_noted():
    corners = list(square().exterior.coords)
    problem = found(hazards([Polygon([corners[0], *corners])]), "duplicate_vertex")[0]
    assert problem.severity == "note"


def test_a_collection_is_no_way_to_give_a_hazard():
    shape = GeometryCollection([Point(LON, LAT), square()])
    assert found(hazards([shape]), "geometry_type")


def test_a_multipolygon_is_looked_into():
    shape = MultiPolygon([square(), BOW_TIE])
    assert "self_intersection" in codes(hazards([shape]))


def test_a_position_that_could_not_be_used_is_as_grave_in_a_layer_as_in_its_file():
    entered = found(hazards([None], position_entered="95.2, 46.94"), "no_position")
    assert [one.severity for one in [*entered, *found(hazards([None]), "no_position")]] == ["error", "warning"]


def test_one_fault_of_every_record_is_said_once():
    problems = found(hazards([None] * 30), "no_position")
    assert len(problems) == 1
    assert problems[0].row is None and "30 of 30" in problems[0].what


def broken(number):
    """The faults that one in ten of the polygons has, by turns."""
    corner = square(x=200 * (number % 100), y=200 * (number // 100))
    west, south, east, north = corner.bounds
    return [
        Polygon([(west, south), (east, north), (east, south), (west, north)]),
        Polygon([(west, south), (east, south), ((west + east) / 2, south), (west, south)]),
        Polygon([(west, south)] * 4),
        Polygon(),
        None,
        Polygon([(west, south), (east, south), (east, 95 + north), (west, south)]),
        Polygon(corner.exterior, [[(east + 1, south), (east + 2, south), (east + 2, north)]]),
    ][number // 10 % 7]


def test_a_thousand_broken_polygons_among_ten_thousand_are_named_by_their_rows():
    shapes = [
        broken(number) if number % 10 == 0 else square(x=200 * (number % 100), y=200 * (number // 100))
        for number in range(10_000)
    ]
    problems = check(hazards(shapes), kind="hazards", source="areas.geojson", today=TODAY)
    assert len(problems) == 1000
    assert [problem.row for problem in problems] == list(range(2, 10_002, 10))
    assert {problem.severity for problem in problems} == {"error", "warning"}
