"""Corners of an outline in one cell, Plus codes, and two numbers of which nothing says which is the latitude."""

import pytest
from told import codes, column, drawn, told

THREE = "POLYGON ((46.2 39.1, 46.3 39.2, 46.4 39.15, 46.2 39.1))"


@pytest.mark.parametrize("heading", ["corners", "coordinates", "q7"])
@pytest.mark.parametrize(
    "cell",
    [
        "39.1 46.2; 39.2 46.3; 39.15 46.4",
        "39,1 46,2; 39,2 46,3; 39,15 46,4",
        "N39.1 E46.2\nN39.2 E46.3\nN39.15 E46.4",
        "39.1N 46.2E, 39.2N 46.3E, 39.15N 46.4E",
        "(39.1, 46.2), (39.2, 46.3), (39.15, 46.4)",
        "[[39.1, 46.2], [39.2, 46.3], [39.15, 46.4]]",
        "1) 39°06'00\" N 46°12'00\" E\n2) 39°12'00\" N 46°18'00\" E\n3) 39°09'00\" N 46°24'00\" E",
        "TP1: 39.1 46.2\nTP2: 39.2 46.3\nTP3: 39.15 46.4",
        "1. 39.1 46.2 2. 39.2 46.3 3. 39.15 46.4",
        "46.2,39.1,0 46.3,39.2,0 46.4,39.15,0",
    ],
)
def test_corners_in_one_cell_are_an_outline_and_said(read, cell, heading):
    text = cell.replace('"', '""')
    reading = read(f'id,{heading}\n1,"{text}"\n')
    assert drawn(reading) == [THREE] and column(reading, "position_entered") == [cell]
    assert "corners_in_cell" in [problem.code for problem in reading.problems]


@pytest.mark.parametrize("cell", ["39.1; 46.2", "39 06 00; 46 12 00", "39,1, 46,2", "Lat: 39.1\nLon: 46.2"])
def test_one_position_with_such_signs_in_it_is_one(read, cell):
    reading = read(f'id,coordinates\n1,"{cell}"\n')
    assert drawn(reading) == ["POINT (46.2 39.1)"]


def test_a_corner_that_cannot_be_read_makes_points_of_the_others(read):
    reading = read('id,corners\n1,"39.1 46.2; 39.2 46.3; 39.15 46.4; 39.x 46.5"\n')
    assert drawn(reading) == ["MULTIPOINT ((46.2 39.1), (46.3 39.2), (46.4 39.15))"]
    assert "39.x 46.5" in told(reading, "corner_missing")


def test_two_positions_are_the_ends_of_a_line(read):
    assert drawn(read('id,coordinates\n1,"39.1 46.2 - 39.2 46.3"\n')) == ["LINESTRING (46.2 39.1, 46.3 39.2)"]


def test_a_ring_of_wkt_that_does_not_close_is_closed_and_said_as_in_geojson(read):
    reading = read('id,wkt\n1,"POLYGON((46.9 39.5,46.91 39.5,46.91 39.51))"\n2,"POLYGON((46.9 39.5,46.91 39.5"\n')
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.91 39.5, 46.91 39.51, 46.9 39.5))", None]
    assert codes(reading) == ["ring_not_closed", "geometry_unreadable"]


def test_a_ring_that_does_not_close_is_said_beside_others_too(read):
    ring = "POLYGON((46.9 39.5,46.91 39.5,46.91 39.51,46.9 39.5))"
    reading = read(f'id,q1,q2\n1,"{ring}",x\n2,"{ring.removesuffix(",46.9 39.5))")}))",y\n')
    assert all(drawn(reading)) and "ring_not_closed" in codes(reading)


@pytest.mark.parametrize("heading", ["location", "Plus code", "q7"])
def test_a_full_plus_code_is_a_position_and_a_short_one_is_refused(read, heading):
    reading = read(f"id,{heading}\n1,8FVC9G8F+6X\n2,8FVC9G8F+6XQ Zürich\n3,9G8F+6X Zürich\n")
    assert drawn(reading) == ["POINT (8.524937500000002 47.3655625)", "POINT (8.524984375 47.365587500000004)", None]
    assert codes(reading)[-1] == "plus_code_short"
    assert column(reading, "position_written_to_m")[0] == pytest.approx(8.4, abs=0.1)


def test_a_plus_code_with_a_letter_too_few_is_refused(read):
    assert "plus_code_damaged" in codes(read("id,location\n1,8FVC9G8F+6\n2,8FVC9G8F+6X\n"))


def test_where_nothing_says_which_number_is_the_latitude_it_is_said(read):
    reading = read('id,coordinates\n1,"46.9,39.5"\n')
    assert drawn(reading) == ["POINT (39.5 46.9)"] and "swap" in told(reading, "latitude_assumed")
    assert drawn(read('id,coordinates\n1,"46.9,39.5"\n', swap=True)) == ["POINT (46.9 39.5)"]
    assert not read('id,"coordinates (lat, lon)"\n1,"46.9,39.5"\n').problems


def test_numbers_beyond_90_tell_the_order_of_the_whole_column(read):
    reading = read('id,coordinates\n1,"103.86,13.36"\n2,"103.87,13.36"\n3,"85.1,13.3"\n')
    assert drawn(reading) == ["POINT (103.86 13.36)", "POINT (103.87 13.36)", "POINT (85.1 13.3)"]
    assert "whole column" in told(reading, "read_as")


def test_one_number_beyond_90_among_many_is_asked_about(read):
    reading = read('id,coordinates\n1,"39.5,46.9"\n2,"39.6,46.8"\n3,"39.6,46.7"\n4,"139.6,46.7"\n')
    assert drawn(reading)[0] == "POINT (46.9 39.5)" and "row 5" in told(reading, "axis_order")


@pytest.mark.parametrize("written", ["///filled.count.soap", "https://w3w.co/filled.count.soap"])
def test_three_words_are_named_as_a_place_that_only_a_company_knows(read, written):
    reading = read(f"id,Location\n1,{written}\n")
    assert codes(reading)[-1] == "three_words" and column(reading, "position_entered") == [written]
