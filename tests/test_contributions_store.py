"""What comes back from a map lies over a project: through imports, undo, edits by other hands, and twice."""

import json
import os
from pathlib import Path

import geopandas
import pytest
import shapely
from contributing import change, contribution, edition_of
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.contributions.pseudonyms import LENGTH, digest_of
from geo.errors import NotSaved, SourceError, StoreError, UsageError
from geo.share.editions import edition_of_project, salt_of
from geo.share.profiles import Profile
from geo.sources import Reading
from geo.store import Project
from geo.store.received.receiving import Sent

SMALL, LARGE, FAR = shapely.box(46, 40, 46.01, 40.01), shapely.box(46, 40, 46.02, 40.01), shapely.box(46.5, 40, 46.6, 40.1)  # fmt: skip  # noqa: E501


def source(**states):
    """A survey of hazards H1 and H2 and what else is stated: id → (status, shape)."""
    records = {"H1": ("open", SMALL), "H2": ("open", FAR)} | states
    frame = geopandas.GeoDataFrame(
        {
            "id": list(records),
            "name": [f"Field {id_}" for id_ in records],
            "status": [one for one, _ in records.values()],
        },
        geometry=[shape for _, shape in records.values()],
        crs=4326,
    )
    return Reading(frame, [], "hazards", "survey.csv")


@pytest.fixture
def project(tmp_path):
    own = Project.create(tmp_path / "valley", title="Valley")
    own.add(source(), layer="survey")
    return own


def merged(project, *changes, **more):
    sent = Sent.of("a.json", contribution(project, *changes, **more))
    return project.contributions.merge([sent])


def held(project, id_, layer="survey"):
    frame = project.layer(layer).frame.set_index("id")
    return frame.loc[id_]


def test_what_enlarges_is_in_the_layer_at_once_and_what_reduces_waits(project):
    done = merged(
        project,
        change("correct", "H1", shape=LARGE, set={"name": ["Field H1", "Ağdam"]}),
        change("correct", "H2", set={"status": ["open", "closed"]}, because="cleared"),
    )
    assert done.files == {"a.json": (2, 0)} and done.layers == ["survey"]
    assert held(project, "H1").geometry.equals(LARGE) and held(project, "H1")["name"] == "Ağdam"
    assert held(project, "H1")["contributed_by"] == "Aysel" and held(project, "H2")["status"] == "open"
    assert done.overlaid.outcome.counts()["pending"] == project.contributions.waiting == 1


def test_what_a_map_showed_is_read_once_for_a_review_and_the_layers_twice(project, monkeypatch):
    merged(project, change("correct", "H2", set={"status": ["open", "closed"]}, because="cleared"))
    versions, files, version_of, file_of = [], [], Project.version_of, Project.file_of
    monkeypatch.setattr(Project, "version_of", lambda own, of: versions.append(of) or version_of(own, of))
    monkeypatch.setattr(Project, "file_of", lambda own, name: files.append(name) or file_of(own, name))
    again = Project(project.path)
    waiting = again.contributions.state().waiting
    again.contributions.decide("accept", [one.key for one in waiting])
    assert (len(versions), files) == (1, ["survey"] * 2) and held(again, "H2")["status"] == "closed"


def test_a_file_that_comes_twice_is_merged_once_and_kept_as_it_came(project):
    content = contribution(project, change("note", "H1", text="gone"))
    first = project.contributions.merge([Sent.of("a.json", content)])
    again = project.contributions.merge([Sent.of("b.json", content)])
    assert (first.files, again.files, again.layers) == ({"a.json": (1, 0)}, {"b.json": (0, 1)}, [])
    assert [path.read_bytes() for path in (project.path / "contributions").glob("*.json")] == [content]


