"""Workbooks as people send them: hidden sheets, repeated questions on sheets of their own, trifles that lack."""

import zipfile

import openpyxl
import pytest
from told import codes, column, drawn, told

import geo

HEAD = ["Hazard ID", "Lat", "Lon", "Date of report"]
ROW = ["H1", 39.5, 46.9, "2024-05-01"]


@pytest.fixture
def book(tmp_path):
    """Write sheets, by their names, into a workbook; `hidden` names those that are hidden, and how."""

    def write(sheets, hidden=None, name="survey.xlsx"):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = (hidden or {}).get(title, "visible")
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.mark.parametrize("how", ["hidden", "veryHidden"])
@pytest.mark.parametrize(
    "old", [[HEAD, ["OLD1", 39.1, 46.1, "2020-05-01"]], [["Other", "lat", "lon"], ["x", 39.1, 46.1]]]
)
def test_a_hidden_sheet_is_said_to_be_hidden_whether_it_is_read_or_not(book, how, old):
    reading = geo.read(book({"Survey": [HEAD, ROW], "old": old}, {"old": how}))
    assert "old is hidden" in told(reading, "hidden_sheet") and "1 row" in told(reading, "hidden_sheet")


def test_sheets_that_are_shown_are_not_said_to_be_hidden(book):
    assert "hidden_sheet" not in codes(geo.read(book({"Survey": [HEAD, ROW]})))


KEYS = {
    "KoBoToolbox": (["_id", "_index"], ["7", "1"], "_parent_index", "1"),
    "ODK Central": (["KEY"], ["uuid:7"], "PARENT_KEY", "uuid:7"),
    "Survey123": (["ObjectID", "GlobalID"], ["1", "{7}"], "ParentGlobalID", "{7}"),
    "an id of their own": (["Hazard ID"], ["H7"], "Hazard ID", "H7"),
}


@pytest.mark.parametrize(("keys", "values", "link", "value"), KEYS.values(), ids=KEYS)
def test_the_rows_of_a_repeated_question_are_the_records(book, keys, values, link, value):
    path = book(
        {
            "form": [["today", "village", *keys], ["2024-05-01", "Alpha", *values]],
            "hazard": [["type", "latitude", "longitude", link], ["SHA", 39.5, 46.9, value], ["CHA", 39.6, 46.9, value]],
        }
    )
    reading = geo.read(path)
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.9 39.6)"]
    assert (column(reading, "place"), column(reading, "area_type")) == (["Alpha", "Alpha"], ["SHA", "CHA"])
    assert len(set(column(reading, "id"))) == 2


def test_a_form_without_a_part_stays_a_record(book):
    path = book(
        {
            "form": [["today", "village", "_index"], ["2024-05-01", "Alpha", 1], ["2024-05-02", "Beta", 2]],
            "hazard": [["latitude", "longitude", "_parent_index"], [39.5, 46.9, 1]],
        }
    )
    assert column(geo.read(path), "place") == ["Alpha", "Beta"]


def test_a_part_with_a_position_of_its_own_lies_there_and_not_at_that_of_its_form(book):
    form = [["today", "_gps_latitude", "_gps_longitude", "_index"], ["2024-05-01", 39.1, 46.1, 1]]
    parts = [["type", "_pt_latitude", "_pt_longitude", "_parent_index"], ["UXO", 39.5, 46.9, 1], ["UXO", 39.6, 46.9, 1]]
    reading = geo.read(book({"form": form, "parts": parts}))
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.9 39.6)", "POINT (46.1 39.1)"]
    assert column(reading, "reported_on") == ["2024-05-01"] * 3


def test_positions_on_a_sheet_that_is_not_read_are_an_error(book):
    reading = geo.read(book({"Survey": [HEAD, ROW], "more": [["x", "latitude", "longitude"], ["A", 39.6, 46.8]]}))
    (problem,) = [problem for problem in reading.problems if problem.code == "other_sheets"]
    assert problem.severity == "error" and "more (1 row)" in str(problem)


def test_a_sheet_of_words_before_the_table_is_not_taken_for_it(book):
    words = [["How to fill in this form"], ["Please write one hazard in each row, and do not leave the date out."]]
    reading = geo.read(book({"Read me": words, "Survey": [HEAD, ROW]}))
    assert column(reading, "id") == ["H1"]


@pytest.mark.parametrize("name", ["survey", "survey.bin", "survey.xlsx.tmp"])
def test_a_workbook_is_known_by_what_it_holds_and_not_by_its_ending(book, name):
    path = book({"Survey": [HEAD, ROW]}).rename(book({"S": []}, name="x.xlsx").with_name(name))
    assert column(geo.read(path), "id") == ["H1"]


def without(path, *parts, **changed):
    """Write a workbook again without some of its parts, and with others changed by a function of their text."""
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name) for name in archive.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, changed.get(name.split("/")[-1].split(".")[0], lambda text: text)(text))
    return path


TRIFLES = {
    "no document properties": ((["docProps/core.xml", "docProps/app.xml"]), {}),
    "no theme": (["xl/theme/theme1.xml"], {}),
    "an empty fill": ([], {"styles": lambda text: text.replace(b'<fill><patternFill/></fill>', b"<fill/>").replace(
        b"<fill><patternFill /></fill>", b"<fill/>")}),
    "a font of a size that is none": ([], {"styles": lambda text: text.replace(b'<sz val="11"', b'<sz val="large"')}),
    "no styles": (["xl/styles.xml"], {}),
    "a colour that is none": ([], {"styles": lambda text: text.replace(b'<color theme="1"', b'<color rgb="red"')}),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "changed"), TRIFLES.values(), ids=TRIFLES)
def test_a_sound_workbook_that_lacks_a_trifle_is_read(book, parts, changed):
    reading = geo.read(without(book({"Survey": [HEAD, ROW]}), *parts, **changed))
    assert (column(reading, "id"), drawn(reading)) == (["H1"], ["POINT (46.9 39.5)"])


@pytest.mark.parametrize("start", ["12", "13"])
def test_the_sound_workbooks_from_the_field_are_read(case, start):
    reading = case(start)
    assert (column(reading, "id"), column(reading, "reported_on")) == (["H1"], ["2024-05-01"])


def test_the_repeated_question_from_the_field_is_read(case):
    reading = case("09")
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.9 39.6)", "POINT (46.9 39.7)"]
    assert column(reading, "place") == ["Alpha", "Alpha", "Beta"]
    assert column(reading, "reported_on") == ["2024-05-01", "2024-05-01", "2024-05-02"]


def test_the_hidden_sheet_from_the_field_is_named(case):
    assert "old is hidden" in told(case("10"), "hidden_sheet")
