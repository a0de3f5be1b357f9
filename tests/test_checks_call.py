"""`check` takes what carries records, changes nothing, and every argument changes the answer."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest
from checks_frames import TODAY, codes, found, framed, hazards, row_of_squares, square
from geopandas.testing import assert_geodataframe_equal

import geo
from geo.checks import ACROSS, CHECKS, check
from geo.errors import UsageError
from geo.findings import SEVERITIES
from geo.records import KINDS, Layer

MODULES = {entry.function.__module__ for entry in (*CHECKS, *ACROSS)}


@dataclass
class Reading:
    frame: pd.DataFrame
    kind: str
    source: str


def broken():
    frame = hazards([square(), None, square(x=50)], status=["open", "open", "opne"], area_reported_m2=[1.0, None, None])
    frame["Victim name"] = ["A", None, None]
    return frame


def test_the_frame_is_left_as_it_was():
    frame = broken()
    before = frame.copy(deep=True)
    assert check(frame, kind="hazards", today=TODAY)
    assert_geodataframe_equal(frame, before)


def test_a_frame_a_layer_and_a_reading_have_the_same_problems():
    frame = broken()
    expected = check(frame, kind="hazards", source="may.csv", today=TODAY)
    assert check(Layer("may.csv", "hazards", frame), today=TODAY) == expected
    assert check(Reading(frame, "hazards", "may.csv"), today=TODAY) == expected
    assert check([Layer("may.csv", "hazards", frame)], today=TODAY) == expected


def test_the_public_name_is_this_function():
    assert geo.check.__wrapped__ is check  # beside it, the public one takes paths


def test_problems_come_in_the_order_of_the_rows():
    rows = [problem.row for problem in found(broken()) if problem.row is not None]
    assert rows == sorted(rows) and len(rows) >= 3


def test_records_of_a_project_are_named_by_id():
    frame = broken().set_index("id", drop=False)
    assert {problem.id for problem in found(frame, "no_position")} == {"H-2"}
    assert {problem.row for problem in found(frame)} == {None}


def test_records_without_row_and_id_are_named_by_their_place():
    frame = hazards([square(), None]).drop(columns="id").reset_index(drop=True)
    assert str(found(frame, "no_position", source="a.shp")[0]).startswith("a.shp, record 2, geometry: ")


def test_the_kind_decides_what_is_checked():
    untyped = hazards([square()]).drop(columns="area_type")
    assert codes(untyped) == ["field_missing"] and not found(untyped, kind="places")


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="Name one of: hazards"):
        check(hazards([square()]), kind="hazzards")


def test_a_layer_in_another_crs_is_refused():
    with pytest.raises(UsageError, match="EPSG:32638"):
        check(Layer("may", "hazards", hazards([square()]).to_crs(32638)))


def test_a_frame_in_another_crs_is_checked_where_it_lies():
    elsewhere = hazards([square()]).to_crs(32638)
    assert {one.code for one in check(elsewhere, extent=(10, 10, 11, 11), today=TODAY)} == {"outside_extent"}
    assert check(elsewhere, extent=(46, 39, 47, 40), today=TODAY) == []


def test_a_missing_crs_is_asked_for():
    with pytest.raises(UsageError, match="no coordinate reference system"):
        check(hazards([square()]).set_crs(None, allow_override=True), kind="hazards")


def test_facts_have_no_geometry_and_are_checked():
    facts = pd.DataFrame(
        {"subject": ["cleared", None], "value": ["12", "13"], "as_of": ["2026", "2026"], "source": "x"}
    )
    assert [problem.code for problem in check(facts, kind="facts", today=TODAY)] == ["field_missing"]


def test_today_is_what_dates_are_compared_with():
    frame = hazards([square()], reported_on=["2026-08-15"])
    assert found(frame, "date_in_future")
    assert found(frame, today=date(2026, 9, 1)) == []


def test_every_problem_has_a_code_of_the_table_and_a_severity():
    known = {code for entry in (*CHECKS, *ACROSS) for code in entry.codes}
    problems = found(broken())
    assert {problem.code for problem in problems} <= known
    assert {problem.severity for problem in problems} <= set(SEVERITIES)


def test_the_table_says_what_each_check_does_and_for_which_kinds():
    for entry in CHECKS:
        assert entry.about.endswith((".", ")")) and entry.codes
        assert set(entry.kinds) <= set(KINDS)
    assert all(entry.about and entry.codes for entry in ACROSS)


def test_the_same_frame_gives_the_same_problems_in_the_same_order():
    frame = hazards([*row_of_squares(20), square(x=50)])
    assert found(frame) == found(frame)


GARBAGE = [
    "",
    "  ",
    "?",
    -1,
    3.5,
    True,
    float("inf"),
    ("a", 1),
    ["x"],
    {"a": 1},
    None,
    date(2026, 1, 1),
    b"raw",
    "\x00" * 3,
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_content_of_a_field_stops_the_checks(kind):
    columns = {name: [*GARBAGE[start:], *GARBAGE[:start]] for start, name in enumerate(KINDS[kind].names, start=-3)}
    columns = {name: pd.Series(values[: len(GARBAGE)], dtype=object) for name, values in columns.items()}
    frame = framed([square(x=200 * number) for number in range(len(GARBAGE))], columns)
    assert found(frame, kind=kind)


def test_what_a_reading_has_said_is_not_said_again(tmp_path):
    (tmp_path / "may.csv").write_text("id,type,lat,lon\nA,SHAx,95.2,46.9\nB,SHA,,\n", encoding="utf-8")
    reading = geo.read(tmp_path / "may.csv", kind="hazards")
    assert {problem.code for problem in reading.problems} == {"coordinate_range", "value_outside_list"}
    found = check(reading, today=TODAY)
    assert not [problem for problem in found if problem.code == "value_outside_list"]
    assert [problem.row for problem in found if problem.code == "no_position"] == [3]
