"""A table as JSON, in whichever way programs lay one out: objects under a name each, columns, one record alone."""

import json

import pytest
from told import column, drawn

from geo.errors import SourceError

A, B = {"name": "A", "lat": 39.5, "lon": 46.9}, {"name": "B", "lat": 39.6, "lon": 46.8}
PLACES = ["POINT (46.9 39.5)", "POINT (46.8 39.6)"]
LAID_OUT = {
    "objects under their ids": {"id1": A, "id2": B},
    "with a name for the whole": {"hazards": {"id1": A, "id2": B}},
    "places inside": {"id1": {"name": "A", "geo": {"latitude": 39.5, "longitude": 46.9}},
                      "id2": {"name": "B", "geo": {"latitude": 39.6, "longitude": 46.8}}},
    "columns by number": {"id": {"0": "id1", "1": "id2"}, "lat": {"0": 39.5, "1": 39.6}, "lon": {"0": 46.9, "1": 46.8}},
    "columns as lists": {"id": ["id1", "id2"], "lat": [39.5, 39.6], "lon": [46.9, 46.8]},
    "features under their ids": {
        f"id{number}": {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": place}}
        for number, place in ((1, [46.9, 39.5]), (2, [46.8, 39.6]))
    },
}  # fmt: skip


@pytest.mark.parametrize("value", LAID_OUT.values(), ids=LAID_OUT)
def test_a_table_is_read_with_its_ids_however_it_is_laid_out(read, value):
    reading = read(json.dumps(value), "zones.json")
    assert (drawn(reading), column(reading, "id")) == (PLACES, ["id1", "id2"])


def test_an_id_of_its_own_goes_before_the_name_of_an_object(read):
    reading = read(json.dumps({"-Nx1": {"id": "H-1", **A}, "-Nx2": {"id": "H-2", **B}}), "zones.json")
    assert (column(reading, "id"), column(reading, "key")) == (["H-1", "H-2"], ["-Nx1", "-Nx2"])


def test_one_record_alone_is_a_table_of_one(read):
    assert drawn(read(json.dumps({"id": "H-1", **A}), "zone.json")) == PLACES[:1]


@pytest.mark.parametrize(
    "value",
    [{"name": "x", "version": "1.0", "scripts": {"build": "make"}}, {"a": {"b": {"c": 1}}}, {"ok": True}, {},
     {"prices": {"oil": {"value": 3}, "gas": {"value": 4}}}, {"rows": {"1": [1, 2]}}, {"id": {"0": "A"}}],
)  # fmt: skip
def test_what_is_no_table_is_refused(read, value):
    with pytest.raises(SourceError, match="is JSON"):
        read(json.dumps(value), "other.json")
