"""Rows that are no records are told apart and named; a row that could be a record stays one."""

import pytest
from told import column, drawn, told

HEAD = "id,name,lat,lon,killed,date\n"
ROWS = "A1,North,39.5,46.9,2,2024-05-01\nA2,South,39.6,46.8,3,2024-05-02\n"

NO_RECORDS = {
    "a total": ("Total,,,,5,\n", "total_rows"),
    "a total in a late column": (",,,Total:,5,\n", "total_rows"),
    "a total in one cell": ("Cəmi: 5\n", "total_rows"),
    "a total of another language": (",Итого,,,5,\n", "total_rows"),
    "a total with its unit": ("Sub-total North,,,,5 persons,\n", "total_rows"),
    "a sum without a word": (",,,,5,\n", "total_rows"),
    "a note": ("Qeyd: koordinatlar telefonla ölçülüb\n", "footer_lines"),
    "a note with a mark": ("* as told by the village head\n", "footer_lines"),
    "a source below an empty line": ("\nMinistry of the Interior\n", "footer_lines"),
    "a signature": ("Prepared by:,A. Person\n", "footer_lines"),
    "the headings again": (HEAD, "heading_rows"),
    "a ruler": ("-----,-----,-----,-----,-----,-----\n", "heading_rows"),
}


@pytest.mark.parametrize(("line", "code"), NO_RECORDS.values(), ids=NO_RECORDS)
def test_a_row_that_is_no_record_is_left_out_and_named(read, line, code):
    reading = read(HEAD + ROWS + line, kind="accidents")
    assert column(reading, "id") == ["A1", "A2"]
    assert "left out" in told(reading, code)


BELOW_HEADINGS = {
    "numbers of the columns": "1,2,3,4,5,6\n",
    "units": ",,(degrees),(degrees),(persons),(yyyy-mm-dd)\n",
    "names of a program": "gid,loc_name,latitude,longitude,no_killed,event_date\n",
    "tags": "#event+id,#loc+name,#geo+lat,#geo+lon,#affected+killed,#date\n",
}


@pytest.mark.parametrize("line", BELOW_HEADINGS.values(), ids=BELOW_HEADINGS)
def test_a_second_row_of_headings_is_no_record(read, line):
    assert column(read(HEAD + line + ROWS, kind="accidents"), "id") == ["A1", "A2"]


RECORDS = {
    "a place called so": "A3,Total,39.7,46.7,1,2024-05-03\n",
    "a name and nothing else": "A3,East,,,,\n",
    "an id and nothing else": "A3,,,,,\n",
    "a last row of few numbers": ",,,,7,\n",
    "a note with a position": '"* one more at 39.7012, 46.7012",,,,,\n',
}


@pytest.mark.parametrize("line", RECORDS.values(), ids=RECORDS)
def test_a_row_that_could_be_a_record_stays_one(read, line):
    assert len(read(HEAD + ROWS + line, kind="accidents")) == 3


def test_lines_that_head_a_section_are_said_and_stand_beside_their_records(read):
    reading = read("id,name,lat,lon\nAgdam district,,,\n1,A,39.5,46.9\nFizuli district:,,,\n2,B,39.6,46.8\n")
    assert column(reading, "section") == ["Agdam district", "Fizuli district"]
    assert "Fizuli district" in told(reading, "section_lines")


def test_a_line_of_merged_cells_heads_a_section(read):
    reading = read("id,name,lat,lon\nNorth,North,North,North\n1,A,39.5,46.9\n2,B,39.6,46.8\n")
    assert column(reading, "section") == ["North", "North"]


def test_a_name_between_other_names_is_a_record(read):
    reading = read("name,lat,lon,status\nField 1,39.5,46.9,open\nField 2,,,\nField 3,39.6,46.8,open\n")
    assert column(reading, "name") == ["Field 1", "Field 2", "Field 3"]


def test_of_two_rows_of_headings_the_one_that_says_more_is_taken(read):
    reading = read("Task,Position,,Date\n,lat,lon,\nA,39.5,46.9,2024-05-01\n")
    assert (drawn(reading), column(reading, "reported_on")) == (["POINT (46.9 39.5)"], ["2024-05-01"])


def test_headings_of_groups_above_the_tags_are_no_headings(case):
    reading = case("04")
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"]
    assert column(reading, "reported_on") == ["2024-03-01", "2024-03-02"]


def test_the_total_of_a_workbook_from_the_field_is_no_accident(case):
    reading = case("08")
    assert (len(reading), reading.frame["killed"].sum()) == (2, 5)
    assert "Total" in told(reading, "total_rows")


def test_a_table_of_headings_alone_says_that_it_holds_nothing(read):
    assert "no record" in told(read("id,lat,lon\n"), "no_records")
