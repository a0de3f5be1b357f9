"""Parts of latitudes and longitudes in columns of their own are read together, and never half."""

import pytest
from told import codes, drawn, told

SIDES = {
    "letters": "id,Latitude,N/S,Longitude,E/W\n1,4.5,S,74.25,W\n",
    "words": "id,Latitude,Lat hemisphere,Longitude,Lon hemisphere\n1,4.5,South,74.25,West\n",
    "Spanish": "id;Latitud;;Longitud;\n1;4,5;Sur;74,25;Oeste\n",
    "Russian": "№;Широта;Полушарие;Долгота;Полушарие\n1;4,5;Ю;74,25;З\n",
    "both already signed": "id,Latitude,N/S,Longitude,E/W\n1,4.5S,S,74.25W,W\n",
    "no column for it": "id,Latitude,Longitude\n1,-4.5,-74.25\n",
}


@pytest.mark.parametrize("text", SIDES.values(), ids=SIDES)
def test_the_side_of_the_equator_in_a_column_of_its_own_is_not_overlooked(read, text):
    assert drawn(read(text)) == ["POINT (-74.25 -4.5)"]


def test_a_sign_against_its_letter_is_a_fault(read):
    reading = read("id,Latitude,N/S,Longitude,E/W\n1,-4.5,N,74.25,E\n")
    assert drawn(reading) == [None] and codes(reading)


def test_a_column_of_letters_that_are_no_sides_is_left_alone(read):
    reading = read("id,Latitude,Class,Longitude\n1,4.5,S,74.25\n2,4.6,A,74.26\n")
    assert drawn(reading)[0] == "POINT (74.25 4.5)"


MINUTES = {
    "in one row of headings": "id,Lat deg,Lat min,Lon deg,Lon min\n1,39,30,46,54\n",
    "with seconds": "id,lat_d,lat_m,lat_s,lon_d,lon_m,lon_s\n1,39,29,60,46,53,60\n".replace("29,60", "30,0").replace(
        "53,60", "54,0"
    ),
    "below Latitude and Longitude": ",Latitude,,,Longitude,,\nNo,deg,min,sec,deg,min,sec\n1,39,30,0,46,54,0\n",
    "in Russian": "№;Широта, град;Широта, мин;Долгота, град;Долгота, мин\n1;39;30;46;54\n",
    "with the side": "id,Lat deg,Lat min,Lat N/S,Lon deg,Lon min,Lon E/W\n1,39,30,N,46,54,E\n",
}


@pytest.mark.parametrize("text", MINUTES.values(), ids=MINUTES)
def test_degrees_and_minutes_in_columns_of_their_own_are_read_together(read, text):
    assert drawn(read(text)) == ["POINT (46.9 39.5)"]


def test_what_was_read_together_is_said(read):
    reading = read(MINUTES["in one row of headings"])
    assert "Lat deg, Lat min" in str([problem.what for problem in reading.problems if problem.code == "read_together"])


def test_ten_millionths_of_degrees_are_degrees(read):
    assert drawn(read("id,latitudeE7,longitudeE7\n1,395000000,469000000\n")) == ["POINT (46.9 39.5)"]


def test_a_position_among_words_is_named_and_not_taken(read):
    reading = read('id,Village,Remarks\n1,Agdam,"by the bridge, 39.9912 46.9283"\n2,Shelli,no position\n')
    assert drawn(reading) == [None, None] and "row 2" in told(reading, "position_in_text")


def test_words_of_records_that_have_a_position_are_left_alone(read):
    assert codes(read('id,lat,lon,Remarks\n1,39.5,46.9,"by the bridge, 39.9912 46.9283"\n')) == []


def test_a_column_of_links_to_maps_holds_positions(read):
    link = "https://www.google.com/maps/place/x/@39.5,46.9,17z"
    reading = read(f'id,Link\n1,"{link}"\n2,https://maps.app.goo.gl/abc\n')
    assert drawn(reading) == ["POINT (46.9 39.5)", None] and "link_without_position" in codes(reading)
    assert codes(read("id,lat,lon,Link\n1,39.5,46.9,https://example.org/report\n")) == []


def test_numbers_with_their_names_are_a_position(read):
    assert drawn(read('id,geo\n1,"Lat: 39.5, Lon: 46.9"\n')) == ["POINT (46.9 39.5)"]
