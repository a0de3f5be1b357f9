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
