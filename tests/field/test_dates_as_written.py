"""Spans of days, dates of other calendars, and a heading that is a date in one language and a system in another."""

import pytest
from told import column, drawn, told

SPANS = {
    "12-15 May 2021": "2021-05",
    "12–15.05.2021": "2021-05",
    "May 12-15, 2021": "2021-05",
    "с 12 по 15 мая 2021 г.": "2021-05",
    "12. bis 15. Mai 2021": "2021-05",
    "2021-05-12/2021-05-15": "2021-05",
    "12/05/2021 - 15/05/2021": "2021-05",
    "2021-05-12T08:00/2021-05-12T10:00": "2021-05-12",
    "May–June 2021": "2021",
    "12.05.2021 - 03.06.2021": "2021",
}


@pytest.mark.parametrize(("written", "meant"), SPANS.items())
def test_a_span_is_the_month_or_year_in_which_all_of_it_lies(read, written, meant):
    reading = read(f"id,lat,lon,Survey date\n1,39.5,46.9,{written!r}\n".replace("'", '"'))
    assert column(reading, "verified_on") == [meant] and column(reading, "verified_on_entered") == [written]


@pytest.mark.parametrize("written", ["between 2019 and 2021", "2020-2021", "2021-12-28/2022-01-03"])
def test_a_span_over_years_is_no_date_and_says_between_which_it_lies(read, written):
    reading = read(f"id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.5,46.9,{written}\n")
    assert column(reading, "verified_on") == ["2021", None] and column(reading, "verified_on_entered")[1] == written
    assert "a span from" in told(reading, "date_not_understood")


def test_two_days_before_a_month_are_no_year(read):
    assert column(read("id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.6,46.9,12-15 May\n"), "verified_on")[1] is None


@pytest.mark.parametrize(
    ("written", "year"), [("1400-02-22", "2021/2022"), ("۲۲/۰۲/۱۴۰۰", "2021/2022"), ("12/05/2564", "2021")]
)
def test_a_year_of_another_calendar_is_named_with_what_it_is_in_ours(read, written, year):
    reading = read(f"id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.5,46.9,{written}\n")
    assert year in told(reading, "date_not_understood") and column(reading, "verified_on_entered")[1] == written


def test_a_month_of_another_calendar_is_named(read):
    reading = read("id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.5,46.9,15 ثور 1400\n")
    assert "Persian or the Hijri calendar" in told(reading, "date_not_understood")


def test_datum_is_a_date_where_its_cells_are_and_a_system_where_they_are_not(read):
    dates = read("Nr;Datum;Status;Latituda;Longituda;lat;lon\n1;01.05.2003;open;;;44,73;18,08\n")
    systems = read("Nr,Status,lat,lon,Datum\n1,open,39.5,46.9,WGS 84\n")
    assert (drawn(dates), column(dates, "reported_on")) == (["POINT (18.08 44.73)"], ["2003-05-01"])
    assert (drawn(systems), column(systems, "crs_entered")) == (["POINT (46.9 39.5)"], ["EPSG:4326"])


def test_the_day_goes_before_the_year_that_stands_beside_it(read):
    reading = read("id,year,date_start,where_prec,latitude,longitude,deaths\n1,2020,2020-10-01,3,39.9,46.9,2\n")
    assert column(reading, "occurred_on") == ["2020-10-01"] and column(reading, "position_accuracy_m") == [None]
