"""JSON in the cell of a table: geometries, arrays of coordinates and objects that name them, each in its own order."""

import pytest
from told import codes, column, drawn, told

POINTS = {
    "a geometry": '{""type"":""Point"",""coordinates"":[46.9,39.5]}',
    "an object with names": '{""latitude"": 39.5, ""longitude"": 46.9}',
    "an object of a portal": "{'latitude': '39.5', 'longitude': '46.9', 'human_address': '{}'}",
    "short names": '{""lat"":39.5,""lng"":46.9}',
    "a geometry of Esri": '{""x"":46.9,""y"":39.5,""spatialReference"":{""wkid"":4326}}',
    "names in another order": '{""lng"": 46.9, ""accuracy"": 4, ""lat"": 39.5}',
}


@pytest.mark.parametrize("heading", ["location", "geom", "position", "q7"])
@pytest.mark.parametrize("cell", POINTS.values(), ids=POINTS)
def test_a_place_written_as_an_object_is_read(read, cell, heading):
    assert drawn(read(f'id,status,{heading}\nA,open,"{cell}"\n')) == ["POINT (46.9 39.5)"]


def test_the_system_of_an_object_is_heeded(read):
    cell = '{""x"":5220884.1,""y"":4792968.7,""spatialReference"":{""wkid"":102100,""latestWkid"":3857}}'
    reading = read(f'id,geom\nA,"{cell}"\n')
    assert (round(reading.frame.geometry[2].x, 1), round(reading.frame.geometry[2].y, 1)) == (46.9, 39.5)


@pytest.mark.parametrize("heading", ["geom", "the_geom", "shape"])
def test_an_array_in_a_column_of_geometries_has_the_longitude_first_and_it_is_said(read, heading):
    reading = read(f'id,{heading}\nA,"[46.9,39.5]"\nB,"[46.8, 39.6]"\n')
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"]
    assert "as in GeoJSON" in told(reading, "latitude_assumed")
    assert column(reading, "position_entered") == ["[46.9,39.5]", "[46.8, 39.6]"]


def test_an_array_in_any_other_column_has_the_latitude_first_as_kobo_writes_it_and_it_is_said(read):
    reading = read('id,_geolocation\nA,"[39.5, 46.9]"\n')
    assert drawn(reading) == ["POINT (46.9 39.5)"] and "the first was taken" in told(reading, "latitude_assumed")


def test_an_array_of_corners_has_so_too(read):
    reading = read('id,geom\nA,"[[46.9,39.5],[46.901,39.5],[46.901,39.501],[46.9,39.5]]"\n')
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.901 39.5, 46.901 39.501, 46.9 39.5))"]
    assert "as in GeoJSON" in told(reading, "latitude_assumed")


@pytest.mark.parametrize("cell", ["39.5, 46.9; 39.6, 46.9; 39.6, 46.8", "(39.5, 46.9), (39.6, 46.9), (39.6, 46.8)"])
def test_corners_that_people_type_have_the_latitude_first_and_it_is_said(read, cell):
    reading = read(f'id,outline\nA,"{cell}"\n')
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.9 39.6, 46.8 39.6, 46.9 39.5))"]
    assert "the first was taken" in told(reading, "latitude_assumed")


def test_corners_have_the_order_that_their_numbers_show(read):
    reading = read('id,outline\nA,"146.9 39.5; 146.9 39.6; 146.8 39.6"\n')
    assert drawn(reading) == ["POLYGON ((146.9 39.5, 146.9 39.6, 146.8 39.6, 146.9 39.5))"]
    assert "latitude_assumed" not in codes(reading)


def test_corners_have_the_order_that_the_heading_says(read):
    reading = read('id,"Coordinates (lon, lat)"\nA,"46.9 39.5; 46.9 39.6; 46.8 39.6"\n')
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.9 39.6, 46.8 39.6, 46.9 39.5))"]


def test_the_positions_of_forms_and_of_kml_have_an_order_of_their_own(read):
    assert "latitude_assumed" not in codes(read('id,q\nA,"39.5 46.9 0 4;39.6 46.9 0 4;39.6 46.8 0 4"\n'))
    kml = read('id,coordinates\nA,"46.9,39.5,0 46.9,39.6,0 46.8,39.6,0"\n')
    assert drawn(kml) == ["POLYGON ((46.9 39.5, 46.9 39.6, 46.8 39.6, 46.9 39.5))"] and codes(kml) == []


@pytest.mark.parametrize("cell", ['{""status"": ""open"", ""lat"": 3}', '{""x"": 4}', "{46.9, 39.5}"])
def test_an_object_without_a_place_is_no_position(read, cell):
    assert drawn(read(f'id,status,q7\nA,open,"{cell}"\n')) == [None]


def test_the_accuracy_of_a_place_of_odk_central_is_that_of_the_record(read):
    place = '{"type": "Point", "coordinates": [46.9, 39.5, 500], "properties": {"accuracy": 4.5}}'
    reading = read(f'{{"value": [{{"__id": "uuid:1", "village": "A", "place_of": {place}}}]}}', "form.json")
    assert (drawn(reading), column(reading, "position_accuracy_m")) == (["POINT Z (46.9 39.5 500)"], [4.5])


def test_a_space_behind_a_decimal_comma_makes_no_minutes(read):
    assert drawn(read("id;lat;lon\n1;39, 5;46, 9\n2;39,6;46,8\n")) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"]
