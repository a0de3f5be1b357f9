"""A CRS text names a CRS and nothing else: no file is opened for it, no host asked, and a pipe does not hang.

What a process opens is seen with strace, from outside. The control is PROJ and GDAL by themselves, which open the file.
"""

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from contextlib import closing

import geopandas
import pyogrio
import pytest
import shapely
from pyproj import CRS
from traced import seen

import geo
from geo.crs import find_crs, name_of
from geo.errors import UnsafeSource, UsageError, ZonemarkError
from geo.sources import read_table

ELLIPSOID = 'SPHEROID["s",6378245,298.3]'
DEGREE = 'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]'
GRID = f'GEOGCS["g",DATUM["d",{ELLIPSOID},EXTENSION["PROJ4_GRIDS","CANARY"]],{DEGREE}]'
EXTENDED = (
    f'GEOGCS["g",DATUM["d",{ELLIPSOID}],{DEGREE},EXTENSION["PROJ4","+proj=longlat +nadgrids=CANARY +ellps=krass"]]'
)
WGS84 = CRS.from_epsg(4326).to_wkt()
NTV2 = (
    f'BOUNDCRS[SOURCECRS[{WGS84.replace("WGS 84", "x")}],TARGETCRS[{WGS84}],ABRIDGEDTRANSFORMATION["to WGS 84",'
    'METHOD["NTv2",ID["EPSG",9615]],%s["Latitude and longitude difference file","CANARY"]]]'
)
PIPELINE = "+proj=pipeline +step +proj=hgridshift +grids=CANARY"
METHOD = (
    f'PROJCRS["x",BASE{WGS84},CONVERSION["c",METHOD["PROJ-based operation method: {PIPELINE}"]],CS[Cartesian,2],'
    'AXIS["e",east],AXIS["n",north],LENGTHUNIT["metre",1]]'
)
EVIL = {
    "nadgrids": "+proj=longlat +ellps=krass +nadgrids=CANARY",
    "init": "+init=CANARY:x",
    "old init": "init=CANARY:x",
    "pipeline": PIPELINE,
    "without plus": "proj=longlat ellps=krass nadgrids=CANARY",
    "grid of a datum": GRID,
    "extension": EXTENDED,
    "brackets": EXTENDED.replace("[", "(").replace("]", ")"),
    "lower case": EXTENDED.replace("EXTENSION", "extension"),
    "curly quotes": EXTENDED.replace('"PROJ4","', '“PROJ4”,"'),
    "parameter file": NTV2 % "PARAMETERFILE",
    "parameter": NTV2 % "PARAMETER",
    "method": METHOD,
    "path": "CANARY",
    "path and code": "CANARY:1",
    "json": json.dumps({**json.loads(CRS.from_epsg(4326).to_json()), "remarks": "CANARY"}),
    "host": "http://user:secret@127.0.0.1:9/CANARY",
}


@pytest.mark.parametrize("name", EVIL)
def test_a_text_that_can_name_a_file_is_no_crs(name):
    with pytest.raises(UsageError, match="is not taken|not a coordinate") as caught:
        find_crs(EVIL[name].replace("CANARY", "/etc/hostname"))
    assert "EPSG code" in caught.value.remedy and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EPSG:32638", "EPSG:32638"),
        (" epsg:28408 ", "EPSG:28408"),
        ("32638", "EPSG:32638"),
        ("EPSG::32638", "EPSG:32638"),
        ("ESRI:104305", "ESRI:104305"),
        ("OGC:CRS84", "OGC:CRS84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("urn:ogc:def:crs:EPSG:9.9.1:32638", "EPSG:32638"),
        ("http://www.opengis.net/def/crs/EPSG/0/28408", "EPSG:28408"),
        ("http://www.opengis.net/gml/srs/epsg.xml#32638", "EPSG:32638"),
        ("EPSG:32638+5773", "EPSG:32638"),
        ("WGS 84 / UTM zone 38N", "EPSG:32638"),
        ("ED50", "EPSG:4230"),
        ("Pulkovo 1942 / Gauss-Kruger zone 8", "EPSG:28408"),
    ],
)
def test_codes_and_names_of_the_register_are_taken(text, name):
    assert name_of(text) == name


