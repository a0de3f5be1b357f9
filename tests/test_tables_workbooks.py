"""Workbooks: values as typed, sheets stacked or named, hostile archives refused."""

import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from raw_workbooks import raw_workbook, row_of

from geo.errors import SourceError, UnsafeSource, UsageError
from geo.sources.tables import read


@pytest.fixture
def workbook(tmp_path):
    def make(sheets, change=lambda book: None, **options):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, lines in sheets.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line)
        change(book)
        path = tmp_path / "survey.xlsx"
        book.save(path)
        return read(path, **options)

    return make


def repacked(source, target, **members):
    """A copy of a workbook in which members (`xl__workbook` for xl/workbook.xml) are changed by functions."""
    changes = {name.replace("__", "/") + ".xml": change for name, change in members.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda data: data)(old.read(name)))
    return target


def cells(raw, row):
    return [None if cell != cell else cell for cell in raw.frame.drop(columns="geometry").loc[row].tolist()]


def codes(raw):
    return [problem.code for problem in raw.problems]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("001", "001"), (1.0, "1"), (1.5, "1.5"), (123456789012345, "123456789012345"), (1e20, "100000000000000000000"),
        (True, "TRUE"), (datetime(2021, 5, 6), "2021-05-06"), (date(2021, 5, 6), "2021-05-06"),
        (datetime(2021, 5, 6, 7, 8), "2021-05-06 07:08:00"), (" x ", " x "), ("#N/A?", "#N/A?"),
    ],
)  # fmt: skip
def test_values_are_as_typed(workbook, value, text):
    assert cells(workbook({"May": [["id", "x"], ["a", value]]}), 2) == ["a", text]


def test_leading_zeros_that_are_shown_are_kept(workbook):
    def shape(book):
        book["May"]["A2"].number_format = "00000"

    assert cells(workbook({"May": [["id"], [123]]}, shape), 2) == ["00123"]


def test_a_sheet_can_be_named(workbook):
    sheets = {"May": [["id"], ["1"]], "June": [["nr"], ["2"]]}
    assert cells(workbook(sheets, sheet="June"), 2) == ["2"]
    with pytest.raises(UsageError, match="Name one of: May, June"):
        workbook(sheets, sheet="July")


def test_sheets_of_one_shape_are_one_table(workbook):
    raw = workbook({"May": [["id"], ["a"], ["b"]], "June": [["id"], ["c"]]})
    assert list(raw.frame["id"]) == ["a", "b", "c"] and list(raw.frame["sheet"]) == ["May", "May", "June"]
    assert list(raw.frame["sheet_row"]) == ["2", "3", "2"] and raw.frame.index.is_unique


def test_sheets_that_are_left_out_are_named(workbook):
    raw = workbook({"May": [["id"], ["a"]], "Codes": [["code", "meaning"], ["1", "x"]]})
    assert len(raw.frame) == 1 and codes(raw) == ["other_sheets"] and "Codes" in raw.problems[0].what


def test_an_error_in_a_cell_is_a_problem(workbook):
    def break_cell(book):
        book["May"]["B2"].value = "#REF!"
        book["May"]["B2"].data_type = "e"

    raw = workbook({"May": [["id", "x"], ["a", None]]}, break_cell)
    assert cells(raw, 2) == ["a", "#REF!"] and codes(raw) == ["cell_error"] and raw.problems[0].row == 2


def test_a_formula_without_a_result_is_said(workbook):
    raw = workbook({"May": [["id", "x"], ["a", "=1+1"]]})
    assert codes(raw) == ["formula_without_result"] and raw.problems[0].row == 2


def test_the_text_of_merged_cells_is_for_all_of_them(workbook):
    raw = workbook(
        {"May": [["id", "district"], ["a", "Shusha"], ["b", None], ["c", "Lachin"]]},
        lambda book: book["May"].merge_cells("B2:B3"),
    )
    assert list(raw.frame["district"]) == ["Shusha", "Shusha", "Lachin"] and codes(raw) == ["merged_cells"]


