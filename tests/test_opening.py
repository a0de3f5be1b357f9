"""A map file is an archive: what was put into it comes out again, and what does not is said."""

from __future__ import annotations

import gzip
import json
import shutil
import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

import geo
from geo.cli import main
from geo.errors import SourceError, UsageError
from geo.mapfile.container import MAGIC
from geo.mapfile.decode import decode
from geo.mapfile.encode import encode
from geo.mapfile.opening import map_of
from geo.records.layer import Layer
from geo.records.properties import from_properties, to_properties

DATA = Path(__file__).parent.parent / "data"
HALF_UNIT = 5.01e-8


def same_records(before: Layer, after: Layer) -> None:
    """All attributes alike, and every vertex where it was to half a unit of the map's."""
    assert (before.name, before.title, before.kind) == (after.name, after.title, after.kind)
    assert to_properties(before.frame) == to_properties(after.frame)
    old, new = (np.asarray(layer.frame.geometry, dtype=object) for layer in (before, after))
    assert (shapely.get_type_id(old) == shapely.get_type_id(new)).all()
    there = ~shapely.is_missing(old)
    (was, of), (now, of_now) = (shapely.get_coordinates(one[there], return_index=True) for one in (old, new))
    assert (of == of_now).all()
    assert len(was) == 0 or np.abs(was - now).max() <= HALF_UNIT


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    """The two examples as map files, by name."""
    folder = tmp_path_factory.mktemp("maps")
    for name in ("azerbaijan", "training"):
        geo.draw(geo.Project(DATA / name)).save(folder / f"{name}.html")
    return folder


@pytest.mark.parametrize("name", ["azerbaijan", "training"])
def test_every_layer_of_an_example_comes_out_of_its_map(maps, name):
    opened = geo.open_map(maps / f"{name}.html")
    project = geo.Project(DATA / name)
    assert [layer.name for layer in opened.layers] == project.layer_names
    for before, after in zip(project.layers(), opened.layers, strict=True):
        same_records(before, after)
    assert (opened.imprint.title, opened.imprint.fictitious) == (project.settings.title, name == "training" or None)


def test_real_records_by_the_ten_thousand_come_back(shared_data):
    files = sorted((shared_data / "colombia_mines").glob("*.json"))
    frames = [geo.read(file, kind="accidents").frame for file in files]
    frame = pd.concat(frames, ignore_index=True)
    frame["id"] = [f"CO-{number}" for number in range(len(frame))]
    before = Layer("events", "accidents", from_properties(to_properties(frame), frame.geometry, "accidents"))
    (after,) = decode(encode([before]))
    assert len(after.frame) > 36_000
    same_records(before, after)


def test_a_map_of_what_was_opened_is_the_same_file(maps, tmp_path):
    main(["open", str(maps / "training.html"), "--to", str(tmp_path / "back")])
    geo.draw(geo.Project(DATA / "training"), made_on="2026-01-01").save(tmp_path / "first.html")
    geo.draw(geo.Project(tmp_path / "back"), made_on="2026-01-01").save(tmp_path / "second.html")
    # All but the manifest, which names the versions of the layers of either project.
    first, second = (
        (tmp_path / f"{name}.html").read_bytes().partition(b'id="zm-manifest"')[0] for name in ("first", "second")
    )
    assert first == second and len(first) > 100_000


