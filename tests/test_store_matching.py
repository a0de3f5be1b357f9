"""Who is who when a source comes again: by its ids, else by what its records are, and never by their rows."""

import csv
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

import geo
from geo.errors import NeedsYes
from geo.store import Project

COLUMNS = ["id", "name", "lat", "lon", "area_type", "status", "reported_on", "remarks"]
NO_IDS = COLUMNS[1:]


def row(number, **other):
    return {
        "id": f"H{number}", "name": f"Name {number}", "lat": f"40.{number:04d}", "lon": f"46.{number:04d}",
        "area_type": ["SHA", "CHA"][number % 2], "status": "open", "reported_on": f"2024-03-{number % 28 + 1:02d}",
        "remarks": f'r {number}, "q"', **other,
    }  # fmt: skip


FORTY = [row(number) for number in range(1, 41)]
NUMBERED = [row(number, id=str(number)) for number in range(1, 41)]


class Survey:
    """A project, and a file that comes again and again."""

    def __init__(self, folder):
        self.folder = folder
        self.project = Project.create(folder / "valley")

    def add(self, rows, columns=COLUMNS, file="data.csv", layer="L", **terms):
        with (self.folder / file).open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        self.change = self.project.add(geo.read(self.folder / file, kind="hazards"), layer=layer, **terms)
        one = self.change
        return one.added, one.changed, one.unchanged, one.vanished

    @property
    def records(self):
        path = self.project.path / "layers/l.geojson"
        return [one["properties"] for one in json.loads(path.read_text(encoding="utf-8"))["features"]]

    @property
    def names(self):
        """Which record each id stands for."""
        return {record["id"]: record["name"] for record in self.records}

    @property
    def codes(self):
        return [problem.code for problem in self.change.problems]


@pytest.fixture
def survey(tmp_path):
    return Survey(tmp_path)


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        (FORTY, (0, 0, 40, 0)),
        (FORTY[::-1], (0, 0, 40, 0)),
        (FORTY[1:], (0, 0, 39, 1)),
        (FORTY[:20] + FORTY[25:], (0, 0, 35, 5)),
        ([row(99)] + FORTY, (1, 0, 40, 0)),
        ([row(99)] + FORTY[1:], (1, 0, 39, 1)),
        ([row(1, status="closed")] + FORTY[1:], (0, 1, 39, 0)),
        (FORTY[5:] + [row(3, status="closed")], (0, 1, 35, 4)),
        ([row(1, remarks="seen again", area_type="unknown")] + FORTY[1:], (0, 1, 39, 0)),
        ([row(1, name="Renamed")] + FORTY[1:], (0, 1, 39, 0)),
        ([row(1, lat="40.5")] + FORTY[1:], (0, 1, 39, 0)),
        ([row(1, lat="40.5", status="closed")] + FORTY[1:], (0, 1, 39, 0)),
        ([row(1, lat="40.00010001")] + FORTY[1:], (0, 1, 39, 0)),
        ([row(1, lat="", lon="")] + FORTY[1:], (0, 1, 39, 0)),
        (FORTY + [FORTY[3]], (1, 0, 40, 0)),
    ],
)  # fmt: skip
def test_a_source_without_ids_is_matched_by_what_its_records_are(survey, second, counts):
    survey.add(FORTY, NO_IDS)
    before = survey.names
    assert survey.add(second, NO_IDS) == counts
    renamed = {id_ for id_, name in survey.names.items() if before.get(id_, name) != name}
    assert len(renamed) == (second[0]["name"] == "Renamed")


def test_the_first_row_deleted_leaves_its_hazard_where_it_was(survey):
    survey.add(FORTY, NO_IDS)
    before = survey.names
    survey.add(FORTY[1:], NO_IDS)
    assert survey.names == before
    assert [record["name"] for record in survey.records if "missing_since" in record] == ["Name 1"]


def test_records_alike_in_everything_are_counted_and_none_is_lost(survey):
    twins = [row(1)] * 3
    survey.add(twins, NO_IDS)
    assert survey.add(twins[:2], NO_IDS) == (0, 0, 2, 1)
    assert survey.add(twins, NO_IDS) == (0, 0, 3, 0)


def test_what_cannot_be_told_is_kept_as_both_and_said_row_by_row(survey):
    at_one_place = [row(n, name="", reported_on="", lat="40.1", lon="46.1") for n in (1, 2, 3)]
    survey.add(at_one_place + FORTY[10:], NO_IDS)
    changed = [dict(one, remarks=f"changed {number}") for number, one in enumerate(at_one_place)]
    assert survey.add(changed + FORTY[10:], NO_IDS) == (3, 0, 30, 3)
    said = [problem for problem in survey.change.problems if problem.code == "perhaps_the_same"]
    assert [problem.row for problem in said] == [2, 3, 4]