def test_a_dry_run_says_the_same_and_writes_nothing(project):
    before = {path: path.read_bytes() for path in project.path.rglob("*") if path.is_file()}
    sent = [Sent.of("a.json", contribution(project, change("correct", "H1", shape=LARGE)))]
    dry = project.contributions.merge(sent, dry_run=True)
    assert before == {path: path.read_bytes() for path in project.path.rglob("*") if path.is_file()}
    done = project.contributions.merge(sent)
    assert (dry.files, dry.layers, dry.overlaid.outcome.fates) == (done.files, done.layers, done.overlaid.outcome.fates)


def test_new_zones_come_into_a_layer_of_their_own_until_somebody_accepts_them(project):
    add = change("add", shape=SMALL, set={"name": [None, "Orchard"]})
    merged(project, add)
    layer = project.layer("Contributed, not reviewed")
    assert (layer.kind, layer.frame["area_type"].tolist()) == ("hazards", ["indication"])
    (key,) = project.contributions.state().changes
    project.contributions.decide("accept", [key[:6]], by="officer")
    assert project.layer_names == ["survey"] and held(project, add["target"])["name"] == "Orchard"
    assert {one.name for one in Project(project.path).settings.layers} == {"survey"}
    project.undo()
    assert held(project, add["target"], "Contributed, not reviewed")["name"] == "Orchard"


def test_an_import_brings_the_record_beneath_up_to_date_and_the_correction_lies_over_it(project):
    merged(project, change("correct", "H1", shape=LARGE, set={"name": ["Field H1", "Ağdam"]}))
    done = project.add(source(H1=("worked_on", SMALL), H3=("open", FAR)), layer="survey")
    assert (done.added, done.changed, done.unchanged) == (1, 1, 1)
    found = held(project, "H1")
    assert (found["name"], found["status"]) == ("Ağdam", "worked_on") and found.geometry.equals(LARGE)
    assert project.add(source(H1=("worked_on", SMALL), H3=("open", FAR)), layer="survey").version == ""


def test_what_was_decided_stays_decided_when_its_source_comes_again(project):
    merged(project, change("correct", "H2", set={"status": ["open", "closed"]}))
    (one,) = project.contributions.state().waiting
    project.contributions.decide("accept", [one.key])
    assert held(project, "H2")["status"] == "closed"
    project.add(source(H3=("open", FAR)), layer="survey")
    assert held(project, "H2")["status"] == "closed"
    project.add(source(H2=("suspended", FAR)), layer="survey")
    assert held(project, "H2")["status"] == "suspended"
    assert [one.field for one in project.contributions.state().outcome.conflicts] == ["status"]
    project.contributions.decide("accept", [one.key])
    assert held(project, "H2")["status"] == "closed" and project.contributions.state().outcome.conflicts == []


def test_a_rejection_takes_back_what_was_in_force_and_needs_a_reason(project):
    before = (project.path / "layers/survey.geojson").read_bytes()
    merged(project, change("correct", "H1", shape=LARGE))
    (key,) = project.contributions.state().changes
    with pytest.raises(UsageError, match="reason"):
        project.contributions.decide("reject", [key])
    project.contributions.decide("reject", [key], because="another field")
    assert (project.path / "layers/survey.geojson").read_bytes() == before


def test_an_undone_merge_does_not_come_back_with_the_next_one(project):
    before = (project.path / "layers/survey.geojson").read_bytes()
    merged(project, change("correct", "H1", shape=LARGE), change("add", shape=SMALL))
    after = (project.path / "layers/survey.geojson").read_bytes()
    project.undo()
    assert (project.path / "layers/survey.geojson").read_bytes() == before and project.layer_names == ["survey"]
    merged(project, change("note", "H2", text="quiet"))
    assert held(project, "H1").geometry.equals(SMALL) and project.layer_names == ["survey"]
    project.undo()
    project.undo()
    project.undo()
    assert (project.path / "layers/survey.geojson").read_bytes() in (before, after)


