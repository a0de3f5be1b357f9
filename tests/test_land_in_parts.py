"""Land that is added up in parts has the sums of the whole, to the last bit, and the same problems in their order."""

import os
import re
from functools import cache, partial

import pytest
from killing import checked_and_killed
from test_checks_in_folders import layers, parted

from geo.checks import conflicts_of_land
from geo.checks.parted import folders, land
from geo.checks.parted.land import add_up
from geo.cli import main
from geo.errors import UsageError
from geo.scale.runners import Serial, runner_of

BY = ["area_type", "status"]


def told(found):
    return found.table.to_dict("list"), found.unassigned, found.conflicts, found.gone


@cache
def whole(name="land"):
    return repr(told(add_up(layers(name), BY)))


def in_memory(count, monkeypatch):
    monkeypatch.setattr(land, "SIZE", -(-sum(len(layer.frame) for layer in layers("land")) // count))
    monkeypatch.setattr(land, "_COPIES_EACH", 1)
    return repr(told(add_up(layers("land"), BY, runner=Serial())))


@pytest.mark.parametrize("count", [2, 7, 50])
def test_sums_of_parts_are_those_of_the_whole(count, tmp_path, monkeypatch):
    assert in_memory(count, monkeypatch) == whole()
    assert repr(told(add_up(parted("land", count, tmp_path), BY))) == whole()


def test_the_records_hold_what_can_be_added_up():
    found = add_up(layers("land"), BY)
    assert len(found.table) > 6 and found.table.counted_twice_m2.iloc[-1] > found.table.counted_twice_m2.iloc[0] > 0
    assert (found.table[["released_m2", "cleared_m2", "cancelled_m2"]].iloc[-1] > 0).all()
    assert found.unassigned.inside_m2 > 0 and found.gone > 0
    assert found.conflicts == conflicts_of_land(layers("land")) != []


@pytest.mark.parametrize("kept", ["near", "links"])
def test_sums_of_parts_that_do_not_see_the_others_differ(kept, tmp_path, monkeypatch):
    nothing = lambda folder, *_: tuple({} for _ in folder.layers)  # noqa: E731
    monkeypatch.setattr(folders, "_near", nothing) if kept == "links" else monkeypatch.setattr(
        folders, "_links", lambda folder, aside: [nothing(folder)] * len(folder.parts)
    )
    assert repr(told(add_up(parted("land", 7, tmp_path), BY))) != whole()


def test_sums_are_the_same_from_processes_one_of_which_is_killed(tmp_path, monkeypatch):
    folder, mark = parted("land", 7, tmp_path), tmp_path / "killed"
    with runner_of(2) as two:
        killing = partial(checked_and_killed, mark)
        two.run, run = (lambda function, tasks: run(partial(killing, function), tasks)), two.run
        assert repr(told(add_up(folder, BY, runner=two))) == whole()
        assert mark.exists()
        monkeypatch.setattr(land, "can_copy", lambda: False)  # records in memory are sent to processes then
        assert repr(told(add_up(layers("land"), BY, runner=two))) == whole()


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Processes are copied on Linux only.")
def test_sums_are_the_same_from_copies_of_a_process(monkeypatch):
    monkeypatch.setattr(land, "can_copy", lambda: True)
    with runner_of(2) as two:
        assert repr(told(add_up(layers("land"), BY, runner=two))) == whole()


def test_a_command_adds_up_a_folder_as_it_adds_up_its_records(tmp_path, capsys):
    survey, parts = tmp_path / "survey.csv", tmp_path / "parts"
    survey.write_text("id,type,lat,lon,team\n" + "".join(f"H-{n},SHA,40,{46 + n / 900},{n % 3}\n" for n in range(50)))
    assert main(["partition", str(survey), "--kind", "hazards", "--to", str(parts), "--size", "20"]) == 0
    capsys.readouterr()
    assert main(["areas", str(parts), "--by", "team", "--workers", "1"]) == 0
    assert re.search("\nall +50 ", capsys.readouterr().out)
    assert main(["areas", str(parts), "--by", "colour"]) == 2
    assert "There are: id, name" in (said := capsys.readouterr().err) and "team" in said


def test_what_has_no_hazards_is_refused_in_parts_too(tmp_path):
    with pytest.raises(UsageError, match="no layer of hazards"):
        add_up(parted("accidents", 2, tmp_path))