def test_another_hazard_of_another_name_at_the_point_of_one_that_is_gone_is_another(survey):
    survey.add(FORTY, NO_IDS)
    other = row(1, name="Another", reported_on="2025-01-01", remarks="x")
    assert survey.add([other] + FORTY[1:], NO_IDS) == (1, 0, 39, 1)
    assert "perhaps_the_same" in survey.codes


def test_a_new_column_and_a_lost_one_change_no_identity(survey):
    survey.add(FORTY, NO_IDS)
    before = survey.names
    wider = [dict(one, seen_by="x") for one in FORTY]
    assert survey.add(wider, [*NO_IDS, "seen_by"]) == (0, 40, 0, 0)
    assert survey.add(FORTY[::-1], [name for name in NO_IDS if name != "remarks"]) == (0, 0, 40, 0)
    assert survey.names == before


def test_ids_that_come_later_and_go_again_change_no_identity(survey):
    survey.add(FORTY, NO_IDS)
    before = survey.names
    assert survey.add(FORTY) == (0, 0, 40, 0)
    changed = [row(7, name="By its id", lat="41", reported_on="")] + FORTY[:6] + FORTY[7:]
    assert survey.add(changed) == (0, 1, 39, 0)
    assert survey.add(changed[::-1], NO_IDS) == (0, 0, 40, 0)
    assert {id_: name for id_, name in survey.names.items() if name != "By its id"}.items() < before.items()


def test_ids_made_of_rows_by_an_older_version_stay(survey):
    survey.add(FORTY, NO_IDS)
    path = survey.project.path / "layers/l.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    for feature in layer["features"]:
        feature["id"] = feature["properties"]["id"] = f"data-{feature['properties']['source_row']}"
    path.write_text(json.dumps(layer), encoding="utf-8")
    before = survey.names
    assert survey.add(FORTY[1:], NO_IDS, yes=True) == (0, 0, 39, 1)
    assert survey.names == before


def test_made_ids_are_those_of_the_records_whatever_their_order(survey, tmp_path):
    survey.add(FORTY, NO_IDS)
    (tmp_path / "other").mkdir()
    other = Survey(tmp_path / "other")
    other.add(FORTY[::-1], NO_IDS)
    assert other.names == survey.names


@pytest.mark.parametrize("rewritten", ["{}.0", "{:03d}", "{} ", " {}", "{}\u200b"])
def test_ids_that_a_spreadsheet_rewrote_are_asked_about_and_never_doubled(survey, rewritten):
    survey.add(NUMBERED)
    again = [dict(one, id=rewritten.format(number)) for number, one in enumerate(NUMBERED, start=1)]
    with pytest.raises(NeedsYes, match="40 ids are written differently than before, at the same places"):
        survey.add(again)
    assert len(survey.records) == 40
    assert survey.add(again, yes=True) == (0, 0, 40, 0)
    assert survey.add(again) == (0, 0, 40, 0)
    assert len(survey.records) == 40


def test_ids_of_one_letter_written_in_two_ways_are_the_same(survey):
    survey.add([row(1, id="Ağdam-é")])
    assert survey.add([row(1, id="Ağdam-e\u0301")]) == (0, 0, 1, 0)


def test_ids_that_count_rows_are_noticed_when_they_move_on(survey):
    survey.add(NUMBERED)
    before = survey.names
    less = [dict(one, id=str(number)) for number, one in enumerate(NUMBERED[1:], start=1)]
    with pytest.raises(NeedsYes, match="39 ids stand for another record than before .*do they count rows"):
        survey.add(less)
    assert survey.add(less, yes=True) == (0, 0, 39, 1)
    assert survey.names == before
    assert survey.add(less) == (0, 0, 39, 0)


def test_new_ids_at_the_places_of_the_old_are_asked_about(survey):
    survey.add(FORTY)
    again = [dict(one, id=f"Z-{number}") for number, one in enumerate(FORTY, start=101)]
    with pytest.raises(NeedsYes, match="40 records stand under a new id where one stood before"):
        survey.add(again)
    assert survey.add(again, yes=True) == (0, 0, 40, 0)


def test_one_new_id_at_an_old_place_is_kept_as_both_and_said(survey):
    survey.add(FORTY)
    assert survey.add([row(1, id="Z1")] + FORTY[1:]) == (1, 0, 39, 1)
    assert "perhaps_the_same" in survey.codes


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ([], "data.csv holds no record; all 40 that it had would be marked"),
        (FORTY[:19], "21 of the 40 records that came from data.csv before are not in it any more"),
        ([row(number) for number in range(50, 90)], "All 40 records that came from data.csv"),
    ],
)
def test_a_version_that_lost_most_records_stops(survey, second, sentence):
    survey.add(FORTY)
    with pytest.raises(NeedsYes, match=f"{sentence}.*Nothing was written.*yes=True"):
        survey.add(second)
    assert all("missing_since" not in record for record in survey.records)
    survey.add(second, yes=True)
    assert len(survey.records) >= 40


def test_half_of_the_records_may_vanish_without_a_question(survey):
    survey.add(FORTY)
    assert survey.add(FORTY[:20]) == (0, 0, 20, 20)


