"""Written dates: what is said is understood, what is ambiguous is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cells import dates
from geo.cells.dates import iso
from geo.records.vocabulary import date_words


def read_dates(texts):
    return dates.read_dates(texts, date_words())


DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))


def values(*texts):
    return [outcome.value if not outcome.problem else outcome.code for outcome in read_dates(texts)]


@given(DAYS)
def test_an_iso_date_stays_what_it_is(day):
    [outcome] = read_dates([day.isoformat()])
    assert outcome.value == day.isoformat() and not outcome.said and not outcome.entered


@given(
    DAYS, st.sampled_from(["%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%SZ"])
)
def test_other_ways_to_write_a_day_give_the_same_day(day, shape):
    assert values(day.strftime(shape)) == [day.isoformat()]


@given(st.lists(DAYS, min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_order_is_never_guessed(days, shape):
    for day, outcome in zip(days, read_dates([day.strftime(shape) for day in days]), strict=True):
        assert outcome.problem or outcome.value == day.isoformat()


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_problem(text):
    [outcome] = read_dates([text])
    assert bool(outcome.problem) != isinstance(outcome.value, str)


def test_one_day_over_twelve_decides_for_the_column():
    assert values("03/04/2021", "13/04/2021") == ["2021-04-03", "2021-04-13"]
    assert values("03/04/2021", "04/13/2021") == ["2021-03-04", "2021-04-13"]


def test_without_such_a_day_both_readings_are_named():
    [outcome] = read_dates(["03/04/2021"])
    assert outcome.code == "ambiguous_date" and outcome.entered
    assert "2021-04-03 or 2021-03-04" in outcome.problem


def test_contradicting_days_leave_the_rest_open():
    assert values("13/04/2021", "04/13/2021", "03/04/2021") == ["2021-04-13", "2021-04-13", "ambiguous_date"]


@pytest.mark.parametrize("mark", "./-")
def test_equal_day_and_month_are_no_ambiguity(mark):
    assert values(f"05{mark}05{mark}2021") == ["2021-05-05"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021", "2021"), ("2021-03", "2021-03"), ("03/2021", "2021-03"), ("mars 2021", "2021-03"),
        ("2021-05-00", "2021-05"), ("12 марта 2021 г.", "2021-03-12"), ("5 de mayo de 2021", "2021-05-05"),
        ("1er février 2020", "2020-02-01"), ("12 de março de 2021", "2021-03-12"), ("5 травня 2022 року", "2022-05-05"),
        ("14 noyabr 2020-ci il", "2020-11-14"), ("١٢ مارس ٢٠٢١", "2021-03-12"), ("3 كانون الثاني 2019", "2019-01-03"),
        ("05.06.21", "2021-06-05"), ("Mon, 3 May 2021", "2021-05-03"), ("1609459200000", "2021-01-01"),
    ],
)  # fmt: skip
def test_dates_of_many_hands(text, day):
    assert values(text) == [day]


@pytest.mark.parametrize("text", ["2021-02-30", "31.04.2021", "0021-03-04", "1399/07/12", "2020-2021", "soon"])
def test_what_is_no_date_is_a_problem(text):
    [outcome] = read_dates([text])
    assert outcome.code == "date_not_understood" and outcome.entered


def test_a_day_number_of_a_spreadsheet_is_explained_and_not_taken_among_other_dates():
    outcome, _ = read_dates(["44197", "2021-03-04"])
    assert "2021-01-01" in outcome.remedy and outcome.code == "date_not_understood" and outcome.entered


def test_a_column_of_day_numbers_is_read_and_said():
    assert [(outcome.value, "day number" in outcome.said) for outcome in read_dates(["44197"])] == [
        ("2021-01-01", True)
    ]


def test_a_time_is_kept_beside_its_day():
    [outcome] = read_dates(["2020-01-02T23:30:00+04:00"])
    assert outcome.value == "2020-01-02" and outcome.entered


def test_a_day_without_a_month_is_no_date():
    assert iso(2021, 0, 5) == "" and iso(2021) == "2021"
