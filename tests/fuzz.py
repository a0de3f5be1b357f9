"""Damage files at random and read them: nothing but Zonemark's own errors may come out.

    python tests/fuzz.py --n 200000 [--seed 1] [--jobs 2] [--records]

Input number i of a seed is always the same (but for a few bytes of MapInfo files, which GDAL leaves to chance), so
that a failure is found again by its number: `--only i`. Batches run in processes of their own, because a library
could bring its process down; that counts as a failure as well, as does a warning, and an input that takes over ten
seconds of the processor. With `--records`, the columns are made sense of too; with `--peer`, geopandas reads them.
"""

import argparse
import base64
import datetime
import functools
import gzip
import json
import os
import random
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import exchanged
import extract
import geopandas
import openpyxl
import pyogrio
import shapely

from geo.errors import ZonemarkError
from geo.mapfile.container import MAGIC
from geo.mapfile.encode import encode
from geo.records.layer import Layer
from geo.sources import read, read_table

BATCH, ROUND = 500, 20_000
SECONDS = 10
ROWS = {"columns": ["id", "lat", "lon"], "data": [["A", 39.5, 46.9], ["B", 39.6]]}
SQUARE = [[46.0, 40.0], [46.1, 40.0], [46.1, 40.1], [46.0, 40.1], [46.0, 40.0]]
GEOMETRIES = [
    None,
    {"type": "Point", "coordinates": [46.0, 40.0]},
    {"type": "Point", "coordinates": [46.0, 40.0, 5.5]},
    {"type": "MultiPoint", "coordinates": [[46.0, 40.0], [46.1, 40.0]]},
    {"type": "LineString", "coordinates": SQUARE[:3]},
    {"type": "MultiLineString", "coordinates": [SQUARE[:3], SQUARE[1:4]]},
    {"type": "Polygon", "coordinates": [SQUARE]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[x + 1, y] for x, y in SQUARE]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [46, 40]}]},
]
VALUES = [
    None, True, 0, -1, 1.5, 2**70, 1e308, -0.0, "", "NaN", "46.0", "Ağdam 💣", [], {}, [[]], [[[]]], {"type": "Point"},
    [46, 40], [None, None], "Polygon", [1, 2, 3, 4, 5], [["46", "40"]], {"a": {"b": []}}, "2024-13-45", "\x00",
]  # fmt: skip
SCRAPS = [
    b"NaN", b"Infinity", b"1e999", b"-", b"9" * 120, b"\\ud800", b"\\", b'"', b"{", b"}", b"[", b"]", b",", b":", b"<",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"null", b"true", b'"id":1,"id":2', b">", b"&", b"<!DOCTYPE x>", b"\x00",
    b"<![CDATA[", b"</", b"<Folder>", b"\x1e", b"\n", b"\r\n", b";", b"\t", b'"type":', b'"crs":null,', b"1e-400",
    b"+5", b"0x10", b"1,5", b"[" * 150, b"SQLite format 3\0", b"PK\x03\x04", b"lat", b"POLYGON((", b"#geo+lat",
]  # fmt: skip
KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>F</name>
<Placemark id="a"><name>A</name><ExtendedData><Data name="k"><value>007</value></Data></ExtendedData><Polygon>
<outerBoundaryIs><LinearRing><coordinates>46,40,0 46.1,40,0 46.1,40.1,0 46,40,0</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark><Placemark><MultiGeometry><Point><coordinates>46,40</coordinates></Point>
<LineString><coordinates>46,40 47,41</coordinates></LineString></MultiGeometry></Placemark></Folder></Document></kml>"""
GPX = """<gpx version="1.1" creator="c"><wpt lat="40.1" lon="46.1"><ele>5</ele><name>w</name></wpt><trk><name>t</name>
<trkseg><trkpt lat="40" lon="46"/><trkpt lat="40.01" lon="46"/><trkpt lat="40" lon="46.01">
<time>2024-05-17T00:00:00Z</time></trkpt></trkseg></trk></gpx>"""
CSV = "name;type;status;lat;lon;date\nAğdam;SHA;open;40,05;46,93;17.05.2024\nŞuşa;CHA;cleared;39°45'N;46°45'E;2024-05\n"


EXTRACT = [(46.9, 39.5, {"place": "village", "name": "Ağdam"}), (46.8, 39.6, {"man_made": "bridge"})]
TABLES = (
    "Survey of May\n,Latitude,,,Longitude,,\nNo,deg,min,sec,deg,min,sec\n1,39,30,12.5,46,54,10\n2,39,36,0,46,48,1\n",
    "id,Latitude,N/S,Longitude,E/W,Area (dunum),Remarks\n1,4.5,S,74.25,W,12,tel. 050-123-45-67\nTotal,,,,,12,\n",
    "id,latitudeE7,longitudeE7,zone[1]/limits,zone[2]/limits\n1,395000000,469000000,39.5 46.9 0 0;39.6 46.9 0 0,нет\n",
    "Village;Agdam\nLatitude;39,5\nLongitude;46,9\nDate;12 мая 2024\nKind of mine;PMN\n",
    'id,corners\n1,"39.1 46.2; 39.2 46.3; N39.15 E46.4"\n2,"1) 38S 600000 4400000\n2) 8HG7G222+22"\n3,"46.9,39.5"\n',
    'id,geom,at,Survey date,Latitude S\nA,"[[46.9,39.5],[46.8,39.6]]","{""x"":46.9,""y"":39.5}",Q2 2024,39.5\n',
    "ID,Lat,Lon,,No,Date,Killed\n1,39.5,46.9,,X1,week 14 2023,2\n2,39.6,46.8,,,,\ndeg,deg,m,,,,\n",
    "today,village,KEY\n2024-05-01,A,u:1\nID,village,KEY,Killed\n1,2,3,4\n* note: https://www.google.com/maps?q=39.5,46.9\n",
)
"""Tables as offices write them: headings below groups, letters beside numbers, forms on their side, a second table."""


PAGE = """<html><meta charset="utf-8"><style>td{}</style><table><tr><th colspan=2>A<th>Lat<th x:num>Lon</tr>
<tr style="display:none"><td rowspan=2>a&nbsp;<br>b<td>1<td x:num="39.512">39.5<td>46.9</tr>
<tr><td>2<td>39.6<td>46.8</tr></table></html>"""
SHEETS = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Column ss:Index="2" ss:Span="1"
 ss:Hidden="1"/><Row><Cell><Data ss:Type="String">id</Data></Cell><Cell><Data ss:Type="String">lat</Data></Cell><Cell
 ss:Index="3"><Data ss:Type="String">lon</Data></Cell></Row><Row ss:Index="4"><Cell ss:MergeDown="1"><Data
 ss:Type="DateTime">2024-05-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">39.5</Data></Cell><Cell><Data
 ss:Type="Number">46.9</Data></Cell></Row></Table></Worksheet></Workbook>"""
