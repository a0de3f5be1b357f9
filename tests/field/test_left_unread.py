"""Columns that no heading explains are looked at again by their values, and what was taken so is said."""

import pytest
from told import codes, column, drawn, told

RING = "39.5 46.9 0 0;39.5 46.91 0 0;39.51 46.91 0 0;39.5 46.9 0 0".replace("39.5 ", "39.50 ").replace(
    "46.9 ", "46.90 "
)
SHAPES = {
    "an outline of a form beside n/a": (RING, "n/a"),
    "a WKT beside nothing": ('"POLYGON ((46.9 39.5, 46.91 39.5, 46.91 39.51, 46.9 39.5))"', "-"),
    "a GeoJSON geometry": (
        '"{""type"":""Polygon"",""coordinates"":[[[46.9,39.5],[46.91,39.5],[46.91,39.51],[46.9,39.5]]]}"', "",
    ),
    "a GeoJSON feature": (
        '"{""type"":""Feature"",""properties"":{},""geometry"":{""type"":""Polygon"",""coordinates"":'
        '[[[46.9,39.5],[46.91,39.5],[46.91,39.51],[46.9,39.5]]]}}"', "n/a",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "nothing"), SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("heading", ["danger_zone", "Sahənin sərhədi", "q7"])
def test_outlines_are_read_whatever_their_heading(read, shape, nothing, heading):
    reading = read(f"key,{heading}\nk1,{shape}\nk2,{nothing}\n")
    assert [text and text[:7] for text in drawn(reading)] == ["POLYGON", None]
    assert heading in told(reading, "read_by_values")


@pytest.mark.parametrize(
    "written", ["39.5000, 46.9000", "39.5000 46.9000", "39°30'00\"N 46°54'00\"E", "[39.5000, 46.9000]"]
)
def test_positions_are_read_whatever_their_heading(read, written):
    reading = read('q1;q2\nNorth;"' + written.replace('"', '""') + '"\n')
    assert drawn(reading) == ["POINT (46.9 39.5)"]


def test_one_broken_outline_does_not_hide_the_others(read):
    reading = read(f"key,zone\nk1,{RING}\nk2,see the sketch\nk3,{RING}\n")
    assert [bool(text) for text in drawn(reading)] == [True, False, True]
    assert column(reading, "position_entered")[1] == "see the sketch"
    assert "row 3" in "".join(map(str, reading.problems))


def test_places_and_numbers_are_no_positions(read):
    reading = read('key,q1,q2,q3\nk1,Agdam,12.5,"3, 4"\nk2,Fizuli,13.5,"7, 9"\n')
    assert drawn(reading) == [None, None] and "read_by_values" not in codes(reading)


def test_columns_that_could_be_latitude_and_longitude_are_named_and_not_guessed(read):
    reading = read("key,Breddgrad,Längdgrad grader\nk1,39.51234,46.91234\nk2,39.61234,46.81234\n")
    assert drawn(reading) == [None, None]
    assert "Längdgrad grader" in told(reading, "column_not_understood")


@pytest.mark.parametrize(
    "heading",
    [
        "Coordinates (Lat/Long)",
        "Coordinates (lat, lon)",
        "Position [lat,lon]",
        "GPS (WGS84)",
        "Koordinatlar (lat, lon)",
    ],
)
def test_what_stands_in_brackets_behind_a_heading_does_not_hide_it(read, heading):
    assert drawn(read(f'id,"{heading}"\n1,"39.5000, 46.9000"\n')) == ["POINT (46.9 39.5)"]


@pytest.mark.parametrize("heading", ["Coordinates (long, lat)", "Position (Longitude/Latitude)", "lon, lat"])
def test_a_heading_that_names_the_longitude_first_is_believed(read, heading):
    reading = read(f'id,"{heading}"\n1,"46.9000, 39.5000"\n')
    assert drawn(reading) == ["POINT (46.9 39.5)"]
    assert column(reading, "position_entered") == ["46.9000, 39.5000"]


def test_a_column_of_dates_is_the_date_whatever_its_heading(read):
    reading = read("id,lat,lon,q9\n1,39.5,46.9,2024-05-01\n2,39.6,46.8,17.05.2024\n")
    assert column(reading, "reported_on") == ["2024-05-01", "2024-05-17"]
    assert "q9" in told(reading, "read_by_values")


def test_of_two_columns_of_dates_none_is_guessed(read):
    reading = read("id,lat,lon,q8,q9\n1,39.5,46.9,2024-05-01,2024-05-02\n")
    assert column(reading, "reported_on") == [None]
    assert "q8, q9" in told(reading, "column_not_understood")


@pytest.mark.parametrize("made", [lambda n: f"HZ-{n:03}", lambda n: f"uuid:0000000{n}-0000-4000-8000-000000000000"])
def test_a_column_of_ids_is_the_id_whatever_its_heading(read, made):
    rows = "".join(f"{made(number)},39.5,46.{number}\n" for number in (1, 2, 3))
    assert column(read("Kod A,lat,lon\n" + rows), "id") == [made(1), made(2), made(3)]


def test_codes_that_come_again_are_no_ids(read):
    assert column(read("Kod A,lat,lon\nHZ-1,39.5,46.1\nHZ-1,39.5,46.2\nHZ-2,39.5,46.3\n"), "id")[0] != "HZ-1"


def test_a_column_of_choices_is_the_field_whose_words_they_are(read):
    reading = read("id,lat,lon,type\n1,39.5,46.9,bridge\n2,39.6,46.8,cemetery\n")
    assert column(reading, "setting") == ["bridge", "cemetery"]


@pytest.mark.parametrize("start", ["01", "17", "25"])
def test_no_outline_or_position_from_the_field_stays_unread(case, start):
    reading = case(start)
    placed = [bool(text) for text in drawn(reading)]
    assert placed == [True, True, True, True, False] if start == "01" else all(placed)


def test_a_text_that_says_nothing_is_nothing_and_namibia_is_a_name(read):
    reading = read("id,lat,lon,name,place\n1,39.5,46.9,n/a,NA\n2,39.6,46.8,-,Nan\n")
    assert (column(reading, "name"), column(reading, "place")) == ([None, None], ["NA", "Nan"])
