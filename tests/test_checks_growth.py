"""Time for checking grows with the records, also where many of them are wrong."""

from datetime import date
from pathlib import Path
from runpy import run_path

import pytest
import shapely
from checks_frames import hazards

from geo.checks import check
from geo.checks.outlines import overlaps
from geo.checks.view import FEWEST_PAIRS, Terms, View
from geo.records import KINDS

FAULTS = run_path(str(Path(__file__).parent.parent / "benchmarks" / "faults.py"))


def test_the_layers_at_fault_hold_the_faults_they_are_named_for():
    today = FAULTS["TODAY"]
    codes = {problem.code for problem in check(FAULTS["old_and_overlapping"](300), kind="hazards", today=today)}
    assert codes >= {"stale", "field_missing", "overlap", "duplicate_id", "value_outside_list", "url_not_http"}
    codes = {problem.code for problem in check(FAULTS["miscounted"](300), kind="accidents", today=today)}
    assert codes >= {"too_few_decimals", "crs_conflict", "counts_differ", "date_order", "negative", "not_whole"}


@pytest.mark.parametrize("question", ["has", "column", "given", "numbers", "dates"])
def test_a_view_looks_at_a_column_once_however_often_it_is_asked(question):
    view = View(hazards([shapely.box(46, 39, 46.001, 39.001)]), KINDS["hazards"])
    ask = getattr(view, question)
    assert ask("reported_on") is ask("reported_on")
    assert ask("reported_on") is not ask("verified_on")


def test_a_check_cannot_change_what_another_one_sees():
    view = View(hazards([shapely.box(46, 39, 46.001, 39.001)]), KINDS["hazards"])
    with pytest.raises(ValueError, match="read-only"):
        view.given("status")[0] = False


def test_zones_that_all_lie_on_one_another_are_compared_until_that_is_plain():
    heap = [shapely.box(46, 39, 46.01 + number / 1e5, 39.01) for number in range(300)]
    view = View(hazards(heap), KINDS["hazards"])
    pairs = overlaps.find(view, view, Terms(today=date(2026, 8, 1)))
    assert len(pairs.one) == FEWEST_PAIRS and pairs.compared < 300
    said = [problem for problem in check(hazards(heap), kind="hazards") if problem.code == "too_many_overlaps"]
    assert "More than 20,000 pairs" in said[0].what


def test_how_many_pairs_are_compared_can_be_stated_and_is_said():
    heap = hazards([shapely.box(46, 39, 46.01 + number / 1e5, 39.01) for number in range(300)])
    codes = [problem.code for problem in check(heap, kind="hazards", max_pairs=50_000)]
    assert codes.count("nearly_same_outline") + codes.count("overlap") == 300 * 299 / 2
    assert "too_many_overlaps" not in codes
