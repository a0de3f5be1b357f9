"""A map file is as it was made, or it is said not to be: every byte counts."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from lengths import TIMES

import geo
from geo.cli import main
from geo.errors import SourceError
from geo.mapfile.manifest import read
from geo.share.verifying import verify

TRAINING = Path(__file__).parent.parent / "data" / "training"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(TRAINING, folder / "valley", ignore=shutil.ignore_patterns("maps"))
    geo.draw(geo.Project(folder / "valley"), made_on="2026-11-29").save(folder / "map.html")
    return folder


@pytest.fixture(scope="module")
def content(made):
    return (made / "map.html").read_bytes()


def test_a_map_is_as_it_was_made_and_says_of_what(made, capsys):
    assert main(["verify", str(made / "map.html"), "--project", str(made / "valley")]) == 0
    said = capsys.readouterr().out
    assert "is as it was made" in said and "hazards: 60 records, 57 drawn" in said
    assert "The project holds what the map was made from." in said


def test_each_altered_byte_is_noticed(content):
    random = np.random.default_rng(5)
    end = content.rfind(b'id="zm-manifest"')
    places = [*random.integers(0, len(content), 150 * TIMES).tolist(), *range(end - 40, len(content), 7)]
    for at in places:
        altered = bytearray(content)
        altered[at] ^= 1 << int(random.integers(8))
        assert not read(bytes(altered)).is_whole, at


def test_each_cut_and_each_addition_is_noticed(content):
    for cut in [*range(0, len(content), len(content) // (50 * TIMES)), *range(len(content) - 50, len(content))]:
        assert not read(content[:cut]).is_whole, cut
    assert not read(content + b" ").is_whole
    assert not read(b" " + content).is_whole
    assert read(content).is_whole


def test_a_second_manifest_deceives_nobody(content):
    manifest = content[content.rfind(b'<script type="application/json" id="zm-manifest">') : content.rfind(b"<style>")]
    assert not read(content + manifest).is_whole
    assert not read(manifest + content).is_whole


def test_what_changed_in_the_project_since_is_named(made, tmp_path, capsys):
    shutil.copytree(made / "valley", tmp_path / "valley")
    project = geo.Project(tmp_path / "valley")
    path = tmp_path / "valley" / "layers" / "hazards.geojson"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"status":"open"', '"status":"closed"', 1), encoding="utf-8"
    )
    survey = tmp_path / "survey.csv"
    survey.write_text("id,type,lat,lon\nN-1,SHA,40.1,46.9\n", encoding="utf-8")
    project.add(survey, yes=True)
    verdict = verify(made / "map.html", project)
    assert (verdict.changed, verdict.new, verdict.gone) == (("hazards",), ("survey",), ())
    assert main(["verify", str(made / "map.html"), "--project", str(tmp_path / "valley")]) == 0
    assert "hazards changed since; survey not in the map" in capsys.readouterr().out


def test_an_altered_map_ends_with_a_code_of_its_own(content, tmp_path, capsys):
    (tmp_path / "map.html").write_bytes(content.replace(b"zm-guard", b"zm-guarD", 1))
    assert main(["verify", str(tmp_path / "map.html")]) == 1
    assert "NOT as it was made" in capsys.readouterr().out


def test_what_is_no_map_is_refused(tmp_path):
    (tmp_path / "page.html").write_text("<!DOCTYPE html>", encoding="utf-8")
    with pytest.raises(SourceError, match="no map"):
        verify(tmp_path / "page.html")
