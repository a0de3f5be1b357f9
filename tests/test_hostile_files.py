"""A file made to do harm is refused quickly, in one sentence; it makes the reader open, ask and write nothing.

What a process opens and connects to is seen with strace, from outside, because GDAL does not pass through Python. The
same harness watches `geopandas.read_file`, which does follow a VRT: so it is known to see.
"""

import json
import math
import os
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import textwrap
import time
import zipfile
from contextlib import closing

import geopandas
import pytest
from raw_workbooks import raw_workbook, row_of
from traced import seen

from geo.errors import SourceError, UnsafeSource, ZonemarkError
from geo.sources import read_table

SECONDS, MEGABYTES = (
    2,
    300,
)  # of the processor, so that a busy machine fails no test; waiting for ever ends in a timeout
MEASURE = """
import os, resource, sys, time
import geopandas, pyogrio, openpyxl
from geo.errors import ZonemarkError
from geo.sources import archives, geojson, inside, kml, read_table, tracks, vectors

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

for path in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        before, start, said = peak(), time.process_time(), "read"
        try:
            read_table(path)
        except ZonemarkError:
            said = "refused"
        print(said, time.process_time() - start, peak() - before, path, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""

VRT = """<OGRVRTDataSource><OGRVRTLayer name="canary">
<SrcDataSource>{source}</SrcDataSource><SrcLayer>canary</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""
LAUGHS = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha">{entities}]>
<kml><Placemark><name>&z;</name></Placemark></kml>""".format(
    entities="".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True)
    )
)
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "{canary}">]><{root}>&x;</{root}>"""


