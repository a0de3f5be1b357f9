"""`geo.read`: a file of any kind becomes records, every one of them counted."""

import json

import pytest
import test_sources_geojson as sample

import geo
from geo.errors import UsageError
from geo.sources import READERS
from geo.sources.inside import kind_of_file


@pytest.fixture
def zones(tmp_path):
    path = tmp_path / "zones.geojson"
    features = [sample.feature(sample.polygon(), Name=f"Zone {n}", area_type="SHA") for n in range(3)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_every_record_of_colombia_is_read(shared_data):
    readings = [geo.read(file, kind="accidents") for file in sorted((shared_data / "colombia_mines").glob("*.json"))]
    assert sum(reading.rows for reading in readings) == 36_527


def test_84_611_strikes_without_headings_are_read(shared_data):
    reading = geo.read(
        shared_data / "thor_seasia" / "1973.csv", kind="places", headings=["date", "latitude", "longitude"]
    )
    assert reading.rows == 84_611


def test_settlements_keep_their_names_in_four_scripts(shared_data):
    path = shared_data / "wof_az" / "wof_az_locality.geojson"
    features = json.loads(path.read_bytes())["features"]
    frame = geo.read(path, kind="places", keep_personal=True).frame
    assert len(frame) == len(features) == 5_031
    for field in ("name_rus", "name_hye", "name_aze", "name_eng"):
        column = next(name for name in frame.columns if name.startswith(field[:7]) or name == field)
        written = [item["properties"][field] for item in features]
        assert [None if value != value else value for value in frame[column]] == written


def test_a_broken_feature_is_one_problem_after_the_columns_are_read_too(zones):
    text = zones.read_text().replace("46.0", '"46.0"', 1)
    zones.write_text(text)
    reading = geo.read(zones, kind="hazards")
    assert [(problem.code, problem.row) for problem in reading.problems] == [("position", 1)]
    assert reading.frame["position_entered"].notna().tolist() == [True, False, False]


def test_problems_of_the_file_come_first_and_then_by_row(zones):
    text = zones.read_text().replace("FeatureCollection", "featurecollection")
    zones.write_text(text.replace("40.1", '"40.1"'))
    rows = [problem.row for problem in geo.read(zones, kind="hazards").problems]
    assert rows == [None, 1, 2, 3]


def test_the_kind_is_told_by_the_columns(zones):
    assert geo.read(zones).kind == "hazards"


def test_an_unknown_kind_is_refused_with_the_known_ones(zones):
    with pytest.raises(UsageError, match="hazards, releases, accidents, places, facts"):
        geo.read(zones, kind="hazard")


def test_a_column_goes_to_the_field_it_is_given(zones):
    reading = geo.read(zones, kind="hazards", fields={"Name": "place"})
    assert reading.fields["Name"] == "place"
    assert reading.frame["place"].tolist() == ["Zone 0", "Zone 1", "Zone 2"]


def test_rows_are_counted_from_one_and_the_source_is_the_file_s_name(zones):
    reading = geo.read(zones)
    assert (reading.frame.index.name, reading.frame.index.tolist()) == ("row", [1, 2, 3])
    assert reading.source == "zones.geojson"
    assert len(reading) == reading.rows == 3


def test_what_a_file_is_its_contents_say_and_not_its_name(zones):
    renamed = zones.rename(zones.with_suffix(".kml"))
    with pytest.raises(geo.ZonemarkError):
        kind_of_file(zones.parent / "missing.kml")
    assert kind_of_file(renamed) == ".geojson"
    assert geo.read(renamed, kind="hazards").rows == 3


def test_every_kind_of_file_has_its_reader():
    assert {".csv", ".xlsx", ".geojson", ".kml", ".gpx", ".shp", ".gpkg", ".fgb", ".tab", ".mif", ".zip"} <= set(
        READERS
    )


def test_a_position_whose_marks_are_in_another_order_is_a_problem_and_no_failure(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id,position\nA,\"39'45°N, 46'45°E\"\n", encoding="utf-8")
    assert [problem.code for problem in geo.read(path).problems] == ["position_not_understood"]
