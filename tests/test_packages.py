"""A package holds an edition for every program, and in no byte of it what its profile does not list."""

import json
import re
import zlib
from hashlib import sha256
from io import BytesIO
from xml.etree import ElementTree

import extract
import geopandas as gpd
import numpy as np
import pypdf
import pytest
import shapely
from test_share import accidents, canaries, every_byte
from unpacking import holds

import geo
from geo.cli import main
from geo.mapfile.manifest import read
from geo.maps.page.fallback import Shown
from geo.maps.paper.turning import on_sheet
from geo.packages import IN_HAND, contents_of
from geo.records import Layer
from geo.records.imprint import SAFETY
from geo.records.properties import to_properties


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The same project as a public package and as an internal one."""
    folder = tmp_path_factory.mktemp("packed")
    project = geo.Project.create(folder / "valley", title="Valley", producer="Team Four")
    project.add(canaries(), layer="Told by canary-title")
    project.add(accidents(("Aghdam", 2), ("Lachin", 1)))
    settings = project.path / "zonemark.toml"
    settings.write_text(settings.read_text() + "\n[profiles.public]\ncontributions = 'none'\n", encoding="utf-8")
    out = folder / "public.zip"
    assert main(["share", str(project.path), "--profile", "public", "--package", "-o", str(out)]) in (0, 1)
    assert main(["map", str(project.path), "--package", "-o", str(folder / "internal.zip")]) in (0, 1)
    return folder


def leaked(folder, path):
    """The fields, titles and other columns whose canary is in any byte of a package, or in the text of its sheet."""
    files = contents_of(path)
    text = [every_byte(path), json.dumps([*files]).encode()]
    for name, content in files.items():
        own = folder / f"part-{name.replace('/', '-')}"
        own.write_bytes(content)
        text.append(every_byte(own))
        if name.endswith(".pdf"):
            sheet = pypdf.PdfReader(BytesIO(content))
            text += [page.extract_text().encode() for page in sheet.pages] + [str(sheet.metadata).encode()]
            for part in content.split(b"stream\n")[1::2]:
                try:
                    text.append(zlib.decompressobj().decompress(part))
                except zlib.error:
                    continue
    record = {name: str(value) for name, value in to_properties(canaries().frame)[0].items()}
    record |= {"title": "canary-title", "second": "canary-id-2", "position": "444.25", "corner": "45.1234567"}
    usual = {"SHA", "open", "public"}
    everything = b"\n".join(text)
    found = {name for name, value in record.items() if value not in usual and value.encode() in everything}
    return found | {name for name, value in record.items() if value not in usual and holds(path, value)}


def test_nothing_that_the_profile_does_not_list_is_in_any_byte(packed):
    assert leaked(packed, packed / "public.zip") <= {"setting", "admin1", "admin2"}


def test_the_same_harness_finds_it_in_the_internal_package(packed):
    found = leaked(packed, packed / "internal.zip")
    assert {"informant", "position_entered", "source_file", "title", "second", "remarks", "name", "corner"} <= found


def test_it_holds_map_layers_sheet_account_and_a_manifest_of_them_all(packed):
    files = contents_of(packed / "public.zip")
    hand_held = {f"hand-held/{IN_HAND}.gpx", f"hand-held/{IN_HAND}.kml"}
    assert {"map.html", "layers.gpkg", "sheet.pdf", "account.txt", "account.json", "manifest.json"} | hand_held < {
        *files
    }
    assert "layers/hazards.geojson" in files
    told = json.loads(files.pop("manifest.json"))
    assert told["profile"] == "Public edition" and told["edition"] == read(files["map.html"]).facts["edition"]
    assert {name: one["sha256"] for name, one in told["files"].items()} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }


def test_names_on_a_hand_held_device_begin_with_the_warning(packed):
    files = contents_of(packed / "public.zip")
    names = {}
    for ending in ("gpx", "kml"):
        root = ElementTree.fromstring(files[f"hand-held/{IN_HAND}.{ending}"])
        names[ending] = [one.text for one in root.iter() if one.tag.endswith("}name")]
        assert names[ending][0].startswith(SAFETY)
    assert names["gpx"][1:] and all(name.startswith("DANGER SHA ") for name in names["gpx"][1:])
    assert sum(name.startswith("DANGER SHA ") for name in names["kml"]) == 2


def test_the_account_for_its_readers_counts_what_it_may_not_name(packed):
    files = contents_of(packed / "public.zip")
    text = files["account.txt"].decode()
    assert text.startswith(SAFETY) and "Public edition." in text and "other columns left out" in text
    (hazards,) = json.loads(files["account.json"])["layers"]  # two accidents are two people: they are not counted
    assert (hazards["recorded"], hazards["shown"], hazards["unnamed"]) == (2, 2, 4)
    beside = json.loads((packed / "public.zip.account.json").read_text())
    assert "informant" in beside["layers"][0]["left_out"] and len(beside["layers"]) == 2


def test_its_sheet_shows_title_warning_counts_and_the_number_of_the_map(packed):
    files = contents_of(packed / "public.zip")
    sheet = pypdf.PdfReader(BytesIO(files["sheet.pdf"]))
    (page,) = sheet.pages
    text = " ".join(page.extract_text().split())
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]
    for words in (
        "Valley", "does not mean that an area is safe", "2 recorded, 1 drawn, 1 without usable position",
        "Suspected hazardous area (SHA), open: 1", "Public edition", "in cells of 1,000 m", "Team Four",
        json.loads(files["manifest.json"])["edition"],
    ):  # fmt: skip
        assert words in text, words


def test_its_sheet_has_the_ground_of_the_maker_and_the_pictograms_of_settings(tmp_path):
    (tmp_path / "valley.osm.pbf").write_bytes(extract.valley())
    zone = gpd.GeoDataFrame(
        {"id": ["A", "B"], "area_type": "CHA", "setting": ["school", None]},
        geometry=[shapely.Point(extract.LON, extract.LAT)] * 2, crs=4326,
    )  # fmt: skip
    own, without = (
        geo.draw(zone, kind="hazards", ground=ground).pdf() for ground in (tmp_path / "valley.osm.pbf", None)
    )
    text, plain = (pypdf.PdfReader(BytesIO(sheet)).pages[0].extract_text() for sheet in (own, without))
    assert "© OpenStreetMap contributors" in text and "OpenStreetMap" not in plain
    assert "school: 1" in text and len(own) > len(without)
    assert drawn_paths(own) > drawn_paths(without) + 3


def test_a_sheet_goes_on_across_the_180th_meridian():
    split = shapely.union(shapely.box(179.9, -16.9, 180, -16.8), shapely.box(-180, -16.9, -179.9, -16.8))
    shapes = [split, shapely.box(179.2, -16.6, 179.3, -16.5), shapely.Point(-179.3, -16.6)]
    records = {"id": ["A", "B", "C"], "area_type": "CHA", "setting": ["school", "school", "school"]}
    zones = gpd.GeoDataFrame(records, geometry=shapes, crs=4326)
    text = pypdf.PdfReader(BytesIO(geo.draw(zones, kind="hazards").pdf())).pages[0].extract_text()
    assert text.startswith("179°20′ E 179°40′ E 180° 179°40′ W 179°20′ W\n")
    plain = pypdf.PdfReader(BytesIO(geo.draw(zones[1:2], kind="hazards").pdf())).pages[0].extract_text()
    assert "° W" not in plain


def test_an_area_that_is_split_at_180_degrees_is_one_area_on_a_sheet():
    east, west = shapely.box(179.9, -16.9, 180, -16.8), shapely.box(-180, -16.9, -179.9, -16.8)
    apart = shapely.box(-179.5, -16.9, -179.4, -16.8)
    shapes = [shapely.MultiPolygon(parts) for parts in ([east, west], [east, apart])]
    layer = Layer("zones", "hazards", gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=shapes, crs=4326))
    joined, two = on_sheet([Shown(layer, np.array([True, True]))])[0].shapes
    assert joined.geom_type == "Polygon" and joined.area == pytest.approx(east.area + west.area)
    assert len(two.geoms) == 2


def test_no_parallel_of_a_sheet_lies_beyond_a_pole():
    zones = gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=shapely.points([[-120, 0], [50, 0]]), crs=4326)
    text = pypdf.PdfReader(BytesIO(geo.draw(zones, kind="hazards").pdf())).pages[0].extract_text()
    assert all(int(degrees) <= 90 for degrees in re.findall(r"(\d+)° [NS]", text)) and "° N" in text


def drawn_paths(sheet):
    """How many fills and strokes the first page of a sheet has."""
    return len(re.findall(rb"\n(?:f|S|B|b|s)\n", pypdf.PdfReader(BytesIO(sheet)).pages[0].get_contents().get_data()))


def test_readers_cannot_draw_where_the_profile_says_so(packed):
    def drawing(name):
        (packed / f"{name}.html").write_bytes(contents_of(packed / f"{name}.zip")["map.html"])
        opened = geo.open_map(packed / f"{name}.html").imprint.contributions
        return (
            opened,
            holds(packed / f"{name}.html", "window.zonemarkEditor="),
            holds(packed / f"{name}.html", "edit.add"),
        )

    assert drawing("public") == ("none", False, False)
    assert drawing("internal") == ("", True, True)


@pytest.mark.parametrize(
    "words",
    [["--package", "-o", "out.html"], ["-o", "out.zip"], ["--package", "--seal", "-o", "out.zip"]],
)
def test_a_package_is_a_zip_and_is_not_sealed(packed, words, monkeypatch):
    monkeypatch.chdir(packed)
    assert main(["share", "valley", "--profile", "public", *words]) == 2
    assert not (packed / "out.zip").exists() and not (packed / "out.html").exists()
