"""Dates that cannot be, or cannot follow one another, are named; partial dates compare only as far as they go."""

import pytest
from checks_frames import accidents, codes, found, hazards, releases, row_of_squares, scattered, square


def of_one(**columns):
    return codes(hazards([square()], **{name: [value] for name, value in columns.items()}))


@pytest.mark.parametrize("written", ["2026", "2026-08", "2026-08-01", "2025-12-31", "1994"])
def test_dates_up_to_today_are_silent(written):
    assert "date_in_future" not in of_one(reported_on=written)


@pytest.mark.parametrize("written", ["2026-08-02", "2026-09", "2027"])
def test_a_date_in_the_future_is_named(written):
    assert "date_in_future" in of_one(reported_on=written)


def test_a_date_before_1900_is_named():
    assert "date_too_early" in of_one(reported_on="0206-05-01")


@pytest.mark.parametrize("written", ["1970-01-01", "1899-12-30", "1900-01-01"])
def test_a_day_that_stands_for_an_empty_date_is_named(written):
    assert "date_empty" in of_one(reported_on=written)


def test_the_year_1970_stands_for_itself():
    assert "date_empty" not in of_one(reported_on="1970")


@pytest.mark.parametrize("written", ["12.05.2026", "2026-13", "2026-02-30", "soon"])
def test_what_is_no_date_is_named(written):
    assert "date_not_understood" in of_one(reported_on=written)


@pytest.mark.parametrize(
    ("columns", "severity"),
    [
        ({"information_on": "2026-05-02", "reported_on": "2026-05-01"}, "error"),
        ({"status_date": "2025", "reported_on": "2026-01"}, "warning"),
        ({"verified_on": "2026-04", "information_on": "2026-05-01", "reported_on": "2026-06"}, "note"),
    ],
)
def test_dates_out_of_order_are_named(columns, severity):
    problems = found(hazards([square()], **{name: [value] for name, value in columns.items()}), "date_order")
    assert [problem.severity for problem in problems] == [severity]


@pytest.mark.parametrize("earlier", ["2026", "2026-05", "2026-05-01"])
def test_partial_dates_compare_only_as_far_as_they_go(earlier):
    assert of_one(information_on="2026-05-01", reported_on=earlier) == []


def test_an_accident_reported_before_it_happened_is_an_error():
    frame = accidents(scattered(1), occurred_on=["2025-06-02"], reported_on=["2025-06-01"])
    assert [problem.severity for problem in found(frame, "date_order", kind="accidents")] == ["error"]


def test_a_release_reported_before_it_was_completed_is_named():
    frame = releases([square()], completed_on=["2026-06-02"], reported_on=["2026-05"])
    assert codes(frame, kind="releases") == ["date_order"]


def test_an_open_hazard_without_news_for_years_is_noted():
    problem = found(hazards([square()], reported_on=["2019-03"]))[0]
    assert (problem.code, problem.severity) == ("stale", "note")
    assert "2019-03 (reported_on)" in problem.what


def test_a_recent_visit_keeps_a_hazard_from_being_stale():
    assert of_one(reported_on="2012", verified_on="2026-01-15") == []


def test_a_closed_hazard_is_never_stale():
    assert of_one(reported_on="2012", status="closed") == []


def test_what_is_stale_is_a_matter_of_the_years_asked_for():
    frame = hazards([square()], reported_on=["2023-03"])
    assert found(frame, "stale") == []
    assert found(frame, "stale", stale_after_years=2)


def test_a_layer_that_is_stale_as_a_whole_is_said_once():
    problems = found(hazards(row_of_squares(40), reported_on=["2015"] * 40), "stale")
    assert [problem.row for problem in problems] == [None]
