"""What Python and the page both decide, they decide alike: the page's tests read the same tables."""

import json
from datetime import date
from pathlib import Path

import geopandas
import numpy as np
import pandas
import pytest
from pyproj import Geod

from geo.cells.formulas import defuse
from geo.cells.partial_dates import span
from geo.cells.slugs import slug
from geo.cells.words import fold
from geo.exports.documents import xml_text
from geo.maps.ground.bulk import in_bulk
from geo.maps.ground.turning import turned_together
from geo.maps.page.fallback import Shown, totals
from geo.records import Layer, from_properties
from geo.records.flat import COUNTS, counts_apart, flat_value, listed
from geo.records.source_gone import are_gone

EPOCH = date(1970, 1, 1).toordinal()
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


@pytest.mark.parametrize("case", RULES["xml_text"], ids=ascii)
def test_a_text_is_written_to_xml_in_the_same_way(case):
    assert xml_text(case["text"]) == case["written"]


@pytest.mark.parametrize("case", RULES["formulas"], ids=ascii)
def test_a_text_is_kept_from_being_a_formula_in_the_same_way(case):
    assert defuse(case["text"]) == case["written"]


@pytest.mark.parametrize("case", RULES["names"], ids=ascii)
def test_a_title_makes_the_same_file_name(case):
    assert slug(case["title"]) == case["slug"]


@pytest.mark.parametrize("case", RULES["fold"], ids=ascii)
def test_two_spellings_are_one_word_in_the_same_cases(case):
    assert fold(case["text"]) == case["folded"]


@pytest.mark.parametrize("case", RULES["dates"], ids=ascii)
def test_a_date_means_the_same_days(case):
    days = span(case["text"])
    assert (None if days is None else [day - EPOCH for day in days]) == case["days"]


@pytest.mark.parametrize("case", RULES["subjects"], ids=str)
def test_a_map_is_about_the_same_kinds_of_records(case):
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[None], crs="EPSG:4326")
    shown = [Shown(Layer(kind, kind, frame), np.array([False])) for kind in case["kinds"]]
    assert totals(shown)["recorded"] == len(case["counted"])


@pytest.mark.parametrize("case", RULES["gone"], ids=str)
def test_the_same_records_are_no_longer_in_their_source(case):
    assert are_gone(pandas.DataFrame({"missing_since": [case["since"]]})).tolist() == [case["gone"]]


@pytest.mark.parametrize("case", RULES["ways"], ids=str)
def test_distances_and_bearings_are_those_of_geographiclib(case):
    bearing, _, distance = Geod(ellps="WGS84").inv(*case["from"], *case["to"])
    assert distance == pytest.approx(case["distance_m"], abs=1e-6)
    assert not distance or bearing % 360 == pytest.approx(case["bearing_deg"], abs=1e-9)


@pytest.mark.parametrize("case", RULES["bulk"], ids=lambda case: case["about"])
def test_a_map_lies_around_the_same_records(case):
    points = np.array([[x + n * dx, y + n * dy] * 2 for x, y, dx, dy, count in case["groups"] for n in range(count)])
    assert np.flatnonzero(~in_bulk(turned_together(points))).tolist() == case["outside"]
