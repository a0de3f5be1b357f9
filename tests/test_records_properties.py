"""Records written to a layer file come back as they were."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from shapely import Point

from geo.records import KINDS, from_properties, to_properties
from geo.records.flat import COUNTS, flat_value

SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
NESTED = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6)
HAZARD = st.fixed_dictionaries(
    {"id": st.text(min_size=1)},
    optional={
        "name": st.text(),
        "ordnance": st.lists(st.sampled_from(["UXO", "AXO", "other"])),
        "area_reported_m2": st.floats(0, 1e9),
        "reported_on": st.sampled_from(["2021", "2021-03", "2021-03-04"]),
        "somebody's own": NESTED,
        "geometry": SCALAR,
        "x": NESTED,
    },
)


def same(left, right):
    """Equality that tells 1 from 1.0 and from True, as JSON does."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


RELEASE = st.fixed_dictionaries(
    {"id": st.text(min_size=1)},
    optional={
        "devices_found": st.dictionaries(
            st.sampled_from(COUNTS["devices_found"].values) | st.text(), st.integers(-(2**70), 2**70) | SCALAR
        ),
        "devices_found_UXO": SCALAR,
        "x": NESTED,
    },
)


def is_flat(records):
    return all(value is None or isinstance(value, (str, bool, int, float)) for one in records for value in one.values())


@settings(max_examples=examples(200))
@given(st.lists(HAZARD, max_size=5))
def test_properties_come_back_exactly(records):
    frame = from_properties(records, [None] * len(records), "hazards")
    back = to_properties(frame)
    assert len(back) == len(records) and is_flat(back)
    for before, after in zip(records, back, strict=True):
        measure = before.get("area_reported_m2")
        assert after.pop("area_reported_m2", None) == measure
        assert same({k: flat_value(v) for k, v in before.items() if k != "area_reported_m2"}, after)
    assert [list(value) if isinstance(value, tuple) else None for value in frame["ordnance"]] == [
        record.get("ordnance") for record in records
    ]


@settings(max_examples=examples(200))
@given(st.lists(RELEASE, max_size=5))
def test_counts_by_ordnance_come_back_exactly(records):
    frame = from_properties(records, [None] * len(records), "releases")
    written = to_properties(frame)
    again = from_properties(written, [None] * len(records), "releases")
    assert is_flat(written) and same(to_properties(again), written)
    assert same(
        [counts_of(frame, at) for at in range(len(records))], [counts_of(again, at) for at in range(len(records))]
    )


def counts_of(frame, at):
    value = frame["devices_found"].iloc[at]
    return value if isinstance(value, dict) else None


def test_counts_by_ordnance_are_columns_of_their_own():
    records = [{"id": "a", "devices_found": {"UXO": 2, "AP_mine": 30}}, {"id": "b"}]
    frame = from_properties(records, [None, None], "releases")
    assert to_properties(frame) == [{"id": "a", "devices_found_AP_mine": 30, "devices_found_UXO": 2}, {"id": "b"}]


def test_a_count_that_another_program_left_empty_is_none():
    [record] = [{"id": "a", "devices_found_UXO": None, "devices_found_AP_mine": 3}]
    assert from_properties([record], [None], "releases").at["a", "devices_found"] == {"AP_mine": 3}


def test_a_list_with_a_semicolon_in_a_part_comes_back_whole():
    frame = from_properties([{"id": "a", "blocks": ["road; north", "water"]}], [None], "hazards")
    again = from_properties(to_properties(frame), [None], "hazards")
    assert again.at["a", "blocks"] == ("road; north", "water")


@pytest.mark.parametrize("written", ["AP_mine; UXO", "AP_mine;UXO", '["AP_mine", "UXO"]', ["AP_mine", "UXO"]])
def test_a_list_is_read_however_it_is_written(written):
    frame = from_properties([{"id": "a", "ordnance": written}], [None], "hazards")
    assert frame.at["a", "ordnance"] == ("AP_mine", "UXO")


def test_a_list_emptied_by_hand_is_missing():
    frame = from_properties([{"id": "a", "ordnance": ""}], [None], "hazards")
    assert "ordnance" not in to_properties(frame)[0]


def test_fields_come_first_and_in_their_order():
    frame = from_properties([{"zzz": 1, "status": "open", "id": "a"}], [None], "hazards")
    assert list(frame.columns) == [*KINDS["hazards"].names, "zzz", "geometry"]


def test_the_index_is_the_id_and_the_crs_is_lon_lat():
    frame = from_properties([{"id": "a"}, {"id": "b"}], [Point(46, 40), None], "places")
    assert list(frame.index) == ["a", "b"] and frame.index.name == "id"
    assert frame.crs == "EPSG:4326" and list(frame.geometry.isna()) == [False, True]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("killed", "two"),
        ("killed", 1.5),
        ("killed", True),
        ("ordnance", 7),
        ("name", 7),
        ("position_accuracy_m", "far"),
    ],
)
def test_a_value_of_the_wrong_type_is_kept_beside_the_field(field, wrong):
    [record] = to_properties(from_properties([{"id": "a", field: wrong}], [None], "accidents"))
    assert record == {"id": "a", f"{field}_entered": wrong}


def test_columns_have_the_types_of_the_record():
    frame = from_properties([{"id": "a", "killed": 1, "ordnance": ["UXO"]}, {"id": "b"}], [None, None], "accidents")
    assert str(frame["killed"].dtype) == "Int64" and frame.at["a", "ordnance"] == ("UXO",)
    assert str(frame["name"].dtype) == "str" and frame["position_accuracy_m"].dtype == float


def test_no_records_make_a_frame_with_all_fields():
    frame = from_properties([], [], "facts")
    assert list(frame.columns) == [*KINDS["facts"].names, "geometry"] and to_properties(frame) == []


def test_what_json_cannot_write_becomes_text():
    frame = pd.DataFrame({"depth": [math.inf], "seen": pd.to_datetime(["2021-03-04T05:06:07"])})
    assert to_properties(frame) == [{"depth": "inf", "seen": "2021-03-04T05:06:07"}]
