"""A zonemark.toml from which other hands took what marks a map: it is said, and comes back; what they meant stays."""

import json

import pytest
from store_helpers import reading

import geo
from geo.cli import main
from geo.errors import NeedsYes
from geo.store import Project, bring_back_settings
from geo.store.settings import EditionSettings

MARKED = (
    'title = "Valley"\nproducer = "Office"\nhotline = "112"\nextent = [46.0, 38.0, 50.0, 41.0]\nfictitious = true\n'
)
EDITION = '\n[edition]\nlabel = "Public edition"\nhidden = 12\n'


@pytest.fixture
def project(tmp_path):
    made = Project.create(tmp_path / "valley", title="Valley", producer="Office", hotline="112", fictitious=True,
                          extent=(46, 38, 50, 41))  # fmt: skip
    made.add(reading({"id": "a"}))
    return made


def write(project, text):
    (project.path / "zonemark.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Project(project.path)


def text_of(project):
    return (project.path / "zonemark.toml").read_bytes()


def lost(project):
    return [(one.severity, one.what.partition("states no more: ")[2]) for one in project.problems
            if one.code == "settings_lost"]  # fmt: skip


CUT_DOWN = {
    "emptied": lambda text: b"",
    "only comments": lambda text: b"# agreed with the ministry\n",
    "a byte-order mark": lambda text: b"\xef\xbb\xbf",
    "cut after the title": lambda text: text[: text.index(b"producer")],
    "cut after the hotline": lambda text: text[: text.index(b"languages")],
    "one line of a merge": lambda text: b"".join(x for x in text.splitlines(True) if not x.startswith(b"fictitious")),
    "the other side of a merge": lambda text: text.replace(b"fictitious = true", b"fictitious = false"),
    "an empty title": lambda text: text.replace(b'title = "Valley"', b'title = ""'),
}


@pytest.mark.parametrize("how", CUT_DOWN)
def test_what_marks_a_map_is_not_lost_in_silence_and_comes_back(project, how):
    was = text_of(project)
    cut = write(project, CUT_DOWN[how](was))
    ((severity, names),) = lost(cut)
    assert severity == "warning" and any(f"'{name}'" in names for name in ("title", "fictitious"))
    assert geo.draw(cut).problems[0].code == "settings_lost"
    with pytest.raises(NeedsYes, match="states no more.*Nothing was written"):
        cut.add(reading({"id": "b"}))
    with pytest.raises(NeedsYes, match="Take the edit back, or accept it"):
        cut.arrange.settings(producer="Another")
    cut.undo()
    assert text_of(project) == was and lost(Project(project.path)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Valley"', 'title = "Valley of the Goran"'),
        ('title = "Valley"', 'title="Valley" # agreed with the ministry'),
        ('hotline = "112"', 'hotline = "102"'),
        ("format = 1", 'format = 1\ncontributions = "none"'),
        ('[[layers]]\nname = "survey"\nkind = "hazards"\ntitle = "survey"\n', ""),
    ],
)
def test_who_edits_the_file_by_hand_is_not_disturbed(project, old, new):
    was = text_of(project).decode()
    assert old in was
    edited = write(project, was.replace(old, new))
    assert [severity for severity, _ in lost(edited)] in ([], ["note"])
    edited.add(reading({"id": "b"}, source="b"), layer="later")
    assert lost(Project(project.path)) == [] and edited.log()[-1].command == "geo.Project.add"


def test_a_line_that_marks_no_map_may_go_with_a_note(project):
    edited = write(project, text_of(project).replace(b"extent = [46.0, 38.0, 50.0, 41.0]\n", b""))
    assert lost(edited) == [("note", "'extent'.")]
    edited.add(reading({"id": "b"}), yes=True)
    assert Project(project.path).settings.extent is None and lost(edited) == []


def test_an_edit_that_is_meant_is_accepted_is_in_the_log_and_can_be_taken_back(project):
    was = text_of(project)
    cut = write(project, MARKED.replace("fictitious = true\n", ""))
    assert [edit.layer for edit in cut.accept_edits()] == [""]
    assert lost(cut) == [] and cut.edits() == []
    assert (cut.log()[-1].command, [*cut.log()[-1].settings]) == ("edited outside of Zonemark", ["fictitious"])
    cut.undo()
    assert text_of(project) == was
    cut.undo()
    assert b"fictitious" not in text_of(project) and lost(Project(project.path)) == []


