"""Written numbers: separators, units, and what is not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cells.numbers import read_counts, read_measures
from geo.records.fields import KINDS

AREA = KINDS["hazards"].field("area_reported_m2")
DEPTH = KINDS["releases"].field("depth_m")


def measures(*texts, field=AREA, factor=1.0):
    return [
        outcome.value if not outcome.problem else outcome.code for outcome in read_measures(texts, field.unit, factor)
    ]


@pytest.mark.parametrize("text", ["20%", '12"', "12 °", "5'6\""])
def test_a_sign_that_is_no_unit_of_the_field_is_not_left_out(text):
    assert measures(text, field=DEPTH) == ["number_not_understood"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_a_program_is_read_exactly(number):
    assert measures(repr(number)) == [number]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_decimal_comma_is_one_whatever_the_grouping(whole, cents):
    grouped = f"{whole:,}".replace(",", ".")
    assert measures(f"{grouped},{cents:02}") == [pytest.approx(float(f"{whole}.{cents:02}"))]


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_problem(text):
    [outcome] = read_measures([text], AREA.unit)
    assert outcome.problem or outcome.value == outcome.value


@pytest.mark.parametrize(
    ("text", "square_metres"),
    [
        ("1 200 m²", 1200), ("2,5 ha", 25000), ("0.3 km2", 300000), ("1\u00a0200", 1200), ("12 га", 120000),
        ("500 кв.м", 500), ("1'200", 1200), ("١٬٢٠٠", 1200), ("٢٫٥ هكتار", 25000), ("3 hectares", 30000),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1234567), ("1.234.567", 1234567),
        ("2 acres", 8093.7128448),
    ],
)  # fmt: skip
def test_areas_of_many_hands(text, square_metres):
    assert measures(text) == [pytest.approx(square_metres)]


def test_depths_know_centimetres():
    assert measures("20 cm", "0,3 m", "20 см", field=DEPTH) == [pytest.approx(0.2), 0.3, pytest.approx(0.2)]


def test_the_unit_of_the_heading_is_for_numbers_without_one():
    assert measures("2", "5 m2", factor=10_000) == [20_000, 5]


def test_another_number_shows_what_a_comma_means():
    assert measures("1,234", "2,5") == [1.234, 2.5]
    assert measures("1,234", "1,234,567") == [1234, 1234567]
    assert measures("1,234") == ["ambiguous_number"]


@pytest.mark.parametrize("text", ["more than 370", "12 dunum", "5 cows", "--5", "1,2,3", "9" * 10_000])
def test_what_is_no_area_is_a_problem(text):
    [outcome] = read_measures([text], AREA.unit)
    assert outcome.code == "number_not_understood" and outcome.entered


@pytest.mark.parametrize(
    ("text", "count"), [("3", 3), ("3.0", 3), ("1 200", 1200), ("1,200", 1200), ("٣", 3), ("0", 0)]
)
def test_counts_of_many_hands(text, count):
    [outcome] = read_counts([text])
    assert outcome.value == count and isinstance(outcome.value, int)


@pytest.mark.parametrize("text", ["-2", "1.5", "two", "", "1e3", "9" * 10_000])
def test_what_is_no_count_is_a_problem(text):
    assert read_counts([text])[0].problem
