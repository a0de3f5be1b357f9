"""What would hide a hazard, call land cleared, or let a person's name leave, in files as people have them."""

import pytest
from told import codes, column, drawn, told


@pytest.mark.parametrize("written", ["cleared?", "Cleared ?", "очищено?", "closed?", "مطهرة؟"])
def test_a_question_is_no_answer(read, written):
    reading = read(f"id,Status,lat,lon\n1,{written},39.5,46.9\n2,open,39.6,46.9\n", kind="hazards")
    assert column(reading, "status") == ["unknown", "open"] and column(reading, "status_entered")[0] == written


NOT_DONE = (
    "not cleared;no despejado;non dépollué;nije očišćeno;nicht geräumt;не розміновано;não desminado;təmizlənməyib;"
    "non bonificato;غير مطهر;partially cleared;to be cleared;not yet cleared"
).split(";")


@pytest.mark.parametrize("written", NOT_DONE)
def test_what_is_not_cleared_is_neither_called_so_nor_suggested(read, written):
    reading = read(f"id,Status,lat,lon\n1,{written},39.5,46.9\n2,open,39.6,46.9\n", kind="hazards")
    assert column(reading, "status")[0] in ("open", "unknown")
    assert not any("Did you mean cleared" in str(one) or "Did you mean closed" in str(one) for one in reading.problems)


def test_two_tables_side_by_side_are_an_error(read):
    head, row = "ID,Lat,Lon,Status", "1,39.5,46.9,open"
    assert "ID, Lat, Lon" in told(read(f"{head},,ID,Lat,Lon,Area\n{row},,2,39.7,46.9,9\n"), "table_beside")


def test_two_tables_of_the_same_headings_side_by_side_are_read_one_below_the_other(read):
    head = "ID,Lat,Lon,Status"
    reading = read(f"Open,,,,,Cleared\n{head},,{head}\n1,39.5,46.9,open,,2,39.7,46.9,closed\n,,,,,3,39.8,46.9,closed\n")
    assert column(reading, "id") == ["1", "2", "3"] and None not in drawn(reading)
    assert column(reading, "sheet_row") == ["3", "3", "4"] and column(reading, "section") == [
        "Open",
        "Cleared",
        "Cleared",
    ]
    assert "sheet_row" in told(reading, "table_beside") and "kind_doubtful" in codes(reading)


def test_a_table_below_with_the_same_headings_keeps_what_its_line_says(read):
    reading = read(
        "ID,Lat,Lon,Name\n1,39.5,46.9,A\n2,39.6,46.9,B\n\nCleared\nID,Lat,Lon,Name\n3,39.7,46.9,C\n4,39.8,46.9,D\n"
    )
    assert column(reading, "id") == ["1", "2", "3", "4"]
    assert column(reading, "section") == [None, None, "Cleared", "Cleared"] and "kind_doubtful" in codes(reading)


def test_headings_below_a_merged_one_are_taken_with_their_units(read):
    reading = read("ID,Location,Location,Status,Area\n,Lat,Lon,,m2\n1,39.5,46.9,open,100\n2,39.6,46.9,closed,200\n")
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.9 39.6)"]
    assert column(reading, "area_reported_m2") == [100, 200] and "unit_assumed" not in codes(reading)


def test_lines_that_stand_in_quotation_marks_as_a_whole_are_a_table(read):
    assert drawn(read('"id;lat;lon"\n"1;39,5;46,9"\n"2;39,6;46,9"\n')) == ["POINT (46.9 39.5)", "POINT (46.9 39.6)"]


def test_metres_under_the_names_of_arcgis_are_asked_for(read):
    reading = read("OBJECTID,SHAPE_X,SHAPE_Y,Status\n1,5220900,4790000,open\n2,5221000,4790000,open\n")
    assert drawn(reading) == [None, None] and "crs_missing" in codes(reading)


VICTIMS = ["Date,Place,Name,Status", "Date,Place,name,Outcome"]


@pytest.mark.parametrize("headings", VICTIMS)
def test_rows_that_say_who_was_harmed_are_people(read, headings):
    reading = read(
        f"{headings},lat,lon\n2024-05-01,Agdam,Ali K,injured,39.5,46.9\n2024-05-02,Agdam,Vali M,killed,39.5,46.9\n"
    )
    assert reading.kind == "accidents" and "Ali K" not in reading.frame.to_string()
    assert column(reading, "occurred_on") == ["2024-05-01", "2024-05-02"]


NAMED = [
    "Victim details",
    "Surveyed by (name)",
    "Deminer name",
    "QA officer",
    "meta/enum_phone",
    "Данные пострадавшего",
]


