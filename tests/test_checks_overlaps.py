"""Land recorded twice and records entered twice are named, with the area; what only touches is left alone."""

import re

import geopandas
import numpy as np
import pytest
from checks_frames import TODAY, accidents, codes, found, hazards, releases, row_of_squares, scattered, square
from shapely import Point, Polygon
from shapely.affinity import translate

from geo.checks import check
from geo.checks.outlines.overlaps import find
from geo.checks.view import Terms, View
from geo.records import KINDS, Layer


def together(hazard_frame, release_frame):
    layers = [Layer("hazards", "hazards", hazard_frame), Layer("releases", "releases", release_frame)]
    return check(layers, today=TODAY)


def area_in(text):
    return float(re.search(r"([\d,]+) m²", text)[1].replace(",", ""))


def test_an_overlap_is_named_with_its_area_and_place():
    problem = found(hazards([square(), square(x=50)]))[0]
    assert (problem.code, problem.row) == ("overlap", 3)
    assert "row 2" in problem.what
    assert area_in(problem.what) == pytest.approx(5000, rel=0.01)
    assert square().intersection(square(x=50)).contains(Point(problem.lon, problem.lat))


def test_hazards_that_touch_do_not_overlap():
    assert found(hazards([square(), square(x=100), square(x=100, y=100)])) == []


def test_a_sliver_along_a_border_is_counted_and_not_listed():
    problems = found(hazards([square(), square(x=99.8)]))
    assert [problem.code for problem in problems] == ["slivers"]
    assert "20 m² together" in problems[0].what


def test_the_sliver_limit_is_what_is_asked_for():
    assert codes(hazards([square(), square(x=99.8)]), sliver_m2=0) == ["overlap"]


def test_a_hazard_within_another_is_said_to_be_within():
    problem = found(hazards([square(), square(x=20, y=20, side_m=30)]))[0]
    assert "lies wholly within row 2" in problem.what


def test_overlaps_with_a_closed_hazard_or_of_another_type_are_only_noted():
    shapes = [square(), square(x=50)]
    assert found(hazards(shapes, status=["closed", "open"]))[0].severity == "note"
    assert found(hazards(shapes, area_type=["SHA", "CHA"]))[0].severity == "note"


def test_nearly_the_same_outline_is_a_near_duplicate():
    assert codes(hazards([square(), square(x=1)])) == ["nearly_same_outline"]


def test_exactly_the_same_outline_is_a_duplicate_and_no_overlap():
    frame = hazards([square(), Polygon(square().exterior.coords[::-1])], source=["one", "two"])
    assert codes(frame) == ["duplicate_geometry"]


def test_a_record_entered_twice_is_a_duplicate_record():
    frame = hazards([square(), square()])
    assert [(problem.code, problem.row) for problem in found(frame)] == [("duplicate_record", 3)]


def test_two_rows_of_a_layer_can_be_the_same_record():
    frame = hazards([square(), square()], source_file=["may.csv", "june.csv"], source_row=[2, 9])
    assert [(problem.code, problem.row) for problem in found(frame)] == [("duplicate_record", 3)]


def test_an_id_given_twice_is_an_error():
    frame = hazards(row_of_squares(3), id=["H-1", "H-2", "H-1"])
    assert [(problem.code, problem.row) for problem in found(frame)] == [("duplicate_id", 4)]


def test_an_id_in_two_layers_is_an_error():
    layers = [Layer(name, "hazards", hazards([square(x=x)])) for name, x in (("may", 0), ("june", 500))]
    problem = check(layers, today=TODAY)[0]
    assert (problem.code, problem.source) == ("duplicate_id", "june")


def test_events_alike_at_one_place_are_noted_when_too_little_tells_them_apart():
    frame = accidents([Point(46.8123, 39.6123)] * 3, occurred_on=["2003"] * 3, source=["press"] * 3)
    assert {problem.severity for problem in found(frame, "same_as_another", kind="accidents")} == {"note"}


def test_an_accident_measured_twice_is_a_near_duplicate():
    columns = {
        "occurred_on": ["2025-03-02"] * 3,
        "source": ["a", "a", "b"],
        "killed": [1, 1, 2],
        "place": ["x", "x", "y"],
    }
    frame = accidents([Point(46.81, 39.61), Point(46.81005, 39.61), Point(46.9, 39.7)], **columns)
    assert [(problem.code, problem.row) for problem in found(frame, kind="accidents")] == [("near_duplicate", 3)]
    assert found(frame, kind="accidents", near_m=2) == []


