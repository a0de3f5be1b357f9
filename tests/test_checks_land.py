"""Land is judged once: what the sums and the card of the map name, the list of problems names too, under one code."""

import shapely
from checks_frames import TODAY, hazards, releases, square
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples

from geo import read
from geo.checks import check, conflicts_of_land
from geo.cli import main
from geo.maps.page.contents import drawable
from geo.maps.page.fallback import Shown
from geo.maps.page.land import land
from geo.records import Layer
from geo.store import Project

HALF = shapely.box(*square().bounds[:2], (square().bounds[0] + square().bounds[2]) / 2, square().bounds[3])
BOW_TIE = shapely.Polygon([(46.8, 39.6), (46.801, 39.601), (46.801, 39.6), (46.8, 39.601)])


def layers(hazard_frame, *release_frames):
    own = [Layer(f"r{number}", "releases", frame) for number, frame in enumerate(release_frames)]
    return [Layer("h", "hazards", hazard_frame), *own]


def codes(problems):
    return [(problem.code, problem.severity) for problem in problems]


def test_a_closed_hazard_of_which_half_was_not_released_is_a_warning():
    closed = layers(hazards([square()], status=["closed"]), releases([HALF]))
    [problem] = check(closed, today=TODAY)
    assert (problem.code, problem.severity, problem.row) == ("closed_with_land_left", "warning", 2)
    assert "5,0" in problem.what


def test_a_strip_that_is_left_of_an_edge_drawn_twice_is_not_land():
    nearly = shapely.affinity.scale(square(), 0.99999, 1, origin=square().exterior.coords[0])
    assert check(layers(hazards([square()], status=["closed"]), releases([nearly])), today=TODAY) == []


def test_releases_of_one_hazard_that_overlap_are_a_warning_in_whichever_layers_they_are():
    first, second = releases([HALF]), releases([HALF], id=["R-9"])
    [problem] = check(layers(hazards([square()]), first, second), today=TODAY)
    assert (problem.code, problem.severity, problem.source) == ("release_overlap", "warning", "r1")
    assert "R-1" in problem.what and "counted once" in problem.what


def test_releases_of_two_hazards_that_overlap_are_a_note():
    both = releases([square(), square(x=50)], hazard_id=["H-1", "H-2"])
    found = check(layers(hazards([square(), square(x=50)]), both), today=TODAY)
    assert ("release_overlap", "note") in codes(found)


def test_a_release_all_outside_its_hazard_is_an_error_and_one_partly_outside_a_warning():
    outside = check(layers(hazards([square()]), releases([square(x=500)])), today=TODAY)
    partly = check(layers(hazards([square()]), releases([square(x=50)])), today=TODAY)
    assert codes(outside) == [("release_outside_hazard", "error")]
    assert codes(partly) == [("release_partly_outside", "warning")]


def test_a_release_of_an_id_that_two_hazards_have_is_an_error():
    twice = hazards([square(), square(x=500)], id=["H-1", "H-1"])
    assert ("ambiguous_hazard", "error") in codes(check(layers(twice, releases([HALF])), today=TODAY))


def test_a_release_of_a_hazard_that_is_a_point_is_a_warning():
    found = check(layers(hazards([shapely.Point(46.8, 39.6)]), releases([HALF])), today=TODAY)
    assert ("area_unknown", "warning") in codes(found)


def test_a_point_reported_on_land_released_before_is_a_warning():
    point = hazards([square(), square(x=25, y=25).centroid], reported_on=["2026-05", "2026-07"])
    found = check(layers(point, releases([square()])), today=TODAY)
    assert ("hazard_after_release", "warning") in codes(found)


def test_releases_that_name_no_hazard_are_said_once_where_most_do_not():
    many = releases([square(x=200 * number) for number in range(30)], hazard_id=[None] * 30)
    [problem] = check(many, kind="releases", today=TODAY)
    assert (problem.code, problem.row) == ("release_without_hazard", None) and "30 of 30" in problem.what


SHAPES = st.one_of(
    st.builds(
        square, st.integers(0, 4).map(lambda n: n * 50), st.integers(0, 2).map(lambda n: n * 50),
        st.sampled_from([30, 50, 100, 150]),
    ),
    st.sampled_from([None, shapely.Point(46.8004, 39.6004), BOW_TIE, shapely.Polygon()]),
)  # fmt: skip
DATES = st.sampled_from([None, "2025", "2026-05", "2026-06-01", "2026-07-02"])
HAZARDS = st.tuples(
    SHAPES, st.sampled_from(["H-1", "H-2", "H-3", None]), st.sampled_from(["open", "closed", "worked_on", None]),
    DATES, DATES,
)  # fmt: skip
RELEASES = st.tuples(
    SHAPES, st.sampled_from(["H-1", "H-2", "H-9", None]), st.sampled_from(["cleared", "reduced", None]), DATES
)


def frames(hazard_rows, release_rows):
    shapes, ids, status, reported, known = zip(*hazard_rows, strict=True)
    yield hazards(shapes, id=ids, status=status, reported_on=reported, information_on=known)
    shapes, named, product, completed = zip(*release_rows, strict=True)
    yield releases(shapes, hazard_id=named, product=product, completed_on=completed, depth_m=0.2)


def is_serious(problem):
    return problem.severity in ("error", "warning")


@settings(max_examples=examples(150))
@given(st.lists(HAZARDS, min_size=1, max_size=4), st.lists(RELEASES, min_size=1, max_size=4))
def test_whatever_the_sums_or_the_card_name_fails_a_check_for_warnings(hazard_rows, release_rows):
    given_layers = layers(*frames(hazard_rows, release_rows))
    told = {problem.code for problem in check(given_layers, today=TODAY) if is_serious(problem)}
    in_sums = {problem.code for problem in conflicts_of_land(given_layers)}
    card = land([Shown(layer, drawable(layer)) for layer in given_layers])
    on_card = {code for *_, own in card.get("conflicts", []) for code in own}
    assert in_sums <= told and on_card <= told
    assert in_sums - {"duplicate_id", "too_many_overlaps"} == on_card


def test_a_project_that_the_sums_name_a_conflict_of_fails_the_check_for_warnings(tmp_path, capsys):
    project = Project.create(tmp_path / "p", title="Closed too early")
    for layer in layers(hazards([square()], status=["closed"]), releases([HALF])):
        path = tmp_path / f"{layer.name}.geojson"
        path.write_text(layer.frame.to_json(), encoding="utf-8")
        project.add(read(path, kind=layer.kind), layer=layer.name)
    assert main(["areas", str(tmp_path / "p")]) == 0
    assert "warning closed_with_land_left (1)" in capsys.readouterr().out
    assert main(["check", "--fail-on", "warning", str(tmp_path / "p")]) == 1
    assert "warning closed_with_land_left (1)" in capsys.readouterr().out
