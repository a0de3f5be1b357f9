"""What a project holds goes into its history piece by piece, and of a version those records are read that are asked for."""

import gzip

import pytest
from store_helpers import reading

from geo.errors import StoreError
from geo.store import Project
from geo.store.layer_file import read_layer, read_some
from geo.store.versions import history


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
