"""Taking things along: what comes out is what went in."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect
from valley import layers

import geo
from geo.geojson import FORMAT
from geo.maps import draw
from geo.records.imprint import Edition

pytestmark = pytest.mark.browser


@pytest.fixture
def saving_page(open_once: Callable[..., Page], valley_file: Path) -> Page:
    """One page for all tests that do no more than save its records."""
    return open_once(valley_file)


def saved(page: Page, name: str, folder: Path) -> Path:
    if not page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_geojson_gives_back_the_attributes_exactly(saving_page: Page, tmp_path: Path) -> None:
    original = layers()[1].frame
    found = json.loads(saved(saving_page, "Reported hazards: GeoJSON", tmp_path).read_text("utf-8"))["features"]
    assert len(found) == len(original)
    for feature, (_, record) in zip(found, original.iterrows(), strict=True):
        for name, value in record.drop("geometry").items():
            missing = not isinstance(value, tuple) and value != value
            expected = None if missing else "; ".join(value) if isinstance(value, tuple) else value
            assert feature["properties"][name] == expected, (feature["id"], name)


def test_saved_geojson_names_its_kind_and_holds_nothing_nested(saving_page: Page, tmp_path: Path) -> None:
    found = json.loads(saved(saving_page, "Reported hazards: GeoJSON", tmp_path).read_text("utf-8"))
    assert found["zonemark"] == {"format": FORMAT, "kind": "hazards", "title": "Reported hazards"}
    values = [value for feature in found["features"] for value in feature["properties"].values()]
    assert not [value for value in values if isinstance(value, (list, dict))]


@pytest.mark.parametrize("name", ["GeoJSON", "CSV", "KML"])
def test_what_an_edition_does_not_show_is_said_in_what_is_saved_of_it(open_map, tmp_path: Path, name: str) -> None:
    drawn = draw(layers()[1:2], edition=Edition("Public edition", 12, 1000))
    page = open_map(drawn.save(tmp_path / "map.html"))
    text = saved(page, f"Reported hazards: {name}", tmp_path).read_text("utf-8")
    assert "Public edition. Hazards that are recorded and that this edition does not show: 12." in text
    assert "in cells of 1" in text
    if name == "GeoJSON":
        (tmp_path / "saved.geojson").write_text(text, "utf-8")
        assert geo.draw(tmp_path / "saved.geojson").imprint.edition == drawn.imprint.edition


def test_geojson_gives_back_the_shapes_to_a_centimetre(saving_page: Page, tmp_path: Path) -> None:
    from shapely.geometry import shape

    original = layers()[1].frame.geometry.iloc[:4]
    found = json.loads(saved(saving_page, "Reported hazards: GeoJSON", tmp_path).read_text("utf-8"))["features"]
    for feature, geometry in zip(found[:4], original, strict=True):
        assert shape(feature["geometry"]).equals_exact(geometry, 1e-7)


def test_what_could_not_be_placed_is_saved_too(saving_page: Page, tmp_path: Path) -> None:
    found = json.loads(saved(saving_page, "Reported hazards: GeoJSON", tmp_path).read_text("utf-8"))["features"]
    assert [feature["geometry"] for feature in found[4:]] == [None, None]
    assert "NaN" in found[5]["properties"]["position_entered"].replace("nan", "NaN")


@pytest.mark.parametrize("name", ["Reported hazards: GeoJSON", "Reported hazards: CSV"])
def test_what_is_saved_is_read_again(saving_page: Page, tmp_path: Path, name: str) -> None:
    reading = geo.read(saved(saving_page, name, tmp_path), kind="hazards")
    original = layers()[1].frame
    assert reading.frame["id"].tolist() == original["id"].tolist()
    assert reading.frame["ordnance"].iloc[0] == ("AP_mine", "UXO")
    assert reading.frame["area_type"].tolist() == original["area_type"].tolist()
    assert reading.frame.geometry.iloc[0].equals_exact(original.geometry.iloc[0], 1e-7)


def test_a_filter_does_not_take_records_from_what_is_saved(valley_page: Page, tmp_path: Path) -> None:
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    assert (
        len(json.loads(saved(valley_page, "Reported hazards: GeoJSON", tmp_path).read_text("utf-8"))["features"]) == 6
    )


def test_kml_is_sound_xml_with_every_record(saving_page: Page, tmp_path: Path) -> None:
    tree = ElementTree.parse(saved(saving_page, "Reported hazards: KML", tmp_path))
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert len(tree.findall(".//k:Placemark", space)) == 6
    assert "safe" in (tree.findtext(".//k:description", namespaces=space) or "")


def test_a_picture_carries_more_than_the_map(valley_page: Page, tmp_path: Path) -> None:
    picture = saved(valley_page, "Picture", tmp_path).read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2560 and height > 1200


def test_an_invented_map_marks_each_row(invented_page: Page, tmp_path: Path) -> None:
    lines = saved(invented_page, "Reported hazards: CSV", tmp_path).read_text("utf-8-sig").splitlines()
    assert "Fictitious" in lines[0] and all("FICTITIOUS" in line for line in lines[2:])


def test_saving_is_told(valley_page: Page, tmp_path: Path) -> None:
    path = saved(valley_page, "Accidents: CSV", tmp_path)
    expect(valley_page.get_by_role("dialog").get_by_role("status")).to_have_text(f"Saved: {path.name}")
    assert re.search("does not mean that an area is safe", valley_page.get_by_role("dialog").inner_text())