def test_titles_and_blank_rows_count_as_a_spreadsheet_counts(workbook):
    raw = workbook({"May": [["Survey"], [], ["id", "x"], ["a", 1], [None, None], ["b", 2]]})
    assert list(raw.frame.index) == [4, 6] and codes(raw) == ["title_lines", "empty_rows"]


def test_an_empty_workbook_says_so(workbook):
    assert codes(workbook({"May": []})) == ["no_records"]


def test_a_document_type_is_refused(workbook, tmp_path):
    workbook({"May": [["id"], ["a"]]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    path = repacked(tmp_path / "survey.xlsx", tmp_path / "bomb.xlsx", xl__worksheets__sheet1=lambda data: bomb + data)
    with pytest.raises(UnsafeSource, match="document type"):
        read(path)


def test_an_archive_that_unpacks_to_far_more_is_refused(workbook, tmp_path):
    workbook({"May": [["id"], ["a"]]})
    path = repacked(tmp_path / "survey.xlsx", tmp_path / "big.xlsx", xl__styles=lambda data: data + b" " * 30_000_000)
    with pytest.raises(UnsafeSource, match="times its size"):
        read(path)


@pytest.mark.parametrize("size", [30, 1000, 3000])
def test_a_workbook_that_is_cut_off_is_refused(workbook, tmp_path, size):
    workbook({"May": [["id"], ["a"]]})
    path = tmp_path / "cut.xlsx"
    path.write_bytes((tmp_path / "survey.xlsx").read_bytes()[:size])
    with pytest.raises(SourceError, match="damaged"):
        read(path)


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: b"<x/>", lambda data: data.replace(b"sheet", b"shoot")]
)
def test_a_workbook_with_broken_parts_is_refused(workbook, tmp_path, damage):
    workbook({"May": [["id"], ["a"]]})
    path = repacked(tmp_path / "survey.xlsx", tmp_path / "odd.xlsx", xl__workbook=damage)
    try:
        assert len(read(path).frame) == 0
    except SourceError as error:
        assert "damaged" in str(error)


def test_a_workbook_has_no_encoding(workbook):
    with pytest.raises(UsageError, match="no encoding"):
        workbook({"May": [["id"], ["a"]]}, encoding="utf-8")


def test_a_row_that_no_sheet_has_is_refused_at_once(tmp_path):
    for row in (1_048_577, 2_000_000_000):
        path = raw_workbook(tmp_path / "far.xlsx", row_of(1, 0, 1) + row_of(row, 1, 1), ["lat", "lon"])
        start = time.process_time()
        with pytest.raises(SourceError, match="too large to be a table"):
            read(path)
        assert time.process_time() - start < 2


def test_the_last_row_of_a_sheet_can_be_written_on(tmp_path):
    path = raw_workbook(tmp_path / "last.xlsx", row_of(1, 0, 1) + row_of(1_048_576, 1, 1), ["lat", "lon"])
    assert len(read(path).frame.dropna(how="all")) == 1


def test_a_long_text_that_many_cells_repeat_is_refused_before_it_is_as_much(tmp_path):
    rows = row_of(1, 0, 1) + "".join(row_of(number, 2, 2) for number in range(2, 2000))
    path = raw_workbook(tmp_path / "again.xlsx", rows, ["lat", "lon", "x" * 1_000_000])
    start = time.process_time()
    with pytest.raises(SourceError, match="too large to be a table"):
        read(path)
    assert time.process_time() - start < 2


def test_a_remark_that_every_row_repeats_is_read(tmp_path):
    rows = row_of(1, 0, 1) + "".join(row_of(number, 2, 2) for number in range(2, 200))
    path = raw_workbook(tmp_path / "same.xlsx", rows, ["lat", "remarks", "x" * 30_000])
    assert len(read(path).frame) == 198
