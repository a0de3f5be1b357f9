"""Further inputs of kinds that officers send, each of which was once drawn wrongly, lost or taken in without a word."""

import io

import openpyxl
import pytest
from told import codes, column, drawn, told

from geo.errors import SourceError

ONE = ["39° 30.5'", "39°30.5'N", "46° 54.5' E", "39° 30", "39 deg 30.5 min N"]


@pytest.mark.parametrize("cell", ONE)
def test_one_coordinate_in_the_column_of_positions_is_no_position(read, cell):
    reading = read(f"id,Coordinates\n1,{cell}\n")
    assert drawn(reading) == [None] and "one_number" in codes(reading)


@pytest.mark.parametrize("crs", ["VN-2000 / UTM zone 48N", "EPSG:32648"])
def test_x_and_y_that_lie_in_the_zone_in_one_order_and_beside_it_in_the_other_are_asked_for(read, crs):
    reading = read(f"id,X,Y,CRS\n1,1180000,600000,{crs}\n")
    assert drawn(reading) == [None] and "10.67" in told(reading, "axis_order")


def test_x_and_y_beside_their_zone_are_drawn_where_the_other_order_is_no_place(read):
    assert None not in drawn(read("id,X,Y,CRS\n1,920000,4400000,EPSG:32638\n"))


CHATS = {
    "of Android": "01/05/2024, 10:15 - Ali K: https://maps.google.com/?q=39.51234,46.91234\n",
    "of iOS": "[01/05/2024, 10:15:22] Ali K: 39.51234, 46.91234\n[01/05/2024, 10:17:01] Ali K: two mines\n",
    "with the hours of America": "5/1/24, 10:15 AM - Ali K: 39.51234, 46.91234\n",
    "with dots": "01.05.24, 10:15 - Ali K: 39.51234, 46.91234\n",
}


@pytest.mark.parametrize("text", CHATS.values(), ids=CHATS)
def test_a_chat_is_refused_before_a_name_of_it_is_taken_in(read, text):
    with pytest.raises(SourceError, match="chat of a messenger"):
        read(text, "chat.txt")


@pytest.mark.parametrize("first", ["2024-05-01 10:15", "01/05/2024"])
def test_a_table_that_begins_with_a_date_is_no_chat(read, first):
    assert len(read(f"{first},39.51234,46.91234\n{first},39.61234,46.91234\n").frame) == 2


WITHOUT_HEADINGS = {
    "a shape": "A1,POINT(46.9 39.5)\nA2,POINT(46.8 39.6)\n",
    "degrees with their sign": "Agdam,39°30'N,46°54'E\nFuzuli,39°36'N,46°54'E\n",
    "a reference": "Agdam,38SMB1234512345\nFuzuli,38SMB1234512346\n",
    "a link": "Agdam,https://www.google.com/maps?q=39.5;46.9\nFuzuli,https://www.google.com/maps?q=39.6;46.9\n",
    "a list with numbers": "1. 39.51234, 46.91234\n2. 39.61234, 46.91234\n",
    "decimals among words": "Agdam;39,51234;46,91234;open\nFuzuli;39,61234;46,81234;open\n",
}


@pytest.mark.parametrize("table", WITHOUT_HEADINGS.values(), ids=WITHOUT_HEADINGS)
def test_a_position_in_the_first_row_makes_it_a_record(read, table):
    reading = read(table)
    assert len(reading.frame) == 2 and "no_headings" in codes(reading)


@pytest.mark.parametrize("heading", ["Latitude (e.g. 39.51234)", "lat 39°", "Area 0.5 ha", "2.5 m depth"])
def test_a_number_in_a_heading_leaves_it_one(read, heading):
    reading = read(f"id,{heading},Status\n1,39.5,open\n2,39.6,closed\n")
    assert column(reading, "id") == ["1", "2"] and "no_headings" not in codes(reading)


def test_the_apostrophe_by_which_a_spreadsheet_marks_a_text_is_no_minute(read):
    assert drawn(read("id,lat,lon\n1,'39.5123,'46.9123\n")) == ["POINT (46.9123 39.5123)"]


@pytest.mark.parametrize(
    "cell", ["39 degrees 30 minutes north 46 degrees 54 minutes east", "39°30'K 46°54'D", "39^30'N 46^54'E"]
)
def test_a_position_with_degrees_is_known_by_its_look(read, cell):
    assert drawn(read(f"id,q7\n1,{cell}\n")) == ["POINT (46.9 39.5)"]


@pytest.mark.parametrize("cell", ["N393000 E0465400", "393000N 0465400E", "N3930 E04654"])
def test_so_is_one_that_is_written_close_as_pilots_do(read, cell):
    assert drawn(read(f"id,q7\nx,{cell}\n")) == ["POINT (46.9 39.5)"]


def test_the_letter_o_below_a_heading_of_east_and_west_is_the_west(read):
    assert drawn(read("id,lat,N/S,lon,E/O\n1,4.5,N,74.1,O\n")) == ["POINT (-74.1 4.5)"]


PERSONS = {"Soba": "Manuel", "Nome do regedor": "Manuel", "ឈ្មោះអ្នករាយការណ៍": "សុខ", "មេភូមិ": "សុខ"}


@pytest.mark.parametrize("heading", PERSONS)
def test_heads_of_villages_and_reporters_of_angola_and_cambodia_are_left_out(read, heading):
    reading = read(f"id,{heading},lat,lon\n1,{PERSONS[heading]},13.1,103.1\n")
    assert PERSONS[heading] not in reading.frame.to_string() and heading in told(reading, "personal_data")


@pytest.mark.parametrize("cell", ["12° slope", "angle 30°, 5 m", "39° 30'"])
def test_what_has_degrees_and_is_no_position_stays_a_text(read, cell):
    assert drawn(read(f'id,q7\n1,"{cell}"\n')) == [None]


@pytest.mark.parametrize("word", ["Sul", "sur", "South", "Юг", "Cənub"])
def test_the_hemisphere_of_a_zone_can_be_a_word_of_any_language(read, word):
    (shape,) = read(f"id,Easting,Northing,Zone\n1,500000,8800000,33 {word}\n").frame.geometry
    assert round(shape.y, 2) == -10.86


def test_a_last_column_that_is_named_only_above_keeps_its_name(read):
    book = openpyxl.Workbook()
    for row in (
        ["No", "Village", "Latitude", None, None, "Longitude", None, None, "Status"],
        [None, None, "D", "M", "S", "D", "M", "S"],
        [1, "A", 39, 30, 0, 46, 54, 0, "open"],
        [2, "B", 39, 36, 0, 46, 54, 0, "closed"],
    ):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    reading = read(written.getvalue(), "book.xlsx")
    assert column(reading, "status") == ["open", "closed"] and drawn(reading)[0] == "POINT (46.9 39.5)"
