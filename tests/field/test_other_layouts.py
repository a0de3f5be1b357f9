"""Files of other hands: how they head positions, sum up, page, repeat and name things."""

import io
import json
import zipfile

import pytest
from told import codes, column, drawn, told

HERE = "POINT (46.9012 39.5012)"
SIDES = {
    "N,E": "39.5012,46.9012\n{}39.6012,46.8012",
    "С,В": "39.5012,46.9012\n{}39.6012,46.8012",
    "n (°),e (°)": "39°30.072',46°54.072'\n{}39°36.072',46°48.072'",
    "GPS 1,GPS 2": "39.5012 N,46.9012 E\n{}39.6012 N,46.8012 E",
}


@pytest.mark.parametrize("headings", SIDES)
def test_columns_that_say_only_the_side_are_positions(read, headings):
    reading = read(f"No,Village,{headings}\n1,A,{SIDES[headings].format('2,B,')}\n")
    places = [(round(shape.x, 6), round(shape.y, 6)) for shape in reading.frame.geometry]
    assert places == [(46.9012, 39.5012), (46.8012, 39.6012)] and column(reading, "id") == ["1", "2"]
    assert "were read as latitude and longitude" in told(reading, "read_together")


def test_south_and_west_are_negative_and_metres_are_metres(read):
    assert drawn(read("id,S,W\n1,4.5012,74.9012\n")) == ["POINT (-74.9012 -4.5012)"]
    reading = read("id,N,E,crs\n1,4374250,663605,EPSG:32638\n")
    assert reading.frame.geometry[2].distance(read("id,lat,lon\n1,39.50232,46.90284\n").frame.geometry[2]) < 1e-4


def test_a_column_of_numbers_called_n_is_still_one(read):
    reading = read("N,E,Village,Lat,Lon\n1,x,A,39.5012,46.9012\n")
    assert column(reading, "id") == ["1"] and drawn(reading) == [HERE]
    assert column(read("N,Village,Area\n1,A,5\n"), "id") == ["1"]


def test_the_word_in_brackets_says_which_axis_a_letter_is(read):
    rows = "1,4374250,663605\n"
    assert drawn(read(f"id,X (northing),Y (easting)\n{rows}", crs="EPSG:32638")) == drawn(
        read(f"id,Northing,Easting\n{rows}", crs="EPSG:32638")
    )


def test_headings_in_several_languages_tell_no_kind_but_what_they_name(read):
    reading = read(
        "Kənd / Village,Enlik / Latitude,Uzunluq / Longitude,Tarix / Date,Növ / Type\nA,39.5,46.9,2024-05-01,SHA\n"
    )
    assert reading.kind == "hazards" and column(reading, "area_type") == ["SHA"]


def test_points_of_a_column_that_names_polygons_are_its_corners(read):
    rows = ["MF-1;1;46,9;39,5", "MF-1;2;46,91;39,5", "MF-1;3;46,91;39,51", "MF-2;1;46,8;39,6"]
    reading = read("Polygon;Point;X;Y\n" + "\n".join([*rows, "MF-2;2;46,81;39,6", "MF-2;3;46,81;39,61"]))
    assert [text.partition(" ")[0] for text in drawn(reading)] == ["POLYGON", "POLYGON"]
    assert column(reading, "id") == ["MF-1", "MF-2"] and codes(reading) == []
    names = read("Polygon,Depth,X,Y\nMF-1,1,46.9,39.5\nMF-2,1,46.8,39.6\n")
    assert drawn(names) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"]


SUMS = {
    "a word of a language that is not known": "Nr;Ort;Fläche;Tote\n1;Berg;1,5;1\n2;Tal;2,25;2\nSumme;;3,75;\n",
    "a sum above the notes": "village;lat;lon;killed;all\nA;39.5;46.9;1;3\nB;39.6;46.8;2;1\n;;;;4\nSource: X\n",
    "pages": "village;lat;lon\nA;39.5;46.9\nPage 1 of 2\nB;39.6;46.8\nСтраница 2 из 2\n",
}


@pytest.mark.parametrize("kind", SUMS)
def test_sums_and_numbers_of_pages_are_no_records(read, kind):
    reading = read(SUMS[kind])
    assert len(reading.frame) == 2 and "section" not in reading.frame
    assert {"total_rows", "footer_lines"} & {problem.code for problem in reading.problems}


def test_a_last_record_that_happens_to_be_a_sum_stays_one(read):
    assert len(read("village,lat,lon,killed,injured\nA,39.5,46.9,1,2\nB,39.6,46.8,2,1\nC,,,3,\n").frame) == 3


