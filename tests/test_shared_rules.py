"""What Python and the page both decide, they decide alike: the page's tests read the same tables."""

import json
from pathlib import Path

import pytest

from geo.records import from_properties
from geo.records.flat import COUNTS, counts_apart, flat_value, listed

RULES = json.loads((Path(__file__).parent / "shared_rules.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", RULES["flat"], ids=str)
def test_a_value_becomes_the_same_cell(case):
    assert flat_value(case["value"]) == case["cell"]


@pytest.mark.parametrize("case", [case for case in RULES["flat"] if isinstance(case["value"], list)], ids=str)
def test_a_list_of_texts_comes_back_from_its_cell(case):
    if all(isinstance(part, str) for part in case["value"]):
        assert listed(case["cell"]) == tuple(case["value"])


@pytest.mark.parametrize("case", RULES["counts"], ids=str)
def test_counts_become_the_same_columns_and_come_back(case):
    assert counts_apart(COUNTS["devices_found"], case["value"], {}) == case["cells"]
    frame = from_properties([{"id": "a", **case["cells"]}], [None], "releases")
    assert frame.at["a", "devices_found"] == case["value"]


def test_the_table_names_every_ordnance():
    named = {name.removeprefix("devices_found_") for case in RULES["counts"] for name in case["cells"]}
    assert set(COUNTS["devices_found"].values) <= named