def test_yes_takes_it_for_a_change_of_the_project(project):
    cut = write(project, b"")
    cut.add(reading({"id": "a"}, {"id": "b"}), yes=True)
    assert [one.command for one in cut.log()[1:]] == ["edited outside of Zonemark", "geo.Project.add"]
    assert lost(Project(project.path)) == []


def test_going_back_to_a_change_brings_the_settings_of_then_back(project):
    time = project.log()[-1].time
    project.arrange.settings(title="Later")
    cut = write(project, b"# nothing\n")
    cut.undo(to=time)
    assert (cut.settings.title, cut.settings.fictitious) == ("Valley", True)


def test_a_change_that_is_not_there_accepts_nothing(project):
    cut = write(project, b"")
    with pytest.raises(geo.errors.StoreError, match="has no version"):
        cut.undo(to="1999")
    assert lost(Project(project.path)) != []


def test_layers_and_settings_that_were_edited_are_taken_back_together(project):
    was, layer = text_of(project), project.path / "layers/survey.geojson"
    records = layer.read_bytes()
    layer.write_bytes(records.replace(b'"a"', b'"z"'))
    cut = write(project, b"")
    assert [edit.layer for edit in cut.edits()] == ["survey", ""]
    cut.undo()
    assert (text_of(project), layer.read_bytes()) == (was, records)


def test_an_older_file_that_a_sync_program_brings_back_is_seen(tmp_path):
    project = Project.create(tmp_path / "valley")
    older = text_of(project).replace(b'title = "valley"', b"")
    project.arrange.settings(title="Valley", hotline="112")
    assert lost(write(project, older)) == [("warning", "'title', 'hotline'.")]


def test_a_new_project_is_known_before_its_first_change(tmp_path):
    project = Project.create(tmp_path / "valley", title="Valley", fictitious=True)
    was = text_of(project)
    assert lost(project) == []
    cut = write(project, b"\n")
    assert lost(cut)[0][0] == "warning"
    cut.undo()
    assert text_of(project) == was
    write(project, was)
    (project.path / "zonemark.toml").write_bytes(was[:40] + b"\n<<<<<<< HEAD\n")
    assert bring_back_settings(project.path) is not None and text_of(project) == was


def test_what_an_edition_does_not_show_is_not_lost_in_silence(project):
    write(project, MARKED + EDITION).add(reading({"id": "b"}), yes=True)
    cut = write(project, text_of(project).replace(b"hidden = 12\n", b""))
    assert cut.settings.edition == EditionSettings(label="Public edition") and lost(cut) == [("warning", "'edition'.")]
    cut.accept_edits()
    cut.arrange.settings(title="Other")  # so that the text is not what it was when it was accepted
    cut.undo(to=cut.log()[-3].time)
    assert cut.settings.edition.hidden == 12


@pytest.mark.parametrize("command", ["areas", "log", "check", "layers", "export", "map", "review", "settings"])
def test_each_command_that_reads_a_project_says_so_once_with_the_way_back(project, command, capsys, tmp_path):
    write(project, b"# nothing\n")
    out = {"export": ["--to", str(tmp_path / "x.csv")], "map": ["-o", str(tmp_path / "x.html")]}
    main([command, str(project.path), *out.get(command, [])])
    said = "".join(capsys.readouterr())
    assert said.count("states no more: 'title', 'producer', 'hotline', 'fictitious'") == 1
    assert "zonemark undo" in said and "--accept-edits" in said


def test_a_writer_that_was_killed_before_it_changed_anything_lost_nothing(project):
    from geo.store.versions import log, texts

    was = text_of(project)
    hashes = texts.keep(project.path, was, was + b'stale_after_years = 2\nsigning_key = "RW"\n')
    entry = log.Entry(project.next_time(), "killed", layers={"survey": {"added": 1}}, toml=hashes)
    log.write(project.path / "history", entry)
    assert json.loads((project.path / f"history/{entry.time}.json").read_text())["toml"] == hashes
    assert lost(Project(project.path)) == []
