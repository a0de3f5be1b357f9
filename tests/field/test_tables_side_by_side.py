"""Two tables of different headings on one sheet: the second is no attribute of the first, and is said to be unread."""

import pytest
from told import codes, column, told

SECONDS = {
    "with positions of its own": ["No,Date of accident,Killed,Lat,Lon", "X1,2024-05-01,2,39.7,46.9", "X2,,1,39.8,46.9"],
    "with an end of its own": ["Acc ID,Date of accident,Killed", "X1,2024-05-01,2", ",,"],
    "longer than the first": ["Acc ID,Date of accident,Killed", "X1,2024-05-01,2", "X2,2024-05-01,2", "X3,,1"],
}  # fmt: skip
FIRST = ["ID,Village,Lat,Lon", "A1,Agdam,39.5,46.9", "A2,Shelli,39.6,46.8", ",,,"]


@pytest.mark.parametrize("second", SECONDS.values(), ids=SECONDS)
def test_a_second_table_is_cut_off_and_named(read, second):
    reading = read("\n".join(f"{one},,{other}" for one, other in zip(FIRST, second, strict=False)))
    assert (reading.kind, column(reading, "id")) == ("hazards", ["A1", "A2"])
    assert "Killed" in told(reading, "table_beside") and "not read" in told(reading, "table_beside")
    assert not any("X1" in str(value) for value in reading.frame.to_numpy().ravel())


def test_titles_above_both_tell_of_two_tables(read):
    lines = [",,,,,", "A1,Agdam,39.5,46.9,,X1,2024-05-01,2", "A2,Shelli,39.6,46.8,,X2,2024-05-03,1"]
    reading = read("\n".join(["Suspected,,,,,Accidents,,", "ID,Village,Lat,Lon,,Acc ID,Date,Killed", *lines[1:]]))
    assert column(reading, "id") == ["A1", "A2"] and "not read" in told(reading, "table_beside")


def test_where_only_an_empty_column_speaks_for_it_the_doubt_is_said(read):
    reading = read("ID,Village,Lat,Lon,,Acc ID,Date,Killed\nA1,Agdam,39.5,46.9,,X1,2024-05-01,2\n")
    assert "as between two tables" in told(reading, "table_beside") and column(reading, "killed") == [2]


@pytest.mark.parametrize("head", ["ID,Village,Lat,Lon,,Status,Date,Type", "ID,Village,,Lat,Lon,,Remarks,x"])
def test_an_empty_column_in_one_table_is_no_sign(read, head):
    reading = read(
        f"{head}\nA1,a,39.5,46.9,,open,2024-05-01,SHA\n".replace(
            "A1,a,39", "A1,a,,39" if ",,Lat" in head else "A1,a,39"
        )
    )
    assert "table_beside" not in codes(reading)