def test_a_column_is_the_ordnance_by_its_words_whatever_it_is_called(read):
    for heading, words in {"النوع": "لغم مضاد للأفراد", "Вид ВНП": "ПФМ-1", "What": "PMN-2"}.items():
        reading = read(f"id,{heading},lat,lon\n1,{words},39.5,46.9\n2,,39.6,46.8\n")
        assert column(reading, "ordnance") == [("AP_mine",), None], heading
        assert "ordnance" in told(reading, "read_by_values")
    assert "read_by_values" not in codes(read("id,What,lat,lon\n1,PMN-2,39.5,46.9\n2,a bridge,39.6,46.8\n"))


def test_of_two_columns_of_a_place_the_one_that_says_it_is_taken(read):
    head = "event_id_cnty,event_date,admin3,location,latitude,longitude,fatalities\n"
    for admin3 in ("", "Agdam subdistrict"):
        assert column(read(f"{head}AZE1,2024-05-01,{admin3},Shelli,39.9,46.9,1\n"), "place") == ["Shelli"]


def test_a_reference_or_two_numbers_in_a_text_are_named(read):
    text = "id,Location,Remarks\n1,the bridge,38S PJ 63605 74250 behind school\n2,39.6 46.8,x\n3,the hill 2,y\n"
    said = [problem for problem in read(text).problems if problem.code == "position_in_text"]
    assert [(problem.row, problem.field) for problem in said] == [(2, "Remarks"), (3, "Location")]


def test_nothing_is_called_cleared_because_a_word_is_like_it(read):
    assert "cleared" not in told(read("id,Type,lat,lon\n1,Mine,39.5,46.9\n"), "column_not_understood")
    assert "CHA" in told(read("id,Type,lat,lon\n1,confirmd hazardous area,39.5,46.9\n"), "column_not_understood")


@pytest.mark.parametrize("date", ["2024.05.15.", "15/V/2024", "15-V-2024", "15. V 2024."])
def test_dates_end_with_a_point_and_number_months_as_the_romans_did(read, date):
    assert column(read(f"id,lat,lon,Date of report\n1,39.5,46.9,{date}\n"), "reported_on") == ["2024-05-15"]


@pytest.mark.parametrize("numbers", [("0501234567", "0552345678"), ("050 123 45 67", "(055) 234-56-78")])
def test_telephones_without_a_code_of_the_country_are_personal(read, numbers):
    one, other = numbers
    reading = read(f"id;lat;lon;Col7\n1;39.5;46.9;{one}\n2;39.6;46.8;{other}\n")
    assert "Col7" not in reading.frame and "Col7" in told(reading, "personal_data")


def test_codes_of_places_are_no_telephones(read):
    assert "pcode" in read("id;lat;lon;pcode\n1;39.5;46.9;0012345678\n2;39.6;46.8;0012345679\n").frame


def test_each_place_of_a_repeated_question_is_a_record(read):
    ring = "39.5 46.9 0 0;39.5 46.91 0 0;39.51 46.91 0 0;39.5 46.9 0 0"
    forms = [
        {
            "_id": 7,
            "village": "A",
            "_geolocation": [39.5, 46.9],
            "zones": [{"zones/gps": "39.5 46.9 0 4"}, {"zones/edge": ring}],
        },
        {"_id": 8, "village": "B", "zones": []},
    ]
    reading = read(json.dumps(forms), "forms.json", kind="hazards")
    assert [text and text.partition(" ")[0] for text in drawn(reading)] == ["POINT", "POLYGON", None]
    assert column(reading, "id") == ["7-1", "7-2", "8"] and column(reading, "place") == ["A", "A", "B"]
    photos = [{"id": 7, "village": "A", "lat": 39.5, "lon": 46.9, "photos": [{"url": "x"}]}]
    assert len(read(json.dumps(photos), "photos.json").frame) == 1


PLACEMARK = "<Placemark><name>{}</name>{}<Point><coordinates>46.9,39.5</coordinates></Point></Placemark>"


def test_a_second_kml_of_a_kmz_is_not_passed_over(file, read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("doc", "other"):
            archive.writestr(f"{name}.kml", f"<kml><Document>{PLACEMARK.format(name, '')}</Document></kml>")
    path = file(packed.getvalue(), "two.kmz")
    assert "other.kml" in told(read(packed.getvalue(), "two.kmz"), "other_sheets") and path.exists()
    assert column(read(packed.getvalue(), "two.kmz", sheet="other.kml"), "name") == ["other"]


def test_lines_of_headings_in_a_description_are_columns(read):
    words = "<description><![CDATA[<b>Type</b>: CHA<br>Status: open<br>Date: 2024-05-01]]></description>"
    reading = read(f"<kml><Document>{PLACEMARK.format('A', words)}</Document></kml>", "a.kml")
    assert [column(reading, name) for name in ("area_type", "status", "reported_on")] == [
        ["CHA"],
        ["open"],
        ["2024-05-01"],
    ]
    prose = "<description><![CDATA[Seen: two mines<br>they lie by the well]]></description>"
    assert "Seen" in column(read(f"<kml>{PLACEMARK.format('A', prose)}</kml>", "b.kml"), "remarks")[0]
