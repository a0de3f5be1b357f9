"""Rows that tell of their columns, forms that stand on their side, and a last row that could be a total."""

import pytest
from told import codes, column, drawn, told

HEAD = "No,Village,Latitude,Longitude,Status,Area\n"
ROWS = "1,Agdam,39.5,46.9,open,100\n2,Shelli,39.6,46.8,open,200\n"
TELLING = [",,deg,deg,,m2", ",text,decimal degrees,decimal degrees,select one,m²", "required,,required,required,,ha",
           ",,град,град,,га", ",,°,°,,(m2)", "integer,string,float,float,string,float"]  # fmt: skip


@pytest.mark.parametrize("line", TELLING)
def test_a_row_that_tells_of_the_columns_is_no_record(read, line):
    reading = read(f"{HEAD}{line}\n{ROWS}")
    assert column(reading, "id") == ["1", "2"] and "headings again" in told(reading, "heading_rows")


@pytest.mark.parametrize("line", ["3,deg,39.7,46.7,open,300", "3,Text,39.7,46.7,,", ",Agdam,,,open,"])
def test_a_record_with_such_a_word_stays_one(read, line):
    assert len(read(f"{HEAD}{line}\n{ROWS}").frame) == 3


FORM = "Hazard ID,H1\nLatitude,39.5\nLongitude,46.9\nStatus,open\n"


@pytest.mark.parametrize("head", ["", "Field,Value\n", "Question,Answer\n", "Поле,Значение\n", "Campo,Valor\n"])
def test_a_form_with_its_questions_below_one_another_is_one_record(read, head):
    reading = read(f"{head}{FORM}")
    assert drawn(reading) == ["POINT (46.9 39.5)"] and column(reading, "id") == ["H1"]


def test_a_last_row_that_adds_up_the_others_is_named_and_kept_where_it_is_called_as_they_are(read):
    reading = read("Village,Lat,Lon,Killed\nAgdam,39.5,46.9,1\nShelli,39.6,46.8,4\nAll villages,,,5\n")
    assert len(reading.frame) == 3 and "adds up the rows above it" in told(reading, "total_rows")


@pytest.mark.parametrize("last", ["C,39.7,46.7,5", "C,,,4", "C,,,"])
def test_a_last_row_that_has_a_position_or_adds_up_nothing_is_not(read, last):
    text = f"Village,Lat,Lon,Killed\nAgdam,39.5,46.9,1\nShelli,39.6,46.8,4\n{last}\n"
    assert "total_rows" not in codes(read(text))