shapes = st.sampled_from(
    [
        "POINT (46.5 40.5)",
        "POINT Z (46.5 40.5 900)",
        "MULTIPOINT (46 40, 47 41)",
        "LINESTRING (46 40, 47 41, 46.00000001 40)",
        "LINESTRING Z (46 40 1, 47 41 NaN)",
        "MULTILINESTRING ((46 40, 47 41), (0 0, -179.9999999 -84.9))",
        "POLYGON ((46 40, 47 40, 47 41, 46 40), (46.6 40.1, 46.7 40.1, 46.7 40.2, 46.6 40.1))",
        "MULTIPOLYGON (((1 1, 2 1, 2 2, 1 1)), ((5 5, 6 5, 6 6, 5 5), (5.6 5.1, 5.7 5.1, 5.7 5.2, 5.6 5.1)))",
        "GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (1 1, 2 2), POLYGON ((1 1, 2 1, 2 2, 1 1)))",
        "POLYGON ((46 40, 47 41, 47 40, 46 41, 46 40))",
        "POLYGON ((46 40, 47 40, 46 40))",
        "POINT (400 40)",
        "POINT (10 89)",
        "POINT EMPTY",
        None,
    ]
)
values = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2),
)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(shapes, values, values), min_size=1, max_size=12))
def test_any_shape_and_any_value_comes_back(records):
    frame = gpd.GeoDataFrame(
        {
            "id": [f"R{number}" for number in range(len(records))],
            "own": pd.Series([own for _, own, _ in records], dtype=object),
            "other": pd.Series([other for *_, other in records], dtype=object),
        },
        geometry=[None if text is None else shapely.from_wkt(text) for text, *_ in records],
        crs="EPSG:4326",
    )
    (after,) = decode(encode([Layer("zones", "hazards", frame)]))
    stated = [{name: value for name, value in record.items() if value is not None} for record in to_properties(frame)]
    assert to_properties(after.frame) == stated
    old, new = frame.geometry.to_numpy(), after.frame.geometry.to_numpy()
    for was, now in zip(old, new, strict=True):
        assert (was is None) == (now is None)
        assert was is None or (was.geom_type == now.geom_type and was.is_empty == now.is_empty)
        if was is not None and not was.is_empty:
            (a, b) = (shapely.get_coordinates(one, include_z=True) for one in (was, now))
            assert np.allclose(a, b, rtol=0, atol=HALF_UNIT, equal_nan=True)


@pytest.fixture
def valley(tmp_path):
    """A copy of the training project."""
    folder = tmp_path / "valley"
    shutil.copytree(DATA / "training", folder, ignore=shutil.ignore_patterns("maps"))
    return folder


def layers_of(project):
    return {path.name: path.read_bytes() for path in (project / "layers").iterdir()}


def test_adding_a_map_to_the_project_it_was_made_from_changes_nothing(maps, valley, capsys):
    before = layers_of(valley)
    assert main(["add", str(valley), str(maps / "training.html")]) == 0
    assert layers_of(valley) == before
    assert "Nothing has changed" in capsys.readouterr().out


def test_of_a_record_that_was_changed_since_only_that_is_updated_and_all_digits_stay(maps, valley):
    project = geo.Project(valley)
    before = layers_of(valley)
    layer = valley / "layers" / "hazards.geojson"
    text = layer.read_text(encoding="utf-8")
    layer.write_text(text.replace('"status":"open"', '"status":"closed"', 1), encoding="utf-8")
    project.accept_edits()
    change = project.add(maps / "training.html", sheet="hazards")
    assert (change.changed, change.unchanged, change.added, change.vanished) == (1, 59, 0, 0)
    assert layers_of(valley) == before


