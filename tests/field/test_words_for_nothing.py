"""Words that say that nothing is known, in the languages of field offices, are no faults and hide nothing."""

import pytest
from told import codes, column, drawn

OUTLINE = '"39.5 46.94 0 0;39.5 46.941 0 0;39.501 46.941 0 0;39.5 46.94 0 0"'
UNKNOWN = ["нет данных", "н/д", "немає даних", "sin dato", "S/D", "NSP", "Non renseigné", "غير متوفر", "məlumat yoxdur",
           "not recorded", "...", "#N/A", "N.D.", "tbd", "—"]  # fmt: skip
NONE = ["нет", "немає", "yoxdur", "لا يوجد", "ninguno", "néant", "គ្មាន"]


@pytest.mark.parametrize("word", [*UNKNOWN, *NONE])
def test_a_position_or_a_date_that_is_not_there_is_no_fault(read, word):
    reading = read(f"id,lat,lon,date\n1,39.5,46.9,2024-05-01\n2,{word},{word},{word}\n")
    assert drawn(reading) == ["POINT (46.9 39.5)", None]
    assert codes(reading) == [] and column(reading, "reported_on") == ["2024-05-01", None]


def test_many_such_words_do_not_hide_the_outlines_among_them(read):
    rows = "".join(f"2024-05-01,{word},u{number}\n" for number, word in enumerate([*UNKNOWN, *NONE]))
    reading = read(f"today,danger_zone,_uuid\n{rows}2024-05-02,{OUTLINE},u99\n")
    assert [wkt for wkt in drawn(reading) if wkt] and "read_by_values" in codes(reading)


@pytest.mark.parametrize("word", NONE)
def test_none_of_something_that_is_counted_is_asked_about_and_kept(read, word):
    reading = read(f"id,lat,lon,killed\n1,39.5,46.9,2\n2,39.6,46.8,{word}\n")
    assert column(reading, "killed") == [2, None] and column(reading, "killed_entered") == [None, word]
    assert codes(reading) == ["number_not_understood"]


def test_not_known_is_an_answer_where_the_list_has_it(read):
    assert column(read("id,lat,lon,status\n1,39.5,46.9,неизвестно\n"), "status") == ["unknown"]


def test_remarks_are_kept_as_they_are(read):
    assert column(read("id,lat,lon,remarks,name\n1,39.5,46.9,sin dato,sin dato\n"), "remarks") == ["sin dato"]