@pytest.mark.parametrize("code", [4326, 32638, 28408, 3857, 2154, 27700, 5514, 3031, 4807, 4275, 31467, 22780, 9705])
@pytest.mark.parametrize("version", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2015", "WKT2_2019", "WKT2_2019_SIMPLIFIED"])
def test_plain_wkt_of_every_edition_is_taken(code, version):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = CRS.from_epsg(code).to_wkt(version, pretty=code % 2 == 0)
    if text:
        assert find_crs(text).is_projected == find_crs(code).is_projected


def test_a_shift_to_wgs84_in_numbers_is_taken():
    shift = f'GEOGCS["g",DATUM["d",{ELLIPSOID},TOWGS84[23.92,-141.27,-80.9,0,0.35,0.82,-0.12]],{DEGREE}]'
    assert find_crs(shift).is_geographic


def test_the_extension_of_web_mercator_is_taken_with_other_numbers_and_with_no_grid():
    text = CRS.from_epsg(3857).to_wkt("WKT1_GDAL").replace("+lon_0=0", "+lon_0=150")
    assert "@null" in text and find_crs(text).is_projected
    with pytest.raises(UsageError, match="it holds EXTENSION"):
        find_crs(text.replace("@null", "/etc/hostname"))


# What files say.


def files(folder, text):
    """One file of each kind that says its CRS in a text, and this is the text."""
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(46.1, 40.1)], crs="EPSG:4326")
    quoted = '"' + text.replace('"', '""') + '"'
    (folder / "column.csv").write_text(f"x,y,crs\n46.1,40.1,{quoted}\n")
    (folder / "wkt.csv").write_text(f"wkt,crs\nPOINT (46.1 40.1),{quoted}\n")
    (folder / "text.csv").write_text(f"position,crs\n46.1 40.1,{quoted}\n")
    member = {"type": "name", "properties": {"name": text}}
    geometry = {"type": "Point", "coordinates": [46.1, 40.1]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    collection = {"type": "FeatureCollection", "crs": member, "features": [feature]}
    (folder / "member.geojson").write_text(json.dumps(collection))
    pyogrio.write_dataframe(frame, folder / "prj.shp", driver="ESRI Shapefile")
    (folder / "prj.prj").write_text(text)
    pyogrio.write_dataframe(frame, folder / "row.gpkg", driver="GPKG")
    with closing(sqlite3.connect(folder / "row.gpkg")) as database:
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 999, 'NONE', 999, ?, '')", (text,))
        database.execute("UPDATE gpkg_contents SET srs_id = 999")
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = 999")
        database.commit()
    return [folder / name for name in ("column.csv", "wkt.csv", "text.csv", "member.geojson", "prj.shp", "row.gpkg")]


def flatgeobuf(folder, text):
    """A FlatGeobuf with the text in its header: of the same length as one that GDAL wrote, and put in its place."""
    long = f'LOCAL_CS["{"x" * 2000}",UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(46.1, 40.1)])
    path = folder / "header.fgb"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame.set_crs(CRS.from_wkt(long)), path, driver="FlatGeobuf")
    data = path.read_bytes()
    start = data.index(b"xxxx")
    start = max(data.rfind(word, 0, start) for word in (b"LOCAL_CS", b"ENGCRS"))
    length = int.from_bytes(data[start - 4 : start], "little")
    assert len(text.encode()) <= length
    path.write_bytes(data[:start] + text.encode().ljust(length) + data[start + length :])
    return path


