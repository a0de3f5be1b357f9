"""A disk that is full, or takes no file of that size, is never said to hold what it does not hold.

Each writing command runs as a process of its own with `ulimit -f`, so that the system refuses and nothing is pretended.
What stands under the name afterwards is the file from before, or one that reads back whole if the command said so.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import geopandas
import pytest
import shapely
from limited import run_all
from writing import TO_PROJECTS, WRITERS, Trial, prepare, written

from geo import disk
from geo.disk import replacing, write_bytes, write_pieces
from geo.errors import NotSaved

SHARES = [0, 0.6]
"""Of the bytes of the largest file that a command leaves: what a file may have."""


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def tried(everything, tmp_path_factory):
    """What each writing command leaves without a limit, its trials under limits, and how they ended."""
    left = written(WRITERS, everything, tmp_path_factory.mktemp("free"))
    trials = [
        (Trial(writer, everything, tmp_path_factory.mktemp("limited")), int(share * left[writer][1]))
        for writer in WRITERS
        for share in SHARES
    ]
    ended = run_all([(trial.words, size) for trial, size in trials])
    return left, [(trial, *done) for (trial, _), done in zip(trials, ended, strict=True)]


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_called_written_that_does_not_read_back_whole(writer, tried):
    left, ended = tried
    own = [one for one in ended if one[0].writer == writer]
    assert [fault for trial, *done in own for fault in trial.faults(*done, left[writer][0])] == []
    assert own[0][1] == 3
    assert [path for trial, *_ in own for path in trial.own.rglob(".zonemark-*")] == []


def test_where_there_is_no_room_for_temporary_files_it_is_said(everything, tmp_path):
    with ZipFile(tmp_path / "survey.zip", "w") as archive:
        archive.write(everything / "survey.csv", "survey.csv")
    package = Trial("package", everything, tmp_path)
    ended = run_all([(words, 0) for words in (package.words, ["check", str(tmp_path / "survey.zip")])])
    assert [code for code, _ in ended] == [3, 3] and not any("Traceback" in said for _, said in ended), ended
    assert package.held() == package.before


def test_a_project_that_could_not_be_written_is_written_by_the_same_command_later(tried):
    left, ended = tried
    failed = [trial for trial, code, _ in ended if trial.writer in TO_PROJECTS and code]
    again = run_all([(trial.words, None) for trial in failed])
    assert len(failed) >= len(TO_PROJECTS) and [code for code, _ in again] == [0] * len(failed), again
    assert [trial.writer for trial in failed if trial.held() != left[trial.writer][0]] == []


def test_a_short_file_is_noticed_before_it_takes_the_place(tmp_path, monkeypatch):
    write_bytes(tmp_path / "a.bin", b"before")
    with (
        pytest.raises(NotSaved, match="does not read back whole"),
        replacing(tmp_path / "a.bin", lambda _: False) as to,
    ):
        to.write_bytes(b"af")
    sums = iter([(7, 1), (6, 1)])
    monkeypatch.setattr(disk, "_sum_of", lambda pieces, use=len: next(sums))
    with pytest.raises(NotSaved, match="does not read back whole"):
        write_pieces(tmp_path / "a.bin", [b"", b""])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.bin", b"before")]


def test_what_gdal_calls_written_is_read_back(tmp_path, monkeypatch):
    import pyogrio

    from geo.exports import export
    from geo.records import Layer

    def swallow(frame, path, **options):
        Path(path).write_bytes(b"fgb\x03fgb\x00")

    monkeypatch.setattr(pyogrio, "write_dataframe", swallow)
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(46, 40)], crs=4326)
    for ending in (".fgb", ".gpkg"):
        target = tmp_path / f"a{ending}"
        target.write_bytes(b"before")
        with pytest.raises(NotSaved):
            export(Layer("a", "places", frame), target)
        assert target.read_bytes() == b"before"


def test_a_folder_that_may_not_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSaved, match="cannot be made"):
        disk.make_folder(tmp_path / "file" / "maps")


def test_what_a_killed_writer_left_is_removed_by_the_next_and_nothing_of_one_at_work(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    left = tmp_path / f"{disk.TEMPORARY}{disk._host()}-{ended.pid}-00000000.html"
    at_work = tmp_path / f"{disk.TEMPORARY}{disk._host()}-{os.getpid()}-00000000.html"
    elsewhere = tmp_path / f"{disk.TEMPORARY}ffffffff-{ended.pid}-00000000.html"
    old = tmp_path / f"{disk.TEMPORARY}ffffffff-1-00000000.fgb"
    for path in (left, at_work, elsewhere, old):
        path.write_bytes(b"part")
    os.utime(old, (time.time() - 90_000,) * 2)
    write_bytes(tmp_path / "map.html", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([at_work, elsewhere, tmp_path / "map.html"])


def test_a_map_that_is_killed_leaves_nothing_after_the_next_one(everything, tmp_path):
    project = everything / "project"
    code = f"""if True:
        import os, signal, sys
        from geo import disk
        disk.flush_file = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        from geo.cli import main
        main(["map", {str(project)!r}, "-o", {str(tmp_path / "map.html")!r}])"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == -9
    assert [path.name.startswith(disk.TEMPORARY) for path in tmp_path.iterdir()] == [True]
    assert run_all([(["map", str(project), "-o", str(tmp_path / "map.html")], None)])[0][0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
