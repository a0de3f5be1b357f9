"""What goes into a map's data block comes out of it: encode.py writes, the viewer's own decoder reads."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.mapfile import encode_shapes, sections
from geo.mapfile.encode import encode, not_drawn
from geo.mapfile.encode_shapes import pack_shapes
from geo.records.layer import Layer

VIEWER = Path(__file__).parents[1] / "geo" / "maps" / "viewer"
GOOD = ["POLYGON ((46 40, 46.1 40, 46.1 40.1, 46 40))", "POINT (46.5 40.5)", "LINESTRING (46 40, 47 41)"]

Decode = Callable[[bytes], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def decode(tmp_path_factory: pytest.TempPathFactory) -> Decode:
    """Read a block as a page does; the viewer's decoder runs in Node."""
    node = shutil.which("node")
    bundler = VIEWER / "node_modules" / ".bin" / "esbuild"
    if node is None or not bundler.exists():
        pytest.skip("Node or the viewer's packages are not here: run `npm ci` in geo/maps/viewer")
    folder = tmp_path_factory.mktemp("decoder")
    options = ("--bundle", "--platform=node", "--format=esm", "--log-level=warning", f"--outfile={folder}/decoding.mjs")
    subprocess.run([bundler, "tests/decoding.ts", *options], cwd=VIEWER, check=True)

    def run(block: bytes) -> list[dict[str, Any]]:
        (folder / "block.gz").write_bytes(block)
        command = [node, folder / "decoding.mjs", folder / "block.gz"]
        done = subprocess.run(command, check=True, capture_output=True)
        decoded: list[dict[str, Any]] = json.loads(done.stdout)
        return decoded

    return run


def layer(geometries: Any = (), kind: str = "hazards", **columns: Any) -> Layer:
    shapes = [shapely.from_wkt(text) if isinstance(text, str) else text for text in geometries]
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    return Layer("zones", kind, frame, "Zones")


def column(decoded: list[dict[str, Any]], name: str) -> list[Any]:
    """The values of a column as the page would save them."""
    texts = next(texts for found, texts, _ in decoded[0]["columns"] if found == name)
    return [json.loads(text) for text in texts]


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b", None, "a"],
        [f"Z-{number}" for number in range(40)],
        [f"Z-{number:04}" for number in range(40, 0, -1)],
        ["0", "01", "1"],
        ["7", "12", "0"],
        ["-7", "-12", "-07"],
        ["Z-1", "Z-2", "Z-x"],
        ["Z-9007199254740993", "Z-9007199254740995", "Z-1"],
        ["٣", "٤", "٥"],
        [
            "",
            " ",
            "\ufeffzone",
            "\u202eright",
            "</script><img src=x onerror=alert(1)>",
            "{{7*191}}",
            "\x00",
            "🙂",
            "Şuşa",
        ],
        [0.1, 0.2, 123.456789, -7.0],
        [math.pi, 1e308, 5e-324, 2.0**53],
        [1, 2**40, -5],
        [2**53 + 1, -(2**63), 7],
        [True, False, True],
        [("AP_mine", "UXO"), ("UXO",), None],
        [{"a": [1, None, {"b": "c"}]}, {}, []],
        [1, 1.5, "1", True, None],
        [None, None, None],
        [float("nan"), 2.5, float("nan")],
    ],
    ids=lambda values: str(values)[:40].encode("ascii", "replace").decode(),
)
def test_attributes_come_back_exactly(decode: Decode, values: list[Any]) -> None:
    data = pd.Series(values, dtype=object) if any(isinstance(value, (tuple, dict)) for value in values) else values
    found = column(decode(encode([layer([GOOD[0]] * len(values), field=data)])), "field")
    expected = [None if isinstance(value, float) and math.isnan(value) else value for value in values]
    assert found == json.loads(json.dumps(expected))


def test_one_and_one_point_nought_and_true_stay_three_values(decode: Decode) -> None:
    values = pd.Series([1, True, 1.0, "1"], dtype=object)
    decoded = decode(encode([layer([GOOD[0]] * 4, field=values)]))
    assert decoded[0]["columns"][0][1] == ["1", "true", "1.0", '"1"']


def test_half_a_surrogate_pair_survives(decode: Decode) -> None:
    decoded = decode(encode([layer([GOOD[0]] * 3, field=pd.Series(["\ud800", "b", "c"], dtype=object))]))
    assert column(decoded, "field") == ["\ud800", "b", "c"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40))
