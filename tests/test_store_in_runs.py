"""A source is taken in run by run, and what it replaces is let go of: the layer is the same as if all were held."""

import gzip
import weakref

import pytest
from store_helpers import reading
from test_store_matching import COLUMNS, FORTY, NO_IDS, Survey, row

from geo.errors import StoreError
from geo.store import Project
from geo.store.layer_file import read_layer, read_some
from geo.store.updates import giving, likeness
from geo.store.versions import history

LATER = [row(2, name="Seen"), *FORTY[3:20], row(41), *FORTY[20:]]
SOURCES = {
    "by their ids": (FORTY, LATER, COLUMNS),
    "by what they are": (FORTY, LATER[::-1], NO_IDS),
    "numbered anew": (FORTY, [{**one, "id": f"N-{one['id']}"} for one in LATER], COLUMNS),
    "ids that changed hands": (FORTY, [{**one, "id": f"H{at}"} for at, one in enumerate(LATER, 1)], COLUMNS),
    "not a number": ([row(1, lat="NaN"), row(2)], [row(1, lat="40.1"), row(2, lat="inf")], COLUMNS),
}


@pytest.mark.parametrize("what", SOURCES)
def test_a_source_taken_in_runs_of_three_is_the_source_taken_at_once(what, tmp_path, monkeypatch):
    before, after, columns = SOURCES[what]

    def added(name, at_once):
        monkeypatch.setattr(giving, "AT_ONCE", at_once)
        (tmp_path / name).mkdir()
        survey = Survey(tmp_path / name)
        survey.add(before, columns)
        counts = survey.add(after, columns, yes=True)
        told = [str(problem) for problem in survey.change.problems]
        return counts, told, (survey.project.path / "layers/l.geojson").read_bytes()

    whole = added("whole", 5_000)
    assert added("runs", 3) == whole and (whole[0][1] or whole[0][2])


def test_what_is_told_by_its_id_is_not_compared_with_all_others(tmp_path, monkeypatch):
    made = []

    class Counted(likeness.Traits):
        def __init__(self, side, index):
            super().__init__(side, index)
            made.append(index)

    monkeypatch.setattr(likeness, "Traits", Counted)
    survey = Survey(tmp_path)
    survey.add(FORTY)
    survey.add([*FORTY[:39], row(41)])
    assert 0 < len(made) < 5
    survey.add(FORTY[:39], NO_IDS, file="other.csv", yes=True)
    made.clear()
    survey.add(FORTY[1:39], NO_IDS, file="other.csv")
    assert len(made) > 38  # the control: without ids each has to be looked at


def test_a_record_is_let_go_of_as_soon_as_there_is_a_newer_one(tmp_path, monkeypatch):
    class Record(dict):
        __hash__ = object.__hash__

    from geo.store.updates import updating

    survey = Survey(tmp_path)
    survey.add(FORTY)
    merged, most = updating._merged, []
    old = weakref.WeakSet()

    def watched(before, *rest):
        most.append(len(old))
        return merged(before, *rest)

    def update(features, given, terms):
        features[:] = [Record(one) for one in features]
        old.update(features)
        return updating_update(features, given, terms)

    updating_update = updating.update
    monkeypatch.setattr(updating, "_merged", watched)
    monkeypatch.setattr("geo.store.change.update", update)
    survey.add([{**one, "remarks": "seen"} for one in FORTY])
    assert most[0] == 40 and most[-1] <= 2


def test_a_version_kept_from_a_file_is_the_version_kept_from_its_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "_LARGE", 1_000)
    monkeypatch.setattr(history, "_PIECE", 7)
    file, time = tmp_path / "a.geojson", "20261130T203626.078732Z"
    for content in (b"", b"small", b"large, " * 1_000):
        file.write_bytes(content)
        versions = []
        for folder, keep, what in (("of-bytes", history.keep, content), ("of-file", history.keep_file, file)):
            (tmp_path / folder).mkdir(exist_ok=True)
            versions.append(keep(tmp_path / folder, f"zones{len(content)}", what, time))
        assert versions[0].path.name == versions[1].path.name and versions[1].read() == content
        assert versions[0].path.read_bytes() == versions[1].path.read_bytes()
    assert versions[1].path.read_bytes() == gzip.compress(content, history._LEVEL, mtime=0)


def test_a_layer_that_is_edited_while_it_is_kept_is_no_version(tmp_path, monkeypatch):
    file, hash_of = tmp_path / "a.geojson", history.hash_of
    file.write_bytes(b"one")

    def hashed(opened):
        found = hash_of(opened)
        file.write_bytes(b"two")
        return found

    monkeypatch.setattr(history, "hash_of", hashed)
    with pytest.raises(StoreError, match="edited while"):
        history.keep_file(tmp_path, "a", file, "20261130T203626.078732Z")
    assert not history.versions(tmp_path)


def test_some_records_of_a_layer_are_read_as_all_of_them_are(tmp_path):
    project = Project.create(tmp_path / "valley")
    project.add(reading({"id": "H-1", "at": (46.1, 40)}, {"id": "H-2", "at": (46.2, 40)}, {"id": "H-3"}), layer="L")
    content = (project.path / "layers/l.geojson").read_bytes()
    all_ = {one["id"]: one for one in read_layer(content, where="l").features}
    assert read_some(content, {"H-1", "H-3", "H-9"}, where="l") == {id_: all_[id_] for id_ in ("H-1", "H-3")}