def test_records_by_whose_source_no_id_was_given_are_known_again(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    survey = tmp_path / "survey.csv"
    survey.write_text("name,type,lat,lon\nA,SHA,40.12345678901,46.9\nB,CHA,40.2,46.8\n", encoding="utf-8")
    project.add(survey)
    geo.draw(project).save(tmp_path / "map.html")
    change = project.add(tmp_path / "map.html")
    assert (change.unchanged, change.added) == (2, 0)
    assert "40.12345678901" in (tmp_path / "valley" / "layers" / "survey.geojson").read_text(encoding="utf-8")


def test_a_record_that_a_map_does_not_hold_is_not_missing(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    survey = tmp_path / "survey.csv"
    survey.write_text("id,type,lat,lon\nA,SHA,40.1,46.9\nB,CHA,40.2,46.8\n", encoding="utf-8")
    project.add(survey)
    (layer,) = project.layers()
    geo.draw(Layer(layer.name, layer.kind, layer.frame.iloc[:1])).save(tmp_path / "map.html")
    change = project.add(tmp_path / "map.html")
    assert (change.unchanged, change.vanished, change.missing) == (1, 0, 0)
    assert not project.layer("survey").frame.get("missing_since", pd.Series(dtype=object)).notna().any()


def test_a_map_of_invented_records_is_refused_by_a_project_of_real_ones(maps, tmp_path, capsys):
    project = geo.Project.create(tmp_path / "real")
    assert main(["add", str(project.path), str(maps / "training.html")]) == 2
    assert "fictitious" in capsys.readouterr().err
    assert not project.layer_names


def test_the_commands_take_a_map_where_they_take_files(maps, tmp_path, capsys):
    assert main(["check", str(maps / "training.html")]) == 0
    assert "947 records checked" in capsys.readouterr().out
    assert main(["map", str(maps / "training.html"), "-o", str(tmp_path / "again.html")]) == 0
    again = geo.open_map(tmp_path / "again.html")
    assert again.imprint.fictitious and sum(len(layer.frame) for layer in again.layers) == 947
    found = [problem.code for problem in geo.check(maps / "training.html")]
    of_project = [problem.code for problem in geo.check(geo.Project(DATA / "training").layers())]
    assert sorted(found) == sorted([*of_project, "not_in_a_map"])


def test_one_layer_is_read_by_its_name_and_several_are_asked_about(maps):
    assert geo.read(maps / "training.html", sheet="hazards").rows == 60
    with pytest.raises(UsageError, match="holds 9 layers"):
        geo.read(maps / "training.html")
    with pytest.raises(UsageError, match="has no layer 'roads'"):
        geo.read(maps / "training.html", sheet="roads")
    with pytest.raises(UsageError, match="holds hazards, not places"):
        geo.read(maps / "training.html", sheet="hazards", kind="places")


def test_what_a_map_does_not_hold_is_said(maps, tmp_path, capsys):
    assert main(["open", str(maps / "training.html"), "--to", str(tmp_path / "back")]) == 0
    said = capsys.readouterr().out
    assert "Layer hazards: 60 hazards." in said and "rounded to 1e-7 degree" in said and "history" in said
    assert main(["open", str(maps / "training.html"), "--to", str(tmp_path / "back")]) == 3


def test_a_web_page_is_no_map(tmp_path, capsys):
    (tmp_path / "page.html").write_text("<!DOCTYPE html><p>zm-settings</p>", encoding="utf-8")
    assert main(["open", str(tmp_path / "page.html"), "--to", str(tmp_path / "back")]) == 1
    assert "holds no map" in capsys.readouterr().err
    with pytest.raises(SourceError, match="is a web page"):
        geo.read(tmp_path / "page.html")


@pytest.fixture(scope="module")
def content(maps):
    return (maps / "training.html").read_bytes()


def test_a_map_cut_anywhere_is_refused_or_said_to_be_cut(content):
    whole = [len(layer.frame) for layer in map_of(content, "map.html").layers]
    refused = told = 0
    end = content.index(b'id="zm-end"')
    for cut in [*range(0, len(content), len(content) // 60), end - 40, end, end + 40]:
        try:
            opened = map_of(content[:cut], "map.html")
        except SourceError:
            refused += 1
        else:
            assert [len(layer.frame) for layer in opened.layers] == whole
            assert any(problem.code == "map_not_whole" for problem in opened.problems)
            told += 1
    assert refused > 50 and told > 1


def test_a_map_with_a_flipped_byte_is_refused_or_said_or_the_same(content):
    random = np.random.default_rng(7)
    start, end = content.index(b'id="zm-settings"'), content.index(b'id="zm-end"')
    before = map_of(content, "map.html")
    told = 0
    for at in random.integers(start + 60, end - 60, 60).tolist():
        altered = bytearray(content)
        altered[at] ^= 1
        try:
            opened = map_of(bytes(altered), "map.html")
        except SourceError:
            told += 1
            continue
        told += any(problem.code == "map_not_whole" for problem in opened.problems)
        for old, new in zip(before.layers, opened.layers, strict=True):
            same_records(old, new)
    assert told > 40


def container(heading, body=b""):
    told = json.dumps(heading).encode()
    told += b" " * (-len(told) % 8)
    return gzip.compress(MAGIC + struct.pack("<Q", len(told)) + told + body)


def shaped(kind, parts=1, lengths=2):
    """One record with a shape of a type (`encode_shapes`), that says to have so many parts and vertices."""
    numbers = {"parts": parts, "members": 0, "rings": 1, "lengths": lengths, "scales": 0, "firstLon": 1, "firstLat": 1}
    described = {name: 2 + index for index, name in enumerate([*numbers, "stepLon", "stepLat"])}
    layer = {**ONE, "columns": [NUMBERS], "types": 1, "shapes": described}
    sections = [BYTE, BYTE, *[[8, 1, 8, 0]] * len(numbers), BYTE, BYTE]
    body = b"".join(struct.pack("<Q", number) for number in numbers.values())
    padded = b"\0" * 8 + kind + b"\0" * 7 + body + b"\1" + b"\0" * 7 + b"\1" + b"\0" * 7
    return container({"version": 1, "layers": [layer], "sections": sections}, padded)


def copied(times, text):
    """Records that all have one long list: of a small file much could be made."""
    values = json.dumps([text.decode()]).encode()
    column = {"name": "n", "type": "coded", "values": 0, "codes": 1, "json": True}
    sections = [[len(values), len(values), 0, 0], [times, times, 1, 0]]
    body = values + b"\0" * (-len(values) % 8 + times + -times % 8)
    return container(
        {"version": 1, "layers": [{**ONE, "count": times, "columns": [column]}], "sections": sections}, body
    )


BYTE, TEXT = [1, 1, 1, 0], [8, 8, 0, 0]
NUMBERS = {"name": "n", "type": "numbers", "ints": 0, "decimals": 0}
ONE = {"name": "z", "title": "z", "kind": "hazards", "count": 1, "columns": []}


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not gzip",
        gzip.compress(b""),
        gzip.compress(b"ZMARK\0\0\1" + b"\xff" * 8),
        gzip.compress(b"\0" * 300_000_000),
        container({"version": 1, "layers": [], "sections": [[10**15, 1, 1, 0]]}),
        container({"version": 1, "layers": [], "sections": [[-8, 1, 1, 0]]}),
        container({"version": 1, "layers": [{}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "count": 10**12}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "count": -1}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "columns": [NUMBERS]}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "columns": [{**NUMBERS, "type": "eval"}]}], "sections": []}),
        shaped(b"\x09"),
        shaped(b"\x01"),
        shaped(b"\x06", parts=2**40),
        shaped(b"\x03", lengths=2**40),
        container(
            {"version": 1, "layers": [{**ONE, "columns": [NUMBERS], "notDrawn": 1}], "sections": [BYTE, TEXT]},
            b"\0" * 8 + b"[[7,1]] ",
        ),
        container(
            {"version": 1, "layers": [{**ONE, "columns": [NUMBERS], "notDrawn": 1}], "sections": [BYTE, TEXT]},
            b"\0" * 8 + b"7       ",
        ),
        container({"version": 1, "layers": [], "sections": [[2**70, 1, 1, 0]]}),
        container({"version": 1, "layers": [], "sections": [[2**63 - 16, 1, 1, 0], [2**63, 1, 1, 0]]}),
        container({"version": 1, "layers": 5, "sections": []}),
        container({"version": 1, "layers": ["x"], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "columns": ["x"]}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "columns": [{**NUMBERS, "type": []}]}], "sections": []}),
        container({"version": 1, "layers": [{**ONE, "count": 10**7}], "sections": []}),
        copied(300, b"[" + b"0," * 500_000 + b"0]"),
    ],
    ids=range(26),  # the bytes of gzip hold the time, and every worker would name the test otherwise
)
def test_a_block_that_is_not_what_it_says_is_refused_in_one_sentence(packed):
    with pytest.raises(SourceError) as refused:
        decode(packed, where="map.html")
    assert "map.html" in str(refused.value)


def test_a_map_of_a_newer_program_and_a_kind_from_another_are_named():
    with pytest.raises(SourceError, match="newer Zonemark"):
        decode(container({"version": 2, "layers": [], "sections": []}))
    with pytest.raises(SourceError, match="kind 'sessions'"):
        decode(container({"version": 1, "layers": [{**ONE, "kind": "sessions"}], "sections": []}))


def test_hostile_text_stays_text(tmp_path):
    hostile = "</script><img src=x onerror=alert(1)>\u202e{{7*7}}\x1b[2J"
    frame = gpd.GeoDataFrame({"id": [hostile], "name": [hostile]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
    geo.draw(Layer("zones", "hazards", frame, hostile), title=hostile).save(tmp_path / "map.html")
    opened = geo.open_map(tmp_path / "map.html")
    assert opened.imprint.title == opened.layers[0].title == opened.layers[0].frame["name"].iloc[0] == hostile
