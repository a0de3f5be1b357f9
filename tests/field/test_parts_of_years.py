"""Quarters, weeks, seasons in a column of dates are the year or the month that they lie in, or no date, and why."""

import pytest
from told import column, told

HELD = {
    "Q2 2024": "2024", "2024 Q2": "2024", "Q2-2024": "2024", "2024Q3": "2024", "2nd quarter 2024": "2024",
    "second quarter of 2024": "2024", "II квартал 2024 г.": "2024", "1-й квартал 2024": "2024", "2 кв. 2024": "2024",
    "2024-cü il II rüb": "2024", "T2 2024": "2024", "2. Quartal 2024": "2024", "Q1-Q2 2024": "2024",
    "segundo trimestre de 2024": "2024", "3. çeyrek 2024": "2024",
    "H1 2023": "2023", "1H2023": "2023", "2 полугодие 2023": "2023", "1er semestre 2023": "2023",
    "week 9 2023": "2023", "2023-W15": "2023-04", "W15 2023": "2023-04", "KW 15/2023": "2023-04",
    "15 неделя 2023": "2023-04", "2023-W14-3": "2023-04-05",
    "spring 2021": "2021", "весна 2021 г.": "2021", "2021 payız": "2021", "été 2021": "2021", "summer of 2021": "2021",
    "early 2021": "2021", "mid-2021": "2021", "начало 2021": "2021", "fin 2021": "2021", "2021-ci ilin sonu": "2021",
    "early May 2021": "2021-05", "конец мая 2021": "2021-05", "end of March 2020": "2020-03",
    "fin mars 2020": "2020-03", "mediados de mayo de 2020": "2020-05",
}  # fmt: skip
DATES = [f"{number},39.5,46.9,{written}\n" for number, written in enumerate(("2021-01-02", *HELD))]


def test_a_part_of_a_year_is_the_year_or_month_that_it_lies_in(read):
    reading = read(f"id,lat,lon,Survey date\n{''.join(DATES)}")
    assert dict(zip(HELD, column(reading, "verified_on")[1:], strict=True)) == HELD
    assert column(reading, "verified_on_entered")[1:] == [*HELD]


@pytest.mark.parametrize("written", ["winter 2021", "зима 2021", "2020-W53", "week 1 2025"])
def test_what_lies_in_two_years_is_no_date_and_says_so(read, written):
    reading = read(f"id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.5,46.9,{written}\n")
    assert column(reading, "verified_on") == ["2021", None] and column(reading, "verified_on_entered")[1] == written
    assert "two years" in told(reading, "date_not_understood")


@pytest.mark.parametrize(
    "written",
    ["Q5 2024", "week 60 2023", "Q2", "spring", "about 2015", "before 2015", "1990s", "winter 2020/2021", "FY2023",
     "2 May quarter 2021", "early 12 May", "H 1 2 2023", "14 2023"],
)  # fmt: skip
def test_what_is_no_part_of_one_year_is_no_date(read, written):
    reading = read(f"id,lat,lon,Survey date\n1,39.5,46.9,2021\n2,39.5,46.9,{written}\n")
    assert column(reading, "verified_on") == ["2021", None] and written in told(reading, "date_not_understood")
