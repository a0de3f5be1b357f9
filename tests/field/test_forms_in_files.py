"""A form and its repeated questions in CSV files of their own are read together; headings say more than one word."""

import zipfile

import pytest
from told import codes, column, drawn, told

import geo
from geo.cli import main
from geo.errors import SourceError, UsageError
from geo.sources.rows import beside
from geo.store import Project

ODK = {
    "Form.csv": "village,today,KEY\nAgdam,2024-05-01,uuid:1\nShelli,2024-05-02,uuid:2\n",
    "Form-zone.csv": "type,gps-Latitude,gps-Longitude,PARENT_KEY\n"
    "SHA,39.5,46.9,uuid:1\nCHA,39.6,46.9,uuid:1\nSHA,39.7,46.8,uuid:2\n",
}
SURVEY123 = {
    "survey_0.csv": "GlobalID,Village,Date\ng-1,Agdam,2024-05-01\ng-2,Shelli,2024-05-02\n",
    "zone_1.csv": "GlobalID,Type,ParentGlobalID,x,y\nz-1,SHA,g-1,46.9,39.5\nz-2,CHA,g-2,46.8,39.6\n",
}
KOBO = {
    "form.csv": "start,village,_id,_uuid,_index\n2024-05-01,Agdam,11,u-1,1\n2024-05-02,Shelli,12,u-2,2\n",
    "zones.csv": "place_of,_parent_index,_submission__uuid\n39.5 46.9 0 4,1,u-1\n39.6 46.9 0 4,2,u-2\n",
}


@pytest.fixture(params=[ODK, SURVEY123, KOBO], ids=["ODK", "Survey123", "Kobo"])
def form(request, tmp_path):
    for name, text in request.param.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in request.param]


def test_either_file_is_read_with_the_other(form):
    readings = [geo.read(path) for path in form]
    for reading in readings:
        assert all(drawn(reading)) and set(column(reading, "place")) == {"Agdam", "Shelli"}
        assert "sheets_joined" in [problem.code for problem in reading.problems]
    assert column(readings[0], "id") == column(readings[1], "id")


def test_given_both_they_are_added_once(form, tmp_path):
    rows = len(geo.read(form[1]).frame)
    main(["new", str(tmp_path / "p")])
    assert main(["add", str(tmp_path / "p"), *map(str, form)]) == 0
    assert sum(len(layer.frame) for layer in Project(tmp_path / "p").layers()) == rows