def test_any_number_comes_back_to_the_last_bit(decode: Decode, numbers: list[float]) -> None:
    found = column(decode(encode([layer([GOOD[0]] * len(numbers), number=numbers)])), "number")
    assert [float(number).hex() for number in found] == [number.hex() for number in numbers]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=20) | st.none(), min_size=1, max_size=40))
def test_any_text_comes_back(decode: Decode, texts: list[str | None]) -> None:
    data = pd.Series(texts, dtype=object)
    assert column(decode(encode([layer([GOOD[0]] * len(texts), text=data)])), "text") == texts


SHAPES = [
    *GOOD,
    "POLYGON ((46 40, 47 40, 47 41, 46 41, 46 40), (46.2 40.2, 46.4 40.2, 46.4 40.4, 46.2 40.2))",
    "MULTIPOLYGON (((46 40, 46.1 40, 46.1 40.1, 46 40)),"
    " ((47 40, 48 40, 48 41, 47 40), (47.2 40.1, 47.6 40.1, 47.6 40.4, 47.2 40.1)))",
    "MULTIPOINT ((1 2), (3 4))",
    "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8, 9 10))",
    "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4), POLYGON ((46 40, 46.1 40, 46.1 40.1, 46 40)))",
    "POINT Z (46.5 40.5 1234.5)",
    "POLYGON Z ((46 40 1, 46.1 40 2, 46.1 40.1 3, 46 40 1))",
    "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",
    "POINT (-180 -85)",
    "POINT (180 85)",
    "POLYGON ((179.9 -17, -179.9 -17, -179.9 -17.2, 179.9 -17))",
]  # fmt: skip


def test_every_kind_of_shape_comes_back(decode: Decode) -> None:
    decoded = decode(encode([layer(SHAPES)]))
    for text, found in zip(SHAPES, decoded[0]["geometries"], strict=True):
        expected = shapely.from_wkt(text)
        assert found["type"] == expected.geom_type
        assert shapely.equals_exact(shapely.from_geojson(json.dumps(found)), expected, tolerance=1e-7), text


def test_coordinates_are_within_a_ten_millionth_of_a_degree(decode: Decode) -> None:
    random = np.random.default_rng(1)
    points = random.uniform((-180, -85), (180, 85), (500, 2))
    decoded = decode(encode([layer(shapely.points(points))]))
    found = np.array([geometry["coordinates"] for geometry in decoded[0]["geometries"]])
    assert np.abs(found - points).max() <= 0.5e-7 + 1e-13


BAD = {
    "not_a_number": shapely.Point(math.nan, 40),
    "outside_the_world": shapely.Point(1e308, 40),
    "empty": shapely.from_wkt("POLYGON EMPTY"),
    "no_position": None,
    "too_near_a_pole": shapely.Point(0, 89),
    "no_area": shapely.Polygon([(46, 40)] * 4),
}


@pytest.mark.parametrize("reason", BAD)
def test_one_record_that_cannot_be_drawn_is_listed_and_the_three_beside_it_are_drawn(
    decode: Decode, reason: str
) -> None:
    zones = layer([GOOD[0], BAD[reason], GOOD[0], GOOD[0]], id=["a", "b", "c", "d"])
    assert [(each.id, each.reason) for each in not_drawn(zones)] == [("b", reason)]
    decoded = decode(encode([zones]))[0]
    assert [(each["record"], each["reason"]) for each in decoded["notDrawn"]] == [(1, reason)]
    assert [geometry is not None for geometry in decoded["geometries"]] == [True, reason == "no_area", True, True]


def test_infinity_is_not_a_number_to_draw() -> None:
    assert not_drawn(layer([shapely.Point(math.inf, 40)]))[0].reason == "not_a_number"


def test_a_position_that_cannot_be_drawn_is_kept_as_text(decode: Decode) -> None:
    decoded = decode(encode([layer([shapely.Point(400, 40)])]))
    assert decoded[0]["notDrawn"][0]["entered"] == "POINT (400 40)"


def test_a_bow_tie_encloses_something() -> None:
    assert not_drawn(layer(["POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"])) == []