def test_records_all_shifted_alike_raise_the_suspicion_of_a_datum():
    points = scattered(12)
    frame = accidents([*points, *(translate(point, 0.00110, 0.00035) for point in points)])
    frame["source"] = [f"entry {number % 12}" for number in range(24)]
    frame["occurred_on"] = [f"2025-01-{1 + number % 12:02}" for number in range(24)]
    frame["place"] = [f"village {number % 12}" for number in range(24)]
    assert "datum_suspected" in codes(frame, kind="accidents")


def test_a_broken_outline_does_not_stop_the_others_from_being_compared():
    bow_tie = Polygon([(46.8, 39.6), (46.81, 39.61), (46.81, 39.6), (46.8, 39.61)])
    assert codes(hazards([bow_tie, square(), square(x=50)])) == ["overlap", "self_intersection"]


def test_a_heap_of_outlines_is_cut_short_and_it_is_said():
    frame = hazards([square(x=number * 0.01) for number in range(300)])
    view = View(frame, KINDS["hazards"])
    pairs = find(view, view, Terms(today=TODAY, max_pairs=1000))
    assert len(pairs.one) <= 1000
    assert pairs.compared is not None and pairs.compared < 300


def test_a_release_of_its_own_hazard_is_no_overlap():
    assert together(hazards([square()]), releases([square(side_m=50)])) == []


def test_a_release_in_another_hazard_is_named_with_the_area():
    problems = together(hazards([square(), square(x=150)]), releases([square(x=150, side_m=50)]))
    assert [problem.code for problem in problems] == ["release_outside_hazard", "release_in_hazard"]
    assert {problem.source for problem in problems} == {"releases"}
    assert area_in(problems[1].what) == pytest.approx(2500, rel=0.01)


def test_a_release_that_names_no_hazard_is_compared_all_the_same():
    problems = together(hazards([square()]), releases([square(side_m=50)], hazard_id=[None]))
    assert [problem.code for problem in problems] == ["release_without_hazard", "release_in_hazard"]
    assert area_in(problems[1].what) == pytest.approx(2500, rel=0.01)


def test_a_release_that_covers_an_open_hazard_asks_whether_it_is_closed():
    problems = together(hazards([square()]), releases([square()]))
    assert [problem.code for problem in problems] == ["released_but_open"]
    assert together(hazards([square()], status=["closed"]), releases([square()])) == []


def test_a_hazard_reported_on_released_land_is_a_warning():
    later = hazards(
        [square(), square(x=300)], information_on=[None, "2026-07-20"], reported_on=["2026-05", "2026-07-21"]
    )
    problems = together(later, releases([square(x=300, side_m=50)]))
    assert "hazard_after_release" in {problem.code for problem in problems}


def test_a_release_of_an_unknown_hazard_is_an_error():
    problems = together(hazards([square()]), releases([square(y=900)], hazard_id=["H-99"]))
    assert [(problem.code, problem.row, problem.field) for problem in problems] == [("unknown_hazard", 2, "hazard_id")]


def test_releases_over_one_another_are_noted():
    problems = found(releases([square(side_m=50), square(x=25, side_m=50)]), kind="releases")
    assert [(problem.code, problem.severity) for problem in problems] == [("release_overlap", "note")]


def test_a_closed_hazard_without_a_release_is_named_when_there_are_releases():
    frame = hazards([square(), square(x=300)], status=["open", "closed"])
    problems = together(frame, releases([square(side_m=50)]))
    assert [problem.code for problem in problems] == ["closed_without_release"]
    assert found(frame) == []


def test_overlap_areas_agree_with_an_equal_area_projection():
    random = np.random.default_rng(11)
    shapes = [square(x, y, side) for x, y, side in random.uniform((0, 0, 50), (2000, 2000, 300), (200, 3))]
    view = View(hazards(shapes), KINDS["hazards"])
    pairs = find(view, view, Terms(today=TODAY))
    flat = geopandas.GeoSeries(shapes, crs=4326).to_crs("+proj=laea +lon_0=46.8 +lat_0=39.6")
    areas = [flat.iloc[one].intersection(flat.iloc[two]).area for one, two in zip(pairs.one, pairs.two, strict=True)]
    np.testing.assert_allclose(pairs.area_m2, areas, rtol=1e-4, atol=0.3)  # geodesic areas are good to 0.1 m² a corner
    every = {(b, a) for a, b in zip(*flat.sindex.query(flat, predicate="overlaps"), strict=True) if a < b}
    assert {
        pair for pair in every if flat[flat.index[pair[0]]].intersection(flat[flat.index[pair[1]]]).area > 300
    } <= set(zip(pairs.one.tolist(), pairs.two.tolist(), strict=True))
