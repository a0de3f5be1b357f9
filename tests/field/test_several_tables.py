"""Workbooks in which more than one table stands, rows are hidden, or totals are called as a spreadsheet calls them."""

import openpyxl
import pytest
from told import codes, column, drawn, told

import geo

HEAD = ["ID", "Village", "Latitude", "Longitude", "Date"]
ROWS = [["A1", "Agdam", 39.5, 46.9, "2024-05-01"], ["A2", "Shelli", 39.6, 46.8, "2024-05-02"]]


@pytest.fixture
def book(tmp_path):
    def write(sheets, hidden=()):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for number in hidden:
                sheet.row_dimensions[number].hidden = True
        made.save(tmp_path / "book.xlsx")
        return geo.read(tmp_path / "book.xlsx")

    return write


def test_a_second_table_below_the_first_is_an_error_and_no_heading_a_record(book):
    second = [
        ["Accidents"],
        ["ID", "Village", "Latitude", "Longitude", "Killed", "Injured"],
        ["X1", "B", 39.7, 46.9, 1, 2],
    ]
    reading = book({"S": [["Suspected"], HEAD, *ROWS, [], *second]})
    assert column(reading, "id") == ["A1", "A2", "X1"]
    assert "Killed, Injured" in told(reading, "second_table") and "row 7" in told(reading, "second_table")


def test_the_same_headings_again_are_no_second_table(book):
    reading = book({"S": [HEAD, ROWS[0], HEAD, ROWS[1]]})
    assert column(reading, "id") == ["A1", "A2"] and "second_table" not in codes(reading)


def test_sheets_called_cleared_or_accidents_are_asked_about_first(book):
    reading = book({"SHA": [HEAD, ROWS[0]], "Cleared": [HEAD, ROWS[1]]})
    assert reading.problems[0].code == "kind_doubtful" and "Cleared" in str(reading.problems[0])
    assert "kind_doubtful" not in codes(book({"2023": [HEAD, ROWS[0]], "2024": [HEAD, ROWS[1]]}))


def test_hidden_rows_are_read_and_said(book):
    reading = book({"S": [HEAD, *ROWS]}, hidden=[3])
    assert column(reading, "id") == ["A1", "A2"] and "row 3" in told(reading, "hidden_rows")
    assert "hidden_rows" not in codes(book({"S": [HEAD, *ROWS]}))
    assert "hidden_rows" not in codes(book({"S": [HEAD, *ROWS]}, hidden=[9]))


def test_hidden_columns_are_read_and_named(tmp_path):
    made = openpyxl.Workbook()
    for row in (HEAD, *ROWS):
        made.active.append(row)
    for letter in "CE":
        made.active.column_dimensions[letter].hidden = True
    made.active.column_dimensions["Z"].hidden = True  # which is empty
    made.save(tmp_path / "book.xlsx")
    reading = geo.read(tmp_path / "book.xlsx")
    assert "2 columns (Latitude, Date)" in told(reading, "hidden_columns") and None not in drawn(reading)


def test_rows_that_are_struck_through_are_read_and_said(tmp_path):
    made = openpyxl.Workbook()
    for row in (HEAD, *ROWS, ["A3", "Evoglu", 39.7, 46.7, "2024-05-03"]):
        made.active.append(row)
    for cell in (*made.active[3], made.active["B4"]):  # a whole row, and one cell of another
        cell.font = openpyxl.styles.Font(strike=True)
    made.save(tmp_path / "book.xlsx")
    reading = geo.read(tmp_path / "book.xlsx")
    assert len(reading.frame) == 3 and reading.frame.index.tolist() == [2, 3, 4]
    assert "row 3" in told(reading, "struck_rows") and "row 4" not in told(reading, "struck_rows")


def test_totals_as_a_spreadsheet_calls_them_are_no_records(book):
    rows = [["Agdam", "Shelli", 3, 1], ["", "Evoglu", 2, 0], ["Agdam Total", "", 5, 1], ["Fuzuli", "Horadiz", 1, 1],
            ["Fuzuli Total", "", 1, 1], ["Grand Total", "", 6, 2]]  # fmt: skip
    reading = book({"S": [["District", "Village", "Killed", "Injured"], *rows]})
    assert column(reading, "killed") == [3, 2, 1]