def test_facts_have_no_position_and_miss_none(decode: Decode) -> None:
    facts = Layer("facts", "facts", geopandas.GeoDataFrame({"value": [1.5]}), "Facts")
    assert not_drawn(facts) == []
    assert column(decode(encode([facts])), "value") == [1.5]


def test_a_frame_without_geometry_lists_every_record() -> None:
    zones = Layer("zones", "hazards", geopandas.GeoDataFrame({"id": ["a", "b"]}), "Zones")
    assert [each.reason for each in not_drawn(zones)] == ["no_position", "no_position"]


def test_columns_of_one_name_hide_nothing(decode: Decode) -> None:
    zones = layer([GOOD[0]], a=[1])
    zones.frame = pd.concat([zones.frame[["a"]], zones.frame], axis=1)
    zones.frame = geopandas.GeoDataFrame(zones.frame, geometry="geometry", crs="EPSG:4326")
    assert [name for name, *_ in decode(encode([zones]))[0]["columns"]] == ["a", "a (2)"]


def test_a_shape_across_the_antimeridian_is_narrow(decode: Decode) -> None:
    west, _, east, _ = decode(encode([layer([SHAPES[-1]])]))[0]["bounds"][0]
    assert east - west == pytest.approx(0.2)


def test_the_anchor_of_a_zone_lies_in_it(decode: Decode) -> None:
    horseshoe = "POLYGON ((0 0, 3 0, 3 3, 2 3, 2 1, 1 1, 1 3, 0 3, 0 0))"
    anchor = decode(encode([layer([horseshoe])]))[0]["anchors"][0]
    assert shapely.from_wkt(horseshoe).contains(shapely.Point(anchor))


def test_the_same_layers_give_the_same_bytes() -> None:
    zones = layer(SHAPES, id=[str(number) for number in range(len(SHAPES))])
    assert encode([zones]) == encode([zones])


@pytest.mark.parametrize("at_once", [1, 3, 7])
def test_shapes_made_numbers_of_in_pieces_give_the_same_bytes(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    places = random.uniform((46, 39, 1e-4), (47, 40, 0.2), (20, 3))
    zones = [shapely.Point(x, y).buffer(size) for x, y, size in places]
    collection = "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (3 4, 5 6))"
    odd = ["MULTIPOINT ((1 2), (3 4))", "POINT (NaN 1)", "POINT (400 1)", collection, "LINESTRING (-179 -80, 179 80)"]
    shapes = [*GOOD, None, "POINT EMPTY", *zones, *odd, *GOOD]
    for given_ in (shapes, [*shapes, "LINESTRING Z (46 40 1, 47 41 2)"], [None, None, *GOOD], [None] * 9, []):
        whole = encode([layer(given_)])
        with monkeypatch.context() as small:
            small.setattr(encode_shapes, "AT_ONCE", at_once)
            small.setattr(sections, "_AT_ONCE", at_once)
            assert encode([layer(given_)]) == whole


def test_steps_of_outlines_are_not_in_the_memory_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_shapes, "AT_ONCE", 100)
    around = np.linspace(0, 6.28, 200)
    outlines = np.array([shapely.Polygon(np.column_stack([np.cos(around) + n, np.sin(around)])) for n in range(2000)])
    tracemalloc.start()
    pack_shapes(outlines, sections.Sections())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Eight bytes a vertex as they are found, three as one axis is written, and what is needed for a run; twice is 38.
    assert most < 16 * shapely.get_num_coordinates(outlines).sum()


def test_the_frame_is_left_as_it_was() -> None:
    zones = layer([*GOOD, BAD["not_a_number"]], id=["a", "b", "c", "d"])
    before = zones.frame.copy()
    encode([zones])
    pd.testing.assert_frame_equal(
        pd.DataFrame(zones.frame.drop(columns="geometry")), pd.DataFrame(before.drop(columns="geometry"))
    )
    assert all(shapely.equals_identical(zones.frame.geometry.values, before.geometry.values))


def test_a_block_that_was_cut_short_is_refused(decode: Decode) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        decode(encode([layer(SHAPES)])[:-40])


def test_layers_of_no_records_are_still_layers(decode: Decode) -> None:
    decoded = decode(encode([layer([], id=pd.Series([], dtype=str))]))
    assert (decoded[0]["count"], decoded[0]["title"], decoded[0]["geometries"]) == (0, "Zones", [])