@pytest.mark.parametrize("heading", NAMED)
def test_names_under_further_headings_are_left_out(read, heading):
    reading = read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,Somebody\n")
    assert "Somebody" not in reading.frame.to_string() and heading in told(reading, "personal_data")


SIGNED = "№;Район;Площадь (м2);Широта;Долгота;Статус\n1;А;1000;39,5;46,9;открыт\n2;Б;2000;39,6;46,9;открыт\n"
BELOW = {
    "an office": "Начальник отдела;;;_____________;Иванов И.И.;\n",
    "a line to sign on": "Xyz;;;___________;;\n",
    "a total over merged cells": "ИТОГО;ИТОГО;3000;ИТОГО;ИТОГО;\n",
    "a count": ";n=2;;;;\n",
}


@pytest.mark.parametrize("line", BELOW.values(), ids=BELOW)
def test_what_stands_below_a_table_is_no_hazard(read, line):
    reading = read(SIGNED + line)
    assert column(reading, "id") == ["1", "2"] and "Иванов" not in reading.frame.to_string()


def test_a_numbered_record_whose_place_is_called_as_a_total_is_stays(read):
    reading = read("id,village,area,lat,lon\n1,A,100,39.5,46.9\n2,B,150,39.6,46.9\n3,Jumla,90,,\n")
    assert column(reading, "place") == ["A", "B", "Jumla"]


def test_the_comment_of_a_receiver_does_not_hide_the_description(read):
    point = '<wpt lat="39.5" lon="46.9"><name>A</name><cmt>{}</cmt>{}</wpt>'
    points = point.format("A", "<desc>two mines</desc>") + point.format("UXO at the well", "")
    reading = read(f'<gpx version="1.1" creator="x">{points}</gpx>', "marks.gpx")
    assert column(reading, "remarks") == ["two mines", "UXO at the well"]


def test_numbers_grouped_in_lakhs_are_read(read):
    reading = read('id,lat,lon,area_m2\n1,39.5,46.9,"1,25,000"\n2,39.6,46.9,"3,200"\n')
    assert column(reading, "area_reported_m2") == [125_000, 3_200]


@pytest.mark.parametrize("name", ["export.xls", "export.xlsx", "export.ods"])
def test_text_under_the_name_of_a_workbook_is_the_table_that_it_is(read, name):
    assert drawn(read("ID\tLat\tLon\nA\t39.5\t46.9\n", name)) == ["POINT (46.9 39.5)"]


def test_tags_below_the_names_of_json_are_no_record(read):
    reading = read('[["Village", "a", "b"], ["#loc", "#geo+lat", "#geo+lon"], ["Agdam", 39.5, 46.9]]', "rows.json")
    assert drawn(reading) == ["POINT (46.9 39.5)"] and column(reading, "place") == ["Agdam"]


def test_coordinates_of_json_are_in_the_order_of_geojson_unless_they_cannot_be(read):
    record = '{{"id": 1, "status": "open", "coordinates": [{}]}}'
    reading = read(f"[{record.format('46.9, 39.5')}]", "rows.json")
    assert drawn(reading) == ["POINT (46.9 39.5)"] and "read_as" in [one.code for one in reading.problems]
    assert drawn(read(f"[{record.format('39.5, 146.9')}]", "rows.json")) == ["POINT (146.9 39.5)"]


def test_what_a_field_of_arcgis_is_shown_as_is_its_heading_where_its_name_says_nothing(read):
    fields = (
        '[{"name": "st", "alias": "Status"}, {"name": "rep", "alias": "Date of report", "type": "esriFieldTypeDate"}]'
    )
    feature = '{"attributes": {"st": "open", "rep": 1714521600000}, "geometry": {"x": 46.9, "y": 39.5}}'
    reading = read(
        f'{{"spatialReference": {{"wkid": 4326}}, "fields": {fields}, "features": [{feature}]}}', "answer.json"
    )
    assert column(reading, "status") == ["open"] and column(reading, "reported_on") == ["2024-05-01"]


def test_the_number_of_a_page_above_repeated_headings_is_no_section(read):
    head = "id,Village,lat,lon\n"
    reading = read(f"{head}1,A,39.5,46.9\nPage 1 of 2,,,\n{head}2,B,39.6,46.8\nPage 2 of 2,,,\n")
    assert column(reading, "id") == ["1", "2"] and "section" not in reading.frame


def test_headings_cut_to_ten_letters_by_a_shapefile_are_known(read):
    reading = read("haz_status,haz_type,lat,lon\nClosed,SHA,39.5,46.9\nOpen,CHA,39.6,46.9\n")
    assert column(reading, "status") == ["closed", "open"] and column(reading, "area_type") == ["SHA", "CHA"]
