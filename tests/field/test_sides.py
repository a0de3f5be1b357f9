"""The side of the equator or of Greenwich that a position leaves open: what decides it is taken and said."""

import pytest
from told import codes, column, drawn, told


def side(reading):
    """The sides of the records: N or S and E or W; None where there is no position."""
    return [
        None if shape is None else ("N" if shape.y > 0 else "S") + ("E" if shape.x > 0 else "W")
        for shape in reading.frame.geometry
    ]


DECIDED = {
    "a country in the south": ("Country", "Angola", "33,500000,8800000", "S"),
    "a country in the north": ("Country", "Ukraine", "36,500000,5500000", "N"),
    "a country in its own language": ("Країна", "Україна", "36,500000,5500000", "N"),
    "a country in Arabic": ("البلد", "العراق", "38,500000,3700000", "N"),
    "a code": ("ISO3", "MOZ", "36,500000,8000000", "S"),
    "a heading of a form": ("group/Country name", "Cambodia", "48,500000,1400000", "N"),
    "a country on both sides": ("País", "Colombia", "18,500000,500000", "N"),
}


@pytest.mark.parametrize(("heading", "name", "numbers", "expected"), DECIDED.values(), ids=DECIDED)
def test_the_country_of_a_row_decides_its_hemisphere_and_it_is_said(read, heading, name, numbers, expected):
    reading = read(f"id,{heading},Zone,Easting,Northing\n1,{name},{numbers}\n")
    assert [one[0] for one in side(reading)] == [expected]
    assert "so it was read" in told(reading, "side_assumed") and column(reading, heading) == [name]


@pytest.mark.parametrize("numbers", ["33 500000 8800000", "33 500000 mE 8800000 mN"])
def test_it_does_so_for_positions_in_one_cell(read, numbers):
    reading = read(f"id,Country,UTM\n1,Angola,{numbers}\n")
    assert side(reading) == ["SE"] and "does it lie in Angola" in told(reading, "side_assumed")


@pytest.mark.parametrize(
    ("heading", "word"),
    [("Hemisphere", "S"), ("Hemisferio", "Sur"), ("N/S", "S"), ("Полушарие", "южное"), ("hem", "South")],
)
def test_a_column_of_hemispheres_states_it(read, heading, word):
    word = "юг" if word == "южное" else word
    reading = read(f"id,Zone,{heading},Easting,Northing\n1,33,{word},500000,8800000\n")
    assert side(reading) == ["SE"] and "side_assumed" not in codes(reading) and "utm_hemisphere" not in codes(reading)


def test_the_other_records_decide_it_where_only_one_place_is_near_them(read):
    reading = read("id,Zone,Easting,Northing\n1,33L,500000,8800000\n2,33,400000,8800100\n")
    assert side(reading) == ["SE", "SE"] and "near the other records" in told(reading, "side_assumed")


def test_a_northing_that_is_one_of_utm_on_one_side_only_decides_it(read):
    reading = read("id,Zone,Easting,Northing\n1,33,500000,9500000\n")
    assert side(reading) == ["SE"] and "south of the equator" in told(reading, "side_assumed")


OPEN = {
    "nothing beside it": "id,Zone,Easting,Northing\n1,33,500000,8800000\n",
    "a country that has neither place": "id,Country,Zone,Easting,Northing\n1,Ukraine,33,500000,8800000\n",
    "a donor": "id,Donor country,Zone,Easting,Northing\n1,Angola,33,500000,8800000\n",
    "a name that is none": "id,Country,Zone,Easting,Northing\n1,Atlantis,33,500000,8800000\n",
    "records far away": "id,Zone,Easting,Northing\n1,36N,500000,5500000\n2,33,400000,8800100\n",
    "a word that is no side": "id,Hemisphere,Zone,Easting,Northing\n1,E,33,500000,8800000\n",
}


@pytest.mark.parametrize("table", OPEN.values(), ids=OPEN)
def test_what_nothing_decides_is_asked_for(read, table):
    reading = read(table)
    assert drawn(reading)[-1] is None and "utm_hemisphere" in codes(reading) and "side_assumed" not in codes(reading)


O_DECIDED = {
    "a heading in Spanish": ("id,Coordenadas\n1,\"4°35'N 74°04'O\"\n", "W"),
    "another heading in Portuguese": ("id,Município,Position\n1,x,\"12°30'S 15°20'O\"\n", "W"),
    "a heading in German": ("id,Koordinaten\n1,\"48°12'N 16°22'O\"\n", "E"),
    "the letter E beside it": ("id,GPS\n1,\"4°35'N 74°04'O\"\n2,\"4°35'N 7°04'E\"\n", "W"),
    "the letter W beside it": ("id,GPS\n1,\"48°12'N 16°22'O\"\n2,\"48°12'N 1°22'W\"\n", "E"),
    "a country": ("id,Country,GPS\n1,Colombia,\"4°35'N 74°04'O\"\n", "W"),
    "two columns": ("id,Latitud,Longitud\n1,4°35'N,74°04'O\n", "W"),
}


@pytest.mark.parametrize(("table", "expected"), O_DECIDED.values(), ids=O_DECIDED)
def test_an_o_is_read_as_the_table_has_it_and_it_is_said(read, table, expected):
    reading = read(table)
    assert side(reading)[0][1] == expected and "so it was read" in told(reading, "side_assumed")


@pytest.mark.parametrize(
    "table", ["id,GPS\n1,\"4°35'N 74°04'O\"\n", "id,Koordinaten,Fecha\n1,\"4°35'N 74°04'O\",2024-05-01\n"]
)
def test_an_o_of_which_nothing_or_too_much_tells_is_asked_for(read, table):
    reading = read(table)
    assert drawn(reading) == [None] and "letter_o" in codes(reading)
