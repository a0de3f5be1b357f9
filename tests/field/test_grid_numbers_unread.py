"""Eastings and northings under headings that nobody knows are not read, and never passed over in silence."""

import pytest
from told import codes, told

HEADINGS = ["col a;col b", "UTM zone 38 East;UTM zone 38 North", "Punkt 1;Punkt 2"]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("row", ["663400;4373815", "4373815,5;8663400,1", "663400.25;4373815.75"])
def test_two_columns_of_grid_numbers_are_named_where_nothing_is_placed(read, heading, row):
    reading = read(f"ID;{heading};Status\nA1;{row};open\nA2;{row};open\n")
    assert "eastings and northings" in told(reading, "column_not_understood")


@pytest.mark.parametrize(
    "heading", ["Координата Х;Координата У", "Координаты X;Координаты Y", "Coord E;Coord N", "Grid East;Grid North"]
)
def test_headings_of_grids_are_known_and_their_system_asked_for(read, heading):
    assert {"crs_missing", "crs_conflict"} & {*codes(read(f"ID;{heading};Status\nA1;4373815;8663400;open\n"))}


@pytest.mark.parametrize("row", ["663400;12", "663400;663400", "12;4373815", "AB663400;4373815", "663400;"])
def test_other_numbers_are_not(read, row):
    assert "column_not_understood" not in codes(read(f"ID;code;price;Status\nA1;{row};open\n"))


def test_where_something_is_placed_they_are_not_named(read):
    text = "ID;lat;lon;code;price\nA1;39,5;46,9;663400;4373815\n"
    assert "column_not_understood" not in codes(read(text))


def test_a_list_or_an_object_in_an_attribute_is_no_number(read):
    place = '{"type": "Feature", "properties": {"a": [1, 2], "b": {"c": 1}}, "geometry": null}'
    assert len(read(f'{{"type": "FeatureCollection", "features": [{place}]}}', "a.geojson").frame) == 1
