"""A change of several files that is cut off between any two steps is there as a whole, or not at all.

The steps are those that change the disk: what has a name is replaced, removed or made. Each is once the last,
or every fourth in the short form.
"""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from lengths import TIMES

import geo
from geo.errors import StoreError
from geo.store import Project

TABLE = "id,setting,area_type,lat,lon\n1,cemetery,SHA,39.5,46.9\n2,bridge,CHA,39.6,46.8\n3,,SHA,39.7,46.7\n"
STRIDE = 1 if TIMES > 1 else 4
CALLS = ("replace", "unlink", "mkdir", "rmdir")

CHANGES = {
    "layers of each value": lambda project, table: project.add(table, by="setting", layer="Places", yes=True),
    "a new layer": lambda project, table: project.add(table, layer="new", yes=True),
    "merged layers": lambda project, _: project.arrange.merge(["one", "two"]),
    "another order": lambda project, _: project.arrange.order(["two"]),
    "a removed layer": lambda project, _: project.arrange.remove("one"),
    "another title": lambda project, _: project.arrange.rename("one", "First"),
    "an undone layer": lambda project, _: project.undo(),
    "back to the start": lambda project, _: project.undo(to="start"),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    project = geo.Project.create(folder / "project")
    for name in ("one", "two"):
        (folder / f"{name}.csv").write_text(TABLE.replace("1,", f"{name}1,"), encoding="utf-8")
        project.add(folder / f"{name}.csv", layer=name, yes=True)
    return folder


def held(path):
    """What a reader of a project finds: its settings, and of each layer what its file holds."""
    project = Project(path)
    return [(path / "zonemark.toml").read_bytes(), *((one.name, one.version) for one in project.layers())]


def cut_after(steps, change):
    """Make a change in a process that ends after so many of its steps on the disk; whether that was its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    left = iter(range(steps))

    def counting(call):
        def counted(*args, **options):
            if next(left, None) is None:
                os._exit(9)
            return call(*args, **options)

        return counted

    for name in CALLS:
        setattr(os, name, counting(getattr(os, name)))
    try:
        change()
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_is_cut_off_is_there_as_a_whole_or_not_at_all(name, start, tmp_path):
    def changing(project):
        return lambda: CHANGES[name](project, start / "table.csv")

    before = held(start / "project")
    shutil.copytree(start / "project", tmp_path / "whole")
    changing(Project(tmp_path / "whole"))()
    [_, *after] = held(tmp_path / "whole")
    found, steps, ended = [], 0, False
    while not ended:
        own = tmp_path / f"{steps}"
        shutil.copytree(start / "project", own)
        ended = cut_after(steps, changing(Project(own)))
        now = held(own)
        found.append("before" if now == before else "after" if now[1:] == after else f"cut at {steps}: {now}")
        steps += STRIDE
        assert held(own) == now and Project(own).problems == []
    assert sorted(set(found)) == ["after", "before"] and found == sorted(found, reverse=True)


def test_what_has_lost_what_it_was_to_put_in_place_is_not_ended_in_silence(start, tmp_path):
    shutil.copytree(start / "project", tmp_path / "own")
    project = Project(tmp_path / "own")
    record = project.path / "history" / "unfinished.json"
    steps = 0
    while not record.exists():
        steps += 1
        cut_after(steps, lambda: project.arrange.merge(["one", "two"]))
    told = record.read_bytes()
    for damaged in (b"", told[:20], b"7", told.replace(b"layers", b"mayers")):
        record.write_bytes(damaged)
        with pytest.raises(StoreError, match=r"cut off.*is damaged\. Remove .*unfinished\.json"):
            Project(project.path)
    record.write_bytes(told)
    for path in (project.path / "history" / "current").glob("*.next"):
        path.unlink()
    with pytest.raises(StoreError, match=r"cut off.*layer 'one'.*Remove .*unfinished\.json"):
        Project(project.path)


def test_a_map_that_was_half_opened_is_no_project(start, tmp_path):
    geo.draw(Project(start / "project")).save(tmp_path / "map.html")
    steps, ended, projects = 0, False, []
    while not ended:
        target = tmp_path / f"{steps}"
        ended = cut_after(steps, partial(geo.store.project_of, geo.open_map(tmp_path / "map.html"), target))
        projects.append((target / "zonemark.toml").exists() and len(Project(target).layers()))
        steps += STRIDE
    assert set(projects) == {False, 2} and projects[-1] == 2
    assert [path for path in Path(tmp_path).glob("*/zonemark.toml") if path.parent.name.startswith(".")] == []
