"""No published table tells of fewer people than it may: by a cell, by a total, or beside the table before it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples

from geo.share.small_counts import OTHERS, Table, tabulate

FEWEST = 5
accident = st.tuples(
    st.sampled_from(["A", "B", "C", "D", "E", ""]),
    st.fixed_dictionaries({"killed": st.integers(0, 3), "injured": st.integers(0, 4)}),
)
COUNTED = ("killed", "injured")


def table(accidents, before=None):
    return tabulate(accidents, FEWEST, before, COUNTED)


@settings(max_examples=examples(1000), deadline=None)
@given(st.lists(accident, max_size=60))
def test_no_cell_counts_few_and_no_place_is_lost(accidents):
    made = table(accidents)
    assert all(count == 0 or count >= FEWEST for row in made.rows for count in row.values())
    places = [place for group in made.groups for place in group]
    assert sorted(places) == sorted({place for place, _ in accidents})
    for name in COUNTED:
        total = sum(row[name] for _, row in accidents)
        if name in made.withheld:
            assert 0 < total < FEWEST
        else:
            assert sum(row[name] for row in made.rows) == total


@settings(max_examples=examples(1000), deadline=None)
@given(st.lists(accident, max_size=50), st.lists(accident, max_size=12))
def test_beside_the_table_before_no_row_tells_of_few(first, more):
    before = table(first)
    after = table([*first, *more], before)
    for group, row in zip(after.groups, after.rows, strict=True):
        parts = [index for index, old in enumerate(before.groups) if set(old) & set(group)]
        assert all(set(before.groups[index]) <= set(group) for index in parts), "rows are only put together further"
        for name, count in row.items():
            assert count == 0 or count >= FEWEST
            if all(name in before.rows[index] for index in parts):
                earlier = sum(before.rows[index][name] for index in parts)
                assert count == earlier or abs(count - earlier) >= FEWEST


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(accident, max_size=50))
def test_the_same_accidents_give_the_same_table_again(accidents):
    made = table(accidents)
    assert table(accidents, made) == made


def test_a_table_without_protection_fails_the_same_test():
    accidents = [("A", {"killed": 7, "injured": 0}), ("B", {"killed": 1, "injured": 0})]
    plain = {}
    for place, row in accidents:
        plain[place] = plain.get(place, 0) + row["killed"]
    assert not all(count == 0 or count >= FEWEST for count in plain.values())


def test_zero_is_given_and_what_counts_too_few_in_all_is_withheld():
    made = table(
        [("A", {"killed": 9, "injured": 0}), ("B", {"killed": 8, "injured": 0}), ("C", {"killed": 0, "injured": 2})]
    )
    assert made.withheld == ("injured",)
    assert made.named() == [("A", {"killed": 9}), ("B", {"killed": 8}), ("C", {"killed": 0})]


def test_small_places_are_put_together_under_a_name_of_their_own():
    made = table(
        [("A", {"killed": 9, "injured": 0}), ("B", {"killed": 3, "injured": 0}), ("C", {"killed": 4, "injured": 0})]
    )
    assert made.named() == [("A", {"killed": 9, "injured": 0}), (OTHERS, {"killed": 7, "injured": 0})]


def test_what_was_published_is_read_again_and_nonsense_is_refused():
    made = table([("A", {"killed": 9, "injured": 0})])
    assert Table.of_json(made.to_json()) == made
    with pytest.raises(ValueError, match="no published table"):
        Table.of_json({"groups": 7})