_PART = 'Content-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html'
ARCHIVE = f"MIME-Version: 1.0\n{_PART}\n\n{PAGE}\n--x--\n"
"""What is called .xls and is markup: a web page, the XML of Excel 2003, a web archive."""
BY_NAME = {
    "a": {"lat": 39.5, "lon": 46.9, "on": {"type": "Point", "coordinates": [46.9, 39.5]}},
    "b": {"lat": 1, "lon": 2},
}


@functools.cache
def seeds() -> dict[str, list[bytes]]:
    """Sound files to start from, by the ending they are given."""
    properties = {"name": "Ağdam", "area_type": "SHA", "status": "open", "ordnance": ["UXO"], "area": 1.5, "n": 7}
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for geometry in GEOMETRIES]
    collection = {"type": "FeatureCollection", "features": features}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}
    lines = "\n".join(json.dumps(feature) for feature in features)
    kmz = BytesIO()
    with zipfile.ZipFile(kmz, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml"), KML)
    found = {
        ".geojson": [
            json.dumps(item).encode() for item in (collection, {**collection, "crs": crs}, features[6], GEOMETRIES[7])
        ],
        ".geojsonl": [lines.encode()],
        ".kml": [KML.encode(), KML.encode("utf-16")],
        ".gpx": [GPX.encode()],
        ".csv": [CSV.encode(), CSV.replace(";", "\t").encode("utf-16"), *(text.encode() for text in TABLES)],
        ".kmz": [kmz.getvalue()],
    }
    return found | _gis_files() | _exchanged_files()


def _exchanged_files() -> dict[str, list[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        ods = exchanged.ods(Path(folder) / "x.ods", exchanged.ODS_ROWS).read_bytes()
    form = BytesIO()
    with zipfile.ZipFile(form, "w") as archive:
        archive.writestr(zipfile.ZipInfo("f.csv"), "village,KEY\nA,u:1\nB,u:2\n")
        archive.writestr(zipfile.ZipInfo("f-zone.csv"), "lat,lon,PARENT_KEY\n39.5,46.9,u:1\n39.6,46.8,u:2\n")
    tables = (
        exchanged.TOPOJSON, exchanged.FEATURE_SERVER, exchanged.UMAP, exchanged.KOBO, exchanged.ODK, ROWS, BY_NAME,
        {"lat": {"0": 39.5}, "lon": {"0": 46.9}}, {"lat": [39.5, 1], "lon": [46.9, 2]},
    )  # fmt: skip
    return {
        ".json": [json.dumps(one).encode() for one in tables],
        ".gml": [exchanged.WFS_2.format(matched=2).encode(), exchanged.GML_2.encode()],
        ".osm": [exchanged.OSM.encode()],
        ".osm.pbf": [extract.pbf(EXTRACT)],
        ".xls": [
            (Path(__file__).parent / "files" / "mines.xls").read_bytes(),
            *(text.encode() for text in (PAGE, SHEETS, ARCHIVE)),
        ],
        ".ods.zip": [ods],
        ".xlsx.zip": [_workbook()],
        ".csv.zip": [form.getvalue()],
        ".html": [gzip.decompress(encode(layers)) for layers in (_layers_of_map(), _layers_of_map()[:1])],
        ".ndjson": [b'{"id":1,"lat":39.5,"lon":46.9}\n{"id":2,"lat":39.6,"lon":46.8}\n'],
    }


def _layers_of_map() -> list[Layer]:
    """Layers with geometries of every type, and columns of every kind that a map's records are written in."""
    shapes = [None if one is None else shapely.from_geojson(json.dumps(one)) for one in GEOMETRIES]
    number = range(len(shapes))
    columns = {
        "id": [f"Z-{one}" for one in number],
        "name": ["Ağdam", None, "Şuşa", *[f"name {one}" for one in number[3:]]],
        "status": ["open", "closed", None] * 3,
        "area_reported_m2": [1.5 * one for one in number],
        "reported_on": ["2024-05-17", "2024-05", "2024"] * 3,
        "own": [1, "two", None, True, 2.5, "", "x", 2**60, -1],
    }
    hazards = geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)
    places = geopandas.GeoDataFrame({"id": ["p"], "name": ["P"]}, geometry=[shapely.Point(46, 40)], crs=4326)
    return [Layer("zones", "hazards", hazards), Layer("places", "places", places, "Places")]


def _workbook() -> bytes:
    """A workbook with titles, merged cells, a hidden row and sheet, a repeated question and a date."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Survey"],
        ["_index", "village", "date"],
        [1, "Agdam", datetime.date(2024, 5, 1)],
        [2, "Shelli", 45413],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[4].hidden = True
    parts = book.create_sheet("zone")
    for row in (["lat", "lon", "_parent_index"], [39.5, 46.9, 1], ["39,6", "=1+1", 2], ["Total", None, 3]):
        parts.append(row)
    book.create_sheet("old").append(["lat", "lon"])
    book["old"].sheet_state = "hidden"
    packed = BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as archive:  # without the time at which it was made
        members = {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
    again = BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return again.getvalue()


def _gis_files() -> dict[str, list[bytes]]:
    frame = geopandas.GeoDataFrame(
        {"name": ["a", "b"], "n": [1, 2]}, geometry=[shapely.box(46, 40, 47, 41)] * 2, crs=4326
    )
    found: dict[str, list[bytes]] = {}
    drivers = {
        ".fgb": "FlatGeobuf",
        ".gpkg": "GPKG",
        ".mif": "MapInfo File",
        ".tab": "MapInfo File",
        ".shp": "ESRI Shapefile",
    }
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2024-05-17T00:00:00.000Z"})
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for ending, driver in drivers.items():
            frame.to_file(Path(folder) / f"x{ending}", driver=driver)
        for ending in (".fgb", ".gpkg"):
            found[ending] = [(Path(folder) / f"x{ending}").read_bytes()]
        for ending, parts in {".shp": "shp shx dbf prj cpg", ".tab": "tab dat map id", ".mif": "mif mid"}.items():
            packed = BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for part in parts.split():
                    data = bytearray((Path(folder) / f"x.{part}").read_bytes())
                    if part in ("dbf", "dat"):
                        data[1:4] = b"|\x05\x11"  # the day it was written
                    archive.writestr(zipfile.ZipInfo(f"x.{part}"), bytes(data))
            found[f"{ending}.zip"] = [packed.getvalue()]
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return found


WEIGHTS = {
    ".geojson": 60, ".geojsonl": 6, ".kml": 10, ".gpx": 6, ".csv": 12, ".kmz": 2, ".shp.zip": 3, ".fgb": 2, ".gpkg": 2,
    ".tab.zip": 1, ".mif.zip": 2, ".json": 20, ".gml": 8, ".osm": 1, ".xls": 8, ".ods.zip": 1,
    ".xlsx.zip": 3, ".ndjson": 2, ".csv.zip": 1, ".osm.pbf": 1, ".html": 4,
}  # fmt: skip


def damaged(seed: int, number: int) -> tuple[str, bytes]:
    """The ending and the bytes of input `number`."""
    chance = random.Random(f"{seed}/{number}")
    ending = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    data = chance.choice(seeds()[ending])
    if ending.endswith(".zip"):
        return ".zip", _damaged_member(data, chance)
    if ending == ".html":
        return ending, _damaged_map(data, chance)
    if ending in (".geojson", ".json") and chance.random() < 0.5:
        return ending, _damaged_tree(data, chance)
    return ending, _damaged_bytes(data, chance)


def _damaged_member(data: bytes, chance: random.Random) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(packed, "w") as out:
        names = archive.namelist()
        hit = chance.choice(names)
        for name in names:
            out.writestr(name, _damaged_bytes(archive.read(name), chance) if name == hit else archive.read(name))
    return packed.getvalue()


def _damaged_map(data: bytes, chance: random.Random) -> bytes:
    """A map file with one of its blocks damaged: below the compression, or its heading as a tree, or as written."""
    settings = b'{"title":"Ovoz","madeOn":"2024-05-17","languages":["en"],"edition":{"label":"x","hidden":1}}'
    (length,) = struct.unpack("<Q", data[8:16])
    heading, sections = data[16 : 16 + length], data[16 + length :]
    way = chance.randrange(5)
    if way == 0:
        settings = _damaged_tree(settings, chance)
    elif way in (1, 2):
        heading = _damaged_tree(heading, chance)
    elif way == 3:
        at = chance.randrange(len(sections))
        sections = sections[:at] + bytes([chance.randrange(256)]) + sections[at + 1 :]
    records = MAGIC + struct.pack("<Q", len(heading)) + heading + sections
    page = b"<!DOCTYPE html><html>"
    for name, block in (b'id="zm-settings"', settings), (b'id="zm-data" class="zm-data"', records):
        packed = base64.b64encode(gzip.compress(block, mtime=0))
        page += b'<script type="application/octet-stream" %s>%s</script>' % (name, packed)
    page += b"</html>"
    return _damaged_bytes(page, chance) if way == 4 else page


def _damaged_tree(data: bytes, chance: random.Random) -> bytes:
    root = [json.loads(data)]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if not root:
            break
        places = [(box, key) for box in _boxes(root) for key in (box if isinstance(box, dict) else range(len(box)))]
        box, key = chance.choice(places)
        if isinstance(box, dict) and chance.random() < 0.2:
            box[chance.choice(("id", "type", "bbox", "crs", "geometry", "x", "features"))] = _value(chance)
        elif chance.random() < 0.15:
            del box[key]
        else:
            box[key] = _value(chance)
    return json.dumps(root[0] if root else None, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _value(chance: random.Random) -> object:
    """One of the odd values, for the tree alone: it may be damaged in its turn, or put into itself."""
    return json.loads(json.dumps(chance.choice(VALUES)))


def _boxes(value: object) -> list:
    found, todo = [], [value]
    while todo:
        item = todo.pop()
        if isinstance(item, (dict, list)):
            found += [item] if item else []
            todo += item.values() if isinstance(item, dict) else item
    return found


def _damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    buffer = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(buffer) + 1)
        length = chance.choice((1, 1, 2, 5, 20, 100))
        way = chance.randrange(6)
        if way == 0:
            buffer[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 1:
            buffer[at:at] = chance.choice(SCRAPS)
        elif way == 2:
            del buffer[at : at + length]
        elif way == 3:
            buffer[at : at + length] = chance.choice(SCRAPS)
        elif way == 4:
            start = chance.randrange(len(buffer) + 1)
            buffer[at:at] = buffer[start : start + length]
        elif chance.random() < 0.3:
            del buffer[at:]
    return bytes(buffer)


def attempt(seed: int, number: int, folder: Path, records: bool, peer: bool = False) -> str:
    """Read input `number`, or have geopandas read it; say "read", "refused", or what escaped."""
    ending, data = damaged(seed, number)
    path = folder / f"x{ending}"
    path.write_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # pyproj 3.7 makes a number of an array of one; numpy 2.0 advises against it, later ones refuse it.
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="pyproj")
            if records:
                reading = read(path)
                assert reading.frame.index.is_unique
            elif peer:
                geopandas.read_file(path)
            else:
                read_table(path)
    except ZonemarkError as error:
        return "refused" if str(error).strip() else "an error that says nothing"
    except Exception as error:  # noqa: BLE001 - whatever escapes is what is looked for
        where = [frame for frame in traceback.extract_tb(error.__traceback__) if "/geo/" in frame.filename]
        frame = where[-1] if where else traceback.extract_tb(error.__traceback__)[-1]
        return f"{ending}, {Path(frame.filename).name}:{frame.lineno}, {type(error).__name__}: {str(error)[:100]}"
    return "read"


def batch(seed: int, start: int, stop: int, records: bool, peer: bool = False) -> Counter:
    """Read inputs `start` to `stop`; what escapes is printed with its number, and counted under its own text."""
    signal.signal(signal.SIGPROF, _too_slow)
    found: Counter = Counter()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        for number in range(start, stop):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            outcome = attempt(seed, number, Path(folder), records, peer)
            if outcome not in ("read", "refused") and found[outcome] == 0:
                print(f"input {number}: {outcome}", flush=True)
            found[outcome] += 1
    signal.setitimer(signal.ITIMER_PROF, 0)
    return found


def _too_slow(*_: object) -> None:
    raise TimeoutError(f"over {SECONDS} s")


def run(count: int, seed: int, jobs: int, records: bool, peer: bool = False) -> Counter:
    """Read `count` inputs in `jobs` processes, which are new for every `ROUND` inputs."""
    found: Counter = Counter()
    for first in range(0, count, ROUND):
        starts = range(first, min(first + ROUND, count), BATCH)
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            tasks = [pool.submit(batch, seed, start, min(start + BATCH, count), records, peer) for start in starts]
            for start, task in zip(starts, tasks, strict=True):
                try:
                    found += task.result()
                except BrokenProcessPool:
                    found[f"the process died in or before inputs {start} to {start + BATCH}"] += 1
    return found


def main() -> int:
    """Run, print the figures, and return 1 if anything escaped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int)
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    start = time.perf_counter()
    if arguments.only is not None:
        found = batch(arguments.seed, arguments.only, arguments.only + 1, arguments.records)
    else:
        found = run(arguments.n, arguments.seed, arguments.jobs, arguments.records, arguments.peer)
    escaped = {what: times for what, times in found.items() if what not in ("read", "refused")}
    for what, times in sorted(escaped.items(), key=lambda item: -item[1])[:20]:
        print(f"{times} × {what}")
    print(
        f"{sum(found.values()):,} inputs: {found['read']:,} read, {found['refused']:,} refused, "
        f"{sum(escaped.values())} escaped; {time.perf_counter() - start:.0f} s"
    )
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
