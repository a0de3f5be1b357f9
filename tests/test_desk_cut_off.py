"""Each action of the desk that is cut off between any two of its steps is there as a whole, or not at all."""

import json
import shutil
from functools import partial

import pytest
from contributing import change, contribution
from test_store_cut_off import STRIDE, TABLE, cut_after

import geo
from geo.desk.calls import CALLS, ONLY_READS
from geo.desk.worker import carry_out
from geo.store import Project

READING = (*ONLY_READS, "give_back")
TO_FILES = ("save",)
"""Writes maps, which `tests/proofs/kills.py` kills."""
WRITING = [one for one in CALLS if one not in (*READING, *TO_FILES)]
"""Killed at any moment, with the desk, by `tests/proofs/desk_kills.py`."""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    return begun(tmp_path_factory.mktemp("start"))


def begun(folder):
    """A project of two layers, with a proposal that waits, and a file that was dropped."""
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    project = geo.Project.create(folder / "project", title="Valley")
    for name in ("one", "two"):
        (folder / f"{name}.csv").write_text(TABLE.replace("1,", f"{name}1,"), encoding="utf-8")
        project.add(folder / f"{name}.csv", layer=name, yes=True)
    (folder / "sent.json").write_bytes(contribution(project, change("withdraw", "2", "one", because="It is a double.")))
    geo.merge(project, [folder / "sent.json"])
    return folder


def edited(project):
    """What other hands do to a layer: a record less."""
    path = project / "layers" / "two.geojson"
    layer = json.loads(path.read_text("utf-8"))
    layer["features"].pop()
    path.write_text(json.dumps(layer), "utf-8")


def writes(project):
    """The arguments of each call that writes."""
    (waiting,) = list(project.contributions.state().changes)
    return {
        "add": {"files": [{"upload": "dropped", "layer": "new", "options": {"kind": "hazards"}}], "yes": True},
        "rename": {"layer": "one", "title": "First"},
        "order": {"layers": ["two"]},
        "merge_layers": {"layers": ["one", "two"]},
        "split": {"layer": "one", "by": "setting"},
        "kind": {"layer": "one", "kind": "places"},
        "remove": {"layer": "one"},
        "settings": {"settings": {"title": "Hills", "hotline": "102", "languages": ["az"]}},
        "merge": {"contribution": json.loads(contribution(project, change("withdraw", "3", "one", because="Gone.")))},
        "decide": {"verdict": "accept", "ids": [waiting], "because": "So it is."},
        "undo": {},
        "accept_edits": {},
    }


def held(path):
    """What a reader of a project finds: settings, records of the layers, and what of the proposals is decided."""
    project = Project(path)
    layers = [(one.name, one.title, one.kind, sorted(one.frame["id"])) for one in project.layers()]
    return project.settings, layers, (len(project.contributions.state().changes), project.contributions.waiting)


def asked(start, project, call):
    """Do what a press at the desk does."""
    uploads = {"dropped": str(start / "table.csv")}
    request = {"call": call, "arguments": writes(Project(project))[call], "uploads": uploads, "folder": str(start)}
    told = carry_out(project, request, lambda far: None)
    assert "error" not in told, told


def test_each_call_that_writes_is_tried(start):
    assert {*writes(Project(start / "project")), *READING, *TO_FILES} == {*CALLS}


@pytest.mark.parametrize("call", WRITING)
def test_an_action_of_the_desk_that_is_cut_off_is_there_as_a_whole_or_not_at_all(call, start, tmp_path):
    def made(name):
        shutil.copytree(start / "project", tmp_path / name)
        if call == "accept_edits":
            edited(tmp_path / name)
        return tmp_path / name

    before = held(made("before"))
    asked(start, made("whole"), call)
    after = held(tmp_path / "whole")
    found, steps, ended = [], 0, False
    while not ended:
        own = made(str(steps))
        ended = cut_after(steps, partial(asked, start, own, call))
        now = held(own)
        found.append("before" if now == before else "after" if now == after else f"cut at {steps}: {now}")
        steps += STRIDE
    if call == "accept_edits":  # what it changes is only what the history holds
        assert set(found) == {"before"} and Project(own).edits() == []
    else:
        assert sorted(set(found)) == ["after", "before"] and found == sorted(found, reverse=True)
