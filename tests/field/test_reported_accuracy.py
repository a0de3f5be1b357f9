"""`position_accuracy_m` holds what was reported; what digits and transformations leave open stands elsewhere."""

import pytest
from told import column

READ = {
    "a position in one column": ("position", '"39.5000, 46.9000"'),
    "a grid reference": ("position", "38S NJ 63 72"),
    "degrees and minutes": ("position", "39°30.0'N 46°54.0'E"),
}


@pytest.mark.parametrize(("heading", "text"), READ.values(), ids=READ)
def test_digits_state_no_accuracy(read, heading, text):
    reading = read(f"id,{heading}\n1,{text}\n")
    assert column(reading, "position_accuracy_m") == [None]
    assert column(reading, "position_written_to_m")[0] > 0


def test_a_transformation_states_no_accuracy_of_the_place(read):
    reading = read("id,lat,lon\n1,39.5,46.9\n", crs="EPSG:4284")
    assert column(reading, "position_accuracy_m") == [None] and column(reading, "position_written_to_m")[0] > 1


def test_what_was_reported_is_kept_beside_it(read):
    reading = read('id,position,accuracy (m)\n1,"39.5000, 46.9000",25\n')
    assert column(reading, "position_accuracy_m") == [25]
    assert column(reading, "position_written_to_m")[0] == pytest.approx(7, abs=0.1)


def test_the_accuracy_that_a_form_measured_is_reported(read):
    assert column(read("id,point\n1,39.5 46.9 500 4.5\n"), "position_accuracy_m") == [4.5]


def test_a_position_from_the_field_has_no_accuracy_that_nobody_reported(case):
    assert column(case("25"), "position_accuracy_m") == [None, None]