def test_undo_of_an_undo_brings_a_merge_back(project):
    merged(project, change("correct", "H1", shape=LARGE), change("add", shape=SMALL))
    layers = {path.name: path.read_bytes() for path in (project.path / "layers").iterdir()}
    project.undo()
    project.undo()
    assert {path.name: path.read_bytes() for path in (project.path / "layers").iterdir()} == layers
    assert project.contributions.merge([]).layers == []
    assert project.contributions.state().outcome.counts()["rejected"] == 0


def test_who_corrects_a_corrected_map_knew_of_the_first_correction(project):
    merged(project, change("correct", "H1", shape=LARGE))
    larger = shapely.box(46, 40, 46.03, 40.01)
    done = merged(project, change("correct", "H1", shape=larger), name="Rauf")
    assert sorted(done.overlaid.outcome.fates.values()) == ["applied", "superseded"]
    assert done.overlaid.outcome.conflicts == [] and held(project, "H1").geometry.equals(larger)


def test_two_who_did_not_know_each_other_are_both_heard_and_listed(project):
    edition = edition_of(project)
    left = shapely.box(45.99, 40, 46.01, 40.01)
    merged(project, change("correct", "H1", shape=LARGE), edition=edition)
    done = merged(project, change("correct", "H1", shape=left), edition=edition, name="Rauf")
    assert held(project, "H1").geometry.equals(shapely.union(LARGE, left))
    assert [one.field for one in done.overlaid.outcome.conflicts] == ["geometry"]
    assert held(project, "H1")["contributed_by"] == "Aysel; Rauf"


def test_corners_that_were_not_moved_keep_the_digits_of_the_layer(tmp_path):
    project = Project.create(tmp_path / "valley")
    exact = shapely.Polygon([(46.123456789, 40.1), (46.2, 40.1), (46.2, 40.2), (46.123456789, 40.2)])
    project.add(source(H1=("open", exact)), layer="survey")
    drawn = shapely.Polygon([(46.1234568, 40.1), (46.3, 40.1), (46.2, 40.2), (46.1234568, 40.2)])
    merged(project, change("correct", "H1", shape=drawn))
    assert shapely.get_coordinates(held(project, "H1").geometry).tolist()[0] == [46.123456789, 40.1]


def test_a_split_survives_an_import_and_its_parts_can_be_corrected(project):
    merged(project, change("split", "H1", knife=shapely.LineString([(46.004, 39), (46.004, 41)])))
    (one,) = project.contributions.state().waiting
    project.contributions.decide("accept", [one.key])
    assert held(project, "H1/b")["part_of"] == "H1" and len(project.layer("survey").frame) == 3
    merged(project, change("correct", "H1/b", set={"name": ["Field H1", "West"]}))
    change_ = project.add(source(H1=("worked_on", SMALL)), layer="survey")
    assert (change_.vanished, held(project, "H1/b")["name"], held(project, "H1/b")["status"]) == (
        0,
        "West",
        "worked_on",
    )


def test_a_circle_becomes_a_polygon_around_it(project):
    merged(project, change("add", shape=shapely.Point(46.9, 40), radius_m=300))
    zone = project.layer("Contributed, not reviewed").frame.geometry.iloc[0]
    assert zone.geom_type == "Polygon" and 0.0035 < zone.bounds[2] - 46.9 < 0.0036


def test_a_contribution_to_another_map_is_refused_and_nothing_is_kept(project, tmp_path):
    other = Project.create(tmp_path / "other", title="Elsewhere")
    other.add(source(X9=("open", FAR)), layer="zones")
    sent = Sent.of("a.json", contribution(other, change("correct", "X9", layer="zones", set={"name": ["a", "b"]})))
    with pytest.raises(SourceError, match="of other records.*'Elsewhere'"):
        project.contributions.merge([sent])
    assert not (project.path / "contributions").exists()


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", Path("/dev/zero"), tmp_path, tmp_path / "gone.json"):
        with pytest.raises(SourceError):
            Sent.read(path)


