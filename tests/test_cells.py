"""What stands in cells is asked in one place: what is missing, which name is free."""

from decimal import Decimal
from time import process_time

import numpy as np
import pandas as pd
import pytest

from geo.cells.missing import is_missing
from geo.cells.names import free_name, unique_names


@pytest.mark.parametrize(
    "nothing",
    [None, float("nan"), np.float32("nan"), np.datetime64("NaT"), np.timedelta64("NaT"), pd.NA, pd.NaT, Decimal("NaN")],
)
def test_nothing_is_missing_whichever_library_writes_it(nothing):
    assert is_missing(nothing) is True


@pytest.mark.parametrize("something", ["", "NA", 0, False, np.float64(0), Decimal(0), [], {}, np.array([np.nan])])
def test_something_is_not_missing(something):
    assert is_missing(something) is False


@pytest.mark.parametrize("last", [None, {}])
def test_a_name_that_comes_ten_thousand_times_is_numbered_at_once(last):
    taken = {}
    began = process_time()
    for _ in range(10_000):
        taken[free_name("id", taken, last=last)] = None
    assert len(taken) == 10_000 and process_time() - began < 1


def test_names_that_come_again_hide_no_other():
    assert unique_names(["a", "a (2)", "a", "a"]) == ["a", "a (2)", "a (3)", "a (4)"]
