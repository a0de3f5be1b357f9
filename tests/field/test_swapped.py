"""A source that writes longitude and latitude in each other's place is read the other way when that is asked for."""

import pytest
from told import drawn

import geo
from geo.cli import main

FILES = {
    "two columns": ("id,lat,lon\n1,46.9,39.5\n", "a.csv"),
    "one column": ('id,position\n1,"46.9000, 39.5000"\n', "a.csv"),
    "an outline in a cell": ('id,wkt\n1,"POINT (39.5 46.9)"\n', "a.csv"),
    "GeoJSON": ('{"type":"Point","coordinates":[39.5,46.9]}', "a.geojson"),
}


@pytest.mark.parametrize(("text", "name"), FILES.values(), ids=FILES)
def test_the_two_are_exchanged_on_request_and_it_is_said(read, text, name):
    assert drawn(read(text, name)) == ["POINT (39.5 46.9)"]
    reading = read(text, name, swap=True)
    assert drawn(reading) == ["POINT (46.9 39.5)"]
    assert any("each other's place" in str(problem) for problem in reading.problems)


def test_a_longitude_beyond_90_in_the_column_of_latitudes_is_read(read):
    assert drawn(read("id,lat,lon\n1,103.5,12.5\n", swap=True)) == ["POINT (103.5 12.5)"]


def test_a_project_remembers_the_habit_of_a_source(tmp_path):
    (tmp_path / "a.csv").write_text(FILES["two columns"][0])
    project = tmp_path / "project"
    assert main(["new", str(project)]) == 0
    assert main(["add", str(project), str(tmp_path / "a.csv"), "--swap"]) == 0
    (tmp_path / "a.csv").write_text(FILES["two columns"][0] + "2,46.8,39.6\n")
    assert main(["add", str(project), str(tmp_path / "a.csv")]) == 0
    frame = geo.Project(project).layers()[0].frame
    assert sorted(shape.wkt for shape in frame.geometry) == ["POINT (46.8 39.6)", "POINT (46.9 39.5)"]
