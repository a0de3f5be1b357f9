"""Records written to a layer file come back as they were."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.records import KINDS, from_properties, to_properties

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


@settings(max_examples=200, deadline=None)
@given(st.lists(HAZARD, max_size=5))
def test_properties_come_back_exactly(records):
    back = to_properties(from_properties(records, [None] * len(records), "hazards"))
    assert len(back) == len(records)
    for before, after in zip(records, back, strict=True):
        measure = before.get("area_reported_m2")
        assert after.pop("area_reported_m2", None) == measure
        assert same({k: v for k, v in before.items() if k != "area_reported_m2"}, after)


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
        ("ordnance", "UXO"),
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
