"""No published table tells of fewer people than it may: by a cell, by a total, or beside the table before it."""

import pytest
from auditing import told
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


@settings(max_examples=examples(1000))
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


@settings(max_examples=examples(1000))
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


@settings(max_examples=examples(300))
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


PLACES = ["A", "B · X", "C · X", "D · Y", "E · Y"]
partly = st.tuples(
    st.sampled_from(PLACES),
    st.fixed_dictionaries(
        {"accidents": st.just(1)}, optional={"killed": st.integers(0, 3), "injured": st.sampled_from([0, 0, 6])}
    ),
)
ALL = ("accidents", "killed", "injured")


@settings(max_examples=examples(12))
@given(st.lists(partly, max_size=60), st.lists(partly, max_size=20), st.integers(0, 60))
def test_solving_for_it_no_count_that_is_few_is_told_by_a_table_or_by_two(first, more, lost):
    one = tabulate(first, FEWEST, None, ALL)
    two = tabulate([*first[lost:], *more], FEWEST, one, ALL)
    assert told([one], PLACES, FEWEST, ALL) == {}
    assert told([one, two], PLACES, FEWEST, ALL) == {}


def test_the_same_solving_finds_what_a_plain_table_and_one_with_a_total_tell():
    plain = Table((("A",), ("B",)), ({"killed": 7}, {"killed": 2}))
    assert told([plain], ["A", "B"], FEWEST, ["killed"])
    # B is blotted out, and the total tells it.
    total = Table((("A",), ("A", "B")), ({"killed": 7}, {"killed": 9}))
    assert "killed () ('B',) 0" in told([total], ["A", "B"], FEWEST, ["killed"])
    # Each of the two by itself tells nothing.
    first = Table((("A",), ("B",)), ({"killed": 7}, {"killed": 9}))
    later = Table((("A",), ("B",)), ({"killed": 7}, {"killed": 11}))
    assert not told([first], ["A", "B"], FEWEST, ["killed"]) and not told([later], ["A", "B"], FEWEST, ["killed"])
    assert told([first, later], ["A", "B"], FEWEST, ["killed"])["growth of killed ('B',)"] == (2, 2)


@settings(max_examples=examples(300))
@given(st.lists(partly, max_size=60))
def test_what_is_not_stated_is_never_nought(accidents):
    made = tabulate(accidents, FEWEST, None, ALL)
    for name in ("killed", "injured"):
        gaps = sum(name not in row for _, row in accidents)
        if name not in made.withheld:
            assert made.unstated[name] in (gaps, None)
            for group, row in zip(made.groups, made.rows, strict=True):
                own = [states for place, states in accidents if place in group]
                if row[name] == 0:
                    assert all(states.get(name) == 0 for states in own)
                elif row[name] is None:
                    assert gaps and not any(states.get(name) for states in own)


def test_what_no_accident_states_is_unknown_and_counted_apart():
    accidents = [*[("A", {"accidents": 1, "killed": 1})] * 6, *[("B", {"accidents": 1})] * 7]
    made = tabulate([*accidents, *[("C", {"accidents": 1, "killed": 0})] * 5], FEWEST, None, ALL)
    assert [row["killed"] for row in made.rows] == [6, None, 0] and made.unstated == {"killed": 7, "injured": 18}


def test_few_accidents_that_do_not_state_a_count_are_not_told_by_their_number_or_by_a_nought():
    accidents = [*[("A", {"accidents": 1, "killed": 1})] * 9, *[("B", {"accidents": 1, "killed": 0})] * 7]
    made = tabulate([*accidents, ("B", {"accidents": 1})], FEWEST, None, ("accidents", "killed"))
    assert made.unstated == {"killed": None} and made.rows[1] == {"accidents": 8, "killed": None}
    all_but_few = tabulate([*[("A", {"accidents": 1})] * 9, ("A", {"accidents": 1, "killed": 7})], FEWEST)
    assert all_but_few.unstated["killed"] is None


def test_a_count_that_was_given_and_became_few_is_never_given_again():
    def killed(count, before=None):
        return tabulate([("A", {"killed": 1})] * count, FEWEST, before, ["killed"])

    second = killed(3, killed(12))
    assert second.withheld == ("killed",) and killed(14, second).withheld == ("killed",)  # beside 12, 14 tells of two
    assert killed(11, killed(3)).rows == ({"killed": 11},)


def test_a_place_that_is_new_has_a_row_of_its_own_if_it_counts_enough():
    def tabulated(before=None, **counts):
        return tabulate([(place, {"killed": count}) for place, count in counts.items()], FEWEST, before, ["killed"])

    first = tabulated(A=7, B=9)
    assert tabulated(first, A=7, B=9, C=8).groups == (("A",), ("B",), ("C",))
    few = tabulated(first, A=7, B=9, C=2)
    assert few.named() == [("B", {"killed": 9}), (OTHERS, {"killed": 7})]  # nor does the sum tell of the two


def test_small_places_of_one_province_are_put_together_before_those_of_several():
    rows = [("x · A", 3), ("y · A", 4), ("z · A", 9), ("v · B", 2), ("w · C", 8), ("u · C", 3)]
    made = tabulate([(place, {"killed": count}) for place, count in rows], FEWEST, None, ["killed"])
    assert made.named() == [
        ("w · C", {"killed": 8}),
        ("z · A", {"killed": 9}),
        ("other places", {"killed": 5}),
        ("other places in A", {"killed": 7}),
    ]