def test_a_form_and_its_questions_in_one_archive_are_read_together(form, tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in form:
            archive.write(path, f"export/{path.name}")
        archive.writestr("export/media/1.jpg", b"\xff\xd8\xff")
    reading = geo.read(packed)
    assert all(drawn(reading)) and column(reading, "id") == column(geo.read(form[0]), "id")
    assert "other_sheets" not in [problem.code for problem in reading.problems]


def test_a_further_question_in_the_archive_that_is_not_read_is_an_error(tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in {**ODK, "Form-well.csv": "depth,PARENT_KEY\n3,uuid:1\n"}.items():
            archive.writestr(name, text)
    reading = geo.read(packed)
    assert all(drawn(reading)) and "Form-well.csv" in told(reading, "other_sheets")


@pytest.mark.parametrize("names", [[""], ["", "may.csv"]])
def test_a_member_without_a_name_is_no_file(tmp_path, names):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "id,lat,lon\n1,39.5,46.9\n")
    if "may.csv" in names:
        assert drawn(geo.read(packed)) == ["POINT (46.9 39.5)"]
    else:
        with pytest.raises(SourceError, match="no file that can be read"):
            geo.read(packed)


def test_files_that_are_no_form_are_asked_about(tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("may.csv", "june.csv"):
            archive.writestr(name, "id,lat,lon\n1,39.5,46.9\n")
    with pytest.raises(UsageError, match="several files"):
        geo.read(packed)


def test_a_file_that_lies_there_by_chance_is_left_alone(tmp_path):
    for name, text in (("a.csv", "KEY,lat,lon\nx,39.5,46.9\n"), ("b.csv", "PARENT_KEY,lat,lon\ny,39.6,46.8\n")):
        (tmp_path / name).write_text(text)
    assert [len(geo.read(tmp_path / name).frame) for name in ("a.csv", "b.csv")] == [1, 1]


HEADINGS = [
    ("Latitude DMS,Longitude DMS", "39°30'N,46°54'E"), ("Lat_WGS84,Lon_WGS84", "39.5,46.9"),
    ("Y_COORD,X_COORD", "39.5,46.9"),
    ("GPS coordinates - N,GPS coordinates - E", "39.5,46.9"), ("Latitude (start),Longitude (start)", "39.5,46.9"),
    ("Lat. dec. deg.,Long. dec. deg.", "39.5,46.9"),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "row"), HEADINGS, ids=[headings for headings, _ in HEADINGS])
def test_latitude_and_longitude_with_words_behind_are_understood(read, headings, row):
    assert drawn(read(f"id,{headings}\n1,{row}\n")) == ["POINT (46.9 39.5)"]


def test_a_date_with_its_pattern_in_brackets_makes_no_release(read):
    reading = read("Haz. ID,Lat,Long,Date (dd/mm/yyyy),Type of device\n1,39.5,46.9,13/04/2024,PMN\n")
    assert reading.kind == "hazards" and column(reading, "reported_on") == ["2024-04-13"]


BELOW = [
    "Исп. Иванов И.И. тел. 123-45-67", "Начальник управления П. Коваль", "Average;;;;2,5", "Среднее;;;;2,5",
    "Fait à Ziguinchor, le 12/05/2019",
]  # fmt: skip


@pytest.mark.parametrize("line", BELOW)
def test_signatures_and_averages_below_totals_are_no_records(read, line):
    rows = "1;A;39,5;46,9;3\n2;B;39,6;46,8;2\nИтого;;;;5\nВсего;;;;5\n"
    assert column(read(f"№;Село;Широта;Долгота;Мин\n{rows}{line}\n"), "id") == ["1", "2"]


def test_objects_in_lines_are_a_table(read):
    reading = read('{"id":1,"lat":39.5,"lon":46.9}\n{"id":2,"lat":39.6,"lon":46.8}\n', "x.ndjson")
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"] and codes(reading) == []


def test_by_which_field_a_file_was_parted_is_remembered(tmp_path, capsys):
    text = "id,Type,setting,lat,lon\n{}1,SHA,bridge,39.5,46.9\n{}2,SHA,road,39.6,46.8\n"
    (tmp_path / "may-1.csv").write_text(text.format("a", "a"))
    (tmp_path / "may-2.csv").write_text(text.format("b", "b"))
    main(["new", str(tmp_path / "p")])
    assert main(["add", str(tmp_path / "p"), str(tmp_path / "may-1.csv"), "--by", "setting"]) == 0
    assert main(["add", str(tmp_path / "p"), str(tmp_path / "may-2.csv")]) == 0
    assert "--by setting" in capsys.readouterr().out
    assert {layer.name: len(layer.frame) for layer in Project(tmp_path / "p").layers()} == {"bridge": 2, "road": 2}


def test_a_refusal_says_what_to_do_with_that_very_format(file):
    for text, name, wanted in (
        ("  0\nSECTION\n  2\nHEADER\n", "a.dxf", "QGIS"),
        ("{\\rtf1\\ansi x}", "a.rtf", "spreadsheet"),
        ("$GPGGA,1,2\n", "a.nmea", "GPX"),
    ):
        with pytest.raises(geo.errors.SourceError) as refused:
            geo.read(file(text, name))
        assert wanted in str(refused.value)


def test_whatever_lies_in_the_folder_a_file_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("KEY,village\nx,Agdam\n")
    others = {"b": b"PARENT_KEY,lat\r1,2\r", "c": b"\xff\xfe", "d": b"", "e": b'PARENT_KEY,"x', "f": b"PARENT_KEY\0\n"}
    for name, data in others.items():
        (tmp_path / f"{name}.csv").write_bytes(data)
    assert len(geo.read(tmp_path / "a.csv").frame) == 1


def test_killed_and_injured_of_a_sort_make_a_table_of_accidents(read):
    reading = read("Incident ID,Date,Killed - men,Killed - women,lat,lon\n7,2024-05-01,1,0,39.5,46.9\n")
    assert reading.kind == "accidents" and column(reading, "id") == ["7"]
    assert column(reading, "occurred_on") == ["2024-05-01"]


def test_only_a_file_that_could_belong_is_read_too(file, monkeypatch):
    was, opened = beside._read, []
    monkeypatch.setattr(beside, "_read", lambda path, read: opened.append(path.name) or was(path, read))
    file("id,lat,lon\n1,39.5,46.9\n", "2023.csv")
    own = file("id,lat,lon\n1,39.6,46.8\n", "2024.csv")
    geo.read(own)
    assert opened == []
    file("parent_key,lat,lon\n1,39.6,46.8\n", "2025.csv")
    geo.read(own)  # it has positions of its own
    assert opened == []
    geo.read(file("KEY,village\n1,A\n", "form.csv"))
    assert opened == ["2025.csv"]
