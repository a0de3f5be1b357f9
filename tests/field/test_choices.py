"""Choices of a question that takes several, in one cell or in a column each, and corners in columns of their own."""

import pyproj
import pytest
import shapely
from told import codes, column, drawn, told

POSITIONS = "lat,lon,_uuid\n"


def test_choices_with_spaces_between_are_several(read):
    reading = read("seen,lat,lon\nmine uxo,39.5,46.9\nuxo cluster_munition,39.6,46.9\n", fields={"seen": "ordnance"})
    assert column(reading, "ordnance") == [("UXO", "unknown"), ("UXO", "cluster_munition_remnant")]
    assert "which kind of mine" in told(reading, "value_outside_list")


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("TRUE", "FALSE"), ("yes", ""), ("x", "")])
def test_a_column_for_each_choice_is_one_field(read, yes, no):
    rows = f"{yes},{no},{yes},39.5,46.9\n{no},{yes},{no},39.6,46.9\n{no},{no},{no},39.7,46.9\n"
    reading = read(f"type/AP_mine,type/uxo,type/other,lat,lon\n{rows}")
    assert column(reading, "ordnance") == [("AP_mine", "other"), ("UXO",), None]
    assert reading.fields["type/uxo"] == "ordnance"


def test_where_the_answers_also_stand_in_one_column_it_is_the_field(read):
    reading = read("type,type/mine,type/uxo,lat,lon\nmine uxo,1,1,39.5,46.9\nuxo,0,1,39.6,46.9\n")
    assert column(reading, "ordnance") == [("UXO", "unknown"), ("UXO",)]


def test_a_sentence_is_no_list_of_choices(read):
    reading = read("ordnance,lat,lon\nno uxo was seen,39.5,46.9\nUXO,39.5,46.9\n", kind="hazards")
    assert column(reading, "ordnance")[0] == ("unknown",)


def test_columns_of_other_questions_stay(read):
    reading = read("road/tarred,road/open,lat,lon\n1,0,39.5,46.9\n")
    assert column(reading, "road/tarred") == ["1"]


CORNERS = {
    "short names": "id,Lat1,Lon1,Lat2,Lon2,Lat3,Lon3\nA,39.5,46.9,39.5,46.901,39.501,46.901\n",
    "numbers in front": "id;1. Latitude;1. Longitude;2. Latitude;2. Longitude;3. Latitude;3. Longitude\n"
    "A;39,5;46,9;39,5;46,901;39,501;46,901\n",
    "in Russian": "№,Точка 1 широта,Точка 1 долгота,Точка 2 широта,Точка 2 долгота,Точка 3 широта,Точка 3 долгота\n"
    "A,39.5,46.9,39.5,46.901,39.501,46.901\n",
}


@pytest.mark.parametrize("text", CORNERS.values(), ids=CORNERS)
def test_corners_side_by_side_are_an_outline(read, text):
    reading = read(text)
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.901 39.5, 46.901 39.501, 46.9 39.5))"]
    assert "corners of an outline" in told(reading, "read_together")


def test_corners_in_the_south_and_west_stay_there(read):
    reading = read("id,Lat1,Lon1,Lat2,Lon2,Lat3,Lon3\nA,-4.5,-74.1,-4.5,-74.101,-4.501,-74.101\n")
    assert drawn(reading)[0].startswith("POLYGON ((-74.1 -4.5, ")


METRES = {
    "a system in each row": ("CRS", "EPSG:32638", "Easting 1;Northing 1;Easting 2;Northing 2;Easting 3;Northing 3"),
    "a zone in each row": ("UTM zone", "38N", "X1;Y1;X2;Y2;X3;Y3"),
    "letters alone": ("CRS", "EPSG:32638", "E1;N1;E2;N2;E3;N3"),
}


@pytest.mark.parametrize(("heading", "system", "names"), METRES.values(), ids=METRES)
def test_corners_in_metres_are_an_outline_too(read, heading, system, names):
    reading = read(f"id;{heading};{names}\nA;{system};600000;4400000;600 100,0;4400000;600100;4400100\n")
    to_lonlat = pyproj.Transformer.from_crs(32638, 4326, always_xy=True)
    corners = zip(*to_lonlat.transform([600000, 600100, 600100], [4400000, 4400000, 4400100]), strict=True)
    assert shapely.from_wkt(drawn(reading)[0]).equals_exact(shapely.Polygon(corners), 1e-9)


def test_corners_in_metres_without_a_system_are_asked_for_one_and_not_drawn_as_one_corner(read):
    reading = read(
        "id,Easting1,Northing1,Easting2,Northing2,Easting3,Northing3\nA,600000,4400000,600100,4400000,600100,4400100\n"
    )
    assert drawn(reading) == [None] and "position_not_understood" in codes(reading)


def test_columns_of_x_and_y_in_degrees_are_no_metres(read):
    reading = read("id,X1,Y1,X2,Y2,X3,Y3\nA,46.9,39.5,46.901,39.5,46.901,39.501\n")
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.901 39.5, 46.901 39.501, 46.9 39.5))"]


def test_letters_that_count_something_else_are_no_corners(read):
    reading = read("id,lat,lon,N1,E1,N2,E2,N3,E3\nA,39.5,46.9,1,2,3,4,5,6\n")
    assert drawn(reading) == ["POINT (46.9 39.5)"]


def test_fewer_than_three_pairs_are_no_outline(read):
    assert "read_together" not in codes(read("id,Start Latitude,Start Longitude,lat,lon\nA,39.5,46.9,39.51,46.91\n"))
