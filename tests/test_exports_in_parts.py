"""A folder of parts is written as GeoJSON in the bytes of its records as a whole."""

import os
import resource
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pyarrow.parquet as pq
import pytest
from killing import checked_and_killed
from test_checks_in_folders import layers

import geo
from geo.cli import main
from geo.exports import documents, parted
from geo.records.imprint import Imprint
from geo.scale import copies
from geo.scale.folder import partition
from geo.scale.runners import Serial, runner_of


@cache
def records():
    """Layers with what is hard to write: halves of characters, nested values, line ends, rings wound the other way."""
    found = []
    for layer in layers("land"):
        frame = layer.frame.copy()
        frame["note"] = [("half \ud800", "two\nlines", {"a": [1]}, None, "],\n[")[n % 5] for n in range(len(frame))]
        frame.loc[frame.index[::13], "id"] = None
        # Of columns that are not of the kind the first parts have one, and the last both.
        frame["late"], frame["early"] = [None] * (len(frame) - 1) + ["last"], "always"
        if layer.kind == "releases":
            found_there = [(("UXO", 2),), (("AP_mine", 1), ("UXO", 3)), None, None]
            frame["devices_found"] = [dict(found_there[n // 9 % 4] or ()) or None for n in range(len(frame))]
        found.append(replace(layer, frame=frame, imprint=Imprint(title="Valley", fictitious=True)))
    return found


def written(what, folder, **how):
    folder.mkdir()
    problems = geo.export(what, folder / "a.geojson", **how)
    return problems, {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def in_parts(count, path):
    return partition(records(), path, size=-(-sum(len(one.frame) for one in records()) // count))


@pytest.mark.parametrize("count", [2, 7, 50])
def test_parts_are_written_as_the_whole_is(count, tmp_path):
    folder = in_parts(count, tmp_path / "parts")
    whole = written(folder.whole(), tmp_path / "whole")
    assert len(whole[1]) == 4 and {"nested_as_text", "ring_direction"} & {one.code for one in whole[0]}
    assert written(folder, tmp_path / "by part", workers=Serial()) == whole
    assert written(records(), tmp_path / "before")[1] == whole[1], "fields in their order, whatever part states them"


def test_of_one_field_of_parts_nothing_else_is_read(tmp_path, monkeypatch):
    folder = in_parts(7, tmp_path / "parts")
    read, original = set(), pq.ParquetFile.read
    monkeypatch.setattr(
        pq.ParquetFile, "read", lambda file, *, columns: (read.update(columns), original(file, columns=columns))[1]
    )
    late = [*folder.values(0, "late")]
    assert late == ["last"] and read == {"late"}
    assert [*folder.values(0, "no such field")] == []


def test_there_may_be_more_parts_than_files_that_a_process_may_hold_open(tmp_path):
    folder = in_parts(50, tmp_path / "parts")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/dev/fd")) + 25, most[1]))
    try:
        assert written(folder, tmp_path / "by part", workers=Serial())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, most)


def test_lines_in_the_order_of_their_parts_are_another_file(tmp_path, monkeypatch):
    folder = in_parts(7, tmp_path / "parts")
    whole = written(folder.whole(), tmp_path / "whole")
    monkeypatch.setattr(parted.np, "argsort", lambda orders, **how: np.arange(len(orders)))
    assert written(folder, tmp_path / "by part", workers=Serial())[1] != whole[1]


def test_the_file_is_the_same_from_processes_one_of_which_is_killed(tmp_path):
    folder = in_parts(7, tmp_path / "parts")
    whole = written(folder.whole(), tmp_path / "whole")
    with runner_of(2) as two:
        killing = partial(checked_and_killed, tmp_path / "killed")
        two.run, run = (lambda function, tasks: run(partial(killing, function), tasks)), two.run
        assert written(folder.path, tmp_path / "by part", workers=two) == whole
    assert (tmp_path / "killed").exists()


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Processes are copied on Linux only.")
def test_the_file_is_the_same_from_copies_of_a_process(tmp_path, monkeypatch):
    whole = written(records(), tmp_path / "whole")
    monkeypatch.setattr(copies, "can_copy", lambda: True)
    monkeypatch.setattr(documents, "AT_ONCE", 50)
    assert written(records(), tmp_path / "by two", workers=2) == whole


def test_a_command_writes_a_folder_by_two_processes(tmp_path, capsys):
    folder = in_parts(7, tmp_path / "parts")
    words = ["export", str(folder.path), "--to", str(tmp_path / "h.geojson"), "--layer", "h", "--workers", "2"]
    assert main(words) in (0, 4)
    assert "no longer in the source" in capsys.readouterr().out
    assert (tmp_path / "h.geojson").read_bytes() == written(folder.whole()[:1], tmp_path / "whole")[1]["a.geojson"]
