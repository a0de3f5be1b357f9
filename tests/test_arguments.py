"""Every argument of every public function changes the answer: none is taken and ignored."""

import inspect
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import folium
import geopandas
import pandas
import pytest
from contributing import change, contribution
from shapely import Point, box

import geo
from geo.maps.ground.terms import GroundTerms
from geo.maps.page.page import Beside
from geo.records.imprint import Edition
from geo.store import SourceSettings
from geo.traverse import Leg, Traverse

TABLE = "id,Estado,Latitud,Longitud,Telefono\nP,Abierto,40.05,46.93,Şuşa\nQ,opne,95.2,46.94,x\n"
TRACK = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="receiver"><trk><trkseg>
<trkpt lat="40" lon="46"/><trkpt lat="40" lon="46.1"/><trkpt lat="40.1" lon="46.1"/><trkpt lat="40" lon="46"/>
</trkseg></trk></gpx>"""
LEGS = [Leg("SP", "T1", 0, 100), Leg("T1", "T2", 90, 100), Leg("T2", "T3", 180, 100), Leg("T3", "SP", 270, 98)]
TRAVERSE = Traverse("area", "SP", 46.93, 39.99, LEGS)
TIME = re.compile(r"\d{8}T\d{6}\.\d+Z")
MARGIN = {"title": "Valley", "producer": "Mines office", "hotline": "102", "language": "az",
          "signing_key": "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3",
          "languages": ["az", "en"], "fictitious": True, "made_on": "2024-05-31", "data_date": "2024-05",
          "contributions": "none", "imprint": geo.Imprint(title="Valley"),
          "edition": Edition("For partners", 3)}  # fmt: skip


def zones(*shapes, **columns):
    count = len(shapes)
    record = {"id": [f"H-{number}" for number in range(count)], "area_type": "SHA", "status": "open",
              "reported_on": "2020-05-01", "source": "survey"} | columns  # fmt: skip
    return geopandas.GeoDataFrame(record, geometry=list(shapes), crs=4326)


OVERLAPPING = zones(box(46.7, 39.9, 46.8, 40.0), box(46.79, 39.9, 46.9, 40.0), status=["open", "opne"])
TWINS = zones(Point(46.7, 39.9), Point(46.7005, 39.9), id=["", ""], name="Well")
FIELDS = geopandas.GeoDataFrame({"id": ["A"], "crop": ["oats"]}, geometry=[Point(46.7, 39.9)], crs=4326)


@dataclass
class World:
    """Files to read, a project of June, and July's file, which lacks two of June's three records."""

    folder: Path

    @cached_property
    def project(self):
        """Made where it is asked for: most calls are given something else."""
        made = geo.Project.create(self.folder / "valley", title="Valley")
        made.add(self.folder / "june.csv")
        return made

    @property
    def survey(self):
        return self.folder / "survey.csv"


def world(folder):
    folder.mkdir()
    files = {"survey.csv": TABLE, "walk.gpx": TRACK, "metres.csv": "id,x,y\nM,663508,4472479\n",
             "june.csv": "id,type,lat,lon\nA,SHA,40,46\nB,SHA,40,47\nC,SHA,40,48\n",
             "july/june.csv": "id,type,lat,lon\nA,SHA,40,46\n", "other.csv": "id,type,lat,lon\nZ,CHA,41,45\n",
             "sheet.txt": "area: Field\nreference: SP\nposition: 39.99 46.93\nfrom,to,bearing,distance\n"
                          "SP,T1,0,100\nT1,T2,90,100\nT2,SP,225,141\n"}  # fmt: skip
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "AZ.txt").write_text("1\tQuillstead\t\t\t40.0\t46.9\tP\tPPL" + 11 * "\t" + "\n", "utf-8")
    (folder / "a.pmtiles").write_bytes(b"PMTiles\x03" + bytes(120))
    return World(folder)


def tiled():
    drawn = geo.HazardMap([40, 46])
    folium.TileLayer("https://a.example/{z}/{x}/{y}.png", attr="A", name="Tiles").add_to(drawn)
    return drawn


def exported(here, what, path="out.csv", **named):
    """The files that an export writes, and what it says."""
    folder = here.folder / f"out{len(list(here.folder.glob('out*')))}"
    folder.mkdir()
    said = geo.export(what, folder / path, **named)
    return said, {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def state(project):
    """What a project holds, but for the times of its changes."""
    return [(project.path / "zonemark.toml").read_text("utf-8"), *(one.frame for one in project.layers())]


def created(here, path="new", **named):
    made = geo.Project.create(here.folder / path, **named)
    return made.path, state(made)


def added(here, what=None, **named):
    change = here.project.add(what or here.folder / "july" / "june.csv", **named)
    return change.layer, change.counts, change.missing, state(here.project)


def undone(here, **named):
    here.project.add(here.folder / "other.csv")
    here.project.undo(**named)
    return here.project.log()[-1].command, state(here.project)


def contributed(here, text, name="a.json"):
    """The path of a contribution with one note on a record of June."""
    path = here.folder / name
    path.write_bytes(contribution(here.project, change("note", here.project.layer("june").frame["id"].iloc[0], "june", text=text)))  # fmt: skip  # noqa: E501
    return path


def merged(here, project, what, **named):
    merging = geo.merge(project, what, **named)
    return merging.files, merging.counts(), state(here.project)


def edited(here):
    """A project with a layer that other hands have edited."""
    contributed(here, "more")
    layer = next((here.project.path / "layers").glob("*.geojson"))
    layer.write_text(layer.read_text(encoding="utf-8").replace('"SHA"', '"CHA"', 1), encoding="utf-8")
    return {"project": here.project}


def page(drawn):
    return b"".join(drawn.pieces())


def saved(here, outfile="map.html", **named):
    return tiled().save(here.folder / outfile, **named).name


# For each function: how it is called, what is always given, and for each argument a value that is to make a difference
# (or two sets of arguments, the first without it).
CALLS = {
    "areas": lambda here, **named: geo.areas(**named),
    "check": lambda here, **named: geo.check(**named),
    "diff": lambda here, **named: geo.diff(**named).counts,
    "draw": lambda here, **named: page(geo.draw(**named)),
    "edition": lambda here, **named: [(len(one.frame), sorted(one.frame)) for one in geo.edition(**named)[0]],
    "export": exported,
    "merge": merged,
    "open_map": lambda here, path, **named: [one.frame for one in geo.open_map(path, **named).layers],
    "parse_position": lambda here, **named: geo.parse_position(**named),
    "read": lambda here, **named: geo.read(**named),
    "traverse.compute": lambda here, **named: geo.traverse.compute(**named),
    "traverse.declination": lambda here, **named: geo.traverse.declination(**named),
    "traverse.polygon_to_traverse": lambda here, **named: geo.traverse.polygon_to_traverse(**named),
    "traverse.read_traverses": lambda here, **named: geo.traverse.read_traverses(**named),
    "traverse.sketch": lambda here, **named: geo.traverse.sketch(**named),
    "traverse.vertex_table": lambda here, **named: geo.traverse.vertex_table(**named),
    "traverse.write_text": lambda here, **named: geo.traverse.write_text(**named),
    "HazardMap": lambda here, **named: page(geo.HazardMap(**named)),
    "HazardMap.pdf": lambda here, **named: re.sub(rb"/CreationDate [^/]*", b"", tiled().pdf(**named)),
    "HazardMap.pieces": lambda here, **named: b"".join(tiled().pieces(**named)),
    "HazardMap.remove": lambda here, called: page(tiled().remove(called)),
    "HazardMap.save": saved,
    "ZoneLayer": lambda here, **named: geo.ZoneLayer(**named).layer,
    "Project": lambda here, **named: geo.Project(**named),
    "Project.open": lambda here, **named: geo.Project.open(**named),
    "Project.create": created,
    "Project.add": added,
    "Project.layer": lambda here, name: here.project.layer(name),
    "Project.layers_as_of": lambda here, to: here.project.layers_as_of(to),
    "Project.versions": lambda here, **named: undone(here) and here.project.versions(**named),
    "Project.undo": undone,
}
GIVEN = {
    "areas": lambda here: {"what": OVERLAPPING},
    "check": lambda here: {"what": OVERLAPPING, "today": date(2021, 1, 1)},
    "diff": lambda here: {"old": OVERLAPPING, "new": OVERLAPPING},
    "draw": lambda here: {"what": FIELDS, "kind": "places"},
    "edition": lambda here: {"what": OVERLAPPING.assign(remarks="told by A.", sensitivity="public")},
    "export": lambda here: {"what": FIELDS},
    "merge": lambda here: {"project": here.project, "what": contributed(here, "more")},
    "open_map": lambda here: {"path": geo.draw(FIELDS, kind="places").save(here.folder / "a.html")},
    "parse_position": lambda here: {"text": "PK 93123 39456"},
    "read": lambda here: {"what": here.survey},
    "traverse.compute": lambda here: {"traverse": TRAVERSE},
    "traverse.declination": lambda here: {"lon": 46.93, "lat": 39.99, "on": "2021-04-04"},
    "traverse.polygon_to_traverse": lambda here: {"polygon": box(46.7, 39.9, 46.8, 40.0)},
    "traverse.read_traverses": lambda here: {"path": here.folder / "sheet.txt"},
    "traverse.sketch": lambda here: {"result": geo.traverse.compute(TRAVERSE)},
    "traverse.vertex_table": lambda here: {"result": geo.traverse.compute(TRAVERSE)},
    "traverse.write_text": lambda here: {"traverse": TRAVERSE},
    "HazardMap.remove": lambda here: {"called": "Tiles"},
    "HazardMap.save": lambda here: {"online": True},
    "ZoneLayer": lambda here: {"records": FIELDS, "kind": "places"},
    "Project": lambda here: {"path": here.project.path},
    "Project.open": lambda here: {"path": here.project.path},
    "Project.layer": lambda here: {"name": "june"},
    "Project.layers_as_of": lambda here: {"to": here.project.log()[-1].time},
}
MARGINS = {name: {name: value} for name, value in MARGIN.items()}
ELSEWHERE = Traverse("other", "SP", 46.94, 39.99, LEGS)
READING = {
    "options": {"options": geo.ReadOptions(kind="places")},
    "kind": {"kind": "places"},
    "fields": {"fields": {"Estado": "-"}},
    "only": lambda here: [{"what": here.survey}, {"only": {"id": ["P"]}}],
    "crs": lambda here: [{"what": here.folder / "metres.csv"}, {"crs": "EPSG:32638"}],
    "sheet": {"sheet": "May"},
    "headings": {"headings": ["a", "b", "c", "d", "e"]},
    "encoding": {"encoding": "utf-16-le"},
    "delimiter": {"delimiter": ";"},
    "closed_tracks": lambda here: [{"what": here.folder / "walk.gpx"}, {"closed_tracks": True}],
    "swap": lambda here: [{"what": here.folder / "walk.gpx"}, {"swap": True}],
    "keep_personal": {"keep_personal": True},
    "values": {"values": {"status": ["opne"]}},
}
WITH_YES = {"yes": True}
CASES = {
    "areas": {
        "what": {"what": TWINS},
        "by": {"by": "status"},
        "workers": {"workers": 0},  # any other number must not change the answer
    },
    "check": {
        "what": {"what": TWINS},
        "kind": {"kind": "places"},
        "source": {"source": "may.csv"},
        "extent": {"extent": (0, 0, 1, 1)},
        "country": {"country": box(0, 0, 1, 1)},
        "today": {"today": date(2020, 1, 1)},
        "values": {"values": {"status": ["opne"]}},
        "stale_after_years": {"stale_after_years": 0.1},
        "near_m": [{"what": TWINS}, {"near_m": 100}],
        "sliver_m2": {"sliver_m2": 1e12},
        "max_pairs": {"max_pairs": 0},
        "workers": {"workers": 0},  # any other number must not change the answer
    },
    "diff": {"old": {"old": TWINS}, "new": {"new": TWINS}, "workers": {"workers": 0}},
    "draw": MARGINS | {
        "what": {"what": FIELDS.assign(id="B")},
        "kind": {"kind": "accidents"},
        "column": {"column": "crop"},
        "by": {"by": "crop"},
        "borders": {"borders": "none"},
        "since": lambda here: [{"what": here.project, "kind": None}, {"since": "2020-01-01"}],
        "ground": lambda here: {"ground": here.folder / "AZ.txt"},
        "basemap": lambda here: {"basemap": here.folder / "a.pmtiles"},
        "online_tiles": {"online_tiles": "OpenStreetMap.Mapnik"},
    },
    "edition": {
        "what": {"what": TWINS[:1].assign(sensitivity="public")}, "profile": {"profile": "internal"},
    },
    "export": {name: MARGINS[name] for name in ("title", "producer", "fictitious", "imprint", "edition")} | {
        "what": {"what": FIELDS.assign(id="B")},
        "path": {"path": "out.geojson"},
        "notice_in_line": {"notice_in_line": True},
        "workers": {"workers": 0},
    },
    "open_map": {"path": lambda here: {"path": geo.draw(OVERLAPPING).save(here.folder / "b.html")},
                 "passphrase": {"passphrase": "of a map that is not sealed"}},
    "parse_position": {
        "text": {"text": "40.1 46.9"},
        "crs": [{"text": "663508 4472479"}, {"crs": "EPSG:32638"}],
        "near": {"near": (46.9, 39.9)},
    },
    "read": READING | {"what": lambda here: {"what": here.folder / "metres.csv"}},
    "traverse.compute": {"traverse": {"traverse": ELSEWHERE}, "adjust": {"adjust": True}},
    "traverse.declination": {
        "lon": {"lon": 40.0}, "lat": {"lat": 30.0}, "on": {"on": "2012"}, "altitude_m": {"altitude_m": 50_000.0},
    },
    "traverse.polygon_to_traverse": {
        "polygon": {"polygon": box(46.7, 39.9, 46.8, 40.1)},
        "name": {"name": "Field"},
        "reference": {"reference": (46.69, 39.89)},
        "benchmark": {"benchmark": (46.68, 39.88)},
    },
    "traverse.read_traverses": {"path": lambda here: {"path": here.folder / "other.csv"}},
    "traverse.sketch": {
        "result": {"result": geo.traverse.compute(ELSEWHERE)}, "title": {"title": "Field"},
    },
    "traverse.vertex_table": {
        "result": {"result": geo.traverse.compute(ELSEWHERE)}, "declination_deg": {"declination_deg": 6.35},
    },
    "traverse.write_text": {"traverse": {"traverse": ELSEWHERE}},
    "HazardMap": MARGINS | {
        "location": {"location": [40, 46]},
        "zoom_start": [{"location": [40, 46]}, {"zoom_start": 5}],
        "ground": {"ground": GroundTerms(borders="none")},
        "basemap": lambda here: {"basemap": here.folder / "a.pmtiles"},
        "online_tiles": {"online_tiles": "OpenStreetMap.Mapnik"},
    },
    "HazardMap.pdf": {"edition": {"edition": "3"}},
    "HazardMap.pieces": {"online": {"online": True}, "beside": [{"online": True}, {"beside": Beside("1;", "a{}")}]},
    "HazardMap.remove": {"called": {"called": "TileLayer of nobody"}},
    "HazardMap.save": {"outfile": {"outfile": "other.html"}, "online": {"online": False}},
    "ZoneLayer": {
        "records": {"records": FIELDS.assign(id="B")},
        "name": {"name": "fields"},
        "title": {"title": "Fields"},
        "kind": {"kind": "accidents"},
        "column": {"column": "crop"},
    },
    "merge": {
        "project": lambda here: {"project": here.folder},
        "what": lambda here: {"what": contributed(here, "less", "b.json")},
        "dry_run": {"dry_run": True},
        "yes": lambda here: [edited(here), {"yes": True}],
    },
    "Project": {"path": {"path": "nowhere"}},
    "Project.open": {"path": {"path": "nowhere"}},
    "Project.create": MARGINS | {"path": {"path": "other"}, "extent": {"extent": (46, 38, 50, 41)}},
    "Project.add": READING | {
        "options": lambda here: [{"what": here.survey}, {"options": geo.ReadOptions(fields={"Estado": "-"})}],
        "kind": lambda here: [{"what": here.survey}, {"kind": "places"}],
        "fields": lambda here: [{"what": here.survey}, {"fields": {"Estado": "-"}}],
        "sheet": lambda here: [{"what": here.survey}, {"sheet": "May"}],
        "headings": lambda here: [{"what": here.survey}, {"headings": ["a", "b", "c", "d", "e"]}],
        "encoding": lambda here: [{"what": here.survey}, {"encoding": "utf-16-le"}],
        "delimiter": lambda here: [{"what": here.survey}, {"delimiter": ";"}],
        "keep_personal": lambda here: [{"what": here.survey}, {"keep_personal": True}],
        "values": lambda here: [{"what": here.survey}, {"values": {"status": ["opne"]}}],
        "what": lambda here: {"what": here.survey},
        "layer": lambda here: [{"what": here.survey}, {"layer": "Other"}],
        "by": lambda here: [{"what": here.survey}, {"by": "status"}],
        "source": lambda here: [{"what": here.survey}, {"source": "may.csv"}],
        "yes": WITH_YES,
        "partial": {"partial": True},
        "remove_missing": [WITH_YES, {"remove_missing": True}],
        "dry_run": [WITH_YES, {"dry_run": True}],
        "remember": [WITH_YES, {"remember": [SourceSettings(file="x-#.csv", layer="june")]}],
        "today": [WITH_YES, {"today": date(2020, 1, 1)}],
    },
    "Project.layer": {"name": {"name": "july"}},
    "Project.layers_as_of": {"to": {"to": "start"}},
    "Project.versions": {"layer": {"layer": "other"}},
    "Project.undo": {"to": {"to": "start"}, "command": {"command": "by hand"}},
}  # fmt: skip
TESTED_ELSEWHERE = {
    ("Project", "wait_s"): ("test_store_files.py", "wait_s=0.05"),
    ("Project.open", "wait_s"): ("test_store_files.py", "wait_s=0.05"),
    ("Project", "seen"): ("test_store_files.py", "seen=stamp"),
}


def public(name):
    found = geo
    for part in name.split("."):
        found = getattr(found, part)
    return found


def arguments(name):
    parameters = inspect.signature(public(name)).parameters.values()
    return [one.name for one in parameters if one.name != "self" and one.kind is not one.VAR_KEYWORD]


def functions():
    """The names of the public functions and of the methods that take something; classes stand for how they are made."""
    of_geo = [name for name in geo.__all__ if inspect.isfunction(public(name))]
    of_traverse = [f"traverse.{name}" for name in geo.traverse.__all__]
    classes = ["HazardMap", "ZoneLayer", "Project"]
    methods = [f"{name}.{own}" for name in classes for own, found in vars(public(name)).items()
               if callable(getattr(found, "__func__", found)) and not own.startswith("_")]  # fmt: skip
    named = [*of_geo, *(name for name in (*of_traverse, *methods) if not inspect.isclass(public(name))), *classes]
    return [name for name in named if name not in OF_THE_HOUSE and arguments(name)]


OF_THE_HOUSE = (
    "HazardMap.render",
    *("Project.add_to_layers", "Project.put", "Project.split", "Project.file_of"),
    *("Project.write_laid", "Project.version_of", "Project.next_time", "Project.changing"),
    *("Project.write_arranged", "Project.write_settings", "Project.list_layers"),
)
"""Called by the commands and by folium; a person has no use for them."""


@pytest.mark.parametrize("name", functions())
def test_every_argument_has_a_case(name):
    elsewhere = {argument for function, argument in TESTED_ELSEWHERE if function == name}
    assert set(arguments(name)) == CASES[name].keys() | elsewhere


@pytest.mark.parametrize(("file", "words"), TESTED_ELSEWHERE.values())
def test_what_is_tested_elsewhere_is_tested_there(file, words):
    assert words in (Path(__file__).parent / file).read_text(encoding="utf-8")


def answer(name, here, named):
    """What a function answers, or what it says when it refuses, wherever its files lie."""
    try:
        found = plain(CALLS[name](here, **named))
    except geo.ZonemarkError as error:
        found = str(error)
    return TIME.sub("TIME", str(found).replace(str(here.folder), "…"))


def plain(found):
    """An answer as something that is equal to another if it says the same."""
    if isinstance(found, (list, tuple)):
        return [plain(one) for one in found]
    if isinstance(found, pandas.DataFrame):
        return found.to_csv()
    if isinstance(found, geo.Layer):
        return found.name, found.title, found.kind, found.column, found.frame.to_csv()
    if isinstance(found, geo.Reading):
        return found.frame.to_csv(), list(map(str, found.problems)), found.kind
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """What a function answers without any of its arguments, twice the same."""

    @cache
    def answered(name):
        def once():
            here = world(tmp_path_factory.mktemp("usual") / "here")
            return answer(name, here, GIVEN.get(name, lambda here: {})(here))

        found = once()
        assert found == once()
        return found

    return answered


@pytest.mark.parametrize(("name", "argument"), [(name, argument) for name in CASES for argument in CASES[name]])
def test_an_argument_changes_the_answer(name, argument, tmp_path, usual):
    def answered(folder, *, with_it):
        here = world(tmp_path / folder)
        case = CASES[name][argument]
        case = case(here) if callable(case) else case
        always, own = case if isinstance(case, list) else ({}, case)
        if not (always or with_it):
            return usual(name)
        given = GIVEN.get(name, lambda here: {})(here) | always
        return answer(name, here, given | own if with_it else given)

    without = answered("a", with_it=False)
    assert without == answered("b", with_it=False)
    assert without != answered("c", with_it=True)
