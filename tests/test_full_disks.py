"""A disk that is full, or takes no file of that size, is never said to hold what it does not hold.

Each writing command runs as a process of its own with `ulimit -f`, so that the system refuses and nothing is pretended.
What stands under the name afterwards is the file from before, or one that reads back whole if the command said so.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import geopandas
import pytest
import shapely
from limited import run_all

from geo import disk
from geo.disk import replacing, write_bytes, write_pieces
from geo.errors import NotSaved
from geo.exports import FORMATS
from geo.sources import read_table

SURVEY = "id,name,lat,lon,status,remarks\n" + "".join(
    f"H{n},Field {n},{40 + n / 1000},{46 + n / 1000},open,{'survey ' * 20}{n}\n" for n in range(150)
)
SIZES = [0, 9_000, 41_000, 90_000]
WRITERS = {
    **{suffix[1:]: ["export", "{project}", "--to", f"{{folder}}/out{suffix}"] for suffix in FORMATS},
    "map": ["map", "{project}", "-o", "{folder}/out.html"],
    "areas": ["areas", "{project}", "--to", "{folder}/areas.xlsx"],
    "areas as csv": ["areas", "{project}", "--to", "{folder}/areas.csv"],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    (folder / "survey.csv").write_text(SURVEY, encoding="utf-8")
    words = ["add", str(folder / "project"), str(folder / "survey.csv"), "--kind", "hazards"]
    assert [code for code, _ in run_all([(["new", str(folder / "project")], None), (words, None)])] == [0, 0]
    return folder / "project"


def is_whole(path):
    if path.suffix == ".html":
        return path.read_bytes().rstrip().endswith(b"</html>")
    return len(read_table(path).frame) == (1 if path.stem == "areas" else 150)


def tried(writer, project, folder, sizes):
    """Run a writing command at each size; gives folder, exit code and output of each, "before" standing there first."""
    places = [folder / f"{writer} {size}" for size in sizes]
    jobs = []
    for place, size in zip(places, sizes, strict=True):
        place.mkdir()
        words = [word.format(project=project, folder=place) for word in WRITERS[writer]]
        Path(words[-1]).write_bytes(b"before")
        jobs.append((words, size))
    return [(Path(words[-1]), *done) for (words, _), done in zip(jobs, run_all(jobs), strict=True)]


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_called_written_that_does_not_read_back_whole(writer, project, tmp_path):
    *limited, free = tried(writer, project, tmp_path, [*SIZES, None])
    for target, code, said in limited:
        assert "Traceback" not in said and "Exception ignored" not in said, said
        if code:
            assert code == 3 and "not saved" in said, said
            assert target.read_bytes() == b"before"
        else:
            assert is_whole(target), said
        beside = set() if code else {"out.read-first.txt"} & {path.name for path in target.parent.iterdir()}
        assert {path.name for path in target.parent.iterdir()} == {target.name, *beside}
    assert any(code for _, code, _ in limited)
    assert free[1] == 0 and is_whole(free[0])


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


def test_a_map_that_is_killed_leaves_nothing_after_the_next_one(project, tmp_path):
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
