"""What the desk does with a project is what Python does with it: seen from its page."""

import json
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from threading import Event

import openpyxl
import pytest
from contributing import change, contribution
from desk import serving

from geo.desk.jobs import Job
from geo.store import Project
from geo.store.received.telling import of_state

SURVEY = "Ort,Art,y,x,Telefon\n" + "".join(f"Ort {n},SHA,40.{n},46.{n},555{n}\n" for n in range(1, 6))
HOW = {"fields": {"Ort": "name", "Art": "area_type", "y": "lat", "x": "lon"}, "kind": "hazards"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all tests here; each begins with what it drops, and takes back what it does."""
    home = tmp_path_factory.mktemp("home")
    project = Project.create(home / "valley", title="Valley")
    with serving(project.path, home) as asked:
        asked.project = project.path
        yield asked


@pytest.fixture
def survey(desk):
    """A survey, dropped: its columns are named by nobody yet."""
    return desk.drop("survey-2026-05.csv", SURVEY.encode())


def held(desk):
    return {layer.name: len(layer.frame) for layer in Project(desk.project).layers()}


def test_the_page_is_the_map_with_the_desk_beside_it(desk):
    status, headers, body = desk.ask("GET", "", Sec_Fetch_Site="none", X_Desk=None, Origin=None)
    while b'http-equiv="refresh"' in body:
        status, headers, body = desk.ask("GET", "", Sec_Fetch_Site="none", X_Desk=None, Origin=None)
    assert status == 200
    assert b'<script id="zm-desk">' in body
    policy = headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.search(rb'content="([^"]*)"', body[body.index(b"Content-Security-Policy") :])[1].decode() in policy
    assert desk.keys.token.encode() not in body


def test_pages_of_earlier_states_do_not_pile_up(desk, zones):
    get = {"Sec_Fetch_Site": "none", "X_Desk": None, "Origin": None}
    for title in ("One", "Two", "Three"):
        desk.answer("rename", layer="zones", title=title, version=desk.version)
        while b'http-equiv="refresh"' in desk.ask("GET", "", **get)[2]:
            pass
    assert desk.ask("GET", "", **get)[0] == 200
    assert len(list(desk.desk.session.folder.glob("results/*/page.html"))) == 2


def test_whoever_waits_for_the_map_reads_it_in_the_own_language_and_can_stop_it(desk):
    served = desk.desk.served
    words = {"language": "az", "step_drawing": "Xəritə çəkilir", "cancel": "Ləğv et"}
    job = Job("page", progress={"waiting": words})  # one that does not end by itself
    served.jobs._all[job.id] = job
    before, served._page = served._page, (served._version(), job, None)
    get = {"Sec_Fetch_Site": "none", "X_Desk": None, "Origin": None}
    waiting = desk.ask("GET", "", **get)[2].decode()
    assert 'lang="az"' in waiting and "Xəritə çəkilir" in waiting
    link = re.search(r'<a href="([^"]+)">Ləğv et</a>', waiting)[1]
    assert desk.ask("GET", link, **get)[0] == 500
    assert job.state == "cancelled"
    served._page = before


def a_folder(file):
    file.unlink()
    file.mkdir()
    (file / "mine.txt").write_text("kept")


def spoilt(file):
    file.write_bytes(file.read_bytes() + b"[")


@pytest.mark.parametrize("file", ["layers/zones.geojson", "zonemark.toml"])
def test_what_other_hands_damaged_is_brought_back_by_the_page_that_says_so(desk, zones, file):
    """No map can be drawn of it, so the panels of the desk are not there to undo it."""
    get = {"Sec_Fetch_Site": "same-origin", "X_Desk": None, "Origin": None}
    file = desk.project / file
    whole = file.read_bytes()
    assert desk.ask("GET", "?bring-back", **get)[0] == 303
    assert file.read_bytes() == whole, "nothing is undone where nothing is damaged"
    for damage in (spoilt, a_folder):
        damage(file)
        answer = desk.ask("GET", "", **get)
        while b'http-equiv="refresh"' in answer[2]:
            answer = desk.ask("GET", "", **get)
        assert answer[0] == 500 and file.name in answer[2].decode()
        link = re.search(r'<a href="([^"]+)">Bring back', answer[2].decode())[1]
        desk.ask("GET", link, **{**get, "Sec_Fetch_Site": "none"})
        assert not file.is_file() or file.read_bytes() != whole, "a typed address undoes nothing"
        status, headers, _ = desk.ask("GET", link, **get)
        assert (status, headers["location"]) == (303, desk.keys.base)
        assert file.read_bytes() == whole
        desk.ask("GET", link, **get)
        assert file.read_bytes() == whole, "a second window that brings it back takes back no change"
    kept = [path.read_text() for path in (desk.project / "history" / "set-aside").glob("*/mine.txt")]
    assert "kept" in kept, "what stood in its place is moved, not removed"


def test_the_sheets_of_a_workbook_are_listed_to_choose_from(desk, tmp_path):
    book = openpyxl.Workbook()
    for name in ("May", "June"):
        sheet = book.create_sheet(name)
        sheet.append(["name", name, "lat", "lon"])
        sheet.append([f"Ort of {name}", "x", 40.1, 46.1])
    del book["Sheet"]
    book.save(tmp_path / "survey.xlsx")
    dropped = desk.drop("survey.xlsx", (tmp_path / "survey.xlsx").read_bytes())
    (file,) = desk.answer("inspect", files=[dropped])["files"]
    assert (file["sheets"], file["facts"]["sheet"]) == (["May", "June"], "May")
    (june,) = desk.answer("inspect", files=[{**dropped, "options": {"sheet": "June"}}])["files"]
    assert june["first"][0]["cells"][0] == "Ort of June"
    assert june["sheets"] == ["May", "June"], "the others can still be chosen"


def test_cells_are_texts_whatever_the_format_had_there(desk):
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [46.1, 40.1]},
               "properties": {"name": "Ort", "n": 7, "half": 0.5, "is": True, "none": None, "list": ["ə"]}}  # fmt: skip
    dropped = desk.drop("typed.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    (file,) = desk.answer("inspect", files=[{**dropped, "options": {"kind": "hazards"}}])["files"]
    cells = dict(zip([column["name"] for column in file["columns"]], file["first"][0]["cells"], strict=True))
    assert cells == {"name": "Ort", "n": "7", "half": "0.5", "is": "true", "none": None, "list": '["ə"]'}


def test_a_change_that_is_killed_in_the_middle_is_whole_or_was_never_begun(desk):
    many = SURVEY + "".join(f"Feld {n},SHA,40.{n},46.{n},0\n" for n in range(1000, 9000))
    killed = 0
    for number in range(4):
        arguments = {"files": [{**desk.drop("many.csv", many.encode()), "options": HOW}], "version": desk.version}
        job = desk.desk.served._begin("add", arguments)
        while job.state == "running" and job.progress.get("step") != "writing":
            job.wait(1)
        Event().wait(number * 0.2)  # of what it writes, another part each time
        if (child := job.child) is not None:
            child.end()
            killed += 1
        while job.state == "running":
            job.wait(60, until_ended=True)
        assert held(desk) in ({}, {"many": 8005}), f"killed after {number / 5} s"
        if held(desk):
            desk.answer("undo", version=desk.version)
        assert held(desk) == {}
    assert killed > 1


def test_an_ordinary_map_holds_nothing_of_the_desk(tmp_path):
    import geopandas
    import shapely

    import geo

    zone = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[shapely.box(46, 40, 46.1, 40.1)], crs=4326)
    page = geo.draw(zone, kind="hazards").save(tmp_path / "map.html").read_bytes()
    assert b"zm-desk" not in page
    assert b"connect-src 'none'" in page


def test_its_page_is_told_the_token_and_the_texts(desk):
    told = json.loads(desk.ask("GET", "desk?language=en", X_Desk=None)[2])
    assert told["token"] == desk.keys.token
    assert told["texts"]["desk.files"]
    assert told["project"] == {"path": str(desk.project.resolve()), "name": "valley", "title": "Valley"}
    assert told["version"] == desk.version


def test_a_dropped_file_is_read_as_is_stated_and_nothing_is_written(desk, survey):
    (file,) = desk.answer("inspect", files=[{**survey, "options": HOW}])["files"]
    assert (file["kind"], file["rows"], file["placed"], file["layer"]) == ("hazards", 5, 5, "survey")
    fields = {column["name"]: (column["field"], column["personal"]) for column in file["columns"]}
    assert fields == {"Ort": ("name", False), "Art": ("area_type", False), "y": ("lat", False), "x": ("lon", False),
                      "Telefon": ("", True)}  # fmt: skip
    assert file["first"][0]["cells"] == ["Ort 1", "SHA", "40.1", "46.1", None]
    assert file["first"][0]["geometry"] == {"type": "Point", "coordinates": [46.1, 40.1]}
    assert len(file["features"]["features"]) == file["features_of"] == 5
    told = file["features"]["features"][4]["properties"]  # for a row that is chosen on the map and is not listed
    assert (told["row"], told["cells"]) == (6, ["Ort 5", "SHA", None, None, None]), "and nothing that is personal"
    assert held(desk) == {}


def test_what_would_change_is_told_before_it_does_and_undo_takes_it_back(desk, survey):
    before = desk.version
    files = [{**survey, "options": HOW}]
    (told,) = desk.answer("inspect", files=files)["changes"]
    assert (told["title"], told["is_new"], told["added"]) == ("survey", True, 5)
    (done,) = desk.answer("add", files=files, version=before)["changes"]
    assert done == told
    assert held(desk) == {"survey": 5}
    assert desk.version != before
    (later,) = desk.answer("inspect", files=[desk.drop("survey-2026-06.csv", SURVEY.encode())])["files"]
    assert (later["remembered"], later["placed"]) == ("survey-#-#.csv", 5)
    desk.answer("undo", version=desk.version)
    assert held(desk) == {}


def test_nobody_overwrites_what_somebody_else_did_meanwhile(desk, survey):
    seen = desk.version
    Project(desk.project).layers()  # looking changes nothing
    assert desk.version == seen
    desk.answer("add", files=[{**survey, "options": HOW}], version=seen)
    job = desk.call("add", files=[{**survey, "options": HOW}], version=seen)
    assert job["error"]["kind"] == "ChangedMeanwhile"
    assert "Nothing was written" in job["error"]["what"]
    layer = Path(desk.project, "layers", "survey.geojson")
    layer.write_bytes(layer.read_bytes().replace(b"Ort 1", b"Ort 9"))  # an editor beside it
    assert desk.version != job["version"]
    assert desk.answer("state")["edits"][0]["is_doubtful"]
    desk.answer("undo", version=desk.version)
    desk.answer("undo", to="start", version=desk.version)
    assert held(desk) == {}


def test_what_other_hands_did_is_taken_over_where_somebody_says_all_the_same(desk, survey):
    desk.answer("add", files=[{**survey, "options": HOW}], version=desk.version)
    toml = Path(desk.project, "zonemark.toml")
    toml.write_text("# nothing of a map\n", encoding="utf-8")
    (told,) = desk.answer("state")["edits"]
    assert told["is_doubtful"] and "states no more: 'title'" in told["what"]
    assert json.loads(desk.ask("GET", "desk?language=en")[2])["lost"] == told["what"]
    (group,) = [one for one in desk.answer("problems")["groups"] if one["code"] == "settings_lost"]
    assert group["count"] == 1
    rename = {"layer": "survey", "title": "Survey of May"}
    assert desk.call("rename", **rename, version=desk.version)["error"]["kind"] == "NeedsYes"
    assert desk.answer("rename", **rename, version=desk.version, yes=True)["edits"] == []
    assert [one["command"] for one in desk.answer("history")["changes"]][1] == "edited outside of Zonemark"
    desk.answer("undo", to="start", version=desk.version)
    assert held(desk) == {} and desk.answer("state")["title"] != ""


def test_one_bad_file_keeps_no_other_from_being_understood(desk, survey):
    bad = desk.drop("broken.xlsx", b"PK\x03\x04 nothing of a workbook")
    told = desk.answer("inspect", files=[bad, {**survey, "options": HOW}])
    assert told["files"][0]["error"]["what"].startswith("broken.xlsx")
    assert told["files"][1]["rows"] == 5
    assert desk.call("add", files=[bad, {**survey, "options": HOW}], version=desk.version)["state"] == "failed"
    assert held(desk) == {}


def test_the_parts_of_a_shapefile_are_read_together(desk, tmp_path):
    import geopandas
    import shapely

    frame = geopandas.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(46, 40, 46.1, 40.1)], crs=4326)
    frame.to_file(tmp_path / "zones.shp")
    parts = [desk.drop(path.name, path.read_bytes()) for path in sorted(tmp_path.glob("zones.*"))]
    told = {file["name"]: file for file in desk.answer("inspect", files=parts)["files"]}
    assert told["zones.shp"]["rows"] == 1
    assert told["zones.dbf"]["part_of"] == "zones.shp"


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("inspect", {"files": []}),
        ("inspect", {"files": [{"upload": "../../etc/passwd"}]}),
        ("inspect", {"files": [{}]}),
        ("inspect", {"nonsense": 1}),
        ("state", {"file": 1}),
        ("inspect", {"files": "survey.csv"}),
        ("inspect", {"files": [5]}),
        ("rename", {"layer": "zones", "title": 5}),
        ("rename", {"layer": ["zones"], "title": "Zones"}),
        ("order", {"layers": "zones"}),
        ("settings", {"settings": {"languages": 5}}),
        ("settings", {"settings": {"title": "\ud800"}}),
        ("save", {"formats": ".html"}),
        ("undo", {"to": 5}),
        ("merge", {"uploads": "x"}),
    ],
)
def test_what_is_not_understood_is_said_and_never_a_fault(desk, call, arguments):
    job = desk.call(call, **arguments)
    assert (job["state"], job["error"]["kind"]) == ("failed", "UsageError")


def test_a_call_can_be_stopped_and_the_next_one_runs(desk):
    big = desk.drop("big.csv", b"id,type,lat,lon\n" + b"".join(b"%d,SHA,40,46\n" % n for n in range(300_000)))
    job = json.loads(desk.ask("POST", "calls/inspect", json.dumps({"files": [big]}).encode())[2])
    assert job["state"] == "running"
    assert json.loads(desk.ask("DELETE", f"jobs/{job['job']}")[2])["state"] == "cancelled"
    assert desk.answer("state")["layers"] == []


def test_a_call_that_takes_too_much_is_stopped_and_says_so(desk, monkeypatch):
    monkeypatch.setattr(desk.desk.jobs, "seconds", 0.01)
    big = desk.drop("big.csv", b"id,type,lat,lon\n" + b"".join(b"%d,SHA,40,46\n" % n for n in range(300_000)))
    job = desk.call("inspect", files=[big])
    assert (job["state"], job["error"]["kind"]) == ("failed", "TooMuch")


def test_problems_are_grouped_and_go_back_to_the_sender_as_a_workbook(desk, tmp_path):
    import openpyxl

    sent = desk.drop("faulty.csv", b"id,type,lat,lon\nH1,SHA,312.5,46\nH2,CHA,40,46\n")
    (result,) = desk.answer("give_back", files=[sent])["results"]
    assert result["name"] == "faulty-to-mend.xlsx"
    status, headers, content = desk.ask("GET", result["url"], X_Desk=None, Origin=None)
    assert (status, len(content)) == (200, result["bytes"])
    assert headers["content-disposition"].startswith("attachment")
    (tmp_path / "back.xlsx").write_bytes(content)
    cells = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "back.xlsx").active for cell in row]
    assert any("312.5 is outside" in cell for cell in cells)
    desk.answer("add", files=[sent], version=desk.version)
    told = desk.answer("problems", language="ru")
    assert told["records"] == 2
    assert told["groups"][0]["severity"] == "error"
    assert told["groups"][0]["problems"][0]["id"] == "H1"
    desk.answer("undo", version=desk.version)


@pytest.fixture
def zones(desk, survey):
    """Five zones in the project, gone again at the end."""
    desk.answer("add", files=[{**survey, "options": HOW, "layer": "zones"}], version=desk.version)
    yield Project(desk.project)
    desk.answer("undo", to="start", version=desk.version)
    assert held(desk) == {}


def test_layers_are_renamed_ordered_split_merged_and_removed_and_all_of_it_is_undone(desk, zones):
    def titles(call, **arguments):
        return [layer["title"] for layer in desk.answer(call, version=desk.version, **arguments)["layers"]]

    first = zones.log()[-1].time
    assert titles("rename", layer="zones", title="Zones") == ["Zones"]
    split = titles("split", layer="zones", by="name")
    assert sorted(split) == [f"Zones: Ort {number}" for number in range(1, 6)]
    assert titles("order", layers=["zones-ort-5"])[0] == "Zones: Ort 5"
    merged = titles("merge_layers", layers=["zones-ort-1", "zones-ort-2"], title="Two")
    assert sorted(merged) == ["Two", *(f"Zones: Ort {number}" for number in (3, 4, 5))]
    assert titles("kind", layer="zones-ort-3", kind="places")
    assert "Zones: Ort 4" not in titles("remove", layer="zones-ort-4")
    assert titles("undo", to=first) == ["zones"]
    assert sorted(zones.layer("zones").frame["name"]) == [f"Ort {number}" for number in range(1, 6)]


def test_settings_are_stated_and_undone(desk, zones):
    before = (desk.project / "zonemark.toml").read_bytes()
    told = desk.answer("settings", settings={"hotline": "112", "extent": [46, 40, 47, 41]}, version=desk.version)
    assert (told["settings"]["hotline"], told["settings"]["extent"]) == ("112", [46, 40, 47, 41])
    last = desk.answer("history")["changes"][0]
    assert (last["what"], bool(last["by"])) == ("settings: hotline, extent", True)
    desk.answer("undo", version=desk.version)
    assert (desk.project / "zonemark.toml").read_bytes() == before
    for wrong in ({"languages": ["xx"]}, {"extent": [1]}, {"fictitious": False}, {"nonsense": 1}):
        assert desk.call("settings", settings=wrong, version=desk.version)["error"]["kind"] == "UsageError"
    assert (desk.project / "zonemark.toml").read_bytes() == before


def test_ground_of_ones_own_is_kept_in_the_project_and_undone(desk, zones):
    place = "1\tAğdam\tAgdam\t\t40.1\t46.1\tP\tPPL\tAZ\t\t\t\t\t\t100\t\t5\tAsia/Baku\t2024-01-01\n"
    ground = desk.drop("AZ.txt", place.encode())["upload"]
    stated = desk.answer("settings", settings={"ground": ground}, version=desk.version)["settings"]["ground"]
    assert (desk.project / stated).read_bytes() == place.encode()
    page = desk.ask("GET", desk.answer("save")["results"][0]["url"])[2]
    assert "GeoNames" in page.decode()
    desk.answer("undo", version=desk.version)
    assert desk.answer("state")["settings"]["ground"] == ""
    no_ground = desk.drop("notes.txt", b"no ground")["upload"]
    error = desk.call("settings", settings={"ground": no_ground}, version=desk.version)["error"]
    assert (error["kind"], error["option"]) == ("UsageError", "ground")


def test_a_map_of_a_project_that_cannot_be_written_is_made_all_the_same_and_it_is_said(desk, zones):
    maps = desk.project / "maps"
    shutil.rmtree(maps)
    maps.write_text("no folder")  # who runs the tests may write everywhere, so a file stands in the way
    made = desk.answer("save", formats=[".geojson"])
    assert [one["name"] for one in made["results"]] == ["valley.geojson"]
    assert "was not saved" in made["account"][0]
    maps.unlink()
    maps.mkdir()


def test_what_readers_send_waits_and_is_decided_about(desk, zones):
    frame = zones.layer("zones").frame
    target = frame.loc[frame["name"] == "Ort 1", "id"].iloc[0]
    sent = json.loads(contribution(zones, change("withdraw", target, "zones", because="It is a double.")))
    merged = desk.answer("merge", contribution=sent, version=desk.version)
    (waiting,) = merged["review"]["waiting"]
    assert (merged["files"][0]["new"], waiting["key"]) == (1, merged["changes"][0])
    assert (waiting["op"], waiting["because"], waiting["maker"]) == ("withdraw", "It is a double.", "Aysel")
    assert waiting["before"] == {"type": "Point", "coordinates": [46.1, 40.1]}
    refused = desk.call("decide", verdict="reject", ids=[waiting["key"]], version=desk.version)
    assert refused["error"]["option"] == "because"
    decided = desk.answer("decide", verdict="reject", ids=[waiting["key"]], because="It is none.", version=desk.version)
    (one,) = decided["decided"]
    assert (one["fate"], one["decided"]["verdict"], one["decided"]["because"]) == ("rejected", "reject", "It is none.")
    told = "\n".join(of_state(zones.contributions.state(), every=True))
    assert re.search(r"rejected by .* on \d{4}-.*: It is none\.", told)
    assert desk.answer("review")["waiting"] == []
    again = desk.answer("merge", contribution=sent, version=desk.version)
    assert again["files"][0] == {"name": "made-at-the-desk.json", "new": 0, "known": 1}


def test_a_map_is_saved_sealed_and_made_for_an_audience(desk, zones, tmp_path):
    saved = desk.answer("save", formats=[".html", ".geojson"], imprint={"made_on": "2026-11-29"})
    assert [result["name"] for result in saved["results"]] == ["valley.html", "valley.geojson"]
    content = desk.ask("GET", saved["results"][0]["url"])[2]
    assert (desk.project / "maps" / "valley.html").read_bytes() == content
    assert b"zm-desk" not in content
    assert b"connect-src 'none'" in content
    sealed = desk.answer("save", seal=True)
    assert len(sealed["passphrase"].split()) == 6
    assert b"Ort 1" not in desk.ask("GET", sealed["results"][0]["url"])[2]
    shared = desk.answer("save", profile="public")
    assert shared["results"][0]["name"] == "valley-public.html"
    assert shared["account"]
    assert not (desk.project / "maps" / "valley-public.html").exists()
    packed = desk.answer("save", formats=[".zip"])["results"][0]
    assert packed["name"] == "valley-internal.zip"
    package = zipfile.ZipFile(BytesIO(desk.ask("GET", packed["url"])[2]))
    assert {"map.html", "sheet.pdf", "layers.gpkg", "account.txt"} <= set(package.namelist())
    assert desk.call("save", formats=[".zip"], seal=True)["error"]["kind"] == "UsageError"
    assert desk.call("save", formats=[".exe"])["error"]["kind"] == "UsageError"
    assert desk.call("save", imprint={"title": "../../x"})["state"] == "done"
    assert not (desk.project.parent / "x.html").exists()
