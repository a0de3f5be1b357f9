"""Layers in parts on the disk are checked as layers in memory are: the same problems, in the same order."""

import errno
import json
import tempfile
from functools import cache, partial
from itertools import zip_longest
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
from killing import checked_and_killed
from test_checks_in_parts import EXTENT, LAYERS, TODAY

import geo
from geo.checks import check
from geo.checks.parted import folders, spilled
from geo.checks.parted.aside import Aside
from geo.cli import main
from geo.errors import NotSaved, SourceError, UsageError
from geo.findings import Problem
from geo.geoparquet import writing
from geo.records.holding import as_layers
from geo.scale.folder import MANIFEST, Folder, partition
from geo.scale.runners import Serial, runner_of


@cache
def layers(name):
    return as_layers(LAYERS[name]())


def parted(name, count, folder):
    records = sum(len(layer.frame) for layer in layers(name))
    return partition(layers(name), folder / "parts", size=-(-records // count))


def checked(what, name):
    return check(what, today=TODAY, extent=EXTENT if name == "land" else None, workers=Serial())


def differences(name, folder):
    return [one for one in zip_longest(checked(folder.whole(), name), checked(folder, name)) if one[0] != one[1]]


@pytest.mark.parametrize(("name", "count"), [("hazards", 7), ("accidents", 2), ("again", 7), ("land", 11)])
def test_every_check_says_the_same_of_parts_on_the_disk(name, count, tmp_path, monkeypatch):
    monkeypatch.setattr(spilled, "STRETCH", 40)
    folder = parted(name, count, tmp_path)
    assert sum(one.records for one in folder.layers) == sum(len(layer.frame) for layer in layers(name))
    assert differences(name, folder) == []


def test_a_part_that_is_not_told_of_its_neighbours_says_something_else(tmp_path, monkeypatch):
    folder = parted("hazards", 7, tmp_path)
    monkeypatch.setattr(folders, "_near", lambda folder, part, reach: tuple({} for _ in folder.layers))
    assert differences("hazards", folder) != []


def test_what_parts_tell_is_in_the_memory_one_after_another(tmp_path):
    aside = Aside(tmp_path)
    for number in range(3):
        aside.put("orders", np.full(100_000, number))
        aside.put("facts", {"number": number})
    assert [one["number"] for one in aside["facts"]] == [0, 1, 2] == [int(one[0]) for one in aside["orders"]]
    assert aside["orders"][1] is not aside["orders"][1] and "ends" not in aside


def test_a_disk_that_takes_nothing_is_named_with_a_way_out(tmp_path):
    with pytest.raises(UsageError, match="Nothing can be written to") as refused:
        Aside(tmp_path / "gone").put("orders", 1)
    assert "TMPDIR" in refused.value.remedy


def test_problems_are_the_same_from_two_processes_one_of_which_is_killed(tmp_path):
    folder, mark = parted("hazards", 7, tmp_path), tmp_path / "killed"
    with runner_of(2) as two:
        killing = SimpleNamespace(
            run=lambda function, tasks: two.run(partial(checked_and_killed, mark, function), tasks)
        )
        assert check(folder, today=TODAY, workers=killing) == checked(folder.whole(), "hazards")
    assert mark.exists()


def test_records_come_back_from_a_folder_in_their_order(tmp_path):
    for before, after in zip(layers("land"), parted("land", 7, tmp_path).whole(), strict=True):
        assert (after.kind, after.title, len(after.frame)) == (before.kind, before.title, len(before.frame))
        assert after.frame.index.tolist() == before.frame.index.tolist()
        assert [shape and shape.wkb for shape in after.frame.geometry] == [
            shape and shape.wkb for shape in before.frame.geometry
        ]


def test_a_command_parts_a_file_checks_the_parts_and_writes_the_problems(tmp_path, capsys):
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "id,type,lat,lon\n" + "".join(f"{n},{'swamp' if n % 3 else 'SHA'},40,{46 + n / 900}\n" for n in range(90))
    )
    parts, to = tmp_path / "parts", tmp_path / "problems.parquet"
    assert main(["partition", str(survey), "--kind", "hazards", "--to", str(parts), "--size", "20"]) in (0, 4)
    assert len(Folder.open(parts).parts) == 5
    capsys.readouterr()
    main(["check", str(parts), "--workers", "1", "--problems-to", str(to), "--fail-on", "never"])
    said = capsys.readouterr().out
    assert "90 records checked" in said
    found = [Problem(**row) for row in pq.read_table(to).to_pylist()]
    assert found == geo.check(parts) == geo.check(Folder.open(parts).whole()) != []
    assert main(["check", str(parts), "--format", "json"]) == 2
    assert main(["check", str(survey), "--problems-to", str(to)]) == 2
    assert main(["areas", str(parts)]) in (0, 4)


def test_commands_take_a_folder_of_parts_for_the_records_it_was_made_of(tmp_path, capsys):
    survey, parts = tmp_path / "survey.csv", tmp_path / "parts"
    survey.write_text("id,type,lat,lon\n" + "".join(f"H-{n},SHA,40,{46 + n / 900}\n" for n in range(50)))
    assert main(["partition", str(survey), "--kind", "hazards", "--to", str(parts), "--size", "20"]) == 0
    assert main(["export", str(parts), "--to", str(tmp_path / "again.geojson"), "--layer", "survey"]) == 0
    assert main(["map", str(parts), "-o", str(tmp_path / "map.html")]) == 0
    for made in ("survey.csv", "again.geojson", "map.html"):
        capsys.readouterr()
        assert main(["diff", str(parts), str(tmp_path / made), "--fail-on", "vanished"]) == 0
        assert "50 records before, 50 now: 0 new" in capsys.readouterr().out
    assert main(["export", str(parts), "--to", str(tmp_path / "x.csv"), "--layer", "other"]) == 2
    assert "There are: survey" in capsys.readouterr().err
    assert main(["export", str(parts), "--to", str(tmp_path / "x.csv"), "--profile", "public"]) == 2
    assert main(["undo", str(parts)]) == 2
    assert "holds records in parts, and is no project" in capsys.readouterr().err


def test_a_disk_that_is_full_leaves_no_half_folder(tmp_path, monkeypatch):
    def full(table, path):
        path.write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "write", full)
    with pytest.raises(NotSaved):
        parted("minutes", 2, tmp_path)
    assert list(tmp_path.iterdir()) == []


