"""Areas: what is hazardous, what was released, what remains, and the conflicts between them."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from openpyxl import load_workbook

from geo import read
from geo.analysis.areas import COUNTS, MEASURES, counted_twice_m2, remaining, table, unassigned
from geo.analysis.cuts import PRODUCTS
from geo.analysis.distances import distances
from geo.analysis.slivers import only_slivers
from geo.checks import check, conflicts_of_land
from geo.cli import main
from geo.cli.commands.areas import _rows
from geo.crs import area_m2, destination, nearest
from geo.exports import Notice
from geo.exports.tables import write_table
from geo.records import Layer
from geo.records.imprint import SAFETY
from geo.sources import read_table
from geo.store import Project

TRAINING = Path(__file__).parent.parent / "data" / "training"

BOX = shapely.box(46.93, 40.39, 46.94, 40.40)
WEST = shapely.box(46.93, 40.39, 46.935, 40.40)
EAST = shapely.box(46.935, 40.39, 46.94, 40.40)


def hazards(*shapes, **fields):
    ids = [f"H{i}" for i in range(1, len(shapes) + 1)]
    return GeoDataFrame({"id": ids, **fields}, geometry=list(shapes), index=ids, crs="EPSG:4326")


def releases(*shapes, hazard="H1", product="cleared", **fields):
    ids = [f"R{i}" for i in range(1, len(shapes) + 1)]
    return GeoDataFrame(
        {"id": ids, "hazard_id": hazard, "product": product, **fields},
        geometry=list(shapes),
        index=ids,
        crs="EPSG:4326",
    )


def conflicts(hazard_frame, release_frame):
    layers = [Layer("hazards", "hazards", hazard_frame), Layer("releases", "releases", release_frame)]
    return conflicts_of_land(layers)


def codes(problems):
    return [problem.code for problem in problems]


def test_without_releases_all_of_a_hazard_remains():
    left = remaining(hazards(BOX))
    assert left.remaining_m2.iloc[0] == left.area_m2.iloc[0] == pytest.approx(942_746, abs=1)


def test_the_frame_that_was_given_is_not_touched_and_its_index_is_kept():
    given_frame = hazards(BOX)
    before = given_frame.copy()
    left = remaining(given_frame, releases(WEST))
    assert given_frame.equals(before) and left.index.equals(before.index)


def test_a_release_is_taken_off_its_hazard():
    frames = hazards(BOX), releases(WEST)
    left, problems = remaining(*frames), conflicts(*frames)
    row = left.iloc[0]
    assert row.remaining_m2 == pytest.approx(row.area_m2 / 2, rel=1e-6)
    assert row.geometry.equals(EAST) and row.released.equals(WEST) and problems == []


def test_overlapping_releases_are_counted_once_and_named():
    frames = hazards(BOX), releases(WEST, WEST)
    left, problems = remaining(*frames), conflicts(*frames)
    assert left.released_m2.iloc[0] == pytest.approx(left.area_m2.iloc[0] / 2, rel=1e-6)
    assert codes(problems) == ["release_overlap"]


def test_land_released_twice_counts_as_cleared_rather_than_cancelled():
    left = remaining(hazards(BOX), releases(WEST, WEST, product=["cancelled", "cleared"]))
    assert left.cancelled_m2.iloc[0] == 0 and left.cleared_m2.iloc[0] > 400_000


def test_a_release_of_an_unknown_product_is_not_lost():
    left = remaining(hazards(BOX), releases(WEST, product=None))
    assert left.other_m2.iloc[0] == left.released_m2.iloc[0] > 0


def test_releases_that_share_an_edge_leave_no_sliver():
    frames = hazards(BOX, status=["closed"]), releases(WEST, EAST)
    left, problems = remaining(*frames), conflicts(*frames)
    assert left.remaining_m2.iloc[0] == 0 and left.geometry.iloc[0].is_empty and problems == []


def test_a_release_outside_its_hazard_takes_nothing_off():
    away = shapely.box(46.95, 40.39, 46.96, 40.40)
    frames = hazards(BOX), releases(away)
    left, problems = remaining(*frames), conflicts(*frames)
    assert left.remaining_m2.iloc[0] == left.area_m2.iloc[0]
    assert codes(problems) == ["release_outside_hazard"]


def test_a_release_partly_outside_its_hazard_is_named_with_its_square_metres():
    problems = conflicts(hazards(BOX), releases(shapely.box(46.935, 40.39, 46.945, 40.40)))
    assert codes(problems) == ["release_partly_outside"]
    assert "471,37" in problems[0].what


def test_a_release_larger_than_its_hazard_is_named():
    problems = conflicts(hazards(BOX), releases(BOX.buffer(0.01)))
    assert "release_larger_than_hazard" in codes(problems)


def test_a_closed_hazard_with_land_left_is_named():
    problems = conflicts(hazards(BOX, status=["closed"]), releases(WEST))
    assert codes(problems) == ["closed_with_land_left"]


def test_an_open_hazard_with_nothing_left_is_named():
    problems = conflicts(hazards(BOX, status=["open"]), releases(BOX))
    assert codes(problems) == ["released_but_open"]


def test_cleared_land_inside_a_hazard_that_was_reported_later_is_named():
    both = hazards(BOX, BOX, status=["closed", "open"], reported_on=["2019", "2022-05"])
    problems = conflicts(both, releases(BOX, completed_on="2021-06-01"))
    assert [(problem.code, problem.severity) for problem in problems] == [("hazard_after_release", "warning")]
    assert "2022-05" in problems[0].what


def test_a_year_alone_is_not_later_than_a_day_of_it():
    both = hazards(BOX, BOX, status=["closed", "open"], reported_on=["2019", "2021"])
    problems = conflicts(both, releases(BOX, completed_on="2021-06-01"))
    assert codes(problems) == ["release_in_hazard"]


def test_a_hazard_reported_before_the_clearance_of_another_is_no_later_report():
    both = hazards(BOX, BOX, status=["closed", "open"], reported_on=["2019", "2020"])
    assert codes(conflicts(both, releases(BOX, completed_on="2021-06-01"))) == ["release_in_hazard"]


def test_a_release_that_names_no_hazard_takes_nothing_off():
    frames = hazards(BOX), releases(WEST, hazard=None)
    left, problems = remaining(*frames), conflicts(*frames)
    assert left.released_m2.iloc[0] == 0
    assert codes(problems) == ["release_without_hazard", "release_in_hazard"]


def test_a_release_of_a_hazard_that_is_not_there_is_an_error():
    problems = conflicts(hazards(BOX), releases(WEST, hazard="H9", product="reduced"))
    assert codes(problems) == ["unknown_hazard", "release_in_hazard"]


@pytest.mark.parametrize("shape", [None, shapely.Point(46.93, 40.39), shapely.Polygon()])
def test_a_hazard_without_a_polygon_has_no_area_rather_than_none_left(shape):
    frames = hazards(shape), releases(WEST)
    left, problems = remaining(*frames), conflicts(*frames)
    assert left[list(MEASURES)].isna().all(axis=None)
    assert codes(problems) == ["area_unknown"]


def test_a_hazard_that_crosses_itself_has_no_area_and_stops_no_other():
    bow_tie = shapely.Polygon([(46.93, 40.39), (46.94, 40.40), (46.94, 40.39), (46.93, 40.40)])
    frames = hazards(bow_tie, BOX), releases(WEST, hazard="H1", product="reduced")
    left, problems = remaining(*frames), conflicts(*frames)
    assert np.isnan(left.area_m2.iloc[0]) and left.area_m2.iloc[1] > 0
    assert codes(problems) == ["area_unknown", "release_in_hazard"]


def test_no_hazards_and_no_releases_are_no_failure():
    frames = hazards(), releases()
    left, problems = remaining(*frames), conflicts(*frames)
    assert len(left) == 0 and problems == []


CORNERS = st.tuples(st.floats(46.93, 46.94), st.floats(40.39, 40.40), st.floats(0.0001, 0.01), st.floats(0.0001, 0.01))


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(CORNERS, st.sampled_from([*PRODUCTS, None])), min_size=1, max_size=6))
def test_what_was_released_and_what_remains_add_up(drawn):
    shapes = [shapely.box(x, y, x + w, y + h) for (x, y, w, h), _ in drawn]
    left = remaining(hazards(BOX), releases(*shapes, product=[product for _, product in drawn]))
    row = left.iloc[0]
    assert row.remaining_m2 + row.released_m2 == pytest.approx(row.area_m2, rel=1e-9)
    assert sum(row[f"{product}_m2"] for product in PRODUCTS) == pytest.approx(row.released_m2, rel=1e-9)
    assert float(area_m2([row.geometry])[0]) == pytest.approx(row.remaining_m2, rel=1e-4, abs=15)


def test_the_table_adds_up_by_fields_and_counts_what_has_no_area():
    frame = hazards(BOX, WEST, None, area_type=["SHA", "CHA", "CHA"], admin1=["Aghdam", "Aghdam", np.nan])
    sums = table(frame, by=["admin1", "area_type"])
    assert sums[["admin1", "area_type", "hazards", "without_position"]].to_numpy().tolist() == [
        ["Aghdam", "CHA", 1, 0],
        ["Aghdam", "SHA", 1, 0],
        ["not given", "CHA", 1, 1],
        ["all", "", 3, 1],
    ]
    assert sums.area_m2.iloc[:-1].sum() == pytest.approx(sums.area_m2.iloc[-1])


def test_a_group_of_which_no_area_is_known_has_no_sum_rather_than_none_left():
    sums = table(hazards(None, BOX, area_type=["SHA", "CHA"]), by=["area_type"])
    assert sums.remaining_m2.isna().tolist() == [False, True, False]


def test_a_table_without_hazards_is_no_failure():
    sums = table(hazards())
    assert sums.hazards.tolist() == [0]


def test_a_list_field_can_be_added_up_by():
    sums = table(hazards(BOX, ordnance=[("AP_mine", "UXO")]), by=["ordnance"])
    assert sums.ordnance.iloc[0] == "AP_mine, UXO"


ROWS = _rows(pd.DataFrame({"admin1": ["=1+1"], "hazards": [11068], "area_m2": [5.0400001]}))
NOTICE = Notice("Valley", "Team 4")


def test_a_table_that_is_written_holds_no_formula(tmp_path):
    write_table(ROWS, tmp_path / "areas.csv", NOTICE)
    write_table(ROWS, tmp_path / "areas.xlsx", NOTICE)
    with open(tmp_path / "areas.csv", encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["admin1", "hazards", "area_m2"], ["'=1+1", "11068", "5.0"]]
    cells = [cell.value for row in load_workbook(tmp_path / "areas.xlsx")["areas"] for cell in row]
    assert cells == ["admin1", "hazards", "area_m2", "'=1+1", 11068, 5]


@pytest.mark.parametrize("fictitious", [False, True])
def test_a_table_carries_the_warning_where_a_person_sees_it(tmp_path, fictitious):
    for in_line in (True, False):
        notice = Notice("Valley", "Team 4", fictitious, in_line)
        csv_file, *beside = write_table(ROWS, tmp_path / f"{in_line}.csv", notice)
        seen = (beside[0] if beside else csv_file).read_text(encoding="utf-8-sig")
        assert notice.text in seen and bool(beside) != in_line
        assert len(read_table(csv_file).frame) == 1
        assert csv_file.read_text(encoding="utf-8-sig").count("FICTITIOUS") == fictitious * (1 + in_line)
    write_table(ROWS, tmp_path / "areas.xlsx", Notice("Valley", "Team 4", fictitious))
    first = load_workbook(tmp_path / "areas.xlsx").worksheets[0]
    assert SAFETY in [row[0].value for row in first] and len(read_table(tmp_path / "areas.xlsx").frame) == 1


BOW_TIE = shapely.Polygon([(46.93, 40.39), (46.94, 40.40), (46.94, 40.39), (46.93, 40.40)])


def test_why_a_hazard_has_no_area_is_told_apart():
    sums = table(hazards(None, shapely.Polygon(), shapely.Point(46.9, 40), BOW_TIE, BOX)).iloc[0]
    assert [sums[name] for name in COUNTS] == [5, 2, 1, 1]


def test_land_that_lies_in_several_hazards_is_told_and_stays_in_the_sum():
    sums = table(hazards(BOX, WEST, WEST, EAST.buffer(0.1).difference(EAST.buffer(0.09)))).iloc[0]
    assert sums.counted_twice_m2 == pytest.approx(2 * area_m2([WEST])[0], rel=1e-9)
    assert sums.area_m2 > sums.counted_twice_m2


@given(st.lists(CORNERS, min_size=1, max_size=7))
@settings(max_examples=examples(60))
def test_the_sum_less_what_is_counted_twice_is_the_land(drawn):
    shapes = np.array([shapely.box(x, y, x + w, y + h) for x, y, w, h in drawn], dtype=object)
    land = float(area_m2([shapely.union_all(shapes)])[0])
    assert float(area_m2(shapes).sum()) - counted_twice_m2(shapes) == pytest.approx(land, rel=1e-4, abs=15)


def test_what_was_released_is_unknown_where_no_release_names_a_hazard():
    frames = hazards(BOX, EAST), releases(WEST, shapely.box(46.8, 40.39, 46.81, 40.40), hazard=None)
    sums = table(*frames).iloc[0]
    assert sums.area_m2 > 0 and sums[list(MEASURES[1:])].isna().all()
    apart = unassigned(*frames)
    assert (apart.releases, round(apart.inside_m2)) == (2, round(area_m2([WEST])[0]))
    assert table(hazards(BOX, EAST), releases(WEST)).iloc[0].released_m2 > 0


def test_distances_find_what_is_near_and_say_in_which_direction():
    lon, lat = destination(46.94, 40.395, 90.0, np.array([400.0, 1200.0]))
    schools = GeoDataFrame(geometry=shapely.points(lon, lat), index=["near", "far"], crs="EPSG:4326")
    found = distances(hazards(BOX), schools)
    assert found.feature.tolist() == ["near"]
    assert found.distance_m.iloc[0] == pytest.approx(400, abs=0.01)
    assert found.bearing_deg.iloc[0] == pytest.approx(90, abs=0.01)


def test_distances_reach_across_the_antimeridian():
    hazard = hazards(shapely.box(179.99, 0, 179.9999, 0.01))
    school = GeoDataFrame(geometry=[shapely.Point(-179.9999, 0.005)], index=["S"], crs="EPSG:4326")
    assert distances(hazard, school).distance_m.iloc[0] == pytest.approx(22.3, abs=0.1)


@pytest.mark.parametrize("lon, lat", [(46.9, 40.4), (179.99, 10.0), (-20.0, 84.99), (10.0, 86.0)])
def test_distances_of_many_are_those_of_each_pair(lon, lat):
    random = np.random.default_rng(5)
    places = np.column_stack([random.normal(lon, 0.005, 40), random.normal(lat, 0.005, 40)])
    places[:, 0] = (places[:, 0] + 180) % 360 - 180
    shapes = shapely.buffer(shapely.points(places[:20]), random.uniform(0, 0.003, 20))
    lines = [shapely.LineString([place, place + [0.004, 0.002]]) for place in places[20:]]
    found = distances(hazards(*shapes), GeoDataFrame(geometry=lines, crs="EPSG:4326"), within_m=1500)
    alone = [nearest(shapes[int(pair.hazard[1:]) - 1], lines[pair.feature])[:2] for pair in found.itertuples()]
    assert len(found) > 50
    assert np.abs(found.distance_m - [apart for apart, _ in alone]).max() < 0.02
    assert found.distance_m.is_monotonic_increasing


def test_distances_leave_out_what_has_no_position_and_take_an_empty_frame():
    school = GeoDataFrame(geometry=[shapely.Point(46.945, 40.395), None, shapely.Point()], crs="EPSG:4326")
    assert len(distances(hazards(BOX, None, shapely.Polygon()), school)) == 1
    assert len(distances(hazards(BOX), school.iloc[:0])) == 0
    assert list(distances(hazards(BOX).iloc[:0], school)) == ["hazard", "feature", "distance_m", "bearing_deg"]


def test_distances_of_a_place_within_a_hazard_are_nought_and_have_no_bearing():
    inside = GeoDataFrame(geometry=[shapely.Point(46.933, 40.397)], index=["S"], crs="EPSG:4326")
    found = distances(hazards(BOX), inside)
    assert found.distance_m.tolist() == [0.0] and np.isnan(found.bearing_deg.iloc[0])


@pytest.fixture(scope="module")
def training():
    layers = {layer.kind: layer.frame for layer in Project.open(TRAINING).layers()}
    return layers["hazards"], layers["releases"]


def test_remaining_areas_add_up_for_every_hazard_of_the_training_project(training):
    left = remaining(*training)
    known = left.dropna(subset="area_m2")
    assert len(known) > 50
    off = (known.remaining_m2 + known.released_m2 - known.area_m2).abs() / known.area_m2
    assert off.max() < 1e-6 and (known.remaining_m2 >= 0).all()


def test_a_hazard_of_the_training_project_without_an_area_is_counted(training):
    sums = table(*training)
    assert sums.hazards.iloc[0] == len(training[0])
    without = sums[["without_position", "without_outline", "broken_outline"]].iloc[0].sum()
    assert without == len(training[0]) - len(remaining(*training).dropna(subset="area_m2"))


def test_the_command_prints_the_table_of_a_project_and_writes_it(tmp_path, capsys):
    out = tmp_path / "areas.csv"
    assert main(["areas", str(TRAINING), "--by", "area_type", "--to", str(out)]) == 0
    said = capsys.readouterr().out
    assert "remaining_m2" in said and "does not mean that the place is safe" in said
    assert out.read_text(encoding="utf-8-sig").startswith("area_type,hazards,without_position,without_outline,")
    assert f"{out} is written." in said and SAFETY in (tmp_path / "areas.read-first.txt").read_text(encoding="utf-8")


def test_the_command_refuses_a_field_that_no_hazard_has(capsys):
    assert main(["areas", str(TRAINING), "--by", "colour"]) == 2
    assert "colour" in capsys.readouterr().err


LARGE = shapely.box(46, 40, 46.1, 40.1)


def test_a_strip_left_of_a_large_hazard_is_named_though_it_is_less_than_a_thousandth():
    frames = hazards(LARGE, status="closed"), releases(shapely.box(46, 40, 46.09991, 40.1))
    left, problems = remaining(*frames), conflicts(*frames)
    assert left.remaining_m2.iloc[0] < 0.001 * left.area_m2.iloc[0]
    assert codes(problems) == ["closed_with_land_left"] and "85,274" in problems[0].what


def test_a_block_at_a_long_sliver_is_land():
    thread = shapely.box(46, 40, 46.1, 40.000002)
    assert only_slivers(thread) and not only_slivers(thread.union(shapely.box(46.05, 40, 46.05004, 40.00004)))


def test_an_overlap_of_releases_is_named_though_it_is_less_than_a_thousandth_of_the_hazard():
    halves = releases(shapely.box(46, 40, 46.05, 40.1), shapely.box(46.04995, 40, 46.1, 40.1))
    assert codes(conflicts(hazards(LARGE), halves)) == ["release_overlap"]


def test_a_small_hazard_reported_inside_land_cleared_earlier_is_named():
    small = shapely.box(46.9350, 40.3950, 46.935295, 40.395225)
    known = hazards(BOX, small, status=["closed", "open"], reported_on=[None, "2024-01-01"])
    problems = conflicts(known, releases(BOX, completed_on="2023-01-01"))
    assert [(problem.code, problem.severity) for problem in problems] == [("hazard_after_release", "warning")]
    assert "Hazard H2" in problems[0].what


@pytest.mark.parametrize(("known_of", "is_named"), [("2023-06-01", True), ("2022-12-31", False), (None, False)])
def test_a_hazard_surveyed_again_after_its_clearance_is_named(known_of, is_named):
    surveyed = hazards(BOX, status="open", information_on=known_of, reported_on="2024")
    layers = [Layer("h", "hazards", surveyed), Layer("r", "releases", releases(WEST, completed_on="2023-01-01"))]
    assert ("hazard_after_release" in codes(check(layers))) == is_named
    assert codes(conflicts_of_land(layers)) == []


def test_a_report_later_than_the_clearance_is_named_though_what_it_knows_is_older():
    known = hazards(BOX, EAST, status="open", information_on=[None, "2020"], reported_on=[None, "2024"])
    _, problem = conflicts(known, releases(BOX, completed_on="2023"))
    assert "reported on 2024 (what is known is of 2020), after the release of 2023" in problem.what


def test_a_release_takes_nothing_off_two_hazards_of_one_number():
    same = hazards(BOX, WEST).assign(id="H1")
    frames = same, releases(BOX)
    left, problems = remaining(*frames), conflicts(*frames)
    assert (left.remaining_m2 == left.area_m2).all()
    assert codes(problems) == ["duplicate_id", "ambiguous_hazard"]


def test_hazards_without_a_number_do_not_share_one():
    named = codes(conflicts(hazards(BOX, EAST).assign(id=None), releases(WEST, hazard=None)))
    assert not {"duplicate_id", "ambiguous_hazard"} & set(named)


def test_the_command_says_what_is_counted_twice_and_what_names_no_hazard(tmp_path, capsys):
    project = Project.create(tmp_path / "p")
    for name, kind, frame in (("h", "hazards", hazards(BOX, WEST)), ("r", "releases", releases(WEST, hazard=None))):
        path = tmp_path / f"{name}.geojson"
        path.write_text(frame.to_json(), encoding="utf-8")
        project.add(read(path, kind=kind), layer=name)
    assert main(["areas", str(tmp_path / "p")]) == 0
    said = capsys.readouterr().out
    assert "471,373 m² of area_m2 are counted again, 942,746 m² of land" in said
    assert "471,373 m² were released by 1 release that names no hazard here" in said and "unknown" in said


def test_sums_are_the_same_to_the_last_bit_in_any_order_of_the_records():
    sides = np.random.default_rng(3).uniform(1e-4, 0.4, 60)
    shapes = [shapely.box(n, 40, n + side, 40 + side) for n, side in enumerate(sides)]
    hazards = GeoDataFrame(
        {"id": [f"H{n}" for n in range(60)], "area_type": ["SHA", "CHA"] * 30}, geometry=shapes, crs=4326
    )
    mixed = hazards.sample(frac=1, random_state=1)
    assert sum(area_m2(mixed.geometry.to_numpy()).tolist()) != sum(area_m2(hazards.geometry.to_numpy()).tolist())
    pd.testing.assert_frame_equal(table(mixed, by=["area_type"]), table(hazards, by=["area_type"]), check_exact=True)