def test_a_change_of_a_record_that_is_not_there_is_kept_and_tried_again(project):
    done = merged(project, change("correct", "H7", set={"name": ["x", "y"]}))
    assert done.overlaid.outcome.counts()["orphan"] == 1
    project.add(source(H7=("open", FAR)), layer="survey")
    assert held(project, "H7")["name"] == "y"


def test_a_redacted_edition_corrects_nothing(project):
    edition = edition_of(project, redacted=True, profile="Public edition")
    merged(project, change("correct", "H1", shape=LARGE), edition=edition)
    assert project.contributions.state().outcome.counts()["orphan"] == 1
    assert held(project, "H1").geometry.equals(SMALL)


def test_a_project_whose_received_files_are_gone_is_not_written_without_them(project):
    merged(project, change("correct", "H1", shape=LARGE))
    next((project.path / "contributions").glob("*.json")).unlink()
    with pytest.raises(StoreError, match="1 of the contributed changes"):
        project.add(source(H3=("open", FAR)), layer="survey")
    assert held(project, "H1").geometry.equals(LARGE)


def test_hostile_text_is_kept_as_text(project):
    text = "</script><img src=x onerror=alert(1)>{{ 7*7 }}\u202e\x1b[2J"
    merged(project, change("correct", "H1", set={"name": ["Field H1", text]}), name=text)
    assert held(project, "H1")["name"] == text and held(project, "H1")["contributed_by"] == text
    stored = json.loads((project.path / "layers/survey.geojson").read_text(encoding="utf-8"))
    assert stored["features"][0]["contributed"]["beneath"]["properties"]["name"] == "Field H1"


@settings(max_examples=15)
@given(st.randoms(), st.lists(st.sampled_from(["H1", "H2", "new"]), min_size=1, max_size=6))
def test_any_packing_of_changes_into_files_leaves_the_same_layers(tmp_path_factory, random, targets):
    one, other = (tmp_path_factory.mktemp("p") / "valley" for _ in range(2))
    projects = []
    for path in (one, other):
        projects.append(Project.create(path, title="Valley"))
        projects[-1].add(source(), layer="survey")
    changes, edition = [], edition_of(projects[0])
    for number, target in enumerate(targets):
        shape = random.choice([SMALL, LARGE, FAR])
        if target == "new":
            changes.append(change("add", shape=shape))
        else:
            changes.append(change("correct", target, shape=shape, set={"name": ["x", f"name {number}"]}))
    merged(projects[0], *changes, edition=edition)
    for group in range(3):
        some = [one for one in changes if random.randint(0, 2) != group or group == 2]
        random.shuffle(some)
        if some:
            merged(projects[1], *some, edition=edition)
    merged(projects[1], *changes, edition=edition)
    assert [(path.name, path.read_bytes()) for path in sorted((one / "layers").iterdir())] == [
        (path.name, path.read_bytes()) for path in sorted((other / "layers").iterdir())
    ]


def test_what_a_map_showed_of_a_layer_edited_by_hand_is_found_when_it_comes_back(project):
    path = project.path / "layers/survey.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("Field H2", "Field two"), encoding="utf-8")
    shown = edition_of(project)
    geo.draw(project)
    path.write_text(path.read_text(encoding="utf-8").replace("Field two", "Field II"), encoding="utf-8")
    assert project.version_of(shown["layers"]["survey"]) is not None
    project.accept_edits()
    done = merged(project, change("correct", "H2", set={"name": ["Field two", "Ağdam"]}), edition=shown)
    assert [one.values for one in done.overlaid.outcome.conflicts] == [("Ağdam", "Field II")]


def edit_by_hand(project, layer, change_features, *, drops_members=False):
    """Edit a layer as another program does, which may know nothing of foreign members."""
    path = project.path / "layers" / f"{layer}.geojson"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["features"] = change_features(told["features"])
    if drops_members:
        for one in told["features"]:
            one.pop("contributed", None)
    path.write_text(json.dumps(told), encoding="utf-8")
    project.accept_edits()


