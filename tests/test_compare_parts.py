"""Two states that are compared part by part differ in what they differ as wholes, in the same order."""

import os
from functools import cache, partial

import pytest
import shapely
from killing import checked_and_killed
from test_checks_in_folders import layers

import geo
from geo.cli import main
from geo.compare import compare, land, parted
from geo.compare.parted import compare_parts
from geo.records import Layer
from geo.scale import copies
from geo.scale.folder import partition
from geo.scale.runners import Serial, runner_of


@cache
def later():
    """The records of the day after: some gone, new, moved, renumbered or changed, most of them as they were."""
    found = []
    for layer in layers("land"):
        frame = layer.frame.iloc[[n for n in range(len(layer.frame)) if n % 17 != 3]].copy()
        frame.loc[frame.index[::11], "source"] = "again"
        frame.loc[frame.index[2::19], "id"] = [f"N-{n}" for n in range(len(frame.index[2::19]))]
        far = frame.index[5::23]
        frame.loc[far, "geometry"] = shapely.transform(frame.geometry[far].to_numpy(), lambda xy: xy + 0.0002)
        found.append(Layer(layer.name, layer.kind, frame, layer.title))
    return found[1:] + found[:1]


@cache
def whole():
    return compare(layers("land"), later())


def in_parts(some, count, path):
    return partition(some, path, size=-(-sum(len(one.frame) for one in some) // count))


@pytest.mark.parametrize("count", [2, 7, 50])
def test_parts_differ_in_what_the_wholes_differ(count, tmp_path, monkeypatch):
    old, new = in_parts(layers("land"), count, tmp_path / "old"), in_parts(later(), 3, tmp_path / "new")
    monkeypatch.setattr(parted, "SIZE", 9 * count)
    for one, two in ((old, new), (old, later()), (layers("land"), new), (layers("land"), later())):
        assert compare_parts(one, two, runner=Serial()) == whole()


def test_the_states_differ_in_every_way():
    found = whole()
    assert min(found.counts()[name] for name in ("new", "changed", "renumbered", "vanished", "unchanged")) > 5
    assert found.lost and any(one.is_moved for one in found.changed)


def test_parts_that_do_not_see_what_covers_their_land_say_something_else(tmp_path, monkeypatch):
    old, new = (in_parts(some, 7, tmp_path / name) for some, name in ((layers("land"), "old"), (later(), "new")))
    monkeypatch.setattr(parted, "_covering_of_part", lambda *_: [])
    assert compare_parts(old, new, runner=Serial()).lost != whole().lost


def test_differences_are_the_same_from_processes_one_of_which_is_killed(tmp_path):
    old, new = (in_parts(some, 7, tmp_path / name) for some, name in ((layers("land"), "old"), (later(), "new")))
    with runner_of(2) as two:
        killing = partial(checked_and_killed, tmp_path / "killed")
        two.run, run = (lambda function, tasks: run(partial(killing, function), tasks)), two.run
        assert geo.diff(old.path, new, workers=two) == whole()
    assert (tmp_path / "killed").exists()


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Processes are copied on Linux only.")
def test_differences_are_the_same_from_copies_of_a_process(monkeypatch):
    monkeypatch.setattr(copies, "can_copy", lambda: True)
    monkeypatch.setattr(parted, "SIZE", 100)
    with runner_of(2) as two:
        assert compare_parts(layers("land"), later(), runner=two) == whole()


def again(some, every):
    """Layers of which every so many records have another source."""
    frames = [layer.frame.copy() for layer in some]
    for frame in frames:
        frame.loc[frame.index[::every], "source"] = "again"
    return [Layer(one.name, one.kind, frame, one.title) for one, frame in zip(some, frames, strict=True)]


def test_records_of_which_many_differ_are_compared_by_one_process(monkeypatch):
    by_parts = []
    monkeypatch.setattr(parted, "can_copy", lambda: True)
    monkeypatch.setattr(parted, "compare_parts", lambda *_, **__: by_parts.append(True))
    assert geo.diff(layers("land"), again(layers("land"), 2), workers=2).changed and not by_parts
    geo.diff(layers("land"), again(layers("land"), 10), workers=2)
    assert by_parts


def test_only_land_that_may_be_lost_is_laid_over_what_covers_it(monkeypatch):
    filled, fill = [], land.filled
    monkeypatch.setattr(land, "filled", lambda shape: filled.append(shape) or fill(shape))
    compare(layers("land"), again(layers("land"), 2))
    assert not filled
    compare(layers("land"), later())
    assert filled


def test_a_command_compares_folders_by_two_processes(tmp_path, capsys):
    old, new = (in_parts(some, 7, tmp_path / name) for some, name in ((layers("land"), "old"), (later(), "new")))
    assert main(["diff", str(old.path), str(new.path), "--workers", "2", "--verbose"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [whole().sentence(), whole().lost_sentence()]
