"""In no byte that leaves is what a profile does not list: fields, ids, problems, titles, file names, settings, sums."""

import struct
import zlib
from io import BytesIO

import geopandas as gpd
import pypdf
import pytest
import shapely
from test_share import canaries
from unpacking import contents

import geo
from geo.cli import main
from geo.crs.measures import area_m2
from geo.exports import FORMATS
from geo.mapfile.opening import SIGN, map_of
from geo.mapfile.sealed import is_sealed, unsealed
from geo.records import Layer
from geo.records.properties import to_properties

PASSPHRASE = "value arise chant lazy yahoo await"
LISTED = {"setting", "admin1", "admin2"}
"""What the public profile lists of these records."""
SETTINGS = """
[[sources]]
file = "canary-told-by-#.csv"
layer = "canary-layer-of-a-source"
columns = ["canary-heading"]

[values]
marking = ["canary_value"]

[profiles.canary-profile]
label = "canary-label"
"""
OUTLINE = shapely.box(45.1234567, 40.7654321, 45.1299999, 40.7699999)
STATED = {
    "status_entered": "canary-status-entered", "reported_on_entered": "canary-date-entered",
    "area_entered": "canary-area-entered", "contributed_by": "canary-contributor", "contributed_on": "2031-07-07",
    "contributed_notes": "canary-note", "withdrawn_because": "canary-withdrawn", "part_of": "canary-whole",
    "photo": "canary-photo.jpg", "source_row": 733_199,
}  # fmt: skip


def hazards():
    layer = canaries()
    for name, value in STATED.items():
        layer.frame[name] = [value] * 2
    layer.frame["marking"] = "canary-problem"  # no value that is allowed: a problem tells of it
    return Layer("hazards", "hazards", layer.frame, "Told by canary-title")


def releases_and_accidents():
    one = {"id": ["canary-release"], "hazard_id": ["canary-id-1"], "sensitivity": ["public"], "remarks": ["canary-r"]}
    yield Layer("releases", "releases", gpd.GeoDataFrame(one, geometry=[OUTLINE], crs=4326), "Land of canary-land")
    count = 9
    people = {
        "id": [f"canary-accident-{number}" for number in range(count)], "killed": [1] * 3 + [None] * 6,
        "men": [733_177] * count, "injured": [1] * count, "admin1": ["Aghdam"] * count,
        "name": ["canary-victim"] * count, "occurred_on": ["2029-03-17"] * 8 + ["2032-11-23"],
    }  # fmt: skip
    where = [shapely.Point(46.7654321, 40.1234567)] * count
    yield Layer("accidents", "accidents", gpd.GeoDataFrame(people, geometry=where, crs=4326), "Of canary-people")


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """Everything that leaves of one project by the public profile, sealed and packed too, and by the internal one."""
    folder = tmp_path_factory.mktemp("left")
    project = geo.Project.create(folder / "canary-folder", title="Valley", producer="Team Four", hotline="102")
    for layer in (hazards(), *releases_and_accidents()):
        project.add(layer, layer=layer.title)
    settings = project.path / "zonemark.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    (folder / "words.txt").write_text(PASSPHRASE, encoding="utf-8")
    for profile in ("public", "internal"):
        (folder / profile).mkdir()
        out = [["-o", str(folder / profile / f"all{ending}")] for ending in (".html", *FORMATS)]
        share = ["share", str(project.path), "--profile", profile]
        seal = ["--seal", "--passphrase-file", str(folder / "words.txt"), "-o", str(folder / profile / "sealed.html")]
        assert main([*share, *(word for pair in out for word in pair)]) in (0, 4)
        assert main([*share, *seal]) in (0, 4)
        assert main([*share, "--package", "-o", str(folder / profile / "all.zip")]) in (0, 4)
    return folder


