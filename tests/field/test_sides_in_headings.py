"""A heading that says on which side its numbers lie, and sheets that count their rows each for itself."""

import openpyxl
import pytest
from told import codes, column, drawn, told

import geo

SIDES = {
    "Latitude S,Longitude W": "POINT (-16.9 -12.5)", "Latitud Sur,Longitud Oeste": "POINT (-16.9 -12.5)",
    "Lat (N),Long (W)": "POINT (-16.9 12.5)", "Latitude (S),Longitude (E)": "POINT (16.9 -12.5)",
    "Latitude South,Longitude East": "POINT (16.9 -12.5)", "Latitude Sud,Longitude Ouest": "POINT (-16.9 -12.5)",
    "Latitude N,Longitude E": "POINT (16.9 12.5)", "Широта (ю),Долгота (з)": "POINT (-16.9 -12.5)",
}  # fmt: skip


@pytest.mark.parametrize(("headings", "place"), SIDES.items())
def test_numbers_lie_on_the_side_that_their_heading_names(read, headings, place):
    reading = read(f"id,{headings}\n1,12.5,16.9\n")
    assert drawn(reading) == [place]
    assert ("read_together" in [one.code for one in reading.problems]) == ("-" in place)


def test_a_sign_or_a_letter_of_a_number_goes_before_its_heading(read):
    reading = read("id,Latitude S,Longitude W\n1,-12.5,-16.9\n2,12.5 N,16.9 E\n3,12.5,16.9\n")
    assert drawn(reading) == ["POINT (-16.9 -12.5)", "POINT (16.9 12.5)", "POINT (-16.9 -12.5)"]


def test_an_o_in_a_heading_is_asked_about(read):
    reading = read("id,Latitude N,Longitude O\n1,1.5,77.5\n")
    assert drawn(reading) == [None] and "letter_o" in codes(reading)


def test_an_o_in_a_heading_in_spanish_is_the_west_and_it_is_said(read):
    reading = read("id,Latitud N,Longitud O\n1,1.5,77.5\n")
    assert drawn(reading) == ["POINT (-77.5 1.5)"] and "side_assumed" in codes(reading)


@pytest.mark.parametrize(
    "headings", ["Latitude (N/S),Longitude (E/W)", "Latitude,Longitude", "Lat deg N/S,Lon deg E/W"]
)
def test_a_heading_that_names_no_side_or_both_changes_nothing(read, headings):
    assert drawn(read(f"id,{headings}\n1,12.5,16.9\n"))[0] in ("POINT (16.9 12.5)", None)


def write(path, parts):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in parts.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


HAZARDS = [["No", "Village", "Lat", "Lon", "Status"], [1, "A", 39.5, 46.9, "open"], [2, "B", 39.6, 46.8, "open"]]


def test_two_sheets_that_count_their_rows_do_not_belong_together(tmp_path):
    accidents = [["No", "Date of accident", "Lat", "Lon", "Killed"], [1, "2024-01-01", 39.7, 46.7, 1]]
    reading = geo.read(write(tmp_path / "a.xlsx", {"Hazards": HAZARDS, "Accidents": accidents}))
    assert (reading.kind, column(reading, "place")) == ("hazards", ["A", "B"])
    assert "Accidents (1 row)" in told(reading, "other_sheets")


def test_rows_that_name_one_row_again_and_again_do(tmp_path):
    outlines = [["No", "Corner", "Lat", "Lon"], [1, "a", 39.7, 46.7], [1, "b", 39.8, 46.7], [2, "a", 39.9, 46.7]]
    reading = geo.read(write(tmp_path / "a.xlsx", {"Hazards": HAZARDS, "Points": outlines}))
    assert "other_sheets" not in codes(reading)