@pytest.mark.parametrize("drops_members", [False, True])
def test_an_edit_by_other_hands_lies_beneath_the_contributions_and_neither_is_lost(project, drops_members):
    merged(project, change("correct", "H1", shape=LARGE, set={"name": ["Field H1", "Ağdam"]}))

    def edited(features):
        features[0]["properties"] |= {"status": "worked_on", "remarks": "by hand"}
        return features

    edit_by_hand(project, "survey", edited, drops_members=drops_members)
    project.contributions.merge([])
    found = held(project, "H1")
    assert (found["name"], found["status"], found["remarks"]) == ("Ağdam", "worked_on", "by hand")
    (key,) = project.contributions.state().changes
    project.contributions.decide("reject", [key], because="wrong field")
    found = held(project, "H1")
    assert (found["name"], found["remarks"]) == ("Field H1", "by hand") and found.geometry.equals(SMALL)


def test_a_contributed_zone_that_was_edited_or_removed_by_hand_does_not_come_back(project):
    kept_zone, gone = change("add", shape=SMALL), change("add", shape=FAR)
    merged(project, kept_zone, gone)

    def edited(features):
        (one,) = [one for one in features if one["id"] == kept_zone["target"]]
        one["properties"]["name"] = "Orchard"
        return [one]

    edit_by_hand(project, "contributed-not-reviewed", edited)
    project.contributions.merge([])
    frame = project.layer("contributed-not-reviewed").frame
    assert frame["name"].tolist() == ["Orchard"] and project.contributions.state().outcome.counts()["rejected"] == 2


def test_an_edit_of_a_part_that_was_split_off_is_refused_in_words(project):
    merged(project, change("split", "H1", knife=shapely.LineString([(46.004, 39), (46.004, 41)])))
    project.contributions.decide("accept", [project.contributions.state().waiting[0].key])

    def edited(features):
        (part,) = [one for one in features if one["id"] == "H1/b"]
        part["properties"]["name"] = "x"
        return features

    with pytest.raises(StoreError, match="'H1/b' is a part of a record that a contribution split"):
        edit_by_hand(project, "survey", edited)


def test_a_note_on_a_pseudonym_reaches_the_record_and_a_correction_of_it_does_not(project):
    profile = {"ids": "pseudonym", "fields": {"hazards": ["status"]}, "records": {"unknown": "public"}}
    layers, _ = geo.edition(project, Profile(name="readers", **profile))
    target = layers[0].frame["id"].iloc[0]
    assert target not in ("H1", "H2")
    edition = edition_of(project, redacted=True, profile="readers")
    note, correct = change("note", target, text="quiet"), change("correct", target, set={"status": ["open", "closed"]})
    done = merged(project, note, correct, edition=edition)
    assert sorted(done.overlaid.outcome.fates.values()) == ["applied", "orphan"]
    assert project.layer("survey").frame["contributed_notes"].notna().sum() == 1


def test_a_note_on_one_of_several_layers_that_an_edition_shows_as_one_reaches_its_own(project):
    one = source().frame.iloc[:1]
    project.add(Reading(one, [], "hazards", "another.csv"), layer="another", yes=True)
    profile = {"fields": {"hazards": ["status"]}, "records": {"unknown": "public"}}
    (shown,), _ = geo.edition(project, Profile(name="readers", **profile))
    secret = salt_of(project.path)
    target = digest_of(secret, "hazards", "another", "H1")[:LENGTH]
    assert target in shown.frame.index and len(shown.frame) == 3
    edition = edition_of(project, redacted=True, profile="readers", layers={"hazards": ""})
    merged(project, change("note", target, layer="hazards", text="quiet"), edition=edition)
    assert project.layer("another").frame["contributed_notes"].notna().sum() == 1


