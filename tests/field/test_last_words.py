"""The last word of a heading never decides alone what a column is."""

import pytest
from told import column, drawn

CODES = ["geo_precision", "time_precision", "where.precision", "Precision", "event/precision", "location precision"]


@pytest.mark.parametrize("heading", CODES)
def test_a_code_of_how_exact_a_position_is_is_no_metre(read, heading):
    reading = read(f"id,latitude,longitude,{heading}\n1,39.5,46.9,1\n2,39.6,46.8,3\n")
    assert column(reading, "position_accuracy_m") == [None, None]
    assert column(reading, heading) == ["1", "3"]


METRES = {
    "of the form's position": ("site-gps-Latitude,site-gps-Longitude,site-gps-Accuracy", "5"),
    "of a group": ("data/pos/latitude,data/pos/longitude,data/pos/precision", "4"),
    "of a position with underscores": ("_where_latitude,_where_longitude,_where_precision", "3"),
    "with its unit": ("lat,lon,precision (m)", "5"),
    "of a receiver": ("lat,lon,GPS precision", "5"),
    "with decimals": ("lat,lon,precision", "4.8"),
}


@pytest.mark.parametrize(("headings", "metres"), METRES.values(), ids=METRES)
def test_an_accuracy_that_is_one_is_taken(read, headings, metres):
    assert column(read(f"id,{headings}\n1,39.5,46.9,{metres}\n"), "position_accuracy_m") == [float(metres)]


def test_the_number_of_a_repeated_question_is_no_id(read):
    reading = read("zone[1]/no,zone[2]/no,zone[1]/name,lat,lon\n1,2,A,39.5,46.9\n")
    assert column(reading, "id") == ["survey-2"] and column(reading, "name") == [None]


def test_the_codes_of_conflict_data_are_no_metres(case):
    reading = case("03")
    assert (column(reading, "position_accuracy_m"), column(reading, "killed")) == ([None], [2])


def test_the_accuracy_of_a_form_is_taken(case):
    reading = case("06")
    assert column(reading, "position_accuracy_m") == [12.5] and drawn(reading) == ["POINT (46.9 39.5)"]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Koordinaten (UTM 38N)", "663366 4373988"),
        ("Easting UTM 38N|Northing UTM 38N", "663366|4373988"),
        ("X (EPSG:32638)|Y (EPSG:32638)", "663366|4373988"),
        ("X|Y|СК-42", "4374000|8663400|"),
        ("X (СК-42)|Y (СК-42)", "4374000|8663400"),
        ("Х, м (СК-42)|У, м (СК-42)", "4374000|8663400"),
        ("UTM 38N E|UTM 38N N", "663366|4373988"),
        ("X_32638|Y_32638", "663366|4373988"),
        ("Координаты СК-42", "N39 30 00 E46 54 00"),
        ("Северная широта|Восточная долгота", "39,5|46,9"),
    ],
)
def test_a_heading_that_names_the_system_or_the_side_is_believed(read, headings, cells):
    reading = read(f"id|status|{headings}\n1|open|{cells}\n")
    (shape,) = reading.frame.geometry
    assert abs(shape.x - 46.9) < 0.003 and abs(shape.y - 39.5) < 0.02


def test_degrees_on_the_datum_of_soviet_maps_are_brought_from_there(read):
    reading = read("id|Lat (Pulkovo 1942)|Lon (Pulkovo 1942)\n1|39.5|46.9\n")
    assert 0.0005 < abs(reading.frame.geometry[2].x - 46.9) < 0.003


def test_a_system_beside_two_ways_of_writing_a_position_is_that_of_none(read):
    reading = read("id|lat|lon|X (СК-42)|Y (СК-42)\n1|39.5|46.9|4374000|8663400\n")
    assert reading.frame.geometry[2].wkt == "POINT (46.9 39.5)"