JULY = [row(number, status="closed") for number in range(31, 41)] + [row(number) for number in range(41, 46)]


def test_the_next_months_file_under_another_name_is_noticed(survey):
    survey.add(FORTY, file="june.csv")
    with pytest.raises(NeedsYes, match=r"10 of the 15 ids of july.csv stand in the layer 'l' already, from june.csv"):
        survey.add(JULY, file="july.csv")


def test_the_next_months_file_continues_the_last_months(survey):
    survey.add(FORTY, file="june.csv")
    assert survey.add(JULY, file="july.csv", source="june.csv", partial=True) == (5, 10, 0, 0)
    assert len(survey.records) == 45 and not any("missing_since" in record for record in survey.records)


def test_rows_without_ids_under_another_name_or_layer_are_noticed(survey):
    survey.add(FORTY, NO_IDS)
    for where in ({"file": "july.csv"}, {"file": "july.csv", "layer": "M"}):
        with pytest.raises(NeedsYes, match="39 of the 39 records of july.csv stand in the layer 'l' already"):
            survey.add(FORTY[1:], NO_IDS, **where)


def test_another_file_of_other_hazards_is_added_without_a_question(survey):
    survey.add(FORTY, NO_IDS)
    assert survey.add([row(number) for number in range(50, 60)], NO_IDS, file="other.csv") == (10, 0, 0, 0)


@pytest.mark.parametrize("columns", [COLUMNS, NO_IDS], ids=["with ids", "without"])
def test_the_frame_of_a_reading_holds_the_same_records_sorted_or_not(tmp_path, columns):
    names = []
    for way in (lambda found: found, lambda found: found.frame, lambda found: found.frame.sort_values("remarks")):
        (tmp_path / str(len(names))).mkdir()
        survey = Survey(tmp_path / str(len(names)))
        add = survey.project.add
        survey.project.add = lambda found, add=add, way=way, **how: add(way(found), source="data.csv", **how)
        survey.add([*FORTY, row(50, id="H4")], columns)
        assert survey.add([*FORTY[:0:-1], row(50, id="H4")], columns) == (0, 0, 40, 1)
        names.append(survey.names)
    assert names[0] == names[1] == names[2]


def test_rows_that_share_an_id_keep_theirs_in_any_order(survey):
    twice = [*FORTY, row(50, id="H4")]
    survey.add(twice)
    before = survey.names
    assert survey.add(twice[::-1]) == (0, 0, 41, 0)
    assert survey.names == before


@pytest.mark.parametrize("heading", ["KEY", "_uuid", "meta-instanceID", "meta/instanceID", "instanceID", "GlobalID"])
def test_the_keys_of_forms_and_gis_are_ids(survey, heading):
    survey.add([{heading: f"uuid:{one['id']}", **one} for one in FORTY], [heading, *NO_IDS])
    assert "uuid:H1" in survey.names


def test_the_number_that_a_program_counts_gives_way_to_an_id(survey):
    survey.add([{"OBJECTID": "1", "GlobalID": "{A-1}", **FORTY[0]}], ["OBJECTID", "GlobalID", *NO_IDS])
    assert survey.names == {"{A-1}": "Name 1"}


EDIT = st.sampled_from(["status", "remarks", "lat", "name", "reported_on", "area_type"])


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    gone=st.sets(st.integers(0, 23), max_size=11),
    edits=st.dictionaries(st.integers(0, 23), EDIT, max_size=8),
    new=st.integers(0, 5),
    plain=st.booleans(),
)
def test_no_id_changes_hands_whatever_is_edited(tmp_path_factory, seed, gone, edits, new, plain):
    survey = Survey(tmp_path_factory.mktemp("p"))
    chance = random.Random(seed)
    columns = [name for name in NO_IDS if name != "name"] if plain else NO_IDS
    tag = [row(number, tag=str(number), **({"name": ""} if plain else {})) for number in range(24)]
    survey.add(tag, [*columns, "tag"])
    tag_of = {record["id"]: record["tag"] for record in survey.records}
    again = []
    for number, one in enumerate(tag):
        if number in gone:
            continue
        if number in edits:
            value = f"40.{chance.randrange(5000, 9000)}" if edits[number] == "lat" else "2025-01-01"
            one = {**one, edits[number]: value if edits[number] in ("lat", "reported_on") else "unknown"}
        again.append(one)
    again += [row(number, tag=str(number)) for number in range(100, 100 + new)]
    chance.shuffle(again)
    added, changed, unchanged, vanished = survey.add(again, [*columns, "tag"], yes=True)
    after = {record["id"]: record["tag"] for record in survey.records}
    assert {id_: after[id_] for id_ in tag_of} == tag_of
    assert added + changed + unchanged == len(again) and changed + unchanged + vanished == 24
    assert unchanged >= 24 - len(gone | edits.keys())
    assert vanished >= len(gone)