def parts_of(path):
    """All that a file holds, at any depth: sealed, packed, compressed, or drawn on a sheet; and its name."""
    data = path.read_bytes()
    whole = unsealed(data, PASSPHRASE) if is_sealed(data) else data
    yield path.name.encode()
    for part in contents(whole):
        yield part
        if SIGN in part:  # numbers, and words that repeat, are found by decoding its columns
            yield from (layer.frame.to_csv().encode() for layer in map_of(part, path.name).layers)
        if part[:5] == b"%PDF-":
            sheet = pypdf.PdfReader(BytesIO(part))
            yield from (page.extract_text().encode() for page in sheet.pages)
            yield str(sheet.metadata).encode()
            for stream in part.split(b"stream\n")[1::2]:
                inside = zlib.decompressobj()
                yield inside.decompress(stream) if stream[:1] == b"\x78" else stream


def forms_of(value):
    """A value as files write it: text in three encodings, a number as text or as eight bytes."""
    text = str(value)
    yield from (text.encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))
    if isinstance(value, float):
        yield from (struct.pack(order, value) for order in ("<d", ">d"))


def secrets():
    """What only the project holds, by what it is."""
    record = to_properties(hazards().frame)[0]
    said = {name: value for name, value in record.items() if str(value) not in ("SHA", "open", "public")}
    (area,) = area_m2([OUTLINE])
    return said | {
        "second id": "canary-id-2", "layer": "told-by-canary", "title": "canary-title", "folder": "canary-folder",
        "settings of a source": "canary-told-by", "layer of a source": "canary-layer", "heading": "canary-heading",
        "allowed value": "canary_value", "profile": "canary-profile", "label": "canary-label",
        "west": 45.1234567, "south": 40.7654321, "out of range": 444.25, "accident": 46.7654321,
        "exact area": f"{area:.0f}", "area with a comma": f"{area:,.0f}", "area as a number": float(area),
        "victim": "canary-victim", "accident's id": "canary-accident", "men": 733_177, "day": "2029-03-17",
        "newest accident": "2032-11", "release": "canary-release", "land": "canary-land", "people": "canary-people",
        "any other canary": "canary-r",
    }  # fmt: skip


def found_in(folder):
    """Which secrets are in any byte of the files of a folder, but for the accounts that stay, and in which files."""
    wanted = {name: [*forms_of(value)] for name, value in secrets().items()}
    found = {}
    for path in sorted(folder.iterdir()):
        if ".account." not in path.name:
            for part in parts_of(path):
                for name in wanted:
                    if any(form in part for form in wanted[name]):
                        found.setdefault(name, set()).add(path.name)
    return found


def test_nothing_that_the_public_profile_does_not_list_is_in_any_byte_that_leaves(left):
    written = {path.suffix for path in (left / "public").iterdir()}
    assert {".html", ".zip", *FORMATS} <= written
    assert {name: where for name, where in found_in(left / "public").items() if name not in LISTED} == {}


def test_the_same_harness_finds_it_all_in_what_stays_inside(left):
    found = found_in(left / "internal")
    # No map carries how files were read, what else may be stated, or other profiles.
    settings = {"folder", "settings of a source", "layer of a source", "heading", "allowed value", "profile", "label"}
    sums = {"exact area", "area with a comma", "area as a number"}
    assert {*secrets()} - {*found} <= settings | sums
    for name in ("informant", "status_entered", "contributed_by", "second id", "title", "marking", "west", "victim"):
        assert {"all.html", "sealed.html", "all.zip"} <= found[name], name


def test_problems_of_records_that_leave_do_not_quote_them(left):
    layers, _ = geo.edition(geo.Project(left / "canary-folder"), "public")
    told = " ".join(map(str, [*geo.check(layers), *geo.draw(layers).problems]))
    assert [name for name, value in secrets().items() if str(value) in told and name not in LISTED] == []
    assert "canary-problem" in " ".join(map(str, geo.check(geo.Project(left / "canary-folder"))))