def refused(path):
    """Whether reading a file says what is wrong, as an error or as a problem, and places nothing."""
    try:
        reading = geo.read(path, kind="hazards")
    except ZonemarkError:
        return True
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    return bool(errors) and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", EVIL)
def test_files_with_such_a_text_say_so_and_place_nothing(tmp_path, name):
    text = EVIL[name].replace("CANARY", str(tmp_path / "canary"))
    (tmp_path / "canary").write_bytes(b"x" * 400)
    for path in files(tmp_path, text):
        assert refused(path), path
    if "[" in text or "(" in text:
        with pytest.raises(UnsafeSource, match=r"header\.fgb"):
            read_table(flatgeobuf(tmp_path, text))


def test_a_flatgeobuf_with_a_plain_text_in_its_header_is_read(tmp_path):
    path = flatgeobuf(tmp_path, CRS.from_epsg(4326).to_wkt("WKT1_GDAL"))
    assert read_table(path).frame.geometry[1].x == 46.1


def test_a_crs_that_is_given_goes_before_a_prj_that_is_not_taken(tmp_path):
    files(tmp_path, EVIL["extension"])
    reading = geo.read(tmp_path / "prj.shp", kind="hazards", crs="EPSG:4326")
    assert reading.frame.geometry.notna().all() and "crs_refused" in [problem.code for problem in reading.problems]


def test_a_prj_of_arcinfo_is_still_read(tmp_path):
    files(tmp_path, "Projection    GEOGRAPHIC\nDatum         WGS84\nSpheroid      WGS84\nUnits         DD\n")
    assert geo.read(tmp_path / "prj.shp", kind="hazards").frame.geometry.notna().all()


READ = textwrap.dedent(
    """
    import sys, geo
    from geo.errors import ZonemarkError
    for path in sys.argv[1:]:
        try:
            geo.read(path, kind="hazards")
        except ZonemarkError:
            pass
        try:
            geo.read(path, kind="hazards", crs=sys.argv[-1])
        except ZonemarkError:
            pass
    """
)
TOOLS = textwrap.dedent(
    """
    import sys, pyogrio
    from pyproj import CRS, Transformer
    for path in sys.argv[1:-1]:
        try:
            pyogrio.raw.read(path)
        except Exception as error:
            print(error)
    try:
        Transformer.from_crs(CRS.from_user_input(sys.argv[-1]), "EPSG:4326")
    except Exception as error:
        print(error)
    """
)


def evil_files(folder):
    canary = folder / "canary.gsb"
    canary.write_bytes(b"x" * 400)
    texts = {name: text.replace("CANARY", str(canary)) for name, text in EVIL.items()}
    paths = []
    for name, text in texts.items():
        place = folder / name.replace(" ", "_")
        place.mkdir()
        paths += [*files(place, text), *([flatgeobuf(place, text)] if "[" in text or "(" in text else [])]
    return canary, paths, texts


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".fgb"])
def test_gdal_by_itself_opens_the_file_that_a_crs_text_names(tmp_path, suffix):
    canary, paths, _ = evil_files(tmp_path)
    log = seen(tmp_path, TOOLS, *(str(path) for path in paths if path.suffix == suffix), "EPSG:4326")
    assert str(canary) in log


def test_pyproj_by_itself_opens_the_file_that_a_crs_text_names(tmp_path):
    canary, _, texts = evil_files(tmp_path)
    assert str(canary) in seen(tmp_path, TOOLS, texts["nadgrids"])


def test_reading_opens_no_file_that_a_crs_text_names_and_asks_no_host(tmp_path):
    canary, paths, texts = evil_files(tmp_path)
    log = seen(tmp_path, READ, *map(str, paths), texts["nadgrids"])
    assert str(paths[0]) in log
    assert str(canary) not in log
    assert not [line for line in log.splitlines() if "connect(" in line and "AF_INET" in line]


def test_a_pipe_named_by_a_crs_text_hangs_nothing(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    texts = [EVIL[name].replace("CANARY", str(pipe)) for name in ("nadgrids", "extension")]
    for number, text in enumerate(texts):
        place = tmp_path / str(number)
        place.mkdir()
        paths = files(place, text)
        subprocess.run([sys.executable, "-c", READ, *map(str, paths), text], check=True, timeout=600)