def test_a_place_called_total_is_none(book):
    reading = book({"S": [HEAD, *ROWS, ["A3", "Farm Total", 39.7, 46.7, "2024-05-03"]]})
    assert column(reading, "id") == ["A1", "A2", "A3"]


def test_a_depth_alone_makes_no_land_released(read):
    assert read("id,lat,lon,Depth (m)\n1,39.5,46.9,0.2\n").kind == "hazards"
    assert read("id,lat,lon,Depth (m),Product\n1,39.5,46.9,0.2,cleared\n").kind == "releases"


def test_coordinates_with_decimal_commas_are_no_place(read):
    mark = "<Placemark><name>A</name><Point><coordinates>{}</coordinates></Point></Placemark>"
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
    reading = read(kml.format(mark.format("46,9,39,5") + mark.format("46.9,39.5,0")), "x.kml")
    assert drawn(reading) == [None, "POINT Z (46.9 39.5 0)"] and "46,9,39,5" in told(reading, "position")


def test_telephone_numbers_among_words_are_named(read):
    reading = read("id,lat,lon,remarks\n1,39.5,46.9,call 050-123-45-67\n2,39.6,46.8,UXO of 2024-05-01 at 39.5012\n")
    assert "row 2" in told(reading, "telephone_in_text") and "rows" not in told(reading, "telephone_in_text")


@pytest.mark.parametrize(
    "heading",
    ["Владелец земли", "Заявитель", "Komanda rəhbəri", "Əlaqə nömrəsi", "Propietario", "Informateur", "Хто повідомив"],
)
def test_who_told_and_whose_land_it_is_stays_behind(read, heading):
    reading = read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,secret\n")
    assert "secret" not in reading.frame.to_string() and heading in told(reading, "personal_data")


def test_ids_are_the_same_with_spaces_about_them(read):
    assert column(read("id,lat,lon\n A1 ,39.5,46.9\n"), "id") == ["A1"]


def test_lines_of_a_flight_recorder_are_no_records(file):
    with pytest.raises(geo.errors.SourceError, match="not a table"):
        geo.read(file("AXXX001\nHFDTE010524\nB1000003930000N04654000EA0010000100\n", "x.igc"))


FORM = [["Village:", "Agdam"], ["Latitude", "39.5"], ["Longitude:", "46.9"], ["Date of report", "2024-05-01"],
        ["Kind of mine", "PMN"], ["What else?", "by the bridge"]]  # fmt: skip


def test_a_form_that_stands_on_its_side_is_one_record(book, read):
    for reading in (book({"S": FORM}), read("\n".join(";".join(row) for row in FORM))):
        assert drawn(reading) == ["POINT (46.9 39.5)"] and column(reading, "ordnance") == [("AP_mine",)]
        assert column(reading, "What else?") == ["by the bridge"]
        assert "on_its_side" in [problem.code for problem in reading.problems]


def test_two_records_beside_one_another_are_two(book):
    assert drawn(book({"S": [[*row, row[1].replace("39.5", "39.6")] for row in FORM]})) == [
        "POINT (46.9 39.5)", "POINT (46.9 39.6)",
    ]  # fmt: skip


def test_a_table_of_two_columns_stands_upright(read):
    reading = read('Village,Position\nAgdam,"39.5, 46.9"\nShelli,"39.6, 46.8"\nEvoglu,"39.7, 46.7"\n')
    assert len(drawn(reading)) == 3 and "on_its_side" not in [problem.code for problem in reading.problems]


def test_how_many_rows_there_are_is_no_record(book):
    rows = [["Average", None, None, 1000], ["Count", None, None, 2], ["Max", None, None, 1200]]
    reading = book({"S": [["ID", "Lat", "Lon", "Area m2"], ["A", 39.5, 46.9, 1200], ["B", 39.6, 46.8, 800], *rows]})
    assert column(reading, "id") == ["A", "B"]