def _states(**stated):
    return lambda about: about["layers"][0].update(stated)


@pytest.mark.parametrize(
    "damage",
    [
        _states(name=".."), _states(name=""), _states(name=3), _states(name="a\0b"), _states(kind=["hazards"]),
        _states(title=3), _states(records="many"), _states(imprint={"x": 1}), _states(imprint={"signing_key": "none"}),
        _states(terms=[1]), _states(columns=[1]), lambda about: about.update(parts=[]),
        lambda about: about["parts"].pop(), lambda about: about["parts"][0].update(records=[]),
        lambda about: about["parts"][0].update(records=["a"]), lambda about: about["parts"][0].update(bounds=[]),
        lambda about: about["parts"][0].update(records=[0]),
        lambda about: (about["layers"].append(about["layers"][0]),
                       [part[name].append(part[name][0]) for part in about["parts"] for name in part]),
    ],
)  # fmt: skip
def test_a_manifest_that_says_what_cannot_be_is_refused_and_leaves_no_record_out(damage, tmp_path):
    folder = parted("minutes", 2, tmp_path)
    about = json.loads((folder.path / MANIFEST).read_text("utf-8"))
    assert Folder.open(folder.path) == folder
    damage(about)
    (folder.path / MANIFEST).write_text(json.dumps(about))
    with pytest.raises(SourceError, match=r"^parts .* Make the folder again"):
        Folder.open(folder.path)


def test_where_nothing_can_be_put_aside_it_is_said_where_and_what_to_do(tmp_path, monkeypatch):
    folder = parted("minutes", 2, tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    for refused in (lambda: checked(folder, "minutes"), lambda: geo.export(folder, tmp_path / "a.geojson")):
        with pytest.raises(NotSaved, match=r"temporary files can be made: no such.*TMPDIR"):
            refused()


def test_a_folder_is_not_written_over_and_a_damaged_one_is_refused(tmp_path):
    folder = parted("minutes", 2, tmp_path)
    with pytest.raises(UsageError, match="is there already"):
        partition(layers("minutes"), folder.path)
    about = json.loads((folder.path / MANIFEST).read_text("utf-8"))
    about["layers"][0]["name"] = "../elsewhere"
    (folder.path / MANIFEST).write_text(json.dumps(about))
    with pytest.raises(SourceError, match="name that cannot be"):
        Folder.open(folder.path)
    (folder.path / MANIFEST).write_text("{}")
    with pytest.raises(SourceError, match="no manifest"):
        Folder.open(folder.path)
    folder.file(0, 0).write_bytes(folder.file(0, 1).read_bytes()[:-9])
    with pytest.raises(SourceError):
        check(folder, workers=Serial())