def hostile_files(folder, canary, port):
    """Write the files, and return their paths by what is wrong with them."""
    texts = {
        "vrt.geojson": VRT.format(source=canary),
        "vrt.csv": VRT.format(source=canary),
        "vrt.kml": VRT.format(source=f"/vsicurl/http://127.0.0.1:{port}/x"),
        "vrt after a comment.geojson": "<!-- {} -->" + VRT.format(source=canary),
        "vrt in a gml.gml": VRT.format(source=canary),
        "laughs.kml": LAUGHS,
        "laughs.gpx": LAUGHS.replace("kml", "gpx"),
        "outside.kml": OUTSIDE.format(root="kml", canary=canary),
        "outside.gpx": OUTSIDE.format(root="gpx", canary=canary),
        "host.kml": OUTSIDE.format(root="kml", canary=f"http://127.0.0.1:{port}/x.dtd"),
        "quadratic.kml": f'<!DOCTYPE kml [<!ENTITY a "{"a" * 100_000}">]><kml>{"&a;" * 100_000}</kml>',
        "digits.geojson": '{"type": "Point", "coordinates": [' + "9" * 10_000 + ", 40]}",
        "deep.geojson": "[" * 100_000,
        "deep objects.geojson": '{"type":' * 100_000,
        "deep.kml": "<kml>" + "<Folder>" * 100_000,
        "cut off.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", "geom',
        "cut off.kml": "<kml><Document><Placemark><name>x",
        "gdal wms.geojson": f"<GDAL_WMS><Service><ServerUrl>http://127.0.0.1:{port}</ServerUrl></Service></GDAL_WMS>",
        "page.geojson": "<!DOCTYPE html><html><body>404</body></html>",
    }
    binaries = {
        "empty.geojson": b"",
        "empty.gpkg": b"",
        "garbage.geojson": bytes(range(256)) * 100,
        "garbage.gpkg": b"SQLite format 3\0" + os.urandom(5000),
        "garbage.fgb": b"fgb\x03fgb\x00" + os.urandom(5000),
        "garbage.kmz": b"PK\x03\x04" + os.urandom(5000),
        "garbage.csv": b"\x7fELF" + bytes(range(256)) * 100,
        "encrypted.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "vrt behind fgb.fgb": b"fgb\x03fgb\x00" + VRT.format(source=canary).encode(),
        "a line without end.csv": b"name,lat,lon\n" + bytes(100_000_000).replace(b"\0", b"a"),
        "a row without end.csv": b"a," * 50_000_000,
        "an open quotation mark.csv": b'name,lat,lon\n"' + b"a\n" * 50_000_000,
        "vrt in utf-16.geojson": VRT.format(source=canary).encode("utf-16"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    for name, data in binaries.items():
        (folder / name).write_bytes(data)
    archives(folder)
    unfolding(folder)
    for name in ("sparse.geojson", "sparse.csv", "sparse.gpkg"):
        with (folder / name).open("wb") as file:
            file.truncate(3_000_000_000)
    with (folder / "sparse behind a bracket.geojson").open("wb") as file:
        file.write(b'{"type": "FeatureCollection"')
        file.truncate(3_000_000_000)
    os.mkfifo(folder / "pipe.geojson")
    (folder / "device.geojson").symlink_to("/dev/zero")
    (folder / "folder.geojson").mkdir()
    return sorted(folder.iterdir())


def archives(folder):
    """Write the archives that do harm."""
    for name, member in (
        ("climbing.kmz", "../../doc.kml"),
        ("absolute.kmz", "/tmp/doc.kml"),
        ("drive.kmz", "C:\\doc.kml"),
    ):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(member, "<kml/>")
    with zipfile.ZipFile(folder / "bomb.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * 200_000_000)
    with zipfile.ZipFile(folder / "link.zip", "w") as archive:
        link = zipfile.ZipInfo("zones.kml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with zipfile.ZipFile(folder / "crowd.zip", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.kml", "")
    with zipfile.ZipFile(folder / "nothing.zip", "w") as archive:
        archive.writestr("readme.md", "x")
    with zipfile.ZipFile(folder / "locked.zip", "w") as archive:
        archive.writestr("doc.kml", "<kml/>")
    data = bytearray((folder / "locked.zip").read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(sign) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    (folder / "locked.zip").write_bytes(data)
    (folder / "cut off.zip").write_bytes((folder / "crowd.zip").read_bytes()[:100_000])


def unfolding(folder):
    """Write what is small and becomes much when it is read."""
    heading = row_of(1, 0, 1)
    raw_workbook(folder / "far row.xlsx", heading + row_of(2_000_000_000, 1, 1), ["lat", "lon"])
    rows = "".join(row_of(number, 2, 2) for number in range(2, 20_000))
    raw_workbook(folder / "one text in all cells.xlsx", heading + rows, ["lat", "lon", "x" * 1_000_000])
    for name, select in {
        "a table with itself.gpkg": "SELECT a.fid, a.geom FROM "
        + ", ".join(f"zones {letter}" for letter in "abcdefgh"),
        "gigabytes.gpkg": "SELECT fid, geom, hex(zeroblob(400000000)) AS x FROM zones",
        "without end.gpkg": "SELECT fid, geom, '/*' AS a, (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
        "FROM c) SELECT max(x) FROM c) AS x FROM zones",
        "behind a comment.gpkg": "SELECT fid, geom, '/*' AS a, ogr_geocode('x') AS b FROM zones -- */",
    }.items():
        zones = geopandas.GeoDataFrame(
            {"id": ["a", "b"]}, geometry=geopandas.points_from_xy([46, 47], [40, 41]), crs=4326
        )
        zones.to_file(folder / name, layer="zones")
        with closing(sqlite3.connect(folder / name)) as database:
            database.execute(f"CREATE VIEW v AS {select}")
            database.execute("INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('v', 'features', 4326)")
            database.execute("INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 4326, 0, 0)")
            database.commit()


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A file that nobody may open."""
    path = tmp_path_factory.mktemp("canary") / "canary.csv"
    path.write_text("secret,lon,lat\n1,46,40\n")
    return path


@pytest.fixture(scope="module")
def listener():
    """A host that nobody may ask."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        yield server


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, canary, listener):
    return hostile_files(tmp_path_factory.mktemp("hostile"), canary, listener.getsockname()[1])


def test_each_is_refused_in_one_sentence_that_names_it(hostile, listener):
    assert len(hostile) > 40
    for path in hostile:
        with pytest.raises(ZonemarkError) as error:
            read_table(path)
        said = str(error.value)
        assert path.name in said or path.stem in said, said
        assert "\n" not in said
        assert len(said) < 400
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_each_is_refused_within_two_seconds_and_300_megabytes(hostile):
    result = subprocess.run([sys.executable, "-c", MEASURE, *hostile], capture_output=True, text=True, timeout=900)
    lines = result.stdout.splitlines()
    assert len(lines) == len(hostile), result.stderr
    for line in lines:
        said, seconds, megabytes, _ = line.split(" ", 3)
        assert said == "refused", line
        assert float(seconds) < SECONDS, line
        assert float(megabytes) < MEGABYTES, line


def test_nothing_is_written_beside_them(hostile):
    before = sorted(hostile[0].parent.iterdir())
    for path in hostile:
        with pytest.raises(ZonemarkError):
            read_table(path)
    assert sorted(hostile[0].parent.iterdir()) == before


@pytest.mark.parametrize(
    "path",
    ["http://127.0.0.1:1/x.geojson", "/vsicurl/http://127.0.0.1:1/x", "/vsizip/x.zip", "zip://x.zip", "s3://b/k"],
)
def test_addresses_are_not_files(path):
    with pytest.raises(UnsafeSource, match="not a file of this computer"):
        read_table(path)


def test_a_missing_file_and_an_impossible_name_are_refused(tmp_path):
    for path in (tmp_path / "none.geojson", "a\0b.geojson", tmp_path / ("x" * 5000)):
        with pytest.raises(SourceError):
            read_table(path)


READ = textwrap.dedent(
    """
    import sys
    from geo.errors import ZonemarkError
    from geo.sources import read_table
    for path in sys.argv[1:]:
        try:
            read_table(path)
        except ZonemarkError:
            pass
    """
)


def test_the_harness_sees_geopandas_follow_a_vrt(tmp_path, hostile, canary):
    vrt = next(path for path in hostile if path.name == "vrt.geojson")
    code = "import sys, geopandas; print(geopandas.read_file(sys.argv[1]))"
    assert str(canary) in seen(tmp_path, code, str(vrt))


def test_the_harness_sees_a_connection(tmp_path, listener):
    port = listener.getsockname()[1]
    log = seen(tmp_path, f"import socket; socket.create_connection(('127.0.0.1', {port}))")
    assert f"htons({port})" in log
    listener.accept()[0].close()


@pytest.mark.slow
def test_reading_them_opens_no_other_file_asks_no_host_and_writes_nothing(tmp_path, hostile, canary):
    log = seen(tmp_path, READ, *map(str, hostile))
    assert "vrt.geojson" in log
    assert str(canary) not in log
    assert not [line for line in log.splitlines() if "connect(" in line and "AF_INET" in line]
    written = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", [^)]*O_(?:CREAT|WRONLY|RDWR)', log)
    own = rf"/dev/|.*/zonemark-|.*__pycache__|{tempfile.gettempdir()}/[a-z0-9_]{{8}}$"  # tempfile tries a folder out
    assert [path for path in written if not re.match(own, path)] == []


LONG = {
    "escaped quotes.geojson": '{"features":["' + '\\"' * 2_000_000,
    "backslashes.geojson": '{"features":[' + "\\" * 5_000_000,
    "quotes.geojson": '{"type":"FeatureCollection","features":[' + '"' * 2_000_001,
    "half characters.geojson": '["' + "\\ud800" * 1_000_000,
    "keys.geojson": '{"features":[{' + ",".join(f'"{n}":1' for n in range(50_000)) + ',"1":2}]}',
    "values.kml": "<kml><Placemark><ExtendedData>"
    + "".join(f"<Data name='a'><value>{n}</value></Data>" for n in range(20_000))
    + "</ExtendedData></Placemark></kml>",
    "no features.geojson": '{"type":"FeatureCollection","features":[' + "1," * 3_000_000 + "1]}",
    "empty features.geojson": '{"type":"FeatureCollection","features":[' + "{}," * 500_000 + "{}]}",
    "damaged features.geojson": '{"features":[' + '{"a" 1},' * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_what_is_long_and_wrong_takes_linear_time(tmp_path, name):
    (tmp_path / name).write_text(LONG[name])
    start = time.process_time()
    with pytest.raises(SourceError):
        read_table(tmp_path / name)
    assert time.process_time() - start < SECONDS


CHECK = """
import contextlib, io, os, resource, sys, time
import geopandas, geo.checks
from geo.cli import main

for path in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        said, before = io.StringIO(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            start = time.process_time()
            main(["check", path, "--kind", "hazards"])
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        clean = "Traceback" not in said.getvalue() and chr(27) not in said.getvalue()
        print(clean, time.process_time() - start, grown / 1024, path, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def hard_to_check(folder, canary):
    """Write small files that are read, and once took the checks, the headings or PROJ where they should not go."""

    def shape(name, ring):
        area = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"id": name}, "geometry": area}

    spikes = [[46 + 0.01 * math.cos(n * 2.4), 40 + 0.01 * math.sin(n * 2.4)] for n in range(1500)]
    square = [[46, 40], [46.01, 40], [46.01, 40.01], [46, 40.01], [46, 40]]
    over = [[[x + n * 1e-6, y] for x, y in square] for n in range(1000)]
    texts = {
        "headings.csv": "lat " * 4000 + ",lat,lon\nx,40,46\n",
        "names.csv": "id,name,lat,lon\n" + "".join(f"H{n},{'Name ' * 2000}{n},40.{n:03},46\n" for n in range(300)),
        "star.geojson": json.dumps(shape("A", [*spikes, spikes[0]])),
        "overlap.geojson": json.dumps(
            {"type": "FeatureCollection", "features": [shape(f"H{n}", ring) for n, ring in enumerate(over)]}
        ),
        "grid.csv": f"id,lat,lon,crs\nA,40,46,+proj=longlat +nadgrids={canary}\n",
        "init.csv": f"id,lat,lon,crs\nA,40,46,+init={canary}:x\n",
        "zero.csv": "id,lat,lon,crs\nA,40,46,+proj=tmerc +k=0\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in texts]


def test_checking_what_is_small_and_hard_is_quick_and_opens_nothing_else(tmp_path, canary):
    files = hard_to_check(tmp_path, canary)
    found = subprocess.run([sys.executable, "-c", CHECK, *files], capture_output=True, text=True, timeout=900)
    assert len(found.stdout.splitlines()) == len(files), found.stderr
    for line in found.stdout.splitlines():
        clean, seconds, megabytes, _ = line.split(" ", 3)
        assert (clean, float(seconds) < SECONDS, float(megabytes) < MEGABYTES) == ("True", True, True), line
    log = seen(tmp_path, CHECK, *files)
    assert all(name in log for name in files) and str(canary) not in log
    assert not [line for line in log.splitlines() if "connect(" in line and "AF_INET" in line]