def test_what_is_added_on_a_public_edition_is_known_again_when_the_project_has_changed(project):
    settings = project.path / "zonemark.toml"
    profile = '\n[profiles.readers]\nfields.hazards = ["status"]\nrecords = { unknown = "public" }\n'
    settings.write_text(settings.read_text(encoding="utf-8") + profile, encoding="utf-8")
    own = Project(project.path)
    (shown,), _ = edition_of_project(own, "readers")
    edition = edition_of(own, redacted=True, profile="readers", layers={shown.name: shown.version})
    own.add(source(H3=("open", FAR)), layer="survey")
    done = merged(own, change("add", layer=shown.name, shape=SMALL), edition=edition)
    assert sorted(done.overlaid.outcome.fates.values()) == ["applied"]
    other = edition_of(own, redacted=True, profile="readers", layers={shown.name: "0" * 12})
    with pytest.raises(SourceError, match="other records"):
        merged(own, change("add", layer=shown.name, shape=SMALL), edition=other)


def test_values_of_the_wrong_sort_lose_nothing_and_break_nothing(project):
    wrong = {
        "name": ["Field H1", 3.5],
        "position_accuracy_m": [None, "abc"],
        "geometry": [None, "x"],
        "ordnance": [None, 7],
    }
    merged(project, change("correct", "H1", set=wrong))
    found = held(project, "H1")
    assert (found["name"], found["ordnance"], found["geometry (property)"]) == ("3.5", ("7",), "x")
    assert "'abc' was entered and is not understood" in " ".join(map(str, geo.check(project)))


def test_what_waits_is_said_of_a_project_and_a_damaged_layer_does_not_hide_its_other_problems(project):
    merged(project, change("correct", "H2", set={"status": ["open", "closed"]}))
    assert [one.code for one in project.problems] == ["contributions_wait"]
    project.contributions.decide("accept", [project.contributions.state().waiting[0].key])
    assert [one.code for one in project.problems] == []
    (project.path / "layers/survey.geojson").write_text("{", encoding="utf-8")
    assert [one.code for one in Project(project.path).problems] == []


def test_a_map_with_contributions_is_not_added_to_the_project_that_has_them(project, tmp_path):
    merged(project, change("correct", "H1", shape=LARGE), change("add", shape=SMALL))
    path = geo.draw(project).save(tmp_path / "map.html")
    with pytest.raises(UsageError, match="shows what readers contributed to this project"):
        project.add(path, sheet="survey")
    other = Project.create(tmp_path / "other")
    assert other.add(path, sheet="survey").added == 2


def test_a_decision_that_could_not_be_saved_is_not_made(project, monkeypatch):
    merged(project, change("correct", "H2", set={"status": ["open", "closed"]}))
    (one,) = project.contributions.state().waiting

    def full(*_, **__):
        raise NotSaved("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(type(project._shelf), "replace", full)
        with pytest.raises(NotSaved):
            project.contributions.decide("accept", [one.key])
    assert [each.key for each in project.contributions.state().waiting] == [one.key]
    project.contributions.decide("accept", [one.key])
    assert held(project, "H2")["status"] == "closed"


def test_what_was_received_and_decided_is_undone_by_itself_where_no_layer_changed(project):
    done = merged(project, change("withdraw", "H1", because="There is none."))
    (key,) = done.new

    def fate():
        return project.contributions.state().outcome.fates[key]

    assert project.log()[-1].what == "proposals: 1 received"
    project.contributions.decide("reject", [key], because="It is there.")
    assert (fate(), project.log()[-1].what) == ("rejected", "proposals: 1 rejected")
    before = project.log()[-2].time
    project.undo()
    assert fate() == "pending"
    project.undo()
    assert fate() == "rejected", "undoing an undo brings the decision back"
    project.undo(before)
    assert fate() == "pending"
    with pytest.raises(StoreError):
        project.undo(project.log()[-1].time)
